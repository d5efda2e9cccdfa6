import { describe, expect, test } from 'vitest';
import { receiptIds } from '#adapters/node/tokens.ts';
import { addSeconds, instant } from '#core/time/instant.ts';

const at = instant('2026-11-23T02:14:05.123Z');
const ours = receiptIds('a hash');

describe('a receipt’s id', () => {
  test('says when it was given out, and sorts by it', () => {
    const [first, second] = [ours.next(at), ours.next(addSeconds(at, 1))];
    expect(ours.time(first)).toBe(at);
    expect(first < second).toBe(true);
    expect(ours.next(at)).not.toBe(first);
  });

  test('is known by whoever has the same secret, and by nobody else', () => {
    const id = ours.next(at);
    expect(receiptIds('a hash').time(id)).toBe(at);
    expect(receiptIds('another').time(id)).toBeUndefined();
  });

  test('is the same for what is delivered again under its name', () => {
    expect(ours.next(at, 'message 1')).toBe(ours.next(at, 'message 1'));
    expect(ours.next(at, 'message 1')).not.toBe(ours.next(at, 'message 2'));
    expect(ours.time(ours.next(at, 'message 1'))).toBe(at);
  });

  test.each([
    ['of another moment', (id: string) => id.replace(/_\w{8}_/, '_mi9abcde_')],
    ['with another end', (id: string) => `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`],
    ['that is cut', (id: string) => id.slice(0, -12)],
    ['that goes on', (id: string) => `${id}0`],
    ['in other letters', (id: string) => id.toUpperCase()],
    ['of the form before', () => 'rcp_mi9abcde_0123456789ab'],
    ['that is empty', () => ''],
  ])('%s was never given out', (_what, invented) => {
    expect(ours.time(invented(ours.next(at)))).toBeUndefined();
  });
});
