import { describe, expect, test } from 'vitest';
import { incident as incidentContract } from '#contract/incident.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { incidentRow } from '#core/incident/incident-row.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  attach,
  clear,
  declare,
  minutes,
  postUpdate,
  reopen,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

function rowOf(...lived: IncidentCommand[]) {
  const { incident } = given(...lived);
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return incidentRow(incident, lived.length);
}

describe('an incident as it is shown', () => {
  test('freshly declared', () => {
    expect(rowOf(declare())).toEqual({
      id: 'INC-2026-001',
      severity: 'SEV1',
      severityReason: { rule: 'payment', text: 'payments fail' },
      phase: 'open',
      title: 'Payment processing down',
      service: 'payments',
      serviceName: 'Payments',
      declaredAt: later(0),
      detectedBy: 'generic',
      roles: {},
      alerts: { firing: 1, cleared: 0, total: 1 },
      nextDeadline: {
        at: later(minutes(5)),
        what: 'page-next-level',
        text: 'pages Team Lead, unless acknowledged',
      },
      level: 1,
      round: 1,
      version: 1,
    });
  });

  test('in hand', () => {
    const row = rowOf(
      declare(),
      attach(10, 'host-b'),
      acknowledge(30),
      clear(40, 'host-b'),
      postUpdate(60, { impact: 'Cards only' }),
    );
    expect(row).toMatchObject({
      phase: 'acknowledged',
      acknowledgedAt: later(30),
      acknowledgedBy: { id: 'ana', name: 'Ana' },
      alerts: { firing: 1, cleared: 1, total: 2 },
      nextUpdateAt: later(60 + minutes(15)),
      nextDeadline: { what: 'remind-update' },
      status: 'Investigating root cause',
      impact: 'Cards only',
    });
  });

  test('resolved, then closed', () => {
    const watching = rowOf(declare(), acknowledge(30), resolve(60));
    expect(watching).toMatchObject({
      phase: 'watching',
      acknowledgedAt: later(30),
      resolvedAt: later(60),
      resolution: 'Restarted the pool.',
      nextDeadline: { what: 'close', at: later(60 + minutes(30)) },
    });
    expect(watching).not.toHaveProperty('nextUpdateAt');
    const closed = rowOf(declare(), resolve(60), wake(60 + minutes(30)));
    expect(closed).toMatchObject({ phase: 'resolved', closedAt: later(60 + minutes(30)) });
    expect(closed).not.toHaveProperty('nextDeadline');
  });

  test('took as long as it burned: not the time for which it was over', () => {
    const again = rowOf(declare(), resolve(60), reopen(660));
    expect(again).not.toHaveProperty('tookSeconds');
    const twice = [declare(), resolve(60), reopen(660), resolve(700)];
    expect(rowOf(...twice)).toMatchObject({ resolvedAt: later(700), tookSeconds: 100 });
    const often = rowOf(...twice, reopen(1000), resolve(1010));
    expect(often).toMatchObject({ tookSeconds: 110 });
  });

  test('a ticket, which has no level', () => {
    const row = rowOf(declare('SEV3'));
    expect(row).toMatchObject({
      nextDeadline: { what: 'page-ticket', text: 'pages On-call Engineer, unless acknowledged' },
    });
    expect(row).not.toHaveProperty('level');
  });

  test('is what the API promises, in every phase', () => {
    const lives = [
      [declare()],
      [declare('SEV4')],
      [declare(), acknowledge(30), postUpdate(60)],
      [declare(), resolve(60)],
      [declare(), resolve(60), wake(60 + minutes(30))],
    ];
    for (const lived of lives) {
      const row = rowOf(...lived);
      expect(incidentContract.parse(row)).toEqual(row);
    }
  });
});
