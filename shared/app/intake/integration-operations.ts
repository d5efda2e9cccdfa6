import type { Operations } from '#app/api/operation.ts';
import { noConfiguration } from '#app/api/refusal.ts';
import type { HeardIntegrations } from '#ports/intake.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Who may send alerts, whether any came, and what was made of the last. */
export function integrationOperations(deps: {
  configuration: Pick<ConfigurationStore, 'newest'>;
  heard: Pick<HeardIntegrations, 'all'>;
}): Operations<'listIntegrations'> {
  return {
    async listIntegrations({ publicUrl }) {
      const [newest, heard] = await Promise.all([deps.configuration.newest(), deps.heard.all()]);
      if (newest === undefined) return noConfiguration;
      const heardOf = new Map(heard.map(each => [each.name, each]));
      const integrations = newest.directory.integrations.map(
        ({ name, source, service, shadow, formerKeySha256 }) => {
          const { name: _, formerKeyAt, ...known } = heardOf.get(name) ?? {};
          return {
            ...{ name, source },
            ...(service !== undefined && { service }),
            ...(shadow === true && { shadow }),
            ...(formerKeySha256 !== undefined && {
              formerKey: { ...(formerKeyAt && { usedAt: formerKeyAt }) },
            }),
            ...known,
          };
        },
      );
      return { answer: { address: publicUrl, integrations } };
    },
  };
}
