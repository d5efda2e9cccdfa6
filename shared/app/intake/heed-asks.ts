import type { HandleCommand } from '#app/incident/handle-command.ts';
import { type Fingerprint, incidentId, parseIncidentId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { Ask, Asked } from '#core/intake/ask.ts';
import { fingerprintIn, isOfDomain, type TrustDomain } from '#core/intake/trust-domain.ts';
import { type Actor, system } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Claim, IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, AlertStatus, ReceiptOutcome } from '#ports/intake.ts';
import type { Now } from '#ports/runtime.ts';

/** `missing`: nothing open is known by that name, perhaps because what opens it is still on its way. */
export type HeedAsk = (asked: Asked, from: From) => Promise<ReceiptOutcome | 'missing'>;

interface From {
  integration: string;
  domain: TrustDomain;
  /** Of this delivery: what is brought twice is done once. */
  key: string;
}

/**
 * What a sender asks for of an alert that it sent before: acknowledged at its end, a note, put off. It reaches only
 * what came through its own trust domain, and the timeline names the integration. Where others fire beside its alert, as
 * in a flood, nothing of them is taken away: what was asked of the one is noted.
 */
export function heedAsks(deps: {
  incidents: Pick<IncidentStore, 'load'>;
  alerts: Pick<AlertIndex, 'lookUp'>;
  handle: HandleCommand;
  now: Now;
}): HeedAsk {
  return async (asked, from) => {
    const { ask, title } = asked;
    const found = await find(asked, from);
    if (found === undefined) return 'missing';
    if ('waits' in found) {
      const reason = `${ask.what} was asked for while it waits: ${found.waits}`;
      return { alert: title, outcome: 'ignored', reason };
    }
    const { incident, version, status } = found;
    const { id } = incident;
    const by = actorOf(asked, from);
    const others = incident.alerts.firing - (status === 'firing' ? 1 : 0);
    const isOneOfSeveral = status !== undefined && others > 0 && stops[ask.what];
    const isFull = version >= entriesMax;
    if (isFull && (isOneOfSeveral || saysOnly[ask.what])) {
      return told('ignored', `${ask.what}: ${id} has ${version} entries, more than anybody reads`);
    }
    const command = isOneOfSeveral
      ? ({ type: 'AddNote', at: deps.now(), by, text: noteOfOne(ask, title) } as const)
      : commandOf(ask, by, deps.now(), isFull);
    const claims: Claim[] = [{ kind: 'request', key: from.key, digest: ask.what }];
    const handled = await deps.handle(incidentId(id), command, { claims });
    return 'rejected' in handled
      ? told('ignored', `${ask.what}, as its sender asked: ${handled.rejected.text}`)
      : told('heeded', `${ask.what}, as its sender asked`);

    function told(outcome: ReceiptOutcome['outcome'], reason: string): ReceiptOutcome {
      return { alert: title, outcome, incident: id, reason };
    }
  };

  /** `status`: of the one alert that it is about; absent where a whole incident is named. `waits`: it has opened none, and why. */
  async function find(
    { ask, fingerprint }: Asked,
    { domain }: From,
  ): Promise<
    | { incident: DeclaredIncident; version: number; status?: AlertStatus['status'] }
    | { waits: string }
    | undefined
  > {
    const alert =
      ask.incident === undefined ? await statusOf(fingerprintIn(domain, fingerprint)) : undefined;
    if (alert?.held !== undefined) return { waits: alert.held.reason };
    const id = ask.incident === undefined ? alert?.incidents.at(-1) : parseIncidentId(ask.incident);
    if (id === undefined) return undefined;
    const { incident, version } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared') return undefined;
    if (alert !== undefined) return { incident, version, status: alert.status };
    // A name that anybody can write is no right; a series of its own domain may be in an incident of many.
    return isOfDomain(domain, incident.problem) ? { incident, version } : undefined;
  }

  async function statusOf(fingerprint: Fingerprint): Promise<AlertStatus | undefined> {
    const { alerts } = await deps.alerts.lookUp({ problems: [], fingerprints: [fingerprint] });
    return alerts.get(fingerprint);
  }
}

/** All of them are read for whoever opens its page; who has a key may not make that take for ever. */
const entriesMax = 500;

/** What keeps people from being paged. */
const stops: Record<Ask['what'], boolean> = {
  ...{ close: true, acknowledge: true, snooze: true },
  ...{ unacknowledge: false, escalate: false, note: false, remark: false },
};

/** Pages nobody, and ends nothing. */
const saysOnly: Partial<Record<Ask['what'], true>> = { note: true, remark: true, snooze: true };

function noteOfOne({ what, note }: Ask, title: string): string {
  return `${what} of ${title}, one of several that fire here${note === undefined ? '' : `: ${note}`}`;
}

function actorOf({ ask }: Asked, { integration }: From): Actor {
  const whose = `the integration ${integration}`;
  return system(
    `integration:${integration}`,
    ask.user === undefined ? whose : `${ask.user} (${whose})`,
  );
}

function commandOf(
  ask: Asked['ask'],
  by: Actor,
  at: Instant,
  isFull: boolean,
): IncidentCommand | readonly [IncidentCommand, ...IncidentCommand[]] {
  const note =
    ask.note === undefined || isFull ? [] : [{ type: 'AddNote', at, by, text: ask.note } as const];
  switch (ask.what) {
    case 'acknowledge':
      return [{ type: 'AcknowledgeIncident', at, by }, ...note];
    case 'unacknowledge':
    case 'escalate':
      return { type: 'EscalateIncident', at, by, reason: ask.note ?? `${ask.what} at the sender` };
    case 'close':
      return { type: 'ResolveIncident', at, by, resolution: ask.note ?? 'Closed at the sender' };
    case 'snooze':
      return {
        ...{ type: 'SnoozeIncident', at, by, until: ask.until },
        reason: ask.note ?? 'Snoozed at the sender',
      };
    case 'note':
    case 'remark':
      return { type: 'AddNote', at, by, text: ask.text };
    default:
      return ask satisfies never;
  }
}
