import type { Caller } from '#app/authenticate.ts';
import type { HandleCommand } from '#app/handle-command.ts';
import type { OperationId, RequestOf } from '#contract/api.ts';
import { sha256 } from '#core/digest.ts';
import type { Directory } from '#core/directory/directory.ts';
import { planFor, serviceFor } from '#core/directory/escalation.ts';
import { type IncidentId, numberedIncidentId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import type { Actor, Via } from '#core/incident/events.ts';
import { type Incident, undeclared } from '#core/incident/incident.ts';
import { emptyRoster } from '#core/oncall/roster.ts';
import { classify } from '#core/triage/classify.ts';
import type { Claim, ConfigurationStore, IncidentStore, Now } from '#ports';

/** What people ask of an incident over HTTP; each becomes one command, or a refusal in words. */
export type Acted =
  | { incident: Exclude<Incident, { phase: 'undeclared' }>; version: number }
  | { refused: { rule: string; text: string } }
  | { notFound: string }
  | { invalid: { path: string; message: string } }
  | { keyReused: true };

export interface Asked {
  caller: Caller;
  via: Via;
  /** From the Idempotency-Key header. */
  idempotencyKey?: string;
}

type Acting = Extract<
  OperationId,
  | 'acknowledgeIncident'
  | 'escalateIncident'
  | 'postUpdate'
  | 'assignRole'
  | 'addNote'
  | 'changeSeverity'
  | 'resolveIncident'
  | 'reopenIncident'
>;
export type Act = {
  [Operation in Acting]: (
    id: IncidentId,
    body: RequestOf<Operation>,
    asked: Asked,
  ) => Promise<Acted>;
} & { declareIncident: (body: RequestOf<'declareIncident'>, asked: Asked) => Promise<Acted> };

export function act(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  handle: HandleCommand;
  now: Now;
}): Act {
  return {
    acknowledgeIncident: (id, { note, by }, asked) =>
      once(id, { by, note }, asked, async actor => {
        const at = deps.now();
        const done: IncidentCommand = { type: 'AcknowledgeIncident', at, by: actor };
        if (note === undefined) return done;
        return [done, { type: 'AddNote', at, by: actor, text: note }];
      }),
    escalateIncident: (id, { reason, by }, asked) =>
      once(id, { by, reason }, asked, async actor => ({
        type: 'EscalateIncident',
        at: deps.now(),
        by: actor,
        ...(reason !== undefined && { reason }),
      })),
    postUpdate: (id, { by, ...update }, asked) =>
      once(id, { by, ...update }, asked, async actor => ({
        type: 'PostUpdate',
        at: deps.now(),
        by: actor,
        status: update.status,
        ...(update.impact !== undefined && { impact: update.impact }),
        ...(update.actions !== undefined && { actions: update.actions }),
      })),
    assignRole: (id, { role, person, note, by }, asked) =>
      once(id, { role, person, note, by }, asked, async (actor, directory) => {
        const name = directory?.people[person]?.name;
        if (name === undefined) return unknown('/person', `no person ${person} is configured`);
        return {
          type: 'AssignRole',
          at: deps.now(),
          by: actor,
          role,
          person,
          name,
          ...(note !== undefined && { note }),
        };
      }),
    addNote: (id, { text, by }, asked) =>
      once(id, { text, by }, asked, async actor => ({
        type: 'AddNote',
        at: deps.now(),
        by: actor,
        text,
      })),
    changeSeverity: (id, { severity, reason, by }, asked) =>
      once(id, { severity, reason, by }, asked, async (actor, directory) => {
        const { incident } = await deps.incidents.load(id);
        if (incident.phase === 'undeclared' || directory === undefined) return { missing: true };
        return {
          type: 'ChangeSeverity',
          at: deps.now(),
          by: actor,
          to: severity,
          reason: { rule: 'person', text: `${actor.name}: ${reason}` },
          plan: planFor(directory, emptyRoster, {
            service: incident.plan.service.id,
            severity,
            at: deps.now(),
          }),
        };
      }),
    resolveIncident: (id, { resolution, by }, asked) =>
      once(id, { resolution, by }, asked, async actor => ({
        type: 'ResolveIncident',
        at: deps.now(),
        by: actor,
        resolution,
      })),
    reopenIncident: (id, { reason, by }, asked) =>
      once(id, { reason, by }, asked, async actor => ({
        type: 'ReopenIncident',
        at: deps.now(),
        by: actor,
        reason,
      })),
    declareIncident: declare,
  };

  async function declare(body: RequestOf<'declareIncident'>, asked: Asked): Promise<Acted> {
    const current = await deps.configuration.current();
    if (current === undefined) {
      return { refused: { rule: 'no-configuration', text: 'Apply a configuration first.' } };
    }
    const { directory } = current;
    const { title, description, severity: given, service: wish } = body;
    if (wish !== undefined && directory.services[wish] === undefined) {
      return unknown('/service', `no service ${wish} is configured`);
    }
    const by = actorOf(asked, body.by, directory);
    if ('invalid' in by) return by;
    const service = wish ?? serviceFor(directory, { labels: {} }).service;
    const judged =
      given === undefined
        ? classify(directory.rules, {
            kind: 'declaration',
            title,
            ...(description !== undefined && { description }),
          })
        : { severity: given, reason: { rule: 'person', text: `${by.name} declared it so` } };

    return keyed({ ...body, new: true }, asked, async claims => {
      const at = deps.now();
      const year = Number(at.slice(0, 4));
      const id = numberedIncidentId(year, await deps.incidents.nextNumber(year));
      const handled = await deps.handle(
        id,
        {
          type: 'DeclareIncident',
          at,
          by,
          id,
          title,
          ...(description !== undefined && { description }),
          severity: judged.severity,
          severityReason: judged.reason,
          plan: planFor(directory, emptyRoster, { service, severity: judged.severity, at }),
          origin: { kind: 'person' },
        },
        { claims, loaded: { incident: undeclared, version: 0 } },
      );
      return handled;
    });
  }

  /** Names the actor, builds the command and carries it out once per idempotency key. */
  async function once(
    id: IncidentId,
    body: { by?: string | undefined } & Record<string, unknown>,
    asked: Asked,
    toCommands: (
      actor: Actor,
      directory: Directory | undefined,
    ) => Promise<
      IncidentCommand | IncidentCommand[] | { missing: true } | Extract<Acted, { invalid: unknown }>
    >,
  ): Promise<Acted> {
    const directory = (await deps.configuration.current())?.directory;
    const actor = actorOf(asked, body.by, directory);
    if ('invalid' in actor) return actor;
    return keyed({ ...body, id }, asked, async claims => {
      const wanted = await toCommands(actor, directory);
      if ('invalid' in wanted) return wanted;
      if ('missing' in wanted) return { notFound: id };
      const [first, ...rest] = Array.isArray(wanted) ? wanted : [wanted];
      if (first === undefined) throw new Error('No command to carry out');
      let handled = await deps.handle(id, first, { claims });
      for (const next of rest) {
        if ('incident' in handled) handled = await deps.handle(id, next);
      }
      return handled;
    });
  }

  async function keyed(
    body: unknown,
    { caller, idempotencyKey }: Asked,
    carryOut: (
      claims: Claim[],
    ) => Promise<
      | Awaited<ReturnType<HandleCommand>>
      | Extract<Acted, { invalid: unknown } | { notFound: unknown }>
    >,
  ): Promise<Acted> {
    const key = idempotencyKey && sha256(`${caller.actor.id}\n${idempotencyKey}`);
    const digest = sha256(JSON.stringify(body));
    const before = key === undefined ? undefined : await earlier(key, digest);
    if (before !== undefined) return before;

    const claims: Claim[] = key === undefined ? [] : [{ kind: 'request', key, digest }];
    const outcome = await carryOut(claims);
    if ('invalid' in outcome || 'notFound' in outcome) return outcome;
    if ('rejected' in outcome) {
      const { rejection, text } = outcome.rejected;
      return rejection === 'not-found'
        ? { notFound: text }
        : { refused: { rule: rejection, text } };
    }
    if ('taken' in outcome) {
      const meanwhile = key === undefined ? undefined : await earlier(key, digest);
      if (meanwhile === undefined)
        throw new Error(`A ${outcome.taken.kind} claim was not expected`);
      return meanwhile;
    }
    return declared(outcome);
  }

  async function earlier(key: string, digest: string): Promise<Acted | undefined> {
    const request = await deps.incidents.requestOutcome(key);
    if (request === undefined) return undefined;
    if (request.digest !== digest) return { keyReused: true };
    return declared(await deps.incidents.load(request.incidentId));
  }
}

function declared({ incident, version }: { incident: Incident; version: number }): Acted {
  if (incident.phase === 'undeclared') throw new Error('A carried-out command left no incident');
  return { incident, version };
}

function actorOf(
  { caller, via }: Asked,
  named: string | undefined,
  directory: Directory | undefined,
): Actor | Extract<Acted, { invalid: unknown }> {
  if (named === undefined || named === caller.actor.id) return { ...caller.actor, via };
  if (!caller.mayNameAnother) return unknown('/by', 'this token acts for its own person only');
  const person = directory?.people[named];
  if (person === undefined) return unknown('/by', `no person ${named} is configured`);
  return { kind: 'person', id: named, name: person.name, via };
}

function unknown(path: string, message: string): Extract<Acted, { invalid: unknown }> {
  return { invalid: { path, message } };
}
