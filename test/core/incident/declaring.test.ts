import { describe, expect, test } from 'vitest';
import type { Severity } from '#core/severity.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  addNote,
  declare,
  declareByHand,
  hours,
  minutes,
  people,
  planOf,
  wake,
} from '../../support/incidents.ts';
import { firstId, later, start } from '../../support/samples.ts';

describe('page or ticket (R4)', () => {
  test.each(['SEV1', 'SEV2'] as const)('%s pages level 1 at once', severity => {
    given()
      .when(declare(severity))
      .thenFacts(
        { type: 'IncidentDeclared', severity },
        {
          type: 'LevelPaged',
          at: start,
          level: 1,
          levelName: 'On-call Engineer',
          round: 1,
          people: [people.ana],
          purpose: 'acknowledge',
          reason: `${severity}: payments fail`,
        },
      );
  });

  test.each(['SEV3', 'SEV4'] as const)('%s tells level 1 and pages nobody', severity => {
    given()
      .when(declare(severity))
      .thenFacts(
        { type: 'IncidentDeclared', severity },
        { type: 'TicketOpened', people: [people.ana], reason: `${severity}: payments fail` },
      );
  });

  test('a team may open its SEV2 as tickets', () => {
    given()
      .when(declare('SEV2', { plan: planOf('SEV2', { opening: 'ticket' }) }))
      .thenFacts({ type: 'IncidentDeclared' }, { type: 'TicketOpened' });
  });
});

describe('response times (R2)', () => {
  const pagesNext: [Severity, number][] = [
    ['SEV1', minutes(5)],
    ['SEV2', minutes(15)],
  ];
  test.each(pagesNext)('%s pages the next level after %d seconds', (severity, seconds) => {
    given(declare(severity)).thenDue('page-next-level', seconds);
  });

  test('SEV3 pages when nobody responded within an hour', () => {
    given(declare('SEV3')).thenDue('page-ticket', hours(1));
  });

  test('SEV4 waits for a person, for ever if need be (R3)', () => {
    given(declare('SEV4')).thenNothingIsDue();
    given(declare('SEV4'))
      .when(wake(hours(24 * 30)))
      .thenNothing();
  });
});

describe('an incident', () => {
  test('remembers who or what detected it, and since when', () => {
    const startedAt = later(-120);
    const { origin } = declare();
    expect(
      given(declare('SEV1', { origin: { ...origin, startedAt } as never })).incident,
    ).toMatchObject({
      detectedBy: 'generic',
      problem: 'generic#payments#down',
      startedAt,
      alerts: { firing: 1, cleared: 0 },
    });
    const byHand = given(declareByHand()).incident;
    expect(byHand).toMatchObject({ detectedBy: 'person', alerts: { firing: 0, cleared: 0 } });
    expect(byHand).not.toHaveProperty('problem');
  });

  test('declared by a person escalates like any other, though no alert ever fired', () => {
    given(declareByHand()).thenDue('page-next-level', minutes(5));
  });

  test('is declared once', () => {
    given(declare())
      .when(declare())
      .thenRefused('already-declared', `${firstId} is already declared.`);
  });

  test('is asked nothing before it is declared', () => {
    given().when(acknowledge(1)).thenRefused('not-found');
    given().when(addNote(1)).thenRefused('not-found');
    given().when(wake(1)).thenRefused('not-found');
  });

  test('keeps its people and periods, whatever the configuration says later', () => {
    const plan = planOf('SEV1');
    expect(given(declare('SEV1', { plan })).incident).toMatchObject({ plan });
  });
});
