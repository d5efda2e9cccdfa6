import { isZone } from '#core/time/is-zone.ts';

type Environment = Record<string, string | undefined>;

/**
 * The IANA zone of this machine. An empty TZ, a path, `:/etc/localtime`: zones to the system, of which the runtime says
 * nothing, or a name that it refuses itself. `found`: what it says as the environment stands.
 */
export function timeZoneHere(env: Environment, found: () => string | undefined): string {
  const zone = usable(found());
  if (zone !== undefined) return zone;
  if (env.TZ === '') return 'UTC';
  const [, named] = /zoneinfo\/(.+)$/.exec(env.TZ ?? '') ?? [];
  if (usable(named) !== undefined) return named as string;
  // Then it looks at the machine.
  delete env.TZ;
  return usable(found()) ?? 'UTC';
}

function usable(zone: string | undefined): string | undefined {
  return zone && isZone(zone) ? zone : undefined;
}
