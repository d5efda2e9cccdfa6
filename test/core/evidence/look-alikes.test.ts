import { describe, expect, test } from 'vitest';
import { lookAlike, lookAlikes } from '#core/evidence/look-alikes.ts';
import { incidentId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { given } from '../../support/given.ts';
import {
  declare,
  hours,
  planOf,
  recordAction,
  resembling,
  resolve,
} from '../../support/incidents.ts';

function lived(...life: Parameters<typeof given>) {
  const { incident, events } = given(...life);
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return { incident, events };
}

const service = (id: string) => {
  const plan = planOf('SEV1');
  return { ...plan, service: { ...plan.service, id, name: id } };
};
const past = (number: number, change: Parameters<typeof declare>[1] = {}): DeclaredIncident => ({
  ...lived(declare('SEV1', change), resolve(3600)).incident,
  id: incidentId(`INC-2026-00${number}`),
});
const now = (change: Parameters<typeof declare>[1] = {}): DeclaredIncident => ({
  ...lived(declare('SEV1', change)).incident,
  id: incidentId('INC-2026-009'),
  declaredAt: '2026-11-24T02:14:00.000Z' as DeclaredIncident['declaredAt'],
});

describe('incidents of before', () => {
  test('are alike by the same alert, and it is said why', () => {
    const [found] = lookAlikes(now(), [], [past(1)]);
    expect(found?.incident.id).toBe('INC-2026-001');
    expect(found?.because).toContain('the same alert');
    expect(found?.because).toContain('the same service');
  });

  test('are not alike by their service alone', () => {
    const other = { ...past(1, { title: 'Certificate expired' }), problem: 'another' };
    expect(lookAlikes(now(), [], [other])).toEqual([]);
  });

  test('are alike by what both resemble, or by what both say', () => {
    const base = past(1, { title: 'Pool exhausted at checkout', plan: service('checkout') });
    const other = { ...base, problem: 'another', patterns: [resembling] };
    const of = now({ title: 'Connection pool exhausted', plan: service('payments') });
    expect(lookAlikes(of, [], [other])).toEqual([]);
    const [found] = lookAlikes(of, [resembling.pattern], [other]);
    expect(found?.because).toEqual([
      'also looked like Database connection pool exhausted',
      'both say pool, exhausted',
    ]);
  });

  test('are those that are over, no drills, no later ones, and three at most', () => {
    const open = { ...lived(declare()).incident, id: incidentId('INC-2026-002') };
    const later = { ...past(3), declaredAt: '2026-11-25T00:00:00.000Z' as never };
    const drill = { ...past(4), drill: { kind: 'drill' as const, announced: false } };
    expect(lookAlikes(now(), [], [open, later, drill])).toEqual([]);
    const many = [1, 2, 3, 4, 5].map(number => past(number));
    expect(lookAlikes(now(), [], many)).toHaveLength(3);
    expect(lookAlikes({ ...now(), drill: drill.drill }, [], many)).toEqual([]);
  });

  test('are told with what ended them and what was done meanwhile', () => {
    const { incident, events } = lived(
      declare('SEV1'),
      recordAction(60, 'ActionFinished'),
      resolve(hours(1)),
    );
    const told = lookAlike({ incident, score: 5, because: ['the same alert'] }, [{ events }]);
    expect(told).toMatchObject({
      incident: incident.id,
      because: ['the same alert'],
      resolution: expect.any(String),
      actions: ['config:set'],
    });
  });
});
