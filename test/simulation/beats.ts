import type { AcceptedWebhook } from '#contract/messages.ts';
import type { Heartbeat } from '#core/intake/heartbeat.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { MemoryTable } from '../support/memory/memory-table.ts';

/** A job that reports every few minutes, falls silent once, and comes back. */
export function beatsOf(pick: (below: number) => number): number[] {
  const silentFrom = 500 + pick(1200);
  const silentUntil = silentFrom + pick(1200);
  const all: number[] = [];
  for (let at = pick(200); at < 3600; at += 100 + pick(160)) {
    if (at < silentFrom || at > silentUntil) all.push(at);
  }
  return all;
}

/** So long after the last one it is an alert, whichever round has died. */
const toldWithin = 300 + 360;

/** When to look whether a silence is told, in seconds of the night. */
export function silencesOf(beats: readonly number[]): number[] {
  return beats.flatMap((at, place) => {
    const told = at + toldWithin;
    return (beats[place + 1] ?? 3600) > told ? [told] : [];
  });
}

/** What was told last of it, by the webhook that says so. */
export function saysFiring(webhook: AcceptedWebhook): boolean {
  return webhook.kind === 'webhook' && !webhook.body.includes('"status":"resolved"');
}

/** It has come for a while, and is an alert all the same. */
export function isBackSince(beat: Heartbeat | undefined, now: Instant): boolean {
  return beat?.beatAt !== undefined && beat.beatAt >= addSeconds(now, -240);
}

/** What was said last holds, in whatever order it was heard. */
export function violationsOfBeats(
  { alerts }: MemoryTable,
  told: AcceptedWebhook | undefined,
): string[] {
  if (told === undefined) return [];
  const known = [...alerts.values()].find(each => each.fingerprint.includes('tocsin-heartbeat#'));
  const isFiring = known?.status === 'firing' || known?.status === 'held';
  return isFiring === saysFiring(told)
    ? []
    : [`the heartbeat is ${known?.status}, and ${told.receiptId} said otherwise`];
}
