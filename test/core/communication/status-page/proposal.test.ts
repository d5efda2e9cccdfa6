import { describe, expect, test } from 'vitest';
import { ownWords } from '#core/communication/status-page/own-words.ts';
import {
  approvedWords,
  noticeOfItself,
  proposedNotice,
  wordsToApprove,
} from '#core/communication/status-page/proposal.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { ComponentStatus } from '#core/incident/public-notice.ts';
import { parseGeneric } from '#core/intake/sources/generic.ts';
import { inDomain, ownAlerts } from '#core/intake/trust-domain.ts';
import { languages } from '#core/setup/document-status-page.ts';
import { given, type Step } from '../../../support/given.ts';
import {
  acknowledge,
  changeSeverity,
  declare,
  planOf,
  postPublicNotice,
  postUpdate,
  reopen,
  resolve,
  wake,
} from '../../../support/incidents.ts';
import { later } from '../../../support/samples.ts';
import { began, minutesLater, pageOf } from './pages.ts';

const page = pageOf();
type Mode = 'never' | 'approved' | 'automatic';
const declaredAs = (publish: Mode = 'approved', severity: 'SEV1' | 'SEV3' | 'SEV4' = 'SEV1') =>
  declare(severity, { plan: planOf(severity, { publish }) });

function madeOf(...steps: Step[]): DeclaredIncident {
  const { incident } = given(...steps);
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return incident;
}

/** Declared at the runbook's moment: 14:15 on a January afternoon in New York. */
const afternoon = { ...madeOf(declaredAs(), acknowledge(0)), declaredAt: began };

describe('the external template (R11)', () => {
  test("is the runbook's, line by line", () => {
    const words = proposedNotice(afternoon, page, minutesLater(3))?.words;
    expect(words?.title).toBe('Service Disruption Notice');
    expect(words?.body.split('\n')).toEqual([
      'We are currently experiencing issues with payment processing.',
      'Our team is actively working on a resolution.',
      '',
      'Affected services: Payment processing',
      'Start time: 2:15 PM EST',
      'Estimated resolution: Updates every 30 minutes',
      '',
      'Status: status.example.com',
    ]);
  });

  test('leaves the address out where none is configured, and says the day where it was another', () => {
    const { url: _url, ...nowhere } = page;
    const lines = proposedNotice(afternoon, nowhere, minutesLater(24 * 60))?.words.body.split('\n');
    expect(lines).toContain('Start time: Jan 15, 2:15 PM EST');
    expect(lines?.at(-1)).toBe('Estimated resolution: Updates every 30 minutes');
  });

  test('lists several components, and keeps the letters of an abbreviation', () => {
    const both = pageOf({
      updateEvery: '2h',
      components: {
        a: { name: 'API', services: ['payments'] },
        b: { name: 'Mobile app', services: ['payments'] },
      },
    });
    const lines = proposedNotice(afternoon, both, minutesLater(3))?.words.body.split('\n');
    expect(lines?.[0]).toBe('We are currently experiencing issues with API and mobile app.');
    expect(lines).toContain('Affected services: API, Mobile app');
    expect(lines).toContain('Estimated resolution: Updates every 2 hours');
  });

  test.each([
    ['en', '1h', 'Updates every hour'],
    ['de', '1h', 'Neues jede Stunde'],
    ['de', '30m', 'Neues alle 30 Minuten'],
    ['es', '1h', 'novedades cada hora'],
    ['fr', '1h', 'des nouvelles toutes les heures'],
    ['fr', '2h', 'des nouvelles toutes les 2 heures'],
  ])('says in %s how often news come where that is %s: %s', (language, updateEvery, words) => {
    const said = proposedNotice(afternoon, pageOf({ language, updateEvery }), minutesLater(3));
    expect(said?.words.body).toMatch(new RegExp(`: ${words}$`, 'm'));
  });

  test('says nothing of the incident itself: not its title, nor its service', () => {
    const secret = {
      ...afternoon,
      title: 'Database db-7 lost',
      latestUpdate: { at: began, status: 'Ana deleted it', impact: 'All', actions: 'Panic' },
      plan: { ...afternoon.plan, service: { id: 'internal-ledger', name: 'Internal ledger' } },
    };
    const said = JSON.stringify(proposedNotice(secret, page, minutesLater(3)));
    expect(said).not.toMatch(/db-7|Ana|Panic|ledger/i);
    expect(said).toContain('issues with Northwind Books');
  });

  test.each(languages)('exists in %s, with the facts and without a gap', language => {
    const translated = pageOf({ language });
    for (const incident of [
      afternoon,
      madeOf(declaredAs(), acknowledge(0), postPublicNotice(60)),
      madeOf(declaredAs(), acknowledge(0), postPublicNotice(60), resolve(90)),
      madeOf(
        declaredAs(),
        postPublicNotice(60),
        resolve(90),
        postPublicNotice(95, { stage: 'monitoring' }),
        reopen(99),
      ),
      madeOf(declaredAs(), postPublicNotice(60), resolve(90), wake(90 + 1800)),
    ]) {
      const words = proposedNotice(incident, translated, minutesLater(3))?.words;
      expect(words?.body).toMatch(/payment processing/i);
      expect(words?.body).not.toMatch(/undefined|\$\{/);
      expect(words?.title.length).toBeGreaterThan(5);
    }
  });
});

describe('what the page should say next', () => {
  const kindOf = (...steps: Step[]) => proposedNotice(madeOf(...steps), page, later(9000))?.kind;

  test('follows the incident: it began, goes on, is watched, returned, is over', () => {
    const posted = [declaredAs(), acknowledge(10), postPublicNotice(60)];
    expect(kindOf(declaredAs())).toBe('began');
    expect(kindOf(...posted)).toBe('goes-on');
    expect(kindOf(...posted, resolve(90))).toBe('monitoring');
    const watched = [...posted, resolve(90), postPublicNotice(95, { stage: 'monitoring' })];
    expect(kindOf(...watched)).toBeUndefined();
    expect(kindOf(...watched, reopen(99))).toBe('returned');
    expect(kindOf(...watched, wake(90 + 1800))).toBe('resolved');
    expect(
      kindOf(...watched, wake(1890), postPublicNotice(1900, { stage: 'resolved' })),
    ).toBeUndefined();
  });

  test('never goes back from a cause that is known to one that is looked for', () => {
    const known = [declaredAs(), acknowledge(10), postPublicNotice(60, { stage: 'identified' })];
    expect(proposedNotice(madeOf(...known), page, later(90))?.words.stage).toBe('identified');
  });

  test('is shown for approval with how each component stands, as the page will say it', () => {
    const proposal = proposedNotice(afternoon, pageOf({ language: 'fr' }), minutesLater(3));
    expect(proposal && wordsToApprove(proposal)).toContain('Payment processing : Panne majeure');
  });

  test('is nothing for an exercise, for what is never published, and for what ended before it was told', () => {
    expect(kindOf(declaredAs('never'))).toBeUndefined();
    expect(kindOf(declare())).toBeUndefined();
    expect(kindOf(declaredAs(), resolve(60))).toBeUndefined();
    const drill = { kind: 'drill' as const, announced: false };
    expect(
      kindOf(declare('SEV1', { plan: planOf('SEV1', { publish: 'automatic' }), drill })),
    ).toBeUndefined();
  });

  test('is nothing of a severity that leaves each component operational, but what is public is seen through', () => {
    const minor = declaredAs('automatic', 'SEV4');
    expect(kindOf(minor)).toBeUndefined();
    expect(noticeOfItself(madeOf(minor, acknowledge(10)), page, later(9000))).toBeUndefined();
    expect(kindOf(minor, changeSeverity(20, 'SEV3', planOf('SEV3', { publish: 'approved' })))).toBe(
      'began',
    );
    const lowered = changeSeverity(30, 'SEV4', planOf('SEV4', { publish: 'approved' }));
    expect(kindOf(declaredAs(), postPublicNotice(20), lowered)).toBe('goes-on');
    expect(kindOf(minor, postPublicNotice(20))).toBe('goes-on');
  });

  test('is another draft as soon as its words are others', () => {
    const draft = (incident: DeclaredIncident) => proposedNotice(incident, page, later(60))?.draft;
    const before = madeOf(declaredAs(), acknowledge(10));
    expect(draft(before)).toBe(draft(before));
    expect(proposedNotice(before, page, later(61))?.draft).toBe(draft(before));
    expect(draft({ ...before, severity: 'SEV2' })).not.toBe(draft(before));
    expect(draft(madeOf(declaredAs(), acknowledge(10), postPublicNotice(20)))).not.toBe(
      draft(before),
    );
  });

  test('means for a component what the severity means, until somebody says otherwise', () => {
    const components = (...steps: Step[]) =>
      proposedNotice(madeOf(...steps), page, later(60))?.words.components.map(
        ({ status }) => status,
      );
    expect(components(declaredAs())).toEqual(['major_outage']);
    expect(components(declaredAs('approved', 'SEV3'))).toEqual(['degraded_performance']);
    const slow = postPublicNotice(20, {
      components: [{ id: 'search', name: 'Search', status: 'degraded_performance' }],
    });
    expect(components(declaredAs(), slow)).toEqual(['degraded_performance']);
    expect(components(declaredAs(), slow, resolve(30))).toEqual(['operational']);
  });
});

describe('an incident that became worse', () => {
  const told = (publish: Mode, status: ComponentStatus, ...then: Step[]) => [
    declare('SEV2', { plan: planOf('SEV2', { publish }) }),
    acknowledge(10),
    postPublicNotice(20, {
      components: [{ id: 'payment-processing', name: 'Payment processing', status }],
    }),
    ...then,
  ];
  const worse = changeSeverity(30, 'SEV1', planOf('SEV1', { publish: 'automatic' }));
  const statusOf = (...steps: Step[]) =>
    proposedNotice(madeOf(...steps), page, later(60))?.words.components[0]?.status;

  test('stands on the page as its new severity says', () => {
    expect(statusOf(...told('approved', 'partial_outage'))).toBe('partial_outage');
    expect(statusOf(...told('approved', 'partial_outage', worse))).toBe('major_outage');
  });

  test('and is not shown as better than it was when it is less bad again', () => {
    const better = changeSeverity(40, 'SEV3', planOf('SEV3', { publish: 'automatic' }));
    const again = postPublicNotice(35);
    expect(statusOf(...told('approved', 'partial_outage', worse, again, better))).toBe(
      'major_outage',
    );
  });

  test('leaves alone what a person said of a component', () => {
    expect(statusOf(...told('approved', 'degraded_performance', worse))).toBe(
      'degraded_performance',
    );
  });

  test('is told by itself where nobody has to approve, once', () => {
    const kindOf = (...steps: Step[]) => noticeOfItself(madeOf(...steps), page, later(9000))?.kind;
    const raised = told('automatic', 'partial_outage', worse);
    expect(kindOf(...raised)).toBe('goes-on');
    expect(kindOf(...raised, postPublicNotice(31))).toBeUndefined();
  });
});

describe('what is posted by itself', () => {
  const kindOf = (...steps: Step[]) => noticeOfItself(madeOf(...steps), page, later(9000))?.kind;

  test('is nothing where a person approves, but for the end of what is public', () => {
    expect(kindOf(declaredAs(), acknowledge(10))).toBeUndefined();
    expect(
      kindOf(declaredAs(), acknowledge(10), postPublicNotice(20), resolve(30)),
    ).toBeUndefined();
    expect(
      kindOf(declaredAs(), acknowledge(10), postPublicNotice(20), resolve(30), wake(1830)),
    ).toBe('resolved');
  });

  test('where nobody has to approve follows the acknowledgement, and each update of the team once', () => {
    const told = [declaredAs('automatic'), acknowledge(10), postPublicNotice(20)];
    expect(kindOf(declaredAs('automatic'))).toBeUndefined();
    expect(kindOf(declaredAs('automatic'), acknowledge(10))).toBe('began');
    expect(kindOf(...told)).toBeUndefined();
    expect(kindOf(...told, postUpdate(30))).toBe('goes-on');
    expect(kindOf(...told, postUpdate(30), postPublicNotice(31))).toBeUndefined();
    expect(kindOf(...told, resolve(40))).toBe('monitoring');
  });

  test.each([
    ['alerts that were given up', 'tocsin-given-up#grafana', undefined],
    ['alerts that are refused', 'tocsin-refused#grafana', undefined],
    ['the coverage of a team', 'tocsin-coverage#commerce', undefined],
    ['a heartbeat that stays away', 'tocsin-heartbeat#nightly', 'began'],
  ])('of what Tocsin says itself is nothing about Tocsin: %s', (_, key, kind) => {
    const payload = parseGeneric({ key, title: 'Something of its own' });
    const [alert] = 'alerts' in payload ? payload.alerts : [];
    if (alert === undefined) throw new Error('Not understood');
    const { problem } = inDomain(ownAlerts, alert);
    const { origin } = declare();
    if (origin.kind !== 'alert') throw new Error('No alert');
    const own = declare('SEV1', {
      plan: planOf('SEV1', { publish: 'automatic' }),
      origin: { ...origin, problem },
    });
    expect(kindOf(own, acknowledge(10))).toBe(kind);
    expect(proposedNotice(madeOf(own), page, later(9000))?.kind).toBe(kind);
  });

  test('ends what is public although its severity is one that is never published by now', () => {
    const lowered = changeSeverity(25, 'SEV3', planOf('SEV3', { publish: 'never' }));
    expect(
      kindOf(declaredAs(), acknowledge(10), postPublicNotice(20), lowered, resolve(30), wake(9000)),
    ).toBe('resolved');
  });
});

describe('words of one’s own', () => {
  const incident = madeOf(declaredAs(), acknowledge(10), postPublicNotice(20));
  const say = (more: object) =>
    ownWords(incident, page, later(60), { stage: 'identified', body: 'We know why.', ...more });

  test('keep the title and the components of before, and promise the next as the page does', () => {
    expect(say({})).toEqual({
      ...{ stage: 'identified', title: 'Service Disruption Notice', body: 'We know why.' },
      components: [
        { id: 'payment-processing', name: 'Payment processing', status: 'major_outage' },
      ],
      nextUpdateBy: later(60 + 1800),
    });
    expect(say({ nextUpdateIn: 'never' })).not.toHaveProperty('nextUpdateBy');
    expect(say({ nextUpdateIn: '1h' })).toMatchObject({ nextUpdateBy: later(3660) });
  });

  test('may name components, and none that is not on the page', () => {
    expect(say({ components: { search: 'degraded_performance' } })).toMatchObject({
      components: [{ id: 'payment-processing' }, { id: 'search', name: 'Search' }],
    });
    expect(say({ components: { ledger: 'major_outage' } })).toEqual({ unknown: 'ledger' });
  });
});

describe('who may speak', () => {
  test('nobody of an exercise, nor of what tocsin.yaml keeps off the page', () => {
    const drill = { kind: 'drill' as const, announced: false };
    given(declare('SEV1', { drill })).when(postPublicNotice(5)).thenRefused('exercise');
    given(declaredAs('never')).when(postPublicNotice(5)).thenRefused('not-published');
    given(declare()).when(postPublicNotice(5)).thenRefused('not-published');
  });

  test('nobody whose words were written for another state of the page', () => {
    const command = postPublicNotice(30);
    given(declaredAs(), postPublicNotice(5))
      .when({ ...command, after: 0 } as typeof command)
      .thenRefused('words-changed');
  });
});

describe('approving', () => {
  const incident = madeOf(declaredAs(), acknowledge(0));

  test('gives the very words of the draft, and after which notice they stand', () => {
    const proposal = proposedNotice(incident, page, later(60));
    expect(approvedWords(incident, page, proposal?.draft ?? '', later(61))).toMatchObject({
      notice: { title: 'Service Disruption Notice', body: proposal?.words.body },
      after: 0,
    });
  });

  test('of words that are no longer those is refused, and so it is where none wait', () => {
    expect(approvedWords(incident, page, 'somethingelse', later(60))).toMatchObject({
      changed: expect.stringContaining('not the words that wait now'),
    });
    expect(approvedWords(madeOf(declaredAs('never')), page, 'any', later(60))).toMatchObject({
      changed: expect.stringContaining('Nothing waits for approval'),
    });
  });
});
