import { describe, expect, test } from 'vitest';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { evolve, undeclared } from '#core/incident/incident.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  assign,
  declare,
  escalate,
  minutes,
  people,
  planOf,
  postUpdate,
  reopen,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

const everyFact = given(
  declare(),
  wake(minutes(5)),
  acknowledge(minutes(6)),
  escalate(minutes(7)),
  postUpdate(minutes(8)),
  resolve(minutes(9)),
  wake(minutes(39)),
  reopen(minutes(50)),
).events;

describe('facts that cannot apply', () => {
  test('leave what was never declared undeclared', () => {
    for (const fact of everyFact.slice(1)) expect(evolve(undeclared, fact)).toBe(undeclared);
  });

  test('do not declare twice, acknowledge what is over or close what is open', () => {
    const { incident } = given(declare(), resolve(60));
    for (const type of ['IncidentDeclared', 'IncidentAcknowledged', 'IncidentResolved']) {
      const fact = everyFact.find(event => event.type === type);
      expect(fact && evolve(incident, fact)).toEqual(incident);
    }
    const open = given(declare()).incident;
    for (const type of ['IncidentClosed', 'IncidentReopened']) {
      const fact = everyFact.find(event => event.type === type);
      expect(fact && evolve(open, fact)).toEqual(open);
    }
  });

  test('change nothing in place', () => {
    const frozen = given(declare()).incident;
    const before = structuredClone(frozen);
    for (const fact of everyFact) evolve(frozen, fact);
    expect(frozen).toEqual(before);
  });
});

describe('the audience', () => {
  const names = (...lived: IncidentCommand[]) => {
    const { incident } = given(...lived);
    return incident.phase === 'undeclared' ? [] : incident.paging.audience.map(({ name }) => name);
  };

  test('is everyone who was paged or told, once each', () => {
    expect(names(declare())).toEqual(['Ana']);
    expect(names(declare('SEV3'))).toEqual(['Ana']);
    expect(names(declare(), wake(minutes(5)))).toEqual(['Ana', 'Bo']);
    expect(names(declare(), acknowledge(5), escalate(10), resolve(60), reopen(90))).toEqual([
      'Ana',
      'Bo',
    ]);
  });
});

describe('the headline that messages are written from', () => {
  const headline = (...lived: IncidentCommand[]) => {
    const { incident } = given(...lived);
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    return headlineOf(incident);
  };

  test('of a bare incident has nothing that is not known yet', () => {
    expect(headline(declare())).toEqual({
      id: 'INC-2026-001',
      title: 'Payment processing down',
      severity: 'SEV1',
      severityReason: 'payments fail',
      phase: 'open',
      service: { id: 'payments', name: 'Payments' },
      declaredAt: later(0),
      updateEverySeconds: 900,
      links: [],
      audience: [people.ana],
    });
  });

  test('of one that is being worked on names people, state and what is owed', () => {
    const plan = planOf('SEV1', {
      service: { id: 'payments', name: 'Payments', runbook: 'https://r.example.com' },
      statusPage: 'status.example.com',
      timeZone: 'Europe/Berlin',
    });
    const worked = [
      declare('SEV1', { plan, description: 'Since the deployment.' }),
      acknowledge(30),
      assign(40, 'technicalLead', people.bo),
      postUpdate(60, { impact: 'Cards only', actions: 'Rolling back' }),
    ];
    expect(headline(...worked)).toMatchObject({
      description: 'Since the deployment.',
      runbook: 'https://r.example.com',
      statusPage: 'status.example.com',
      timeZone: 'Europe/Berlin',
      commander: 'Ana',
      technicalLead: 'Bo',
      acknowledgedBy: { id: 'ana' },
      status: 'Investigating root cause',
      impact: 'Cards only',
      actions: 'Rolling back',
      nextUpdateAt: later(60 + minutes(15)),
    });
    const over = headline(...worked, resolve(90));
    expect(over).toMatchObject({ phase: 'watching', resolution: 'Restarted the pool.' });
    expect(over).not.toHaveProperty('nextUpdateAt');
  });
});
