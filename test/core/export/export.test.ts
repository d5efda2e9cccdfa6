import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { csv } from '#core/export/csv.ts';
import { documentOf, incidentDocument, momentsOf } from '#core/export/incident-document.ts';
import { given } from '../../support/given.ts';
import { acknowledge, declare, declareByHand, hours, resolve } from '../../support/incidents.ts';

function exported(life: Parameters<typeof given>, change: Parameters<typeof documentOf>[2] = {}) {
  const { incident, events } = given(...life);
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return documentOf(incident, [{ events }], change);
}

describe('the incident template of the runbook (R25)', () => {
  test('has its fields, in its order', () => {
    const { incident } = exported([declare(), acknowledge(180), resolve(5400)], {
      assessment: { usersAffected: 15_000, revenueLost: '$45000' },
      actionItems: ['Add monitoring for connection pool'],
    });
    expect(Object.keys(incident)).toEqual([
      'id',
      'severity',
      'title',
      'started_at',
      'detected_by',
      'resolved_at',
      'impact',
      'timeline',
      'action_items',
    ]);
    expect(incident).toMatchObject({
      id: 'INC-2026-001',
      severity: 'SEV1',
      started_at: '2026-11-23T02:14:00Z',
      detected_by: 'monitoring_alert',
      resolved_at: '2026-11-23T03:44:00Z',
      impact: { users_affected: 15_000, revenue_lost: '$45000', duration_minutes: 90 },
      action_items: ['Add monitoring for connection pool'],
    });
    expect(incident.timeline[0]?.time).toBe('02:14');
  });

  test('leaves empty what nobody measured, and what has not happened yet', () => {
    const { incident } = exported([declareByHand()]);
    expect(incident).toMatchObject({
      detected_by: 'person',
      resolved_at: null,
      impact: { users_affected: null, revenue_lost: null, duration_minutes: null },
    });
  });

  test('says the date of what happened on another day', () => {
    const { incident } = exported([declare(), acknowledge(hours(30))]);
    expect(incident.timeline.at(-1)?.time).toBe('2026-11-24 08:14');
  });

  test('survives being written as YAML and read again', () => {
    const document = exported([declare(), acknowledge(180), resolve(5400)]);
    const read = incidentDocument.parse(parse(stringify(document)));
    expect(read).toEqual(document);
    expect(momentsOf(read)).toEqual({
      startedAt: '2026-11-23T02:14:00.000Z',
      resolvedAt: '2026-11-23T03:44:00.000Z',
    });
  });

  test('is refused with a moment that is none', () => {
    const document = exported([declare()]);
    document.incident.started_at = 'yesterday';
    expect(incidentDocument.safeParse(document).error?.issues[0]?.message).toContain(
      'must be a moment with its zone',
    );
  });
});

describe('CSV', () => {
  test('quotes what would break a row', () => {
    expect(csv([['a', 'b,c', 'say "no"', 7, undefined], ['two\nlines']])).toBe(
      'a,"b,c","say ""no""",7,\r\n"two\nlines"\r\n',
    );
  });

  test('keeps a formula from an alert text', () => {
    expect(csv([['=HYPERLINK("http://evil.example.com")', '+1', '-2', '@x', '\ty']])).toBe(
      '"\'=HYPERLINK(""http://evil.example.com"")",\'+1,\'-2,\'@x,\'\ty\r\n',
    );
  });
});
