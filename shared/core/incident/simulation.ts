import { type Rung, unanswered } from '#core/incident/would-page.ts';
import { type Alert, pages } from '#core/intake/alert.ts';
import { type InhibitedBy, inhibitedText } from '#core/intake/inhibition.ts';
import { muteOf, mutesAt, muteText, type Silence } from '#core/intake/mute.ts';
import { parsePayload } from '#core/intake/parse.ts';
import { firstKey } from '#core/intake/trust-domain.ts';
import { type Door, doorOf, understood } from '#core/intake/understood.ts';
import { knownSchedule } from '#core/oncall/on-duty.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { shiftsBetween } from '#core/oncall/who-is-on-call.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Severity } from '#core/severity.ts';
import { parseSource, sources } from '#core/sources.ts';
import { readyFor } from '#core/text/full-pattern.ts';
import { matchersOf, patternsIn } from '#core/text/matchers.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/** What is supposed to come in: a body as its sender posts it, or as much as a person says of an alert. */
export type Supposed =
  | { kind: 'body'; body: string; source: string; integration?: string | undefined }
  | {
      kind: 'words';
      title: string;
      service?: string | undefined;
      severity?: Severity | undefined;
      description?: string | undefined;
    };

interface SimulatedAlert {
  title: string;
  service: string;
  serviceName: string;
  serviceReason: string;
  severity: Severity;
  severityReason: string;
  policy: string;
  /** Why nobody is paged or told, whoever is on duty. */
  nobody?: string;
  rungs: Rung[];
  againAt?: Instant;
  offDuty: OffDuty[];
}

type Known = ReturnType<typeof understood>;

/** Somebody who takes turns on a schedule of the policy and has none when it pages. `next`: when theirs begins. */
interface OffDuty {
  person: string;
  name: string;
  schedule: string;
  next?: Instant;
}

export type Simulation =
  | { at: Instant; alerts: SimulatedAlert[]; more?: number; ignored: string[] }
  | { unknown: string }
  | { refused: { path: string; message: string }[] };

/** Enough to see what a body would do. */
const shownMax = 50;
/** A turn that is further off says nothing about tonight. */
const nextWithinSeconds = 62 * 86_400;

/** Who would be paged, when, by what and why, and who not: by this configuration, at this moment. Nothing is written. */
export async function simulate(
  directory: Directory,
  roster: Roster,
  {
    at,
    supposed,
    silences,
    inhibited,
  }: {
    at: Instant;
    supposed: Supposed;
    silences: readonly Silence[];
    /** What would explain it of what fires at that moment, where that is known. */
    inhibited?: (known: Known, door: Door) => Promise<InhibitedBy | undefined>;
  },
): Promise<Simulation> {
  const { source: named, body } = bodyOf(supposed);
  const source = parseSource(named);
  if (source === undefined) {
    return { unknown: `source ${named}. There are: ${sources.join(', ')}` };
  }
  const integration = supposed.kind === 'body' ? supposed.integration : undefined;
  const door: Door | undefined =
    // What somebody says of an alert comes through no door: what one is bound to, or how it reads, is not meant.
    supposed.kind === 'words' ? { domain: firstKey } : doorOf(directory, source, integration);
  if (door === undefined) return { unknown: `integration ${integration}` };
  const parsed = await parsePayload(source, body, at, door.mapping);
  if ('invalid' in parsed) return { refused: parsed.invalid };
  const more = parsed.alerts.length - shownMax;
  const mutes = mutesAt(silences, directory, at);
  await readyFor(mutes.flatMap(({ match }) => patternsIn(matchersOf(match))));
  const alerts: SimulatedAlert[] = [];
  for (const alert of parsed.alerts.slice(0, shownMax)) {
    const known = understood(directory, alert, door);
    const mute = muteOf(known.alert, known, mutes);
    const by = mute === undefined ? await inhibited?.(known, door) : undefined;
    const muted = mute ? muteText(mute, directory.organisation.timeZone) : by && inhibitedText(by);
    alerts.push(simulated(directory, roster, at, known, muted));
  }
  return {
    at,
    alerts,
    ...(more > 0 && { more }),
    ignored: [...parsed.ignored, ...(parsed.asked ?? []).map(({ reason }) => reason)],
  };
}

function bodyOf(supposed: Supposed): { source: string; body: string } {
  if (supposed.kind === 'body') return supposed;
  const { kind: _, ...alert } = supposed;
  return { source: 'generic', body: JSON.stringify(alert) };
}

function simulated(
  directory: Directory,
  roster: Roster,
  at: Instant,
  known: Known,
  muted: string | undefined,
): SimulatedAlert {
  const { alert, service, serviceReason, severity, severityReason } = known;
  const { name, escalationPolicy, escalationPolicies } = entryOf(directory.services, service) ?? {};
  const policy = escalationPolicies?.[severity] ?? escalationPolicy ?? 'default';
  const nobody =
    whyNobody(alert) ?? (muted && `${muted}; what still fires then opens its incident`);
  const climbed =
    nobody === undefined
      ? unanswered({ directory, roster, service, severity, at })
      : { rungs: [] as Rung[] };
  return {
    title: alert.title,
    service,
    serviceName: name ?? service,
    serviceReason,
    severity,
    severityReason: severityReason.text,
    policy,
    ...(nobody !== undefined && { nobody }),
    ...climbed,
    offDuty: nobody === undefined ? offDuty(directory, roster, policy, climbed.rungs) : [],
  };
}

function whyNobody(alert: Alert): string | undefined {
  const { kind, status } = alert;
  if (kind === 'test') return "it is the sender's test, which pages nobody";
  if (!pages(alert)) return 'it is a heartbeat: only its absence is an alert';
  if (status === 'cleared') return 'it tells that something is over';
  return status === 'unknown'
    ? 'its sender lost sight of it, which alone declares nothing'
    : undefined;
}

/** At the moment at which the level that names the schedule is first paged. */
function offDuty(
  directory: Directory,
  { overrides }: Roster,
  policy: string,
  rungs: readonly Rung[],
): OffDuty[] {
  const levels = directory.escalationPolicies[policy]?.levels ?? [];
  return levels.flatMap(({ schedules = [] }, index) => {
    const rung = rungs.find(each => each.kind === 'paged' && each.level === index + 1);
    if (rung?.kind !== 'paged') return [];
    const reached = new Set([...rung.pages, ...rung.passedOver].map(({ person }) => person));
    return schedules.flatMap(id => {
      const schedule = knownSchedule(directory, id);
      if (schedule === undefined) return [];
      const turns = new Set(schedule.layers.flatMap(({ people }) => people));
      const coming = shiftsBetween(
        schedule,
        overrides,
        rung.at,
        addSeconds(rung.at, nextWithinSeconds),
      );
      return [...turns]
        .filter(person => !reached.has(person))
        .map((person): OffDuty => {
          const next = coming.find(shift => shift.person === person && shift.from > rung.at)?.from;
          return {
            person,
            name: entryOf(directory.people, person)?.name ?? person,
            schedule: schedule.name,
            ...(next !== undefined && { next }),
          };
        });
    });
  });
}
