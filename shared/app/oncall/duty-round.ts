import type { abandonedActions } from '#app/actions/abandoned-actions.ts';
import type { refreshStatusPage } from '#app/communication/refresh-status-page.ts';
import type { endGivenUp } from '#app/intake/end-given-up.ts';
import type { heartbeatRound } from '#app/intake/heartbeat-round.ts';
import type { muteReminders } from '#app/intake/mute-reminders.ts';
import type { coverageCheck } from '#app/oncall/coverage-check.ts';
import type { handOffs } from '#app/oncall/hand-offs.ts';
import type { renewPlans, replan } from '#app/oncall/replan.ts';
import type { syncOptOuts } from '#app/paging/opt-outs.ts';
import type { reviewReminders } from '#app/review/review-reminders.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import { dayThere } from '#core/time/local-time.ts';
import { firstInstantAt, wallMinutes } from '#core/time/wall-minutes.ts';
import type { DutyBook, EnsureSmsSettings, ReadSmsAccount, RosterStore } from '#ports/oncall.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** When a working day has begun, by the organisation's own clock. */
export const dailyAt = '09:00';

/** As the rule that calls it is set. */
export const minutesBetweenRounds = 5;

const isFirstOfItsHour = (at: Instant) => Number(at.slice(14, 16)) < minutesBetweenRounds;

/** So long after a new configuration some may still declare by the one before: whom it took out is looked for once more then. */
const settledSeconds = 60;

type Outcome = 'done' | 'again';

/**
 * The round of every few minutes: what no alarm clock wakes anybody for, and once a day what would spoil a page unnoticed.
 * A part that breaks is reported and tried again by the next round; the others go on.
 */
export function dutyRound(deps: {
  configuration: ConfigurationStore;
  roster: RosterStore;
  book: DutyBook;
  handOffs: ReturnType<typeof handOffs>;
  reviewReminders: ReturnType<typeof reviewReminders>;
  muteReminders: ReturnType<typeof muteReminders>;
  endAbandonedActions: ReturnType<typeof abandonedActions>;
  endGivenUp: ReturnType<typeof endGivenUp>;
  checkHeartbeats: ReturnType<typeof heartbeatRound>;
  refreshStatusPage: ReturnType<typeof refreshStatusPage>;
  renewPlans: ReturnType<typeof renewPlans>;
  goOnWithLeft: ReturnType<typeof replan>['goOnWithLeft'];
  ensureSmsSettings: EnsureSmsSettings;
  smsAccount: ReadSmsAccount;
  syncOptOuts: ReturnType<typeof syncOptOuts>;
  checkCoverage: ReturnType<typeof coverageCheck>;
  queueSnapshotExpiry: () => Promise<void>;
  now: Now;
  log: Log;
}) {
  return async (): Promise<void> => {
    const newest = await deps.configuration.newest();
    if (newest === undefined) return;
    const { directory } = newest;
    const at = deps.now();
    const roster = await deps.roster.newest();
    await part('hand-offs', () => deps.handOffs(directory, roster, at));
    await part('reviews', () => deps.reviewReminders(directory, roster, at));
    await part('mutes', () => deps.muteReminders(directory, roster, at));
    await part('actions', () => deps.endAbandonedActions(directory, roster, at));
    await part('on-call changes', async () => {
      const left = await deps.goOnWithLeft(at);
      if (left > 0) deps.log('warn', 'on-call changes were left behind', { changes: left });
      return 'done';
    });
    await part('heartbeats', () => deps.checkHeartbeats(directory, newest.at, at));
    await part('given up', () => deps.endGivenUp(at));
    await part('status page', () => deps.refreshStatusPage(directory, newest.version, at));
    const renewPlans = (isNew: boolean) => async () => {
      const renewed = await deps.renewPlans(directory, roster, at, isNew);
      if (renewed > 0) deps.log('info', 'plans know the next shifts', { incidents: renewed });
      return 'done' as const;
    };
    const isSettled = newest.at <= addSeconds(at, -settledSeconds);
    if (isSettled) await once(`plans#${newest.version}`, at, renewPlans(true));
    else await part('plans', renewPlans(true));
    // They know the shifts of a day and more.
    if (isFirstOfItsHour(at)) await part('plans', renewPlans(false));

    const { timeZone } = directory.organisation;
    const day = dayThere(at, timeZone);
    const isFirstDay = newest.version === 1 && dayThere(newest.at, timeZone) === day;
    // Whoever has just begun hears at once whom no page would reach, and has the day to mend it: it is no incident yet.
    if (isFirstDay) {
      await once(`coverage#${day}`, at, () =>
        deps.checkCoverage({ directory, roster, at, day, byMailOnly: true }),
      );
    }
    if (at < firstInstantAt(wallMinutes(`${day}T${dailyAt}`), timeZone)) return;
    await once(`sms-settings#${day}`, at, async () => {
      const changed = await deps.ensureSmsSettings();
      if (changed.length > 0) deps.log('info', 'settings for texts', { set: changed.join(' ') });
      return 'done';
    });
    await once(`opt-outs#${day}`, at, async () => {
      const { optedOut } = await deps.smsAccount();
      return deps.syncOptOuts(optedOut);
    });
    await once(`snapshots#${day}`, at, async () => {
      await deps.queueSnapshotExpiry();
      return 'done';
    });
    if (isFirstDay) return;
    // After the opt-outs, so that it knows of them.
    await once(`coverage#${day}`, at, async () => {
      return deps.checkCoverage({ directory, roster: await deps.roster.newest(), at, day });
    });
  };

  /** Claimed for the day; given back if anything is left to do. */
  async function once(task: string, at: Instant, run: () => Promise<Outcome>): Promise<void> {
    if ((await deps.book.claim(task, at)) !== 'taken') return;
    const outcome = await part(task, run);
    if (outcome === 'done') await deps.book.finish(task, deps.now());
    else await deps.book.release(task, deps.now());
  }

  async function part(task: string, run: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await run();
    } catch (error) {
      deps.log('error', 'a part of the round broke', { task, error: String(error) });
      return 'again';
    }
  }
}
