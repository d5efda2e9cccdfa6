import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { revenueLost, severityOfImpact, usersAffected } from '#core/diagnosis/impact.ts';
import { severities } from '#core/severity.ts';
import { later } from '../../support/samples.ts';

const points = (...values: number[]) =>
  values.map((value, index) => ({ at: later(index * 60), value }));

describe('users affected', () => {
  test('are the most for whom it failed at one time', () => {
    expect(usersAffected('affected', points(3, 310, 120), [], 'week')).toEqual({
      figure: 310,
      how: 'the most at one time; at least so many in all',
    });
  });

  test('are those who are missing, where the metric counts who is at work', () => {
    const found = usersAffected('active', points(400, 200), points(1000, 1000), 'week');
    expect(found?.figure).toBe(700);
    expect(found?.how).toBe('300 active on average, and 1000 in the same time a week before');
  });

  test('are none when there are more than usual, and unknown without data', () => {
    expect(usersAffected('active', points(20), points(10), 'day')?.figure).toBe(0);
    expect(usersAffected('active', points(20), [], 'day')).toBeUndefined();
    expect(usersAffected('affected', [], points(1), 'day')).toBeUndefined();
  });
});

describe('revenue lost', () => {
  const orders = { perUnit: 42.5, currency: 'EUR' };

  test('is what came in less than in the same time before', () => {
    expect(revenueLost(orders, points(10, 10), points(50, 30), 'week')).toEqual({
      figure: { amount: 2550, currency: 'EUR' },
      how: 'EUR 850.00 came in, and EUR 3400.00 in the same time a week before',
    });
  });

  test('is all of it when nothing is measured any more, and unknown without a usual', () => {
    expect(revenueLost(orders, [], points(2), 'week')?.figure.amount).toBe(85);
    expect(revenueLost(orders, points(2), [], 'week')).toBeUndefined();
  });
});

describe('the severity of an impact', () => {
  const raises = { SEV1: { users: 1000, revenue: 10_000 }, SEV2: { users: 100 } };

  test.each([
    [{ usersAffected: 1000 }, 'SEV1'],
    [{ usersAffected: 999 }, 'SEV2'],
    [{ usersAffected: 99 }, undefined],
    [{ revenueLost: { amount: 10_000, currency: 'EUR' } }, 'SEV1'],
    [{ revenueLost: { amount: 9999, currency: 'EUR' } }, undefined],
    [{}, undefined],
  ])('of %j is %s', (figures, severity) => {
    expect(severityOfImpact(raises, figures)?.severity).toBe(severity);
  });

  test('says why', () => {
    expect(severityOfImpact(raises, { usersAffected: 1200 })?.text).toBe(
      '1200 users affected, and SEV1 begins at 1000',
    );
  });

  test('is never less for a worse impact', () => {
    const threshold = fc.record({ users: fc.nat(5000) }, { requiredKeys: [] });
    const rules = fc.record(Object.fromEntries(severities.map(each => [each, threshold])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(rules, fc.nat(6000), fc.nat(6000), (rule, users, more) => {
        const weight = (usersAffected: number) =>
          severityOfImpact(rule, { usersAffected })?.severity ?? 'SEV9';
        expect(weight(users + more) <= weight(users)).toBe(true);
      }),
    );
  });
});
