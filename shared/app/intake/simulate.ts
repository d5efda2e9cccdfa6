import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { invalid, noConfiguration } from '#app/api/refusal.ts';
import { inhibitorOf } from '#app/intake/inhibit.ts';
import type { AnswerOf } from '#contract/api.ts';
import { supposedOf } from '#contract/simulate.ts';
import { simulate } from '#core/incident/simulation.ts';
import { instant, secondsBetween } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex } from '#ports/intake.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const years = 10;

/** Who would be paged by the configuration in force, with overrides and verified contacts as they are now. */
export function simulateOperation(deps: {
  configuration: Pick<ConfigurationStore, 'newest'>;
  roster: Pick<RosterStore, 'newest'>;
  alerts: Pick<AlertIndex, 'lookUp' | 'inhibitors'>;
  incidents: Pick<IncidentStore, 'loadMany'>;
  now: Now;
}): Operations<'simulate'> {
  const inhibited = inhibitorOf(deps);
  return {
    async simulate({ body }: Call<'simulate'>): Promise<Outcome<AnswerOf<'simulate'>>> {
      const directory = (await deps.configuration.newest())?.directory;
      if (directory === undefined) return noConfiguration;
      const at = body.at === undefined ? deps.now() : instant(body.at);
      if (Math.abs(secondsBetween(deps.now(), at)) > years * 366 * 86_400) {
        return invalid('/at', `must be within ${years} years`);
      }
      const { silences } = await deps.alerts.lookUp({
        ...{ problems: [], fingerprints: [], silences: true },
      });
      const told = await simulate(directory, await deps.roster.newest(), {
        at,
        supposed: supposedOf(body),
        silences,
        // What fires now says nothing of another moment.
        ...(body.at === undefined && {
          inhibited: ({ alert, service, severity }, { domain, integration = '' }) =>
            inhibited(directory.inhibit ?? [], {
              ...{ alert, judged: { service, severity }, from: { integration, domain } },
            }),
        }),
      });
      if ('unknown' in told) return { notFound: told.unknown };
      if (!('refused' in told)) return { answer: told };
      const errors = told.refused.map(({ path, message }) => ({ path: `/body${path}`, message }));
      return { invalid: errors, text: 'The body is not what its source sends.' };
    },
  };
}
