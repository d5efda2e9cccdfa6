import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { type NotFound, noIncident, type Refused } from '#app/api/refusal.ts';
import type { checkHealth } from '#app/diagnosis/check-health.ts';
import type { diagnose } from '#app/diagnosis/diagnose.ts';
import type { measure } from '#app/diagnosis/measure.ts';
import type { queryDatabase } from '#app/diagnosis/query-database.ts';
import type { Diagnosed } from '#app/diagnosis/services-asked.ts';
import type { OperationOf } from '#contract/api.ts';
import { type Window, windowOf } from '#core/diagnosis/window.ts';
import { parseIncidentId } from '#core/ids.ts';
import { parseInstant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { Now } from '#ports/runtime.ts';

interface Windowed {
  last?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  incident?: string | undefined;
  service?: string | undefined;
}

/** Looking into services, as the API asks for it. Nothing here changes anything. */
export function diagnosisOperations(deps: {
  incidents: Pick<IncidentStore, 'load'>;
  look: ReturnType<typeof diagnose>;
  measure: ReturnType<typeof measure>;
  checkHealth: ReturnType<typeof checkHealth>;
  queryDatabase: ReturnType<typeof queryDatabase>;
  now: Now;
}): Operations<OperationOf<'diagnosis'>> {
  return {
    diagnoseLogs: ({ query }) =>
      within(query, window =>
        deps.look.logs(
          {
            ...serviceOf(query),
            ...(query.filter !== undefined && { filter: query.filter }),
            ...(query.cursor !== undefined && { cursor: query.cursor }),
            errorsOnly: query.errors === 'true',
            lines: query.lines,
          },
          window,
        ),
      ),
    diagnoseMetrics: ({ query }) =>
      within(query, window =>
        deps.look.metrics(
          { ...serviceOf(query), ...(query.kind !== undefined && { kinds: [query.kind] }) },
          window,
        ),
      ),
    measureImpact: ({ query }) =>
      within(query, window => deps.measure({ ...serviceOf(query), of: query.of }, window)),
    checkHealth: async ({ query }) => outcomeOf(await deps.checkHealth(serviceOf(query))),
    queryDatabase: async ({ query }: Call<'queryDatabase'>) =>
      outcomeOf(
        await deps.queryDatabase({
          ...serviceOf(query),
          ...(query.query !== undefined && { query: query.query }),
        }),
      ),
  };

  async function within<Answer extends object>(
    query: Windowed,
    look: (window: Window) => Promise<Diagnosed<Answer>>,
  ): Promise<Outcome<Answer & Window>> {
    const incident = query.incident === undefined ? undefined : await timeOf(query.incident);
    if (incident === 'unknown') return noIncident(query.incident);
    const moment = (text: string | undefined) => (text === undefined ? text : parseInstant(text));
    const { last, from, to } = query;
    const window = windowOf({ last, from: moment(from), to: moment(to), incident }, deps.now());
    if ('wrong' in window) {
      return { invalid: { path: `?${window.field}`, message: window.wrong } };
    }
    const found = outcomeOf(await look(window));
    return 'answer' in found ? { answer: { ...window, ...found.answer } } : found;
  }

  async function timeOf(text: string) {
    const id = parseIncidentId(text);
    const incident = id === undefined ? undefined : (await deps.incidents.load(id)).incident;
    if (incident === undefined || incident.phase === 'undeclared') return 'unknown';
    const began = incident.startedAt ?? incident.declaredAt;
    return {
      began: began < incident.declaredAt ? began : incident.declaredAt,
      ...('resolvedAt' in incident && { ended: incident.resolvedAt }),
    };
  }
}

function serviceOf({ service }: { service?: string | undefined }) {
  return service === undefined ? {} : { service };
}

function outcomeOf<Answer extends object>(found: Diagnosed<Answer>): Outcome<Answer> {
  if ('notFound' in found || 'refused' in found) return found as NotFound | Refused;
  if ('advice' in found) return { refused: { rule: 'not-configured', text: found.advice } };
  return { answer: found };
}
