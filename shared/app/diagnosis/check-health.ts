import { advice, type Diagnosed, queryOf, servicesAsked } from '#app/diagnosis/services-asked.ts';
import { metricKindOf } from '#core/diagnosis/metric-kinds.ts';
import type { Service } from '#core/setup/directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { Probe, ReadMetric } from '#ports/diagnosis.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

export interface HealthAnswer {
  at: Instant;
  isHealthy: boolean;
  checks: { service: string; name: string; ok: boolean; text: string; milliseconds?: number }[];
}

const errorsSeconds = 600;
const day = 86_400;

/** Whether everything is well again (R6, R18): every health address, and the errors of the last ten minutes. */
export function checkHealth(deps: {
  configuration: ConfigurationStore;
  probe: Probe;
  readMetric: ReadMetric;
  now: Now;
}) {
  return async (asked: { service?: string }): Promise<Diagnosed<HealthAnswer>> => {
    const services = await servicesAsked(deps.configuration, asked.service);
    if (!('found' in services)) return services;
    const at = deps.now();
    const checks = await Promise.all(
      services.found.flatMap(([id, service]) => [
        ...probes(id, service),
        ...errors(id, service, at),
      ]),
    );
    if (checks.length === 0) {
      const example = 'health: [{ name: API, url: https://api.example.com/health }]';
      return { advice: advice(services.found, example) };
    }
    return { at, isHealthy: checks.every(({ ok }) => ok), checks };
  };

  function probes(service: string, { evidence }: Service) {
    return (evidence?.health ?? []).map(async ({ name, url }) => {
      const { ok, text, milliseconds } = await deps.probe(url);
      return { service, name, ok, text, milliseconds };
    });
  }

  function errors(service: string, { evidence }: Service, at: Instant) {
    return (evidence?.metrics ?? [])
      .filter(metric => metricKindOf(metric) === 'errors')
      .map(async metric => {
        const { name } = metric;
        const [now, usual] = await Promise.all(
          [at, addSeconds(at, -day)].map(to =>
            deps.readMetric(
              queryOf(metric),
              { from: addSeconds(to, -errorsSeconds), to },
              addSeconds(at, -day - errorsSeconds),
            ),
          ),
        );
        if (now === undefined || 'unreadable' in now) {
          return { service, name, ok: false, text: now?.unreadable ?? 'not read' };
        }
        const is = meanOf(now);
        if (usual === undefined || 'unreadable' in usual) {
          const why = usual?.unreadable ?? 'not read';
          return { service, name, ok: is === 0, text: `${is} on average; of a day before, ${why}` };
        }
        const was = meanOf(usual);
        // A few errors are every day's; twice as many as yesterday are not.
        return { service, name, ok: is <= 2 * was, text: `${is} on average, ${was} a day before` };
      });
  }
}

function meanOf({ points }: { points: readonly { value: number }[] }): number {
  const values = points.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  return values.length === 0 ? 0 : Math.round((sum / values.length) * 100) / 100;
}
