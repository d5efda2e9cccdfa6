import type { Requester } from '#app/api/authenticate.ts';
import { noConfiguration, noIncident, unknownPerson } from '#app/api/refusal.ts';
import { declareNext } from '#app/incident/declare-next.ts';
import type { HandleCommand } from '#app/incident/handle-command.ts';
import {
  actorOf,
  type CommandOutcome,
  type IncidentCommands,
  idempotentCommands,
} from '#app/incident/idempotent-commands.ts';
import { howReached, responderCommands } from '#app/incident/responder-commands.ts';
import type { RequestOf } from '#contract/api.ts';
import { severityOfImpact } from '#core/diagnosis/impact.ts';
import type { Observation, PatternHit } from '#core/diagnosis/pattern.ts';
import { hitsOf } from '#core/diagnosis/pattern-hits.ts';
import type { IncidentId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { pagedSince } from '#core/incident/paged-since.ts';
import { hasLeft } from '#core/incident/rung.ts';
import { planAtSeverity, planFor, replannedOnCall } from '#core/oncall/escalation.ts';
import { responderFor } from '#core/oncall/responder.ts';
import { entryOf } from '#core/own-entry.ts';
import { type Actor, isSameActor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { noSuchService } from '#core/setup/no-such-service.ts';
import { serviceFor } from '#core/setup/service-for.ts';
import { isWorse } from '#core/severity.ts';
import { timeSeenFrom } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What people ask of an incident over HTTP; each becomes one command, or a refusal in words. */
export function incidentCommands(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  handle: HandleCommand;
  now: Now;
}): IncidentCommands {
  const { once, keyed } = idempotentCommands(deps);
  return {
    ...responderCommands({ ...deps, once }),
    acknowledgeIncident: (id, { note, by }, asked) =>
      once(id, { by, note }, asked, async (actor, directory) => {
        const at = deps.now();
        const done: IncidentCommand = {
          type: 'AcknowledgeIncident',
          ...{ at, by: actor },
          ...(await howReached(actor, directory, deps.roster)),
        };
        if (note === undefined) return done;
        return [done, { type: 'AddNote', at, by: actor, text: note }];
      }),
    escalateIncident: async (id, { reason, from, by }, asked) => {
      // Of a request that is asked again only what has become of the escalation is known.
      let isLate = from !== undefined;
      const acted = await once(id, { by, reason, from }, asked, async actor => {
        const escalate: IncidentCommand = {
          type: 'EscalateIncident',
          at: deps.now(),
          by: actor,
          ...(reason !== undefined && { reason }),
          ...(from !== undefined && { from }),
        };
        return incident => {
          isLate = from !== undefined && hasLeft(from, incident.paging.escalation);
          return escalate;
        };
      });
      if (!isLate || from === undefined || !('incident' in acted)) return acted;
      const timeZone = asked.timeZone ?? acted.incident.plan.timeZone;
      const history = await deps.incidents.history(id);
      return { ...acted, note: pagedSince(from, history, deps.now(), timeZone) };
    },
    postUpdate: (id, { by, ...update }, asked) =>
      once(id, { by, ...update }, asked, async (actor, directory) => ({
        type: 'PostUpdate',
        patterns: await resembles(id, directory, [
          { where: 'update', text: Object.values(update).join('. ') },
        ]),
        at: deps.now(),
        by: actor,
        status: update.status,
        ...(update.impact !== undefined && { impact: update.impact }),
        ...(update.actions !== undefined && { actions: update.actions }),
      })),
    assignRole: (id, { role, person, note, by }, asked) =>
      once(id, { role, person, note, by }, asked, async (actor, directory) => {
        const name = entryOf(directory?.people, person)?.name;
        if (directory === undefined || name === undefined) return unknownPerson('/person', person);
        const roster = await deps.roster.newest();
        const responder = responderFor(directory, roster, person, 'high');
        return {
          type: 'AssignRole',
          at: deps.now(),
          by: actor,
          role,
          person,
          name,
          ...(responder !== undefined && { responder }),
          ...(note !== undefined && { note }),
        };
      }),
    addNote: (id, { text, by }, asked) =>
      once(id, { text, by }, asked, async (actor, directory) => ({
        type: 'AddNote',
        patterns: await resembles(id, directory, [{ where: 'note', text }]),
        at: deps.now(),
        by: actor,
        text,
      })),
    attachFinding: (id, { by, ...found }, asked) =>
      once(id, { by, ...found }, asked, async (actor, directory) => {
        const { incident } = await deps.incidents.load(id);
        if (incident.phase === 'undeclared') return noIncident(id);
        const at = deps.now();
        const { usersAffected, revenueLost } = found;
        const figures = {
          ...(usersAffected !== undefined && { usersAffected }),
          ...(revenueLost !== undefined && { revenueLost }),
        };
        const { kind, title, summary } = found;
        const attach: IncidentCommand = {
          type: 'AttachFinding',
          patterns: hitsOf(directory ?? {}, incident.plan.service.id, [
            { where: title, text: summary },
          ]),
          ...{ at, by: actor, kind, title, summary, ...figures },
        };
        const service = incident.plan.service.id;
        const raises = entryOf(directory?.services, service)?.evidence?.impact?.raises ?? {};
        const worse = severityOfImpact(raises, figures);
        if (directory === undefined || worse === undefined) return attach;
        const { severity: to, text } = worse;
        const roster = await deps.roster.newest();
        const reason = { rule: 'impact', text };
        return ({ phase, severity, plan }) => {
          const isOver = phase === 'watching' || phase === 'resolved';
          if (isOver || !isWorse(to, severity)) return attach;
          const planned = planAtSeverity(plan, directory, roster, { severity: to, at });
          return [attach, { type: 'ChangeSeverity', at, by: actor, to, reason, ...planned }];
        };
      }),
    changeSeverity: async (id, { severity, reason, by }, asked) => {
      let wasSo = false;
      const acted = await once(id, { severity, reason, by }, asked, async (actor, directory) => {
        const { incident } = await deps.incidents.load(id);
        if (incident.phase === 'undeclared') return noIncident(id);
        if (directory === undefined) return noConfiguration;
        wasSo = incident.severity === severity;
        const at = deps.now();
        const roster = await deps.roster.newest();
        return ({ plan }) => ({
          type: 'ChangeSeverity',
          ...{ at, by: actor, to: severity },
          reason: { rule: 'person', text: `${actor.name}: ${reason}` },
          ...planAtSeverity(plan, directory, roster, { severity, at }),
        });
      });
      if (!wasSo || !('incident' in acted)) return acted;
      const note = `It was ${severity} before: nothing was changed. Give another severity, or add a note.`;
      return { ...acted, note };
    },
    resolveIncident: async (id, { resolution, by }, asked) => {
      const acted = await once(id, { resolution, by }, asked, async actor => ({
        type: 'ResolveIncident',
        at: deps.now(),
        by: actor,
        resolution,
      }));
      const ended = 'refused' in acted ? await resolvedBefore(id) : acted;
      if (ended === undefined || !('incident' in ended)) return acted;
      return notedUnless(ended, {
        resolution,
        by: by === undefined ? asked.caller.actor : { kind: 'person', id: by },
        timeZone: asked.timeZone,
        now: deps.now(),
      });
    },
    reopenIncident: (id, { reason, by }, asked) =>
      once(id, { reason, by }, asked, async (actor, directory) => {
        const at = deps.now();
        const reopen: IncidentCommand = { type: 'ReopenIncident', at, by: actor, reason };
        if (directory === undefined) return reopen;
        // Plans are kept in line with shifts and stand-ins for as long as incidents run.
        const roster = await deps.roster.newest();
        return ({ plan: known, severity }) => {
          const plan = replannedOnCall(known, directory, roster, at, severity);
          const why = 'it is opened again';
          return [{ type: 'ChangeOnCall', at, by: actor, plan, reason: why }, reopen];
        };
      }),
    declareIncident: declare,
  };

  async function resembles(
    id: IncidentId,
    directory: Directory | undefined,
    observations: Observation[],
  ): Promise<PatternHit[]> {
    const { incident } = await deps.incidents.load(id);
    if (directory === undefined || incident.phase === 'undeclared') return [];
    return hitsOf(directory, incident.plan.service.id, observations);
  }

  async function resolvedBefore(id: IncidentId): Promise<CommandOutcome | undefined> {
    const { incident, version } = await deps.incidents.load(id);
    return incident.phase === 'resolved' ? { incident, version } : undefined;
  }

  /** Loaded only here: nothing else that is asked for needs what reads sentences. */
  async function judgedByWords(
    { rules }: Directory,
    { title, description }: Pick<RequestOf<'declareIncident'>, 'title' | 'description'>,
  ) {
    const { classify } = await import('#core/intake/severity/classify.ts');
    const said = { title, ...(description !== undefined && { description }) };
    return classify(rules, { kind: 'declaration', ...said });
  }

  async function declare(
    body: RequestOf<'declareIncident'>,
    asked: Requester,
  ): Promise<CommandOutcome> {
    const current = await deps.configuration.current();
    if (current === undefined) return noConfiguration;
    const { directory } = current;
    const { title, description, severity: given, service: wish } = body;
    const missing = wish === undefined ? undefined : noSuchService(directory, wish);
    if (missing !== undefined) return missing;
    const by = actorOf(asked, body.by, directory);
    if ('invalid' in by) return by;
    const service = wish ?? serviceFor(directory, { labels: {} }).service;
    const judged =
      given === undefined
        ? await judgedByWords(directory, { title, description })
        : { severity: given, reason: { rule: 'person', text: `${by.name} declared it so` } };

    return keyed({ ...body, new: true }, asked, async claims => {
      const at = deps.now();
      const roster = await deps.roster.newest();
      return declareNext(
        deps,
        {
          at,
          by,
          title,
          ...(description !== undefined && { description }),
          severity: judged.severity,
          severityReason: judged.reason,
          patterns: hitsOf(directory, service, [
            { where: 'title', text: title },
            ...(description === undefined ? [] : [{ where: 'description', text: description }]),
          ]),
          plan: {
            ...planFor(directory, roster, { service, severity: judged.severity, at }),
            // Whoever declares in chat goes on there.
            ...(asked.via === 'slack' && { chat: { channel: true } }),
          },
          origin: { kind: 'person' },
        },
        () => claims,
      );
    });
  }
}

/** As with acknowledging: what is so already is no error, and whoever comes second is told who was first. */
function notedUnless(
  acted: Extract<CommandOutcome, { incident: unknown }>,
  own: {
    resolution: string;
    by: Pick<Actor, 'kind' | 'id'>;
    timeZone?: string | undefined;
    now: Instant;
  },
): CommandOutcome {
  const { incident } = acted;
  if (!('resolvedAt' in incident)) return acted;
  const { resolvedBy, resolvedAt, resolution, plan } = incident;
  if (isSameActor(resolvedBy, own.by) && resolution === own.resolution) return acted;
  const time = timeSeenFrom(own.now, resolvedAt, own.timeZone ?? plan.timeZone);
  const note =
    `${resolvedBy.name} resolved it at ${time} already. ` +
    'What you wrote was not recorded: add it as a note.';
  return { ...acted, note };
}
