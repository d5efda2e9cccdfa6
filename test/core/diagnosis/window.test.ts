import { describe, expect, test } from 'vitest';
import { windowOf } from '#core/diagnosis/window.ts';
import { addSeconds } from '#core/time/instant.ts';
import { later, start } from '../../support/samples.ts';

const now = later(3600);

describe('the time that is looked at', () => {
  test('is the last hour when nothing is said', () => {
    expect(windowOf({}, now)).toEqual({ from: start, to: now });
  });

  test('is as long as was said, up to now or up to a moment', () => {
    expect(windowOf({ last: '10m' }, now)).toEqual({ from: later(3000), to: now });
    expect(windowOf({ to: later(600) }, now)).toEqual({ from: later(-3000), to: later(600) });
    expect(windowOf({ from: later(60), to: later(600) }, now)).toEqual({
      from: later(60),
      to: later(600),
    });
  });

  test('ends now when more was asked for than has happened', () => {
    const asked = { from: start, to: addSeconds(now, 86_400) };
    expect(windowOf(asked, now)).toEqual({ from: start, to: now });
  });

  test('of an incident begins a quarter of an hour before it, and lasts as long as it does', () => {
    expect(windowOf({ incident: { began: start } }, now)).toEqual({ from: later(-900), to: now });
    expect(windowOf({ incident: { began: start, ended: later(60) } }, now)).toEqual({
      from: later(-900),
      to: later(60),
    });
  });

  test.each([
    [{ last: '10m', from: start }, 'one of'],
    [{ last: '10m', incident: { began: start } }, 'one of'],
    [{ last: 'soon' }, 'such as 10m'],
    [{ last: '0s' }, 'such as 10m'],
    [{ from: now, to: now }, 'earlier than to'],
    [{ last: '8d' }, 'at most 7 days'],
    [{ from: addSeconds(now, -8 * 86_400) }, 'at most 7 days'],
    [{ from: addSeconds(now, 1), to: addSeconds(now, 60) }, 'in the future'],
  ])('cannot be %j', (asked, words) => {
    expect(windowOf(asked, now)).toMatchObject({ wrong: expect.stringContaining(words) });
  });
});
