import { ownAlert } from '#app/intake/own-alert.ts';
import type { ReceiptId } from '#core/ids.ts';
import {
  alertOf,
  beyondTheirBound,
  dueOf,
  type Expected,
  expectedOf,
  type Heartbeat,
} from '#core/intake/heartbeat.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Accept, Heartbeats } from '#ports/intake.ts';

const forgottenAtOnce = 500;

/**
 * Looks whether everything came that is waited for. A missed one is an alert of our own, and its end an all-clear. Each is
 * written down before it is told, and told again until that is written down too: none is lost with a round that dies.
 */
export function heartbeatRound(deps: {
  heartbeats: Heartbeats;
  accept: Accept;
  newReceiptId: (at: Instant) => ReceiptId;
}) {
  /** `appliedAt`: since when the configuration holds. */
  return async (directory: Directory, appliedAt: Instant, at: Instant): Promise<'done'> => {
    const known = await deps.heartbeats.all();
    const names = new Set(known.map(({ id }) => id));
    for (const { name } of directory.heartbeats ?? []) {
      if (names.has(name) || expectedOf(directory, { id: name }) === undefined) continue;
      await deps.heartbeats.arm(name, appliedAt);
      known.push({ id: name, armedAt: appliedAt });
    }
    const tooMany = beyondTheirBound(known);
    const ids = new Set(tooMany.map(({ id }) => id));
    for (const beat of known) {
      if (!ids.has(beat.id)) await look(beat, expectedOf(directory, beat), at);
    }
    // Last, and the rest by the next rounds: whoever has a key may send any number, and would keep what is missed from being told.
    for (const beat of tooMany.slice(0, forgottenAtOnce)) await look(beat, undefined, at);
    return 'done';
  };

  async function look(beat: Heartbeat, expected: Expected | undefined, at: Instant): Promise<void> {
    const due = dueOf(beat, expected, at);
    switch (due.kind) {
      case 'nothing':
        return;
      case 'miss':
        if (await deps.heartbeats.miss(beat, at)) await tell({ ...beat, missedAt: at }, expected);
        return;
      case 'tell':
        return tell(beat, expected);
      case 'clear':
        await send(beat, expected, false, at);
        return deps.heartbeats.clear(beat);
      case 'forget':
        if (beat.missedAt !== undefined) await send(beat, expected, false, at);
        return deps.heartbeats.forget(beat.id);
      default:
        return due satisfies never;
    }
  }

  async function tell(beat: Heartbeat, expected: Expected | undefined): Promise<void> {
    const { missedAt } = beat;
    if (missedAt === undefined) return;
    // As of when it was missed: an all-clear that overtakes it stays the newer of the two.
    await send(beat, expected, true, missedAt);
    await deps.heartbeats.told(beat, missedAt);
  }

  async function send(
    beat: Heartbeat,
    expected: Expected | undefined,
    isMissed: boolean,
    at: Instant,
  ): Promise<void> {
    const alert = alertOf(beat, expected, isMissed);
    const by = 'the watch over heartbeats';
    const from = { receiptId: deps.newReceiptId(at), by, service: expected?.service, at };
    await deps.accept(ownAlert(alert, from), 'alerts');
  }
}
