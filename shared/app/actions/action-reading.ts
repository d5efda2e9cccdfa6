import { shownRun } from '#app/actions/action-shown.ts';
import type { Operations } from '#app/api/operation.ts';
import { noIncident } from '#app/api/refusal.ts';
import type { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { asIncident, asOutcome } from '#app/incident/incident-operations.ts';
import { catalogue } from '#core/actions/catalogue.ts';
import { targetsOf } from '#core/actions/targets.ts';
import { parseIncidentId } from '#core/ids.ts';
import { entryOf } from '#core/own-entry.ts';
import { teamOf } from '#core/setup/leads.ts';
import type { ActionLog } from '#ports/actions.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What can be done and what was done: all that the pager itself knows of actions, since it may do none of them. */
export function actionReading(deps: {
  configuration: ConfigurationStore;
  incidents: IncidentStore;
  log: Pick<ActionLog, 'find' | 'recent'>;
  once: ReturnType<typeof idempotentCommands>['once'];
  now: Now;
}): Operations<'listActions' | 'listActionRuns' | 'showActionRun' | 'notifyTeam'> {
  const { configuration, incidents, log, once, now } = deps;
  return {
    async listActions() {
      const services = (await configuration.current())?.directory.services ?? {};
      const actions = catalogue.map(({ name, family, summary, approval, options, ...action }) => ({
        ...{ action: name, family, summary, approval },
        options: options.map(({ isOptional = false, isRepeated = false, ...option }) => ({
          ...option,
          optional: isOptional,
          repeated: isRepeated,
        })),
        services: Object.keys(services).filter(
          id => targetsOf(entryOf(services, id) ?? {})[action.field] !== undefined,
        ),
        add: `${action.field}: ${action.example}`,
      }));
      return { answer: { actions } };
    },
    async listActionRuns({ query: { service, incident, limit } }) {
      // As many as are kept of one service or incident, and of all only as many as are asked for.
      const isOfAll = service === undefined && incident === undefined;
      const runs = await log.recent(isOfAll ? limit : 1000);
      const wanted = runs
        .filter(run => service === undefined || run.service === service)
        .filter(run => incident === undefined || run.incident === incident);
      return {
        answer: { runs: wanted.slice(0, limit).map(shownRun) },
      };
    },
    async showActionRun({ params: { id = '' } }) {
      const run = await log.find(id);
      return run === undefined
        ? { notFound: `run ${id}`, reason: 'no-such-run' }
        : { answer: shownRun(run) };
    },
    async notifyTeam({ params, body, asked }) {
      const id = parseIncidentId(params.id ?? '');
      if (id === undefined) return noIncident(params.id);
      const { text, by } = body;
      const acted = await once(id, { text, by }, asked, async (actor, directory) => {
        const { incident } = await incidents.load(id);
        if (incident.phase === 'undeclared') return noIncident(id);
        const people = directory ? teamOf(directory, incident.plan.service.id) : [];
        return { type: 'NotifyTeam', at: now(), by: actor, text, people };
      });
      return asOutcome(acted, asIncident);
    },
  };
}
