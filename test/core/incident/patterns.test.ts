import { describe, expect, test } from 'vitest';
import { headlineOf } from '#core/incident/headline.ts';
import { pageEmail, pageSms } from '#core/paging/page-message.ts';
import { given } from '../../support/given.ts';
import { addNote, attachFinding, declare, planOf, resembling } from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

describe('what an incident resembles', () => {
  test('is a fact of the same commit in which it was seen', () => {
    const { events } = given(declare('SEV1', { patterns: [resembling] }));
    expect(events.map(({ type }) => type)).toEqual([
      'IncidentDeclared',
      'LevelPaged',
      'PatternMatched',
    ]);
  });

  test('is told once, however often it is seen', () => {
    const { incident } = given(
      declare('SEV1', { patterns: [resembling] }),
      { ...addNote(60), patterns: [resembling] } as ReturnType<typeof addNote>,
      attachFinding(90, { patterns: [resembling, { ...resembling, pattern: 'memory-leak' }] }),
    );
    expect('patterns' in incident && incident.patterns?.map(({ pattern }) => pattern)).toEqual([
      'connection-pool-exhausted',
      'memory-leak',
    ]);
  });

  test('is in the mail of a page, with what to try and whom to call, and not in the text', () => {
    const plan = planOf('SEV1');
    const service = { ...plan.service, contacts: ['AWS Support: https://support.example.com'] };
    const { incident } = given(
      declare('SEV1', { plan: { ...plan, service }, patterns: [resembling] }),
    );
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    const words = {
      incident: headlineOf(incident),
      purpose: 'acknowledge',
      reason: 'you are first',
      levelName: 'On-call Engineer',
      link: 'https://tocsin.example.com/a/t',
      code: '7K3Q',
      now: later(5),
      again: false,
    } as const;
    const { body, html } = pageEmail(words);
    expect(body).toContain(
      'Looks like: Database connection pool exhausted. More requests hold a connection',
    );
    expect(body).toContain('Try: Increase the pool: npm run db:pool:resize -- --size=50');
    expect(body).toContain(
      'Outside help: AWS Support: https://support.example.com; Database vendor: +15555550171',
    );
    expect(html).toContain('npm run db:pool:resize');
    expect(pageSms(words)).not.toContain('pool');
  });
});
