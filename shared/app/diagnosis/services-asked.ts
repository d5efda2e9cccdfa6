import { type NotFound, noConfiguration, type Refused } from '#app/api/refusal.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Evidence, Service } from '#core/setup/directory.ts';
import { serviceNamed } from '#core/setup/service-for.ts';
import type { MetricQuery } from '#ports/diagnosis.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What was found, or why there was nowhere to look, in words that say what to do about it. */
export type Diagnosed<Answer> = Answer | NotFound | Refused | { advice: string };

/**
 * All services where none is named. Looking changes nothing, so a service is found by any name that its alerts may have:
 * who is woken knows it as `payment-processor`, whatever it is in tocsin.yaml.
 */
export async function servicesAsked(
  configuration: ConfigurationStore,
  wanted: string | undefined,
): Promise<{ found: [string, Service][]; timeZone: string } | NotFound | Refused> {
  const directory = (await configuration.current())?.directory;
  if (directory === undefined) return noConfiguration;
  const { services } = directory;
  const { timeZone } = directory.organisation;
  if (wanted === undefined) return { found: Object.entries(services), timeZone };
  const named = Object.hasOwn(services, wanted) ? wanted : serviceNamed(directory, wanted)?.service;
  const service = entryOf(services, named);
  if (named !== undefined && service !== undefined) {
    return { found: [[named, service]], timeZone };
  }
  const known = Object.keys(services).join(', ') || 'none';
  return { notFound: `service ${wanted}; there are: ${known}` };
}

export function queryOf({
  namespace,
  name,
  statistic,
  periodSeconds,
  dimensions,
}: NonNullable<Evidence['metrics']>[number]): MetricQuery {
  return { namespace, name, statistic, periodSeconds, dimensions: dimensions ?? {} };
}

/** `example`: the line of tocsin.yaml that would make it work. */
export function advice(services: readonly [string, Service][], example: string): string {
  const [first] = services;
  const which = services.length === 1 && first ? `Service ${first[0]}` : 'No service';
  const says = services.length === 1 ? 'names nothing to look at' : 'names anything to look at';
  return `${which} ${says}: in tocsin.yaml, under services.${first?.[0] ?? '<id>'}.evidence, add ${example}, and apply it.`;
}
