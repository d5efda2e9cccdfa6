import type { NotifyOnce } from '#app/communication/notify-once.ts';
import { eachIncident, runningPhases } from '#app/incident/each-incident.ts';
import {
  type HandOffNote,
  incomingShiftNotice,
  outgoingShiftNotice,
} from '#core/communication/hand-off.ts';
import { type Headline, headlineOf } from '#core/incident/headline.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { knownSchedule } from '#core/oncall/on-duty.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { handOffsBetween, whoIsOnCall } from '#core/oncall/who-is-on-call.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { policiesOf } from '#core/setup/leads.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { DutyBook, DutySeen } from '#ports/oncall.ts';

const newsSeconds = 2 * 3600;

/**
 * Whoever comes on duty and whoever goes is told so by mail, with what is open. Who was on duty is compared with what
 * the last round saw, not with the plan of shifts: so a stand-in of five minutes ago, one that was taken back and a
 * new configuration are hand-offs like any other, and none is told twice.
 */
export function handOffs(deps: {
  book: DutyBook;
  incidents: Pick<IncidentStore, 'list'>;
  tell: NotifyOnce;
}) {
  return async (directory: Directory, roster: Roster, at: Instant): Promise<'done' | 'again'> => {
    const seen = await deps.book.lastSeen();
    const next: DutySeen = { at, people: onDutyAt(directory, roster, at) };
    const changed = Object.keys(directory.schedules).filter(
      schedule =>
        seen !== undefined && entryOf(seen.people, schedule) !== entryOf(next.people, schedule),
    );
    const incidents =
      changed.length === 0
        ? []
        : await Array.fromAsync(eachIncident(deps.incidents, runningPhases));
    const outcomes: ('done' | 'again')[] = [];
    for (const schedule of changed) {
      if (seen === undefined) break;
      const note = { directory, roster, schedule, seen, next };
      outcomes.push(...(await tellBoth(note, incidents)));
    }
    // What could not be told is compared anew, with what was seen before, as long as it is still news.
    const isNews = seen !== undefined && at < addSeconds(seen.at, newsSeconds);
    if (outcomes.includes('again') && isNews) return 'again';
    await deps.book.see(next, seen);
    return 'done';
  };

  async function tellBoth(
    change: {
      directory: Directory;
      roster: Roster;
      schedule: string;
      seen: DutySeen;
      next: DutySeen;
    },
    incidents: readonly DeclaredIncident[],
  ): Promise<('done' | 'again')[]> {
    const { directory, roster, schedule: id, seen, next } = change;
    const schedule = knownSchedule(directory, id);
    if (schedule === undefined) return [];
    const [goes, comes] = [entryOf(seen.people, id), entryOf(next.people, id)];
    const lastHandOff = handOffsBetween(schedule, roster.overrides, seen.at, next.at).at(-1);
    const until = whoIsOnCall(schedule, roster.overrides, next.at)?.until;
    const note: HandOffNote = {
      schedule,
      // No shift began or ended: somebody changed the plan of shifts.
      at: lastHandOff?.comes === comes && lastHandOff !== undefined ? lastHandOff.at : next.at,
      ...(goes !== undefined && { goes: entryOf(directory.people, goes)?.name ?? goes }),
      ...(comes !== undefined && { comes: entryOf(directory.people, comes)?.name ?? comes }),
      ...(until !== undefined && { until }),
      incidents: concerned(directory, id, incidents),
    };
    const outcomes: ('done' | 'again')[] = [];
    for (const [who, notice] of [
      [comes, incomingShiftNotice(note)],
      [goes, outgoingShiftNotice(note)],
    ] as const) {
      const person = who === undefined ? undefined : responderFor(directory, roster, who, 'low');
      if (person === undefined) continue;
      const task = `hand-off#${id}#${seen.at}#${person.person}`;
      outcomes.push(await deps.tell(task, person, notice));
    }
    return outcomes;
  }
}

function onDutyAt(directory: Directory, roster: Roster, at: Instant): DutySeen['people'] {
  return Object.fromEntries(
    Object.keys(directory.schedules).flatMap(id => {
      const schedule = knownSchedule(directory, id);
      const duty = schedule && whoIsOnCall(schedule, roster.overrides, at);
      return duty === undefined ? [] : [[id, duty.person]];
    }),
  );
}

/** Of the services whose policies use the schedule, and those that began when a policy still did. */
function concerned(
  { services, escalationPolicies }: Directory,
  schedule: string,
  incidents: readonly DeclaredIncident[],
): Headline[] {
  const using = new Set(
    Object.entries(escalationPolicies)
      .filter(([, { levels }]) => levels.some(level => level.schedules?.includes(schedule)))
      .map(([policy]) => policy),
  );
  const depends = (id: string) => {
    const service = entryOf(services, id);
    return service !== undefined && policiesOf(service).some(policy => using.has(policy));
  };
  return incidents
    .filter(
      ({ plan }) =>
        depends(plan.service.id) || plan.levels.some(level => level.schedules?.includes(schedule)),
    )
    .map(headlineOf);
}
