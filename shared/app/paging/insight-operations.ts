import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { noConfiguration, noIncident } from '#app/api/refusal.ts';
import { declareNext } from '#app/incident/declare-next.ts';
import { eachIncident, runningPhases } from '#app/incident/each-incident.ts';
import type { HandleCommand } from '#app/incident/handle-command.ts';
import {
  actorOf,
  type CommandOutcome,
  type idempotentCommands,
} from '#app/incident/idempotent-commands.ts';
import { asIncident, asOutcome } from '#app/incident/incident-operations.ts';
import type { AnswerOf } from '#contract/api.ts';
import { phases } from '#contract/incident.ts';
import { eachOf } from '#core/chunks.ts';
import { incidentId, parseIncidentId } from '#core/ids.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { isReachable } from '#core/incident/ladder.ts';
import { lookAgainSeconds, mutesAt, muteText } from '#core/intake/mute.ts';
import { planFor } from '#core/oncall/escalation.ts';
import { knownSchedule } from '#core/oncall/on-duty.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import { responderFor } from '#core/oncall/responder.ts';
import { shiftsBetween, whoIsOnCall } from '#core/oncall/who-is-on-call.ts';
import { entryOf } from '#core/own-entry.ts';
import { drillReport } from '#core/paging/drill-report.ts';
import { fairness, pagedIn } from '#core/paging/fairness.ts';
import { ledgerOf } from '#core/paging/ledger.ts';
import { type Case, nearSeconds, why } from '#core/paging/why.ts';
import type { Actor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { noSuchService } from '#core/setup/no-such-service.ts';
import type { Severity } from '#core/severity.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, Silences } from '#ports/intake.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { PagesOf } from '#ports/paging.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const day = 86_400;
/** What is over concerns a moment if it was declared at most so long before it; what runs, however old it is. */
const lookBackDays = 31;
/** Histories, or configurations of before, that are read at once. */
const atOnce = 20;
/** So many configurations are looked back at; what was before the oldest of them is taken to be as in it. */
const configurationsLooked = 50;
const testPageSeconds = 600;
/** So many that wait are named. */
const waitingLooked = 50;

type Insight = 'why' | 'dutyFairness' | 'startDrill' | 'drillReport' | 'testPage';

/** Why somebody was paged, who carries how much, and exercises on the real path. */
export function insightOperations(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  pagesOf: PagesOf;
  silences: Pick<Silences, 'all'>;
  alerts: Pick<AlertIndex, 'waiting' | 'lookUp'>;
  handle: HandleCommand;
  keyed: ReturnType<typeof idempotentCommands>['keyed'];
  now: Now;
}): Operations<Insight> {
  return { why: askWhy, dutyFairness, startDrill, drillReport: reportDrill, testPage };

  async function askWhy({ query, asked }: Call<'why'>): Promise<Outcome<AnswerOf<'why'>>> {
    const at = query.at === undefined ? deps.now() : instant(query.at);
    const directory = await inForce();
    if (directory === undefined) return noConfiguration;
    const person = entryOf(directory.people, query.person);
    if (person === undefined) return { notFound: `person ${query.person}` };
    const { overrides } = await deps.roster.newest();
    const [then = { directory }] = await inForceBetween(at, addSeconds(at, 1));
    const duty = Object.keys(then.directory.schedules).flatMap(id => {
      const schedule = knownSchedule(then.directory, id);
      if (schedule === undefined) return [];
      const onDuty = whoIsOnCall(schedule, overrides, at);
      const name = onDuty && (entryOf(then.directory.people, onDuty.person)?.name ?? onDuty.person);
      return [
        {
          schedule: schedule.name,
          ...(onDuty && name !== undefined && { person: { id: onDuty.person, name } }),
        },
      ];
    });
    const around = await runningBetween(addSeconds(at, -nearSeconds), addSeconds(at, nearSeconds));
    const cases = await eachOf(around, atOnce, caseOf);
    const timeZone = asked.timeZone ?? person.timeZone ?? directory.organisation.timeZone;
    const mutes = mutesAt(await deps.silences.all(), directory, at);
    const told = why({
      person: { id: query.person, name: person.name },
      ...{ at, timeZone, cases },
      mutes: [
        ...mutes.map(mute => ({ from: mute.from, text: muteText(mute, timeZone) })),
        ...(await inhibitedAt(directory, at)),
      ],
      duty,
    });
    return { answer: { person: query.person, name: person.name, at, ...told } };
  }

  /** What waits still behind another alert, and did then. */
  async function inhibitedAt({ inhibit = [] }: Directory, at: Instant) {
    if (inhibit.length === 0) return [];
    const waiting = await deps.alerts.waiting(
      addSeconds(deps.now(), lookAgainSeconds),
      waitingLooked,
    );
    const fingerprints = waiting.map(({ fingerprint }) => fingerprint);
    const { alerts } = await deps.alerts.lookUp({ problems: [], fingerprints });
    return [...alerts.values()].flatMap(({ held }) =>
      held?.behind === undefined || held.since > at
        ? []
        : [{ from: held.since, text: `${held.reason}: ${oneLine(held.alert.title)}` }],
    );
  }

  async function dutyFairness({
    query,
  }: Call<'dutyFairness'>): Promise<Outcome<AnswerOf<'dutyFairness'>>> {
    const until = deps.now();
    const from = addSeconds(until, -query.days * day);
    const directory = await inForce();
    if (directory === undefined) return noConfiguration;
    const { overrides } = await deps.roster.newest();
    const spans = await inForceBetween(from, until);
    const shifts = spans.flatMap(then =>
      Object.keys(then.directory.schedules).flatMap(id => {
        const schedule = knownSchedule(then.directory, id);
        return schedule === undefined
          ? []
          : shiftsBetween(schedule, overrides, then.from, then.until);
      }),
    );
    const incidents = await eachOf(await runningBetween(from, until), atOnce, async incident => ({
      isDrill: incident.drill !== undefined,
      events: await eventsOf(incident),
    }));
    const zone = directory.organisation.timeZone;
    // Whoever has left since carried it all the same.
    const everybody = new Map<string, { name: string; timeZone?: string }>([
      ...[...pagedIn(incidents)].map(([id, name]) => [id, { name }] as const),
      ...[...spans.map(then => then.directory), directory].flatMap(({ people }) =>
        Object.entries(people),
      ),
    ]);
    const members = [...everybody].map(([person, { name, timeZone = zone }]) => ({
      person,
      name,
      timeZone,
    }));
    const people = fairness({ members, incidents, shifts, from }).filter(
      ({ person, pages, dutyHours }) =>
        Object.hasOwn(directory.people, person) || pages > 0 || dutyHours > 0,
    );
    return { answer: { from, until, people } };
  }

  async function startDrill({
    body,
    asked,
  }: Call<'startDrill'>): Promise<Outcome<AnswerOf<'startDrill'>>> {
    const directory = await inForce();
    if (directory === undefined) return noConfiguration;
    const missing = noSuchService(directory, body.service);
    if (missing !== undefined) return missing;
    const by = actorOf(asked, body.by, directory);
    if ('invalid' in by) return by;
    const plan = planFor(directory, await deps.roster.newest(), {
      service: body.service,
      severity: body.severity,
      at: deps.now(),
    });
    const title = body.title ?? `Drill for ${plan.service.name}`;
    const drill = { kind: 'drill', announced: body.announced } as const;
    return declare({ body, asked, by, plan, title, drill, severity: body.severity });
  }

  /** The one person is the whole ladder; the incident ends with their answer, or when it does not come. */
  async function testPage({
    params,
    body,
    asked,
  }: Call<'testPage'>): Promise<Outcome<AnswerOf<'testPage'>>> {
    const id = params.id ?? '';
    const directory = await inForce();
    if (directory === undefined) return noConfiguration;
    const person = entryOf(directory.people, id);
    if (person === undefined) return { notFound: `person ${id}` };
    const by = actorOf(asked, body.by, directory);
    if ('invalid' in by) return by;
    const roster = await deps.roster.newest();
    const responder = responderFor(directory, roster, id, 'high');
    if (responder === undefined || !isReachable(responder)) {
      const text = `${person.name} cannot be reached on any channel.`;
      return { refused: { rule: 'nobody-to-page', text } };
    }
    const severity: Severity = 'SEV2';
    const service = directory.defaultService;
    const planned = planFor(directory, roster, { service, severity, at: deps.now() });
    const level = {
      name: 'Test page',
      people: [responder],
      acknowledgeWithinSeconds: testPageSeconds,
    };
    const { fillRolesWithinSeconds: _roles, updateEverySeconds: _updates, ...rest } = planned;
    const plan: ResponsePlan = { ...rest, opening: 'page', levels: [level] };
    const title = `Test page for ${person.name}`;
    const drill = { kind: 'test-page', announced: true } as const;
    return declare({ body: { ...body, id }, asked, by, plan, title, drill, severity });
  }

  async function declare(wanted: {
    body: object;
    asked: Call<'startDrill'>['asked'];
    by: Actor;
    plan: ResponsePlan;
    title: string;
    drill: NonNullable<DeclaredIncident['drill']>;
    severity: Severity;
  }): Promise<Outcome<AnswerOf<'startDrill'>>> {
    const { body, asked, by, plan, title, drill, severity } = wanted;
    const acted: CommandOutcome = await deps.keyed(
      { ...body, drill: drill.kind },
      asked,
      async claims => {
        const at = deps.now();
        return declareNext(
          deps,
          {
            at,
            by,
            title,
            severity,
            severityReason: { rule: 'person', text: `an exercise, started by ${by.name}` },
            plan,
            drill,
            origin: { kind: 'person' },
          },
          () => claims,
        );
      },
    );
    return asOutcome(acted, asIncident);
  }

  async function reportDrill({
    params,
  }: Call<'drillReport'>): Promise<Outcome<AnswerOf<'drillReport'>>> {
    const id = parseIncidentId(params.id ?? '');
    if (id === undefined) return noIncident(params.id);
    const { incident } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared') return noIncident(id);
    const { events, pages } = await caseOf(incident);
    const answer = drillReport(incident, events, pages);
    return answer === undefined
      ? { notFound: `exercise ${id}: it was the real thing` }
      : { answer };
  }

  async function caseOf(incident: DeclaredIncident): Promise<Case> {
    const events = await eventsOf(incident);
    const pages = ledgerOf(await deps.pagesOf(incidentId(incident.id)), events);
    return { incident, events, pages };
  }

  async function eventsOf({ id }: DeclaredIncident): Promise<IncidentEvent[]> {
    const commits = await deps.incidents.history(incidentId(id));
    return commits.flatMap(commit => commit.events);
  }

  /** Newest first. */
  async function runningBetween(from: Instant, until: Instant): Promise<DeclaredIncident[]> {
    const found = new Map<string, DeclaredIncident>();
    const oldest = addSeconds(from, -lookBackDays * day);
    // Of that very moment, too.
    for await (const incident of eachIncident(deps.incidents, phases, addSeconds(until, 1))) {
      if (incident.declaredAt < oldest) break;
      found.set(incident.id, incident);
    }
    for await (const incident of eachIncident(deps.incidents, runningPhases, oldest)) {
      found.set(incident.id, incident);
    }
    return [...found.values()].filter(
      incident => !('resolvedAt' in incident) || incident.resolvedAt >= from,
    );
  }

  /** What people had agreed on when: who was on duty last week follows from the schedules of last week. */
  async function inForceBetween(
    from: Instant,
    until: Instant,
  ): Promise<{ directory: Directory; from: Instant; until: Instant }[]> {
    const newest = await deps.configuration.newest();
    if (newest === undefined) return [];
    const history = await deps.configuration.history(newest.version, configurationsLooked);
    const before = history.findIndex(({ at }) => at <= from);
    const since = history
      .slice(0, before === -1 ? undefined : before + 1)
      .filter(({ at }) => at < until)
      .toReversed();
    const read = await eachOf(since, atOnce, ({ version }) =>
      version === newest.version ? newest : deps.configuration.version(version),
    );
    return read.flatMap((each, index) => {
      if (each === undefined) return [];
      const isWhole = index > 0 || each.version === 1;
      return {
        directory: each.directory,
        from: isWhole && each.at > from ? each.at : from,
        until: since[index + 1]?.at ?? until,
      };
    });
  }

  async function inForce(): Promise<Directory | undefined> {
    return (await deps.configuration.current())?.directory;
  }
}
