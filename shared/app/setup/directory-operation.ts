import type { Operations } from '#app/api/operation.ts';
import { noConfiguration } from '#app/api/refusal.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Names to choose from. How people are reached is their own matter. */
export function directoryOperation(deps: {
  configuration: Pick<ConfigurationStore, 'current'>;
}): Operations<'showDirectory'> {
  return {
    async showDirectory() {
      const directory = (await deps.configuration.current())?.directory;
      if (directory === undefined) return noConfiguration;
      const { organisation, people, services, schedules, teams } = directory;
      const ofTeams = Object.entries(teams ?? {});
      return {
        answer: {
          organisation: { name: organisation.name, timeZone: organisation.timeZone },
          people: Object.entries(people).map(([id, { name, timeZone }]) => ({
            ...{ id, name },
            ...(timeZone !== undefined && { timeZone }),
            teams: ofTeams.flatMap(([team, { members }]) => (members.includes(id) ? [team] : [])),
          })),
          services: Object.entries(services).map(([id, { name, team, runbook }]) => ({
            ...{ id, name, team },
            ...(runbook !== undefined && { runbook }),
          })),
          schedules: Object.entries(schedules ?? {}).map(([id, { name, timeZone }]) => ({
            ...{ id, name, timeZone },
          })),
          teams: ofTeams.map(([id, { name }]) => ({ id, name })),
        },
      };
    },
  };
}
