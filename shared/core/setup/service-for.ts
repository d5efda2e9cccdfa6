import { entryOf } from '#core/own-entry.ts';
import type { Directory, Service } from '#core/setup/directory.ts';
import { asCompared, matches } from '#core/text/wildcard.ts';

/** The service that an alert is about, and why: by its name first, by its labels next, else the default one. */
export function serviceFor(
  directory: Directory,
  { service: named, labels }: { service?: string; labels: Record<string, string> },
): { service: string; reason: string } {
  const byName = named === undefined ? undefined : serviceNamed(directory, named);
  if (byName !== undefined) return byName;

  const services = Object.entries(directory.services);
  const byLabels = closest(services, match => typeof match === 'object' && allFit(match, labels));
  if (byLabels !== undefined) {
    const shown = Object.entries(byLabels.match).map(([label, value]) => `${label}=${value}`);
    return { service: byLabels.service, reason: `the alert has ${shown.join(', ')}` };
  }
  const reason = named
    ? `no service fits ${named.trim()}; the default one takes it`
    : 'the alert names no service; the default one takes it';
  return { service: directory.defaultService, reason };
}

/** The service of this name: by its id, its own name, or a pattern of names that it goes by. */
export function serviceNamed(
  directory: Directory,
  named: string,
): { service: string; reason: string } | undefined {
  const text = asCompared(named.trim());
  if (text === '') return undefined;
  const byId = idsByName(directory).get(text);
  if (byId !== undefined) return { service: byId, reason: `the alert names service ${byId}` };

  const services = Object.entries(directory.services);
  const byPattern = closest(services, match => typeof match === 'string' && fits(match, text));
  if (byPattern === undefined) return undefined;
  const reason = `the alert names ${named.trim()}, which fits ${byPattern.match}`;
  return { service: byPattern.service, reason };
}

/** Of a configuration, which is asked for each alert and never changes. */
const byNames = new WeakMap<Directory, ReadonlyMap<string, string>>();

/** Ids by themselves and by the services' own names; an id comes before another's name. */
function idsByName(directory: Directory): ReadonlyMap<string, string> {
  const known = byNames.get(directory);
  if (known !== undefined) return known;
  const services = Object.entries(directory.services).toReversed();
  const made = new Map([
    ...services.map(([id, { name }]) => [asCompared(name), id] as const),
    ...services.map(([id]) => [id.toLowerCase(), id] as const),
  ]);
  byNames.set(directory, made);
  return made;
}

type Match = NonNullable<Service['match']>[number];

/** Of all that fit, the one that says most: `payment-api*` wins over `payment*`, three labels over one. */
function closest(
  services: readonly [string, Service][],
  isFit: (match: Match) => boolean,
): { service: string; match: Match } | undefined {
  return services
    .flatMap(([service, { match = [] }]) => match.map(each => ({ service, match: each })))
    .filter(({ match }) => isFit(match))
    .toSorted((a, b) => weight(b.match) - weight(a.match))[0];
}

function weight(match: Match): number {
  if (typeof match === 'object') {
    return Object.values(match).reduce((sum, value) => sum + 1000 + weight(value), 0);
  }
  return match.replaceAll('*', '').length + (match.includes('*') ? 0 : 500);
}

function allFit(match: Record<string, string>, labels: Record<string, string>): boolean {
  return Object.entries(match).every(([label, pattern]) => {
    const value = entryOf(labels, label);
    return value !== undefined && fits(pattern, value);
  });
}

/** Blanks around a name are nobody's intention. */
function fits(pattern: string, text: string): boolean {
  return matches(pattern.trim(), text.trim());
}
