import type { HandleCommand } from '#app/incident/handle-command.ts';
import {
  type EffectRecord,
  effectOf,
  effectState,
  unsettled,
} from '#core/communication/effects.ts';
import {
  approvedWords,
  proposedNotice,
  wordsToApprove,
} from '#core/communication/status-page/proposal.ts';
import { type UpdateDraft, updateDraft } from '#core/communication/update-draft.ts';
import { patternFacts } from '#core/diagnosis/pattern-words.ts';
import { sha256 } from '#core/digest.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { type Deadline, nextDeadline } from '#core/incident/deadline.ts';
import { drillMarkOf } from '#core/incident/drill-mark.ts';
import { type Role, roleNames, roles } from '#core/incident/events.ts';
import type { DeclaredIncident, Incident } from '#core/incident/incident.ts';
import { pagedNow, pagedSince } from '#core/incident/paged-since.ts';
import { parseRung, rungText } from '#core/incident/rung.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import type { SmsAccount } from '#core/oncall/sms-account.ts';
import { hasLeft, noLongerAsked, snoozedUntil } from '#core/paging/standing.ts';
import { type Actor, isSameActor } from '#core/people.ts';
import { listed } from '#core/text/listing.ts';
import { manyLines, shortened } from '#core/text/plain-text.ts';
import { duration, timeSeenFrom } from '#core/time/clock-time.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';
import type { EffectsOf, IncidentStore } from '#ports/incident.ts';
import type { DutyBook, RosterStore } from '#ports/oncall.ts';
import type { Link, Links } from '#ports/paging.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What stands behind an acknowledgement link, for the page that shows it. */
export type LinkView =
  | { kind: 'unknown' }
  | { kind: 'expired'; id: string }
  /** Its person is no longer in the team. */
  | { kind: 'left'; name: string }
  | {
      kind: 'incident';
      id: string;
      severity: string;
      title: string;
      service: string;
      runbook?: string;
      /** Who leads, who has which role, who else was paged, what comes next: name and value. */
      facts: [string, string][];
      /** Roles that nobody has. */
      freeRoles: Role[];
      /** What may be done besides, as the incident stands. */
      may: readonly Exclude<Wish, 'acknowledge'>[];
      /** How many of its alerts still fire: resolving asks for a second word then. */
      firing: number;
      /** What the next update could say, for the person to change. */
      draft?: { status: string; impact: string; actions?: string };
      /** All that customers would read next, and which words those are. */
      proposed?: { draft: string; words: string };
      /** Of what is shown: what is pressed twice is done once. */
      version: number;
      /** Where the escalation stands: help is asked for from there. */
      from: string;
      /** What it resembles and what helps: name and value. */
      hints: [string, string][];
      age: string;
      phase: string;
      name: string;
      /** Whether the button is offered. */
      mayAcknowledge: boolean;
      /** What the person should mend of how they are reached. */
      remark?: string;
      /** What just happened, or why the button is not there and what to do instead. */
      news?: string;
    };

/** What the page behind a link can do. */
const wishes = ['acknowledge', 'role', 'update', 'help', 'resolve', 'approve'] as const;
type Wish = (typeof wishes)[number];

/** The fields of its form, as a browser sends them. */
type Form = Readonly<Record<string, string>>;

const textMax = 1000;
const troublesMax = 5;

/**
 * Page-then-POST. Looking never changes anything, because mail software opens links before people do; the button
 * acts, once, for the one recipient that the link was made for.
 */
export function answerLink(deps: {
  links: Links;
  effectsOf: EffectsOf;
  incidents: IncidentStore;
  configuration: Pick<ConfigurationStore, 'current'>;
  roster: Pick<RosterStore, 'current'>;
  book: Pick<DutyBook, 'accountRead'>;
  handle: HandleCommand;
  now: Now;
}) {
  return {
    async look(token: string): Promise<LinkView> {
      const link = await linkOf(token);
      return 'kind' in link ? link : show(link);
    },

    /** Without a field that says what is wished, it is acknowledged. */
    async act(token: string, form: Form = {}): Promise<LinkView> {
      const link = await linkOf(token);
      if ('kind' in link) return link;
      const at = deps.now();
      if (link.expiresAt <= at) return { kind: 'expired', id: link.incidentId };
      const wish = wishes.find(each => each === (form.do ?? 'acknowledge'));
      if (wish === undefined) return show(link, 'This page does not know what was asked of it.');
      const { incident } = await deps.incidents.load(link.incidentId);
      if (incident.phase === 'undeclared') return { kind: 'unknown' };
      if (noLongerAsked(incident, link, await deps.roster.current(), at)) return show(link);
      const by: Actor = { kind: 'person', id: link.person, name: link.name, via: 'link' };
      if (wish === 'acknowledge') return acknowledge(token, link, by, incident);

      // A double press, or a page that is loaded again hours later: it was done, and what came of it may be over.
      const key = sha256(`link\n${token}\n${form.version ?? ''}\n${JSON.stringify(form)}`);
      const from = wish === 'help' ? parseRung(form.from ?? '') : undefined;
      const since = async () => {
        const history = from && (await deps.incidents.history(link.incidentId));
        return from && history && pagedSince(from, history, at, incident.plan.timeZone);
      };
      if ((await deps.incidents.requestOutcome(key)) !== undefined) {
        return show(link, (await since()) ?? doneBefore(wish, form, incident, by));
      }
      const command = await commandOf(wish, form, by, incident);
      if (typeof command === 'string') return show(link, command);
      const claims = [{ kind: 'request', key, digest: key }] as const;
      const handled = await deps.handle(link.incidentId, command, { claims: [...claims] });
      if ('rejected' in handled) return show(link, handled.rejected.text);
      const isLate = 'events' in handled && handled.events.length === 0;
      if (wish === 'help' && 'events' in handled && !isLate) {
        return show(link, `Help is asked for: ${pagedNow(handled.events)}`);
      }
      const after = 'incident' in handled ? handled.incident : incident;
      return show(link, (isLate ? await since() : undefined) ?? doneText(wish, after, by));
    },
  };

  async function linkOf(token: string): Promise<Link | LinkView> {
    const link = await deps.links.find(token);
    if (link === undefined) return { kind: 'unknown' };
    const configured = await deps.configuration.current();
    const roster = await deps.roster.current();
    return hasLeft(configured?.directory.people, roster, link)
      ? { kind: 'left', name: link.name }
      : link;
  }

  async function acknowledge(
    token: string,
    link: Link,
    by: Actor,
    incident: DeclaredIncident,
  ): Promise<LinkView> {
    const at = deps.now();
    // Who presses twice, half asleep or on a slow line, sees the second answer alone.
    if (link.usedAt !== undefined) return show(link, becauseOf(incident, by, at, true));
    const handled = await deps.handle(link.incidentId, { type: 'AcknowledgeIncident', at, by });
    if ('rejected' in handled) return show(link, handled.rejected.text);
    if ('taken' in handled) return show(link);
    const { incident: after } = handled;
    // Marked only after the acknowledgement holds: a failure in between leaves a link that still works, and so does having
    // come too late, should it be open again.
    if (
      'acknowledgedBy' in after &&
      after.acknowledgedBy &&
      isSameActor(after.acknowledgedBy, by)
    ) {
      await deps.links.use(token, at);
    }
    return show(link, becauseOf(after, by, at));
  }

  /** Or what is missing, in words. */
  async function commandOf(
    wish: Exclude<Wish, 'acknowledge'>,
    form: Form,
    by: Actor,
    incident: DeclaredIncident,
  ): Promise<IncidentCommand | string> {
    const at = deps.now();
    const { alerts } = incident;
    const text = shortened(manyLines(form.text ?? ''), textMax);
    switch (wish) {
      case 'role': {
        const role = roles.find(each => each === form.role);
        if (role === undefined) return 'Nothing was done: choose a role.';
        // It was free when the page was opened; who leads by now is not relieved by a page of before.
        const holder = incident.roles[role];
        if (holder !== undefined && holder.person !== by.id) {
          return `Nothing was done: ${holder.name} is ${roleNames[role]} by now.`;
        }
        return { type: 'AssignRole', at, by, role, person: by.id, name: by.name };
      }
      case 'update':
        return text === ''
          ? 'Nothing was posted: write what is known.'
          : { type: 'PostUpdate', at, by, status: text, ...otherWords(form) };
      case 'help': {
        const from = parseRung(form.from ?? '');
        const wish = { ...(text !== '' && { reason: text }), ...(from && { from }) };
        return { type: 'EscalateIncident', at, by, ...wish };
      }
      case 'resolve':
        if (text === '') return 'Nothing was resolved: write what ended it.';
        return alerts.firing > 0 && form.sure !== 'yes'
          ? `Nothing was resolved: ${firingText(alerts.firing)}. Say that it is over all the same.`
          : { type: 'ResolveIncident', at, by, resolution: text };
      case 'approve': {
        const page = (await deps.configuration.current())?.directory.statusPage;
        if (page === undefined) return 'There is no status page: nothing was published.';
        const words = approvedWords(incident, page, form.draft ?? '', at);
        return 'changed' in words ? words.changed : { type: 'PostPublicNotice', at, by, ...words };
      }
      default:
        return wish satisfies never;
    }
  }

  async function show(link: Link, news?: string): Promise<LinkView> {
    const [{ incident, version }, commits, read, effects, configured] = await Promise.all([
      deps.incidents.load(link.incidentId),
      deps.incidents.history(link.incidentId),
      deps.book.accountRead(),
      deps.effectsOf(link.incidentId),
      deps.configuration.current(),
    ]);
    const now = deps.now();
    if (incident.phase === 'undeclared') return { kind: 'unknown' };
    if (link.expiresAt <= now) return { kind: 'expired', id: link.incidentId };
    const ended = noLongerAsked(incident, link, await deps.roster.current(), now);
    const isSpent = incident.phase === 'open' && link.usedAt !== undefined;
    const why = ended === undefined ? isSpent && openAgain : `${ended} Your page is over.`;
    const told = news ?? (why && `${why} ${instead(incident, link)}`);
    const { runbook } = incident.plan.service;
    const page = configured?.directory.statusPage;
    const proposal = ended === undefined && page ? proposedNotice(incident, page, now) : undefined;
    return {
      kind: 'incident',
      id: incident.id,
      severity: incident.severity,
      title: `${drillMarkOf(incident)}${incident.title}`,
      service: incident.plan.service.name,
      ...(runbook !== undefined && { runbook }),
      facts: [...factsOf(incident, link, now), ...troubles(effects, incident.plan.timeZone)],
      freeRoles: roles.filter(role => incident.roles[role] === undefined),
      may: [
        ...(proposal === undefined ? [] : ['approve' as const]),
        ...(ended === undefined ? mayDo(incident) : []),
      ],
      ...(proposal && {
        proposed: { draft: proposal.draft, words: wordsToApprove(proposal) },
      }),
      firing: incident.alerts.firing,
      version,
      from: rungText(incident.paging.escalation),
      draft: draftOf(updateDraft(incident, commits, now)),
      hints: patternFacts(incident.patterns, incident.plan.service.contacts, incident.lookAlikes),
      age: duration(secondsBetween(incident.declaredAt, now)),
      phase: incident.phase,
      name: link.name,
      mayAcknowledge: incident.phase === 'open' && link.usedAt === undefined && ended === undefined,
      ...(hearsNoMail(incident, link, read?.account) && { remark: confirmIt }),
      ...(told && { news: told }),
    };
  }
}

/** What the answer of this person came to, as the incident stands now. */
function becauseOf(incident: Incident, by: Actor, now: Instant, hadIt = false): string | undefined {
  const drill = incident.phase === 'undeclared' ? undefined : incident.drill;
  if (drill?.kind === 'test-page') return 'Your test page arrived. That was all.';
  switch (incident.phase) {
    case 'acknowledged': {
      const { acknowledgedBy: first } = incident;
      const until = snoozedUntil(incident, now);
      if (until !== undefined) {
        const who = isSameActor(first, by) ? 'You' : first.name;
        return `${who} acknowledged it, and it is snoozed until ${until}: nobody is paged before.`;
      }
      if (isSameActor(first, by)) return 'You acknowledged it. Escalation has stopped.';
      return hadIt
        ? `You acknowledged it before, and ${first.name} has acknowledged it since.`
        : `${first.name} was first and is already on it.`;
    }
    case 'watching':
    case 'resolved':
      return `${incident.id} was resolved by ${incident.resolvedBy.name}; there is nothing left to acknowledge.`;
    case 'undeclared':
    case 'open':
      return undefined;
    default:
      return incident satisfies never;
  }
}

const openAgain =
  'It is open again, and this link has acknowledged it once: the one of a newer page works.';
const confirmIt =
  'Your e-mail address has not confirmed AWS’s mail “Subscription Confirmation”: no mail from Tocsin reaches you until you follow its link. It works for two days; tocsin apply sends it anew.';

function hearsNoMail(
  { plan }: { plan: ResponsePlan },
  { person }: Link,
  account: SmsAccount | undefined,
): boolean {
  const people = plan.levels.flatMap(level => [
    ...level.people,
    ...(level.handOffs ?? []).flatMap(shift => shift.people),
  ]);
  const email = people.find(each => each.person === person)?.email;
  return email !== undefined && (account?.unconfirmedMail?.includes(email) ?? false);
}

function instead({ id }: { id: string }, { name }: Link): string {
  return `If you are on it all the same, ${name}, acknowledge it with the CLI: tocsin acknowledge --id=${id}`;
}

const done: Record<Exclude<Wish, 'acknowledge'>, string> = {
  role: 'The role is yours.',
  update: 'Your update is posted; everybody on it is told.',
  help: 'Help is asked for: the next level is being paged.',
  resolve: 'You resolved it. It is watched before the all-clear.',
  approve: 'Customers read it on the status page now.',
};

/** Who comes second with it has done nothing, and is told who was first. */
function doneText(wish: Exclude<Wish, 'acknowledge'>, incident: Incident, by: Actor): string {
  const isOver = incident.phase === 'watching' || incident.phase === 'resolved';
  if (wish !== 'resolve' || !isOver || isSameActor(incident.resolvedBy, by)) return done[wish];
  return `${incident.resolvedBy.name} resolved it before you: what you wrote was not recorded.`;
}

/** Of what this person did before: whether it still is so. */
function doneBefore(
  wish: Exclude<Wish, 'acknowledge'>,
  form: Form,
  incident: DeclaredIncident,
  by: Actor,
): string {
  switch (wish) {
    case 'role': {
      const role = roles.find(each => each === form.role);
      const holder = role && incident.roles[role];
      if (role === undefined || holder?.person === by.id) return done.role;
      return `You took this role before: ${holder?.name ?? 'nobody'} is ${roleNames[role]} now.`;
    }
    case 'resolve':
      if ('resolvedBy' in incident) {
        return incident.phase === 'resolved' && isSameActor(incident.resolvedBy, by)
          ? 'You resolved it, and the all-clear was given.'
          : doneText(wish, incident, by);
      }
      return 'You resolved it before, and it was opened again since.';
    case 'approve':
      return 'What you approved of was put on the status page.';
    case 'help':
      return 'Help was asked for by this before.';
    case 'update':
      return done.update;
    default:
      return wish satisfies never;
  }
}

function mayDo({ phase, drill }: DeclaredIncident): Exclude<Wish, 'acknowledge'>[] {
  // A test page is answered and over.
  if (drill?.kind === 'test-page') return [];
  switch (phase) {
    case 'open':
    case 'acknowledged':
      return ['update', 'role', 'help', 'resolve'];
    case 'watching':
    case 'resolved':
      return [];
    default:
      return phase satisfies never;
  }
}

function factsOf(incident: DeclaredIncident, { person }: Link, now: Instant): [string, string][] {
  const { plan, paging, latestUpdate } = incident;
  const others = paging.audience.filter(each => each.person !== person).map(({ name }) => name);
  const first = 'acknowledgedBy' in incident ? incident.acknowledgedBy?.name : undefined;
  const next = nextDeadline(incident);
  const held = roles.flatMap((role): [string, string][] => {
    const holder = incident.roles[role];
    return holder === undefined ? [] : [[roleNames[role], holder.name]];
  });
  return [
    ['Acknowledged by', first ?? 'nobody yet'],
    ...held,
    ...(others.length === 0 ? [] : [['Paged as well', listed(others)] as [string, string]]),
    ...(latestUpdate === undefined
      ? []
      : [
          [
            'Last update',
            `${latestUpdate.status} (${timeSeenFrom(now, latestUpdate.at, plan.timeZone)})`,
          ] as [string, string],
        ]),
    ...(next === undefined
      ? []
      : [['Next', nextText(next, now, plan.timeZone)] as [string, string]]),
    ...('resolution' in incident ? [['Resolution', incident.resolution] as [string, string]] : []),
  ];
}

/** What else the form of an update may say. */
function otherWords(form: Form): { impact?: string; actions?: string } {
  const said = (name: 'impact' | 'actions') => {
    const words = shortened(manyLines(form[name] ?? ''), textMax);
    return words === '' ? {} : { [name]: words };
  };
  return { ...said('impact'), ...said('actions') };
}

function draftOf({ status, impact, actions }: UpdateDraft) {
  return { status, impact, ...(actions !== undefined && { actions }) };
}

/** Who was not told yet, the newest trouble first. */
function troubles(
  effects: readonly EffectRecord[],
  timeZone: string | undefined,
): [string, string][] {
  return unsettled(effects.map(effectOf))
    .reverse()
    .slice(0, troublesMax)
    .map(effect => [`Not told: ${effect.to} (${effect.channel})`, effectState(effect, timeZone)]);
}

function nextText({ at, text }: Deadline, now: Instant, timeZone: string | undefined): string {
  const left = secondsBetween(now, at);
  const when = left <= 0 ? 'now' : `in ${duration(left)}`;
  return `${when} (${timeSeenFrom(now, at, timeZone)}): ${text}`;
}

function firingText(count: number): string {
  return count === 1 ? '1 of its alerts still fires' : `${count} of its alerts still fire`;
}
