import type { HandleCommand } from '#app/incident/handle-command.ts';
import { sha256 } from '#core/digest.ts';
import { type IncidentId, numberOf, type PhoneNumber, parsePhoneNumber } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { drillMarkOf } from '#core/incident/drill-mark.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { pagedNow } from '#core/incident/paged-since.ts';
import { masked, personByAnyPhone } from '#core/oncall/addresses.ts';
import { type Named, parseReplies, type Reply, validReplies } from '#core/paging/reply.ts';
import { replyCode } from '#core/paging/reply-code.ts';
import { hasLeft, noLongerAsked, snoozedUntil } from '#core/paging/standing.ts';
import type { TextKind } from '#core/paging/text-caps.ts';
import { type Actor, isSameActor, system } from '#core/people.ts';
import { oneLine, said, smsText, wholeText } from '#core/text/plain-text.ts';
import { duration } from '#core/time/clock-time.ts';
import { addSeconds, secondsBetween } from '#core/time/instant.ts';
import type { SendSms } from '#ports/communication.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { MayText, PhonePage, PhonePages } from '#ports/paging.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** The part of the two-way SMS payload of AWS End User Messaging that is used. */
export interface InboundText {
  originationNumber: string;
  messageBody: string;
  inboundMessageId: string;
}

type Understood = Exclude<Reply, { wish: 'unknown' }>;
/** Those that are one command. */
type Commanded = Exclude<Reply, { wish: 'unknown' | 'publish' }>;

/** A page, and the open incident that it is about. */
interface Asked {
  page: PhonePage;
  incident: DeclaredIncident;
}

/** Why a page is over, in words. */
type Over = (asked: Asked) => string | undefined;

/** What is said back. `about`: the incident on whose timeline it stands if that fails. */
interface Answer {
  kind: TextKind;
  text: string;
  about?: Asked;
  /** It is in the letters of a text, and nothing of it may be missing, however many it takes. */
  isWhole?: true;
}

const confirmSeconds = 600;
/** How each is asked for where several pages are open: the code alone would say which, and not what for. */
const howNamed: Record<Understood['wish'], string> = {
  acknowledge: 'A and the code of one',
  resolve: 'R and the code of one',
  escalate: 'E and the code of one',
  update: 'U, the code of one, and the text',
  publish: 'P and the code of one',
  status: 'A or ? and the code of one',
};
/** Loaded when somebody asks for them: an acknowledgement does not wait for four languages. */
const publicWords = () => import('#core/communication/status-page/proposal.ts');
const nothingOpen = 'Nothing is open that you were paged for.';
const noStatusPage = 'There is no status page: nothing was published.';

/**
 * A text from a phone becomes a command on the incident it was paged for. A sender's number is easily forged, so what a
 * text may do is what its page allows: the code of the page names it, and where one page alone is open no code is needed.
 * Whoever was paged is answered, and whoever is configured; of the former, who left the team since is told that alone. A
 * number that is neither gets no answer, at whatever cost to its owner, because answering strangers would make us a relay
 * for spam.
 */
export function answerText(deps: {
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'current'>;
  incidents: IncidentStore;
  phonePages: PhonePages;
  mayText: MayText;
  handle: HandleCommand;
  sendSms: SendSms;
  now: Now;
  log: Log;
}) {
  return async (text: InboundText): Promise<void> => {
    const { originationNumber, messageBody } = text;
    const phone = parsePhoneNumber(originationNumber);
    const known = phone === undefined ? [] : await deps.phonePages.of(phone);
    const pages = await ofTheTeam(known, phone);
    const [left] = known;
    if (phone !== undefined && left !== undefined && pages.length === 0) {
      const text = `Nothing was done: ${left.name} is no longer in tocsin.yaml. Pages go to others now.`;
      return say(phone, left.person, { kind: 'question', text });
    }
    if (phone === undefined || (pages.length === 0 && !(await isConfigured(phone)))) {
      const from = masked('sms', originationNumber);
      deps.log('warn', 'a text from an unknown number was ignored', { from });
      return;
    }
    for (const [index, reply] of parseReplies(messageBody).entries()) {
      const id = index === 0 ? text.inboundMessageId : `${text.inboundMessageId}#${index}`;
      const answer: Answer | undefined =
        reply.wish === 'unknown'
          ? { kind: 'unclear', text: `Not understood. ${validReplies}` }
          : await carryOut(reply, phone, pages, id);
      // A second delivery of the same text; the first was answered.
      if (answer !== undefined) await say(phone, pages[0]?.person, answer);
    }
  };

  async function ofTheTeam(pages: readonly PhonePage[], address?: PhoneNumber) {
    if (pages.length === 0) return pages;
    const team = (await deps.configuration.current())?.directory.people;
    const roster = await deps.roster.current();
    return pages.filter(
      ({ person }) => !hasLeft(team, roster, { person, ...(address && { address }) }),
    );
  }

  async function isConfigured(phone: PhoneNumber): Promise<boolean> {
    const directory = (await deps.configuration.current())?.directory;
    return (
      directory !== undefined &&
      personByAnyPhone(directory, await deps.roster.current(), phone) !== undefined
    );
  }

  async function say(
    phone: PhoneNumber,
    person: string | undefined,
    { kind, text, about, isWhole }: Answer,
  ) {
    const to = { address: phone, ...(person !== undefined && { person }) };
    if (!(await deps.mayText(to, kind, deps.now()))) {
      deps.log('warn', 'a text was not answered: too many were', { kind, person });
      return;
    }
    const delivery = await deps.sendSms(phone, isWhole ? text : smsText(text));
    if (delivery.sent) return;
    const { reason } = delivery;
    deps.log('error', 'the answer to a text failed', { incidentId: about?.incident.id, reason });
    if (about === undefined) return;
    const note = `The answer to the text of ${about.page.name} could not be sent: ${reason}`;
    const by = system('texts', 'Tocsin');
    const id = about.page.incidentId;
    await deps.handle(id, { type: 'AddNote', at: deps.now(), by, text: note });
  }

  async function carryOut(
    reply: Understood,
    phone: PhoneNumber,
    pages: readonly PhonePage[],
    messageId: string,
  ): Promise<Answer | undefined> {
    if ((await deps.incidents.requestOutcome(requestKey(messageId))) !== undefined)
      return undefined;
    const roster = await deps.roster.current();
    const over = ({ page, incident }: Asked) =>
      noLongerAsked(incident, { ...page, address: phone }, roster, deps.now());
    const meant = pageMeant(reply, await declaredPages(pages), over);
    if ('text' in meant) return meant;
    const { page, incident } = meant;
    const ended = over(meant);
    if (reply.wish === 'status') {
      const asks = incident.phase === 'open' && ended === undefined && page.asks === undefined;
      const hint = asks ? `. Reply A ${page.code} to ack` : '';
      return { kind: 'question', text: state(incident, hint), about: meant };
    }
    if (ended !== undefined) {
      const text = `${ended} Your page is over: use the CLI, or ask them. ${titleOf(incident)}`;
      return { kind: 'question', text, about: meant };
    }
    if (incident.drill?.kind === 'test-page') {
      // It asks whether it arrives, which any answer says.
      return perform({ wish: 'acknowledge' }, meant, messageId);
    }
    if (reply.wish === 'publish') {
      const draft = confirmed(page, 'draft');
      return draft === undefined
        ? showWords(phone, meant, messageId)
        : publish(meant, draft, messageId);
    }
    if (reply.wish === 'resolve' && confirmed(page, 'resolution') === undefined) {
      return askBack(phone, meant, reply.text, messageId);
    }
    return perform(reply, meant, messageId);
  }

  function perform(reply: Commanded, asked: Asked, messageId: string) {
    const { page } = asked;
    const by = actorOf(page);
    return execute(asked, commandOf(reply, by, page), messageId, (after, events) =>
      done(reply, after, by, events),
    );
  }

  async function declaredPages(pages: readonly PhonePage[]): Promise<Asked[]> {
    const loaded = await deps.incidents.loadMany([
      ...new Set(pages.map(({ incidentId }) => incidentId)),
    ]);
    return pages.flatMap(page => {
      const incident = loaded.get(page.incidentId)?.incident;
      return incident === undefined || incident.phase === 'undeclared' ? [] : [{ page, incident }];
    });
  }

  /** Of several only the code tells which; of one alone the incident may be named by what everybody can guess. */
  function pageMeant(
    { wish, about }: Understood,
    all: readonly Asked[],
    over: Over,
  ): Asked | Answer {
    const choices = onePerIncident(all.filter(isOpen), over);
    if (about !== undefined && 'code' in about) {
      const found = all.find(({ page }) => page.code === about.code);
      if (found === undefined) return noPage(`code ${about.code}`, choices);
      if (isOpen(found)) return found;
      const not = wish === 'status' ? '' : 'Nothing was done: ';
      return { kind: 'question', text: `${not}${state(found.incident)}` };
    }
    const meant = choices.filter(({ page }) => isNamed(page.incidentId, about));
    const [first] = meant;
    if (first === undefined) {
      const [last] = all;
      return about === undefined && choices.length === 0 && last !== undefined
        ? { kind: 'question', text: `${nothingOpen} ${state(last.incident)}`, about: last }
        : noPage(nameOf(about), choices);
    }
    // Asking changes nothing and is answered to the phone that was paged, whoever asks.
    if (choices.length === 1 || (wish === 'status' && meant.length === 1)) return first;
    const text = listAfter(`Several are open. Reply ${howNamed[wish]}:`, choices);
    return { kind: 'question', text };
  }

  function noPage(name: string, choices: readonly Asked[]): Answer {
    const kind = 'question';
    if (choices.length === 0 && name === '') {
      return { kind, text: nothingOpen };
    }
    const none = `No page of yours with ${name} is open.`;
    return { kind, text: choices.length === 0 ? none : listAfter(`${none} Open:`, choices) };
  }

  /** What was asked about by the question that this code answers. */
  function confirmed({ asks }: PhonePage, what: 'resolution' | 'draft'): string | undefined {
    if (asks === undefined || asks.until <= deps.now()) return undefined;
    return saidIn(asks, what);
  }

  /** What customers would read, all of it: only words that were seen are approved. */
  async function showWords(
    phone: PhoneNumber,
    { page, incident }: Asked,
    messageId: string,
  ): Promise<Answer> {
    const about = { page, incident };
    const { id } = incident;
    const at = deps.now();
    const statusPage = (await deps.configuration.current())?.directory.statusPage;
    if (statusPage === undefined) return { kind: 'question', text: noStatusPage, about };
    const { proposedNotice, wordsToApprove } = await publicWords();
    const proposal = proposedNotice(incident, statusPage, at);
    if (proposal === undefined) {
      return { kind: 'question', text: `${id}: no words for customers wait for approval.`, about };
    }
    const code = replyCode(`publish\n${messageId}`);
    const words = oneLine(wordsToApprove(proposal).replace(/\n+/g, ' / '));
    const question = `Reply P ${code} within ${duration(confirmSeconds)} to put this on the status page: ${words}`;
    const whole = wholeText(question);
    if (whole === undefined) {
      const text = `The words for customers are too long for a text: approve of them on the page behind the link, or with tocsin statuspage preview ${id}.`;
      return { kind: 'question', text, about };
    }
    const asks = { draft: proposal.draft, until: addSeconds(at, confirmSeconds) };
    await deps.phonePages.ask(phone, { ...page, code, at, asks });
    return { kind: 'question', text: whole, about, isWhole: true };
  }

  async function publish(
    asked: Asked,
    draft: string,
    messageId: string,
  ): Promise<Answer | undefined> {
    const { page, incident } = asked;
    const at = deps.now();
    const statusPage = (await deps.configuration.current())?.directory.statusPage;
    if (statusPage === undefined) return { kind: 'question', text: noStatusPage, about: asked };
    const { approvedWords } = await publicWords();
    const words = approvedWords(incident, statusPage, draft, at);
    if ('changed' in words) {
      const text = `${incident.id}: the words have changed, nothing was published. Reply P ${page.code} to see them.`;
      return { kind: 'question', text, about: asked };
    }
    const command = { type: 'PostPublicNotice', at, by: actorOf(page), ...words } as const;
    const text = `${incident.id}: customers read it on the status page now.`;
    return execute(asked, command, messageId, () => text);
  }

  /** To end the response of everybody takes a second word, with a code that only this phone was told. */
  async function askBack(
    phone: PhoneNumber,
    { page, incident }: Asked,
    said: string | undefined,
    messageId: string,
  ): Promise<Answer> {
    const at = deps.now();
    const code = replyCode(`resolve\n${messageId}`);
    const before = page.asks && saidIn(page.asks, 'resolution');
    const resolution = said ?? before ?? 'Resolved by text message.';
    const asks = { resolution, until: addSeconds(at, confirmSeconds) };
    await deps.phonePages.ask(phone, { ...page, code, at, asks });
    const { firing } = incident.alerts;
    const still =
      firing === 0 ? '' : ` ${firing} of its alerts still ${firing === 1 ? 'fires' : 'fire'}.`;
    const text = `Is ${incident.id} over?${still} Reply R ${code} within ${duration(confirmSeconds)} to resolve it: ${titleOf(incident)}`;
    return { kind: 'question', text, about: { page, incident } };
  }

  async function execute(
    asked: Asked,
    command: IncidentCommand,
    messageId: string,
    said: (after: DeclaredIncident, events: readonly IncidentEvent[]) => string,
  ): Promise<Answer | undefined> {
    const { incidentId: id } = asked.page;
    const claim = { kind: 'request', key: requestKey(messageId), digest: messageId } as const;
    const handled = await deps.handle(id, command, { claims: [claim] });
    if ('rejected' in handled) return { kind: 'deed', text: handled.rejected.text, about: asked };
    if ('taken' in handled) return undefined;
    const { incident: after, events } = handled;
    if (after.phase === 'undeclared') throw new Error(`${id} is gone`);
    return { kind: 'deed', text: said(after, events), about: asked };
  }

  function done(
    { wish }: Commanded,
    after: DeclaredIncident,
    actor: Actor,
    events: readonly IncidentEvent[],
  ): string {
    if (after.drill?.kind === 'test-page') return 'Your test page arrived. That was all.';
    switch (wish) {
      case 'acknowledge': {
        const first = after.phase === 'acknowledged' ? after.acknowledgedBy : actor;
        return isSameActor(first, actor)
          ? `You acknowledged ${after.id}. Escalation stopped. ${titleOf(after)}`
          : `${first.name} acknowledged ${after.id} before you${snoozed(after)}.`;
      }
      case 'resolve':
        return `${after.id} resolved. It is watched before the all-clear.`;
      case 'escalate':
        return `${after.id}: ${pagedNow(events)}`;
      case 'update':
        return `${after.id}: update posted.`;
      case 'status':
        return state(after);
      default:
        return wish satisfies never;
    }
  }

  function commandOf(reply: Commanded, by: Actor, page: PhonePage): IncidentCommand {
    const at = deps.now();
    switch (reply.wish) {
      case 'acknowledge':
        return { type: 'AcknowledgeIncident', at, by };
      case 'resolve': {
        const before = page.asks && saidIn(page.asks, 'resolution');
        const resolution = reply.text ?? before ?? 'Resolved by text message.';
        return { type: 'ResolveIncident', at, by, resolution };
      }
      case 'escalate':
        return { type: 'EscalateIncident', at, by, ...(reply.text && { reason: reply.text }) };
      case 'update':
        return { type: 'PostUpdate', at, by, status: reply.text };
      case 'status':
        throw new Error('The state is read, not commanded');
      default:
        return reply satisfies never;
    }
  }

  function snoozed(incident: DeclaredIncident): string {
    const until = snoozedUntil(incident, deps.now());
    return until === undefined ? '' : `, snoozed until ${until}`;
  }

  function state(incident: DeclaredIncident, hint = ''): string {
    const age = duration(secondsBetween(incident.declaredAt, deps.now()));
    const who = 'acknowledgedBy' in incident && incident.acknowledgedBy?.name;
    const phase =
      'resolvedBy' in incident
        ? `was resolved by ${incident.resolvedBy.name}`
        : who
          ? `${incident.phase} by ${who}${snoozed(incident)}`
          : incident.phase;
    return `${incident.severity} ${incident.id} ${phase}, ${age} old${hint}: ${titleOf(incident)}`;
  }
}

function actorOf({ person, name }: PhonePage): Actor {
  return { kind: 'person', id: person, name, via: 'sms' };
}

function saidIn(
  asks: NonNullable<PhonePage['asks']>,
  what: 'resolution' | 'draft',
): string | undefined {
  if (what === 'draft') return 'draft' in asks ? asks.draft : undefined;
  return 'resolution' in asks ? asks.resolution : undefined;
}

/** As in the page: an exercise says that it is one, and no address of a stranger is one to press. */
function titleOf(incident: DeclaredIncident): string {
  return `${drillMarkOf(incident)}${said(incident.title)}`;
}

function requestKey(messageId: string): string {
  return sha256(`sms\n${messageId}`);
}

function isOpen({ incident: { phase } }: Asked): boolean {
  return phase === 'open' || phase === 'acknowledged';
}

/**
 * The newest page of each: the real before exercises, first what nobody has acknowledged, the worst before the others. Our own questions are no pages
 * to choose from, and pages that are over only where there is no other.
 */
function onePerIncident(open: readonly Asked[], over: Over): Asked[] {
  const pages = open.filter(({ page }) => page.asks === undefined);
  const standing = pages.filter(asked => over(asked) === undefined);
  const newest = new Map<IncidentId, Asked>();
  for (const asked of standing.length > 0 ? standing : pages) {
    const { incidentId } = asked.page;
    if (!newest.has(incidentId)) newest.set(incidentId, asked);
  }
  return [...newest.values()].toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

function orderOf({ incident: { drill, phase, severity, id } }: Asked): string {
  return `${drill === undefined ? 0 : 1}${phase === 'open' ? 0 : 1}${severity}${id}`;
}

function isNamed(id: IncidentId, about: Named | undefined): boolean {
  if (about === undefined || 'code' in about) return true;
  return 'id' in about ? about.id === id : about.number === numberOf(id).number;
}

function nameOf(about: Named | undefined): string {
  if (about === undefined) return '';
  return 'id' in about ? about.id : 'number' in about ? `number ${about.number}` : about.code;
}

/** As many as a text has room for, whole, and how many more there are. */
function listAfter(words: string, choices: readonly Asked[]): string {
  const all = choices.map(
    ({ page, incident }) =>
      `${page.code} ${drillMarkOf(incident)}${incident.severity} ${incident.id}`,
  );
  const listed = (count: number) => {
    const more = count === all.length ? [] : [`+${all.length - count} more`];
    return `${words} ${[...all.slice(0, count), ...more].join(', ')}`;
  };
  const fits = (count: number) => smsText(listed(count)) === listed(count);
  // From the first one on: few fit, and in a storm there are thousands.
  let count = 0;
  while (count < all.length && fits(count + 1)) count += 1;
  return listed(count);
}
