import type { NotifyOnce } from '#app/communication/notify-once.ts';
import { muteEnds } from '#core/communication/mute-notice.ts';
import { lookAgainSeconds, mutesAt } from '#core/intake/mute.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { Directory } from '#core/setup/directory.ts';
import { leadOfService } from '#core/setup/leads.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { AlertIndex, Silences } from '#ports/intake.ts';

/** So long before its end its owner hears that it ends, while anything waits for that. */
const remindSeconds = 1800;
const waitingLooked = 2000;

/** Reminds the owner of each mute that ends soon, or who answers for the service once they left, of what fires behind it. */
export function muteReminders(deps: {
  alerts: Pick<AlertIndex, 'waiting' | 'lookUp'>;
  silences: Pick<Silences, 'notOver'>;
  tell: NotifyOnce;
}) {
  return async (directory: Directory, roster: Roster, at: Instant): Promise<'done' | 'again'> => {
    const waiting = await deps.alerts.waiting(addSeconds(at, lookAgainSeconds), waitingLooked);
    if (waiting.length === 0) return 'done';
    const ending = mutesAt(await deps.silences.notOver(), directory, at).filter(
      ({ until }) => until <= addSeconds(at, remindSeconds),
    );
    if (ending.length === 0) return 'done';
    const fingerprints = waiting.map(({ fingerprint }) => fingerprint);
    const { alerts } = await deps.alerts.lookUp({ problems: [], fingerprints });
    const outcomes: ('done' | 'again')[] = [];
    for (const mute of ending) {
      const behind = [...alerts.values()].flatMap(({ held }) =>
        held?.by === mute.id ? [held.alert] : [],
      );
      if (behind.length === 0) continue;
      const person = Object.hasOwn(directory.people, mute.owner)
        ? mute.owner
        : (leadOfService(directory, behind[0]?.service) ?? mute.owner);
      const email = responderFor(directory, roster, person, 'low')?.email;
      const titles = behind.map(({ title }) => title);
      const notice = muteEnds(mute, titles, directory.organisation.timeZone);
      const task = `mute#${mute.id}#${mute.until}`;
      outcomes.push(await deps.tell(task, { person, email }, notice));
    }
    return outcomes.includes('again') ? 'again' : 'done';
  };
}
