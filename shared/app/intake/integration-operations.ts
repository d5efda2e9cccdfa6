import type { Operations } from '#app/api/operation.ts';
import { noConfiguration } from '#app/api/refusal.ts';
import type { HeardIntegrations } from '#ports/intake.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Who may send alerts, and whether any came. */
export function integrationOperations(deps: {
  configuration: Pick<ConfigurationStore, 'newest'>;
  heard: Pick<HeardIntegrations, 'all'>;
}): Operations<'listIntegrations'> {
  return {
    async listIntegrations() {
      const [newest, heard] = await Promise.all([deps.configuration.newest(), deps.heard.all()]);
      if (newest === undefined) return noConfiguration;
      const heardOf = new Map(heard.map(each => [each.name, each]));
      const integrations = newest.directory.integrations.map(
        ({ name, source, service, shadow }) => {
          const { firstAt, lastAt } = heardOf.get(name) ?? {};
          return {
            ...{ name, source },
            ...(service !== undefined && { service }),
            ...(shadow === true && { shadow }),
            ...(firstAt !== undefined && { firstAt }),
            ...(lastAt !== undefined && { lastAt }),
          };
        },
      );
      return { answer: { integrations } };
    },
  };
}
