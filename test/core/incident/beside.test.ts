import { expect, test } from 'vitest';
import { besideTheirs } from '#core/incident/beside.ts';
import type { ReplayedCall } from '#core/incident/replay.ts';
import { later } from '../../support/samples.ts';

const call = (seconds: number, title: string): ReplayedCall => ({
  origin: `rcp-${seconds}#0`,
  at: later(seconds),
  title,
  service: 'payments',
  severity: 'SEV1',
  pages: [],
});
const old = (seconds: number, title: string) => ({ at: later(seconds), title, people: ['Ana'] });

test('what is about the same is paired by its words and its time, each once, the rest stands alone', () => {
  const [disk, pay, mail] = [
    call(0, 'Disk full on db-1'),
    call(60, 'Payments down'),
    call(4000, 'Mail is slow'),
  ];
  const [theirPay, theirDisk, theirOld] = [
    old(90, '[FIRING] Payments down'),
    old(30, 'Disk full on db-1 (production)'),
    old(9000, 'Mail is slow'),
  ];
  expect(besideTheirs([disk, pay, mail], [theirPay, theirDisk, theirOld])).toEqual([
    { ours: disk, theirs: theirDisk },
    { ours: pay, theirs: theirPay },
    { ours: mail },
    { theirs: theirOld },
  ]);
});
