import type { Entry } from './journal.ts';

/** What can be seen of an incident from outside when all is over. */
export interface Seen {
  id: string;
  phase: string;
  timeline: { at: string; type: string; text: string }[];
  pages: { key: string; person: string; channel: string; purpose: string; status: string }[];
}

export interface Texted {
  at: string;
  channel: string;
  to: string;
  body: string;
}

/** The answer to a phone says so a moment later: what left in that moment was claimed before. */
const inFlightMs = 5000;

/** What was promised with an answer and is not so; or was done that must not be. Empty is the only good answer. */
export function violations(given: {
  entries: readonly Entry[];
  receipts: ReadonlyMap<string, { state: string; outcomes: { incident?: string }[] }>;
  incidents: readonly Seen[];
  texts: readonly Texted[];
  deadLetters: Record<string, number>;
  /** Runs that may have died with a vendor's word in their ear. */
  killed: number;
}): string[] {
  const byId = new Map(given.incidents.map(incident => [incident.id, incident]));
  return [
    ...given.entries.flatMap(entry => unkept(entry, byId, given.receipts)),
    ...given.incidents.flatMap(leftBehind),
    ...given.incidents.flatMap(incident => pagedAfterwards(incident, given.texts)),
    ...sentTooOften(given.incidents, given.texts, given.killed),
    ...Object.entries(given.deadLetters)
      .filter(([, count]) => count > 0)
      .map(([queue, count]) => `${count} messages died on ${queue}`),
  ];
}

function unkept(
  { kind, status, answer, incident, words, key }: Entry,
  incidents: ReadonlyMap<string, Seen>,
  receipts: ReadonlyMap<string, { state: string; outcomes: { incident?: string }[] }>,
): string[] {
  const isPromised = status !== undefined && status < 300;
  switch (kind) {
    case 'alert': {
      if (!isPromised) return [];
      const receipt = receipts.get(answer?.receiptId ?? '');
      if (receipt?.state !== 'processed') {
        return [`alert ${words} was accepted as ${answer?.receiptId} and is ${receipt?.state}`];
      }
      const [at] = receipt.outcomes;
      return at?.incident === undefined || incidents.has(at.incident)
        ? []
        : [`alert ${words} is said to be in ${at.incident}, which is not there`];
    }
    case 'note': {
      const told = timesTold(incidents.get(incident ?? ''), words);
      if (isPromised && told !== 1) return [`note ${words} stands ${told} times in ${incident}`];
      return told > 1 ? [`note ${words} (${key}) stands ${told} times in ${incident}`] : [];
    }
    case 'acknowledge':
    case 'resolve': {
      const type = kind === 'resolve' ? 'IncidentResolved' : 'IncidentAcknowledged';
      const seen = incidents.get(incident ?? '');
      const isThere = seen?.timeline.some(event => event.type === type) ?? false;
      const isPast = kind === 'acknowledge' && seen?.phase === 'resolved';
      return isPromised && !isThere && !isPast
        ? [`${kind} of ${incident} was answered and lost`]
        : [];
    }
    default:
      return kind satisfies never;
  }
}

const timesTold = (incident: Seen | undefined, words: string): number =>
  incident?.timeline.filter(({ text }) => text.includes(words)).length ?? 0;

/** Every page has ended. */
function leftBehind({ id, pages }: Seen): string[] {
  return pages
    .filter(({ status }) => ['claimed', 'retrying', 'bundled'].includes(status))
    .map(({ key, status }) => `${id}: page ${key} was left ${status}`);
}

/** Whoever acknowledged is left alone until the escalation is asked for again. */
function pagedAfterwards({ id, timeline }: Seen, texts: readonly Texted[]): string[] {
  return texts
    .filter(({ body, channel }) => channel === 'sms' && body.includes(id) && /Reply A/.test(body))
    .flatMap(({ at, to }) => {
      const moment = Date.parse(at);
      const lastOf = (types: readonly string[], before: number) =>
        Math.max(
          0,
          ...timeline
            .filter(event => types.includes(event.type))
            .map(event => Date.parse(event.at))
            .filter(when => when <= before),
        );
      const quieted = lastOf(['IncidentAcknowledged', 'IncidentResolved'], moment - inFlightMs);
      const paged = lastOf(['LevelPaged', 'PageAdvanced', 'IncidentReopened'], moment);
      return quieted > paged ? [`${id}: ${to} was paged at ${at}, after it was answered`] : [];
    });
}

/** A page is one message; a run that died after the vendor had it makes one more. */
function sentTooOften(
  incidents: readonly Seen[],
  texts: readonly Texted[],
  killed: number,
): string[] {
  const pages = incidents.flatMap(incident => incident.pages).filter(isSent).length;
  const messages = texts.filter(
    // The mail of a ticket can be acknowledged as well, and is no page.
    ({ body }) => /INC-\d+-\d+/.test(body) && /are told because|Reply A/.test(body),
  );
  const allowed = pages + 3 * killed;
  return messages.length > allowed
    ? [`${messages.length} messages went out for ${pages} pages, with ${killed} kills`]
    : [];
}

const isSent = ({ status }: { status: string }) => status === 'sent' || status === 'delivered';
