import type { Directory, Level, Service } from '#core/directory/directory.ts';
import type { EscalationLevel, Responder, ResponsePlan } from '#core/incident/plan.ts';
import type { Severity } from '#core/severity.ts';
import { matches } from '#core/triage/team-rule.ts';

/** The policy of services that name none (R27). */
const defaultPolicy = 'default';

/** Who is reached in which order and how fast, as the configuration says at this moment (R2, R3, R9, R17, R27). */
export function planFor(
  directory: Directory,
  wanted: { service: string; severity: Severity },
): ResponsePlan {
  const { service: id, ...service } = knownService(directory, wanted.service);
  const times = directory.severities[wanted.severity];
  const { timeZone, statusPage } = directory.organisation;
  const policy = service.escalationPolicy ?? defaultPolicy;
  return {
    service: {
      id,
      name: service.name,
      ...(service.runbook !== undefined && { runbook: service.runbook }),
    },
    team: directory.teams[service.team]?.name ?? service.team,
    timeZone,
    ...(statusPage !== undefined && { statusPage }),
    policy,
    levels: levelsOf(directory, policy, wanted.severity),
    opening: times.opening,
    ...(times.respondWithinSeconds !== undefined && {
      respondWithinSeconds: times.respondWithinSeconds,
    }),
    ...(times.updateEverySeconds !== undefined && { updateEverySeconds: times.updateEverySeconds }),
    remindBeforeUpdateSeconds: times.remindBeforeSeconds,
    holdSeconds: times.holdSeconds,
    watchSeconds: times.watchSeconds,
  };
}

function levelsOf(directory: Directory, policy: string, severity: Severity): EscalationLevel[] {
  const configured = directory.escalationPolicies[policy]?.levels ?? [];
  const levels = configured
    .map(level => rung(directory, level, severity))
    .filter(({ people }) => people.length > 0);
  if (levels.length > 0) return levels;

  const fallback = rung(
    directory,
    { name: 'Fallback', people: directory.fallback === undefined ? [] : [directory.fallback] },
    severity,
  );
  // parseDirectory refuses such a document; silence would be the one wrong answer to an alert.
  if (fallback.people.length === 0) throw new Error(`Policy ${policy} reaches nobody`);
  return [fallback];
}

function rung(directory: Directory, level: Level, severity: Severity): EscalationLevel {
  const own = level.acknowledgeWithinSeconds;
  const ownSeconds = typeof own === 'object' ? own[severity] : own;
  return {
    name: level.name,
    people: [...new Set(level.people)].flatMap(id => responder(directory, id)),
    acknowledgeWithinSeconds: ownSeconds ?? directory.severities[severity].acknowledgeWithinSeconds,
  };
}

function responder({ people }: Directory, id: string): Responder[] {
  const person = Object.hasOwn(people, id) ? people[id] : undefined;
  if (person === undefined || (person.phone === undefined && person.email === undefined)) return [];
  const { name, phone, email } = person;
  return [
    {
      person: id,
      name,
      ...(phone !== undefined && { phone }),
      ...(email !== undefined && { email }),
    },
  ];
}

/** The service that an alert is about, and why: by its name first, by its labels next, else the default one. */
export function serviceFor(
  directory: Directory,
  { service: named, labels }: { service?: string; labels: Record<string, string> },
): { service: string; reason: string } {
  const services = Object.entries(directory.services);
  if (named !== undefined && named.trim() !== '') {
    const text = named.trim().toLowerCase();
    const [byId] =
      services.find(([id]) => id.toLowerCase() === text) ??
      services.find(([, { name }]) => name.toLowerCase() === text) ??
      [];
    if (byId !== undefined) return { service: byId, reason: `the alert names service ${byId}` };

    const byPattern = closest(services, match => typeof match === 'string' && fits(match, text));
    if (byPattern !== undefined) {
      const reason = `the alert names ${named.trim()}, which fits ${byPattern.match}`;
      return { service: byPattern.service, reason };
    }
  }

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
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
    return value !== undefined && fits(pattern, value);
  });
}

/** Blanks around a name are nobody's intention. */
function fits(pattern: string, text: string): boolean {
  return matches(pattern.trim(), text.trim());
}

function knownService(directory: Directory, wanted: string): Service & { service: string } {
  for (const id of [wanted, directory.defaultService]) {
    const service = Object.hasOwn(directory.services, id) ? directory.services[id] : undefined;
    if (service !== undefined) return { service: id, ...service };
  }
  throw new Error(`Neither service ${wanted} nor the default one exists`);
}
