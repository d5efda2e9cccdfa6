import type { HandleCommand } from '#app/incident/handle-command.ts';
import { type Fingerprint, incidentId, parseIncidentId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { Asked } from '#core/intake/ask.ts';
import { fingerprintIn, isOfDomain, type TrustDomain } from '#core/intake/trust-domain.ts';
import { type Actor, system } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Claim, IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, ReceiptOutcome } from '#ports/intake.ts';
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
 * what came through its own trust domain, and the timeline names the integration.
 */
export function heedAsks(deps: {
  incidents: Pick<IncidentStore, 'load'>;
  alerts: Pick<AlertIndex, 'lookUp'>;
  handle: HandleCommand;
  now: Now;
}): HeedAsk {
  return async (asked, from) => {
    const { ask, title } = asked;
    const incident = await incidentOf(asked, from);
    if (incident === undefined) return 'missing';
    const { id } = incident;
    const command = commandOf(ask, actorOf(asked, from), deps.now());
    const claims: Claim[] = [{ kind: 'request', key: from.key, digest: ask.what }];
    const handled = await deps.handle(incidentId(id), command, { claims });
    return 'rejected' in handled
      ? told('ignored', `${ask.what}, as its sender asked: ${handled.rejected.text}`)
      : told('heeded', `${ask.what}, as its sender asked`);

    function told(outcome: ReceiptOutcome['outcome'], reason: string): ReceiptOutcome {
      return { alert: title, outcome, incident: id, reason };
    }
  };

  async function incidentOf(
    { ask, fingerprint }: Asked,
    { domain }: From,
  ): Promise<DeclaredIncident | undefined> {
    const id =
      ask.incident === undefined
        ? await newestOf(fingerprintIn(domain, fingerprint))
        : parseIncidentId(ask.incident);
    if (id === undefined) return undefined;
    const { incident } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared') return undefined;
    // A name that anybody can write is no right; a series of its own domain may be in an incident of many.
    const isTheirs = ask.incident === undefined || isOfDomain(domain, incident.problem);
    return isTheirs ? incident : undefined;
  }

  async function newestOf(fingerprint: Fingerprint) {
    const { alerts } = await deps.alerts.lookUp({ problems: [], fingerprints: [fingerprint] });
    return alerts.get(fingerprint)?.incidents.at(-1);
  }
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
): IncidentCommand | readonly [IncidentCommand, ...IncidentCommand[]] {
  const note = ask.note === undefined ? [] : [{ type: 'AddNote', at, by, text: ask.note } as const];
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
