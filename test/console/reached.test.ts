import { expect, test } from 'vitest';
import { reached } from '#console/incident/reached.ts';
import { later } from '../support/samples.ts';

type Page = Parameters<typeof reached>[0][number];
type Change = Partial<Page> & { decided?: number; told: number };

function page({ decided, told, ...change }: Change): Page {
  return {
    ...{ key: `${told}`, at: later(told), person: 'ana', channel: 'sms', purpose: 'acknowledge' },
    ...{ level: 1, round: 1, reason: 'it is down', status: 'sent', attempt: 1 },
    ...(decided !== undefined && { decidedAt: later(decided) }),
    ...change,
  };
}
const told = (...pages: Page[]) =>
  reached(pages).map(own => own.map(({ channel, status }) => `${channel} ${status}`));

test('each way of a person is told, of which one failed while another arrived', () => {
  const pages = [
    page({ decided: 0, told: 1, channel: 'push', status: 'failed' }),
    page({ decided: 0, told: 2, status: 'delivered' }),
    page({ decided: 0, told: 2, person: 'bo', channel: 'email' }),
  ];
  expect(told(...pages)).toEqual([['push failed', 'sms delivered'], ['email sent']]);
});

test('what was asked before is not told, however late something became of it', () => {
  const pages = [
    page({ decided: 300, told: 301, level: 2, channel: 'voice', status: 'claimed' }),
    page({ decided: 0, told: 320, status: 'suppressed' }),
  ];
  expect(told(...pages)).toEqual([['voice claimed']]);
});

test('a way that was brought forward because another failed stands beside that one', () => {
  const pages = [
    page({ decided: 0, told: 1, status: 'failed' }),
    page({ decided: 2, told: 3, channel: 'voice', status: 'sent' }),
  ];
  expect(told(...pages)).toEqual([['sms failed', 'voice sent']]);
});

test('of two of the same way the one that was decided later is told', () => {
  const pages = [
    page({ decided: 60, told: 61, status: 'delivered' }),
    page({ decided: 0, told: 90, status: 'failed' }),
  ];
  expect(told(...pages)).toEqual([['sms delivered']]);
});

test('a page of which nobody noted when it was decided counts from when it was told of', () => {
  const pages = [
    page({ told: 1, status: 'sent' }),
    page({ told: 400, round: 2, status: 'claimed' }),
  ];
  expect(told(...pages)).toEqual([['sms claimed']]);
});
