import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IncidentEvent, incidentEvent } from '#core/incident/events.ts';
import { timeline } from '#core/incident/timeline.ts';
import { acted, elsewhere, member, people, planOf, resembling } from '../../support/incidents.ts';
import { later, start } from '../../support/samples.ts';
import { anything } from '../text/untrusted.ts';

const at = start;
const by = { kind: 'person', id: 'ana', name: 'Ana', via: 'sms' } as const;
const plan = planOf('SEV1');
const reason = { rule: 'payment', text: 'payments fail' };
const page = { page: 'p', person: 'ana', channel: 'sms', level: 1, round: 1 } as const;
const both = [people.ana, people.bo];
const declared = {
  type: 'IncidentDeclared',
  at,
  id: 'INC-2026-001',
  title: 'Payments down',
  severity: 'SEV1',
  severityReason: reason,
  plan,
  by,
} as const;
const origin = {
  kind: 'alert',
  source: 'grafana',
  problem: 'p',
  alert: member('a'),
  links: [],
} as const;
const paged = {
  type: 'LevelPaged',
  at,
  level: 2,
  levelName: 'Team Lead',
  round: 1,
  people: both,
  purpose: 'acknowledge',
  reason: 'nobody answered',
} as const;

const told: [string, IncidentEvent, string][] = [
  [
    'a declaration by a person',
    { ...declared, origin: { kind: 'person' } },
    'SEV1 declared by Ana: Payments down. Because: payments fail',
  ],
  [
    'a declaration by an alert',
    { ...declared, origin: { ...origin, links: [] } },
    'SEV1 declared by an alert from grafana: Payments down. Because: payments fail',
  ],
  [
    'a ticket',
    { type: 'TicketOpened', at, people: both, reason: 'SEV3: cosmetic' },
    'Ticket opened; Ana, Bo told, nobody paged. Because: SEV3: cosmetic',
  ],
  ['a page', paged, 'Paging level 2 (Team Lead): Ana, Bo. Because: nobody answered'],
  [
    'an exercise',
    {
      ...declared,
      drill: { kind: 'drill', announced: true },
      origin: { kind: 'person' },
    },
    'DRILL: SEV1 declared by Ana: Payments down. Because: payments fail',
  ],
  [
    'a page without somebody who cannot be reached',
    { ...paged, skipped: [{ person: 'emil', name: 'Emil', reason: 'the number has opted out' }] },
    'Paging level 2 (Team Lead): Ana, Bo. Skipped: Emil (the number has opted out). Because: nobody answered',
  ],
  [
    'a page that was brought forward',
    {
      ...page,
      type: 'PageAdvanced',
      at,
      insteadOf: 'q',
      to: people.ana,
      channel: 'voice',
      levelName: 'Team Lead',
      purpose: 'acknowledge',
      reason: 'sms did not reach Ana: opted out',
    },
    'Trying Ana by call at once: sms did not reach Ana: opted out',
  ],
  [
    'people asked by name',
    { type: 'RespondersAdded', at, by, people: both, reason: 'they know the pool' },
    'Ana, Bo asked to help by Ana: they know the pool',
  ],
  [
    'people asked by name of whom one cannot be reached',
    {
      ...{ type: 'RespondersAdded', at, by, people: both, reason: 'they know the pool' },
      skipped: [{ person: 'dana', name: 'Dana', reason: 'the number has opted out' }],
    },
    'Ana, Bo asked to help by Ana: they know the pool. Skipped: Dana (the number has opted out)',
  ],
  [
    'a receipt',
    { type: 'PageDelivered', at, page: 'p', person: 'ana', channel: 'sms' },
    'Page to ana by text message arrived',
  ],
  [
    'a bad receipt',
    {
      type: 'PageUndelivered',
      at,
      page: 'p',
      person: 'ana',
      channel: 'sms',
      reason: 'phone is off',
    },
    'Page to ana by text message did not arrive: phone is off',
  ],
  [
    'a forgotten acknowledgement',
    { type: 'AcknowledgementLapsed', at, of: by, reason: 'Ana gave no update for 15 min' },
    'The acknowledgement is taken back: Ana gave no update for 15 min',
  ],
  [
    'a snooze',
    { type: 'IncidentSnoozed', at, by, until: later(1800), reason: 'the vendor is on it' },
    'Snoozed until 02:44 UTC by Ana: the vendor is on it',
  ],
  [
    'a snooze over days',
    { type: 'IncidentSnoozed', at, by, until: later(4 * 86_400), reason: 'it can wait' },
    'Snoozed until 2026-11-27 02:14 UTC by Ana: it can wait',
  ],
  ['the end of a snooze', { type: 'SnoozeEnded', at }, 'The snooze ended'],
  [
    'a hand-over',
    { type: 'IncidentReassigned', at, by, plan, reason: 'it is their database' },
    'Handed over to Ana by Ana: it is their database',
  ],
  [
    'a change of who is on call',
    { type: 'OnCallChanged', at, by, plan, reason: 'Bo stands in for Ana' },
    'Who is on call changed for levels to come: Bo stands in for Ana',
  ],
  [
    'roles that were asked for',
    { type: 'RolesChased', at, roles: ['technicalLead', 'scribe'], people: [people.ana] },
    'Ana asked to fill: Technical Lead, Scribe',
  ],
  [
    'an item of the checklist',
    { type: 'ChecklistTicked', at, by, item: 'verify-resolved', done: true },
    'Checklist: verify-resolved done',
  ],
  [
    'a page of a later round',
    { ...paged, round: 3 },
    'Paging level 2 (Team Lead, round 3): Ana, Bo. Because: nobody answered',
  ],
  [
    'a page to nobody',
    { ...paged, people: [] },
    'Paging level 2 (Team Lead): nobody. Because: nobody answered',
  ],
  [
    'the end of a round',
    { type: 'EscalationExhausted', at, round: 2 },
    'Nobody answered in round 2 of the escalation; it starts again',
  ],
  [
    'a text that was sent',
    { type: 'PageSent', at, ...page, purpose: 'acknowledge' },
    'Page to ana by text message handed over',
  ],
  [
    'an e-mail that was sent as a reminder',
    { type: 'PageSent', at, ...page, channel: 'email', purpose: 'update-reminder' },
    'Page to ana by e-mail handed over (update reminder)',
  ],
  [
    'a text that failed',
    { type: 'PageFailed', at, ...page, purpose: 'help', reason: 'opted out' },
    'Page to ana by text message failed: opted out',
  ],
  ['an acknowledgement', { type: 'IncidentAcknowledged', at, by }, 'Acknowledged by Ana (sms)'],
  [
    'a role',
    {
      type: 'RoleAssigned',
      at,
      role: 'communicationsLead',
      person: 'bo',
      name: 'Bo',
      by,
      reason: 'taken over from Ana',
    },
    'Bo is Communications Lead: taken over from Ana',
  ],
  [
    'what customers were told',
    {
      type: 'PublicNoticePosted',
      at,
      by,
      stage: 'monitoring',
      title: 'Service Disruption Notice',
      body: 'A fix is in place.\nWe watch it.',
      components: [],
    },
    'On the status page (monitoring), by Ana (sms): Service Disruption Notice. A fix is in place. We watch it.',
  ],
  [
    'an update with everything',
    {
      type: 'UpdatePosted',
      at,
      by,
      status: 'Rolling back',
      impact: 'Cards only',
      actions: 'Deploying',
      nextUpdateAt: later(900),
    },
    'Update: Rolling back. Impact: Cards only. Actions: Deploying. Next update: 02:29 UTC',
  ],
  [
    'an update in whole sentences, of whatever writing',
    {
      type: 'UpdatePosted',
      at,
      by,
      status: 'Rolling back.',
      impact: '一部のお客様に影響しています。',
      actions: 'Will it hold?',
      nextUpdateAt: later(900),
    },
    'Update: Rolling back. Impact: 一部のお客様に影響しています。 Actions: Will it hold? Next update: 02:29 UTC',
  ],
  [
    'an update of one word',
    { type: 'UpdatePosted', at, by, status: 'Investigating' },
    'Update: Investigating',
  ],
  [
    'a reminder',
    { type: 'UpdateReminded', at, dueAt: later(900), people: [people.ana] },
    'Ana reminded: an update is due at 02:29 UTC',
  ],
  [
    'a missed update',
    { type: 'UpdateMissed', at, dueAt: later(900), nextUpdateAt: later(1800) },
    'The update due at 02:29 UTC was missed',
  ],
  [
    'an action that waits for a second person',
    { type: 'ActionRequested', at, by, ...acted, approveBefore: later(3600) },
    'Ana asks for approval of config:set on payments (parameter /a: stripe -> fallback). Because: Stripe does not answer',
  ],
  [
    'an action',
    { type: 'ActionStarted', at, by, ...acted },
    'Ana starts config:set on payments (parameter /a: stripe -> fallback). Because: Stripe does not answer',
  ],
  [
    'how an action ended',
    {
      ...{ type: 'ActionFinished', at, by, run: 'act_1', action: 'config:set' },
      ...{ service: 'payments', succeeded: false, outcome: ['/a: denied'] },
    },
    'config:set on payments failed: /a: denied',
  ],
  [
    'an action whose end nobody saw',
    { type: 'ActionAbandoned', at, by, ...acted, how: 'unknown' },
    'It is not known how this ended, look at what is there: config:set on payments (parameter /a: stripe -> fallback). Because: Stripe does not answer',
  ],
  [
    'an action that nobody approved',
    { type: 'ActionAbandoned', at, by, ...acted, how: 'expired' },
    'Nobody approved in time, so it was not done: config:set on payments (parameter /a: stripe -> fallback). Because: Stripe does not answer',
  ],
  [
    'words to the team',
    { type: 'TeamNotified', at, by, text: 'Fix deployed', people: [] },
    'Ana to the team: Fix deployed',
  ],
  [
    'what it resembles',
    { type: 'PatternMatched', at, ...resembling },
    'Looks like Database connection pool exhausted (note: no connection available). Likely: More requests hold a connection than the pool has.',
  ],
  [
    'what was like it before',
    {
      type: 'ResemblanceNoted',
      at,
      incidents: [
        {
          ...{ incident: 'INC-2026-001', title: 'Payments fail', severity: 'SEV1', declaredAt: at },
          ...{ because: ['the same alert'], resolution: 'Pool enlarged', actions: ['config:set'] },
        },
      ],
    },
    'Like INC-2026-001, Payments fail (the same alert). It ended with: Pool enlarged. Done during it: config:set.',
  ],
  [
    'what was found',
    { type: 'FindingAttached', at, by, kind: 'users', title: 'Users affected', summary: '310.' },
    'Users affected: 310.',
  ],
  ['a note', { type: 'NoteAdded', at, by, text: 'The pool is full.' }, 'Note: The pool is full.'],
  [
    'a severity',
    { type: 'SeverityChanged', at, by, from: 'SEV2', to: 'SEV1', reason, plan },
    'Severity changed from SEV2 to SEV1. Because: payments fail',
  ],
  [
    'an alert that joined',
    { type: 'AlertsAttached', at, alerts: [member('a')], firing: 2, cleared: 0 },
    '1 alert joined (2 firing): Payments fail on a',
  ],
  [
    'a storm of alerts',
    {
      type: 'AlertsAttached',
      at,
      alerts: ['a', 'b', 'c', 'd', 'e'].map(member),
      firing: 6,
      cleared: 0,
    },
    '5 alerts joined (6 firing): Payments fail on a; Payments fail on b; Payments fail on c (+2 more)',
  ],
  [
    'alerts that cleared',
    { type: 'AlertsCleared', at, alerts: ['a', 'b'].map(member), firing: 1, cleared: 2 },
    '2 alerts cleared (1 still firing): Payments fail on a; Payments fail on b',
  ],
  [
    'alerts out of sight',
    { type: 'AlertsDoubted', at, alerts: ['a'].map(member), reason: 'the rule was paused' },
    "1 alert out of its sender's sight, which is no all-clear: Payments fail on a (the rule was paused)",
  ],
  [
    'a resolution',
    {
      type: 'IncidentResolved',
      at,
      by,
      resolution: 'Restarted the pool',
      watchUntil: later(1800),
    },
    'Resolved by Ana: Restarted the pool. Watched until 02:44 UTC',
  ],
  [
    'a reopening',
    { type: 'IncidentReopened', at, by, reason: 'still down' },
    'Reopened by Ana: still down',
  ],
  [
    'the all-clear',
    { type: 'IncidentClosed', at, stillFiring: 0 },
    'All clear; the incident is closed',
  ],
  [
    'the all-clear with one alert that never cleared',
    { type: 'IncidentClosed', at, stillFiring: 1 },
    'All clear; closed with 1 alert that never cleared',
  ],
  [
    'the all-clear with alerts that never cleared',
    { type: 'IncidentClosed', at, stillFiring: 2 },
    'All clear; closed with 2 alerts that never cleared',
  ],
  [
    'the all-clear with the date of the post-mortem',
    { type: 'IncidentClosed', at, stillFiring: 0, postmortemDueAt: later(172_800) },
    'All clear; the incident is closed. Post-mortem due by 2026-11-25 02:14 UTC',
  ],
  [
    'an import',
    { type: 'IncidentImported', at, by, document: elsewhere, plan },
    'Imported by Ana: SEV1, Payment processing outage',
  ],
  ['an export', { type: 'IncidentExported', at, by, format: 'yaml' }, 'Exported as yaml by Ana'],
  [
    'a drafted post-mortem',
    { type: 'PostmortemDrafted', at, by, version: 1 },
    'Post-mortem drafted by Ana',
  ],
  [
    'an edited one',
    { type: 'PostmortemEdited', at, by, version: 2 },
    'Post-mortem edited by Ana (version 2)',
  ],
  [
    'one to review',
    { type: 'PostmortemSubmitted', at, by, version: 2 },
    'Post-mortem given for review by Ana (version 2)',
  ],
  [
    'a published one',
    {
      type: 'PostmortemPublished',
      at,
      by,
      version: 2,
      learnings: 'Watch the pool.',
      hasRunbookChange: true,
    },
    'Post-mortem published by Ana (version 2, with a proposed runbook change): Watch the pool.',
  ],
  [
    'an action item',
    {
      type: 'ActionItemAdded',
      at,
      by,
      item: 1,
      text: 'Alarm on the pool',
      owner: { person: 'bo', name: 'Bo' },
      dueOn: '2026-12-01',
    },
    'Action item 1: Alarm on the pool (Bo), due 2026-12-01',
  ],
  [
    'an action item of nobody',
    { type: 'ActionItemAdded', at, by, item: 2, text: 'Alarm on the pool' },
    'Action item 2: Alarm on the pool',
  ],
  [
    'an action item that is done',
    { type: 'ActionItemCompleted', at, by, item: 1 },
    'Action item 1 done, says Ana',
  ],
  [
    'an action item that is to be an issue',
    { type: 'ActionItemExportRequested', at, by, item: 1 },
    'Action item 1 to become an issue, asked by Ana',
  ],
  [
    'an action item that is an issue',
    {
      type: 'ActionItemExported',
      at,
      item: 1,
      tracker: 'github',
      reference: 'northwind/books#12',
      url: 'https://github.com/northwind/books/issues/12',
    },
    'Action item 1 given to GitHub: northwind/books#12, https://github.com/northwind/books/issues/12',
  ],
  [
    'an action item that started a rule',
    { type: 'ActionItemExported', at, item: 1, tracker: 'jira-automation' },
    'Action item 1 given to Jira Automation',
  ],
  [
    'an action item that is refused',
    {
      type: 'ActionItemExportFailed',
      at,
      item: 1,
      tracker: 'jira',
      reason: 'Jira: answered 401',
      attempt: 1,
      isFinal: true,
    },
    'Action item 1 not given to Jira: Jira: answered 401 (not tried again)',
  ],
  [
    'an action item that has to wait',
    {
      type: 'ActionItemExportFailed',
      at,
      item: 1,
      tracker: 'github',
      reason: 'GitHub: answered 429',
      attempt: 1,
      isFinal: false,
    },
    'Action item 1 not given to GitHub: GitHub: answered 429 (tried again)',
  ],
  [
    'the evidence',
    { type: 'EvidenceArchived', at, manifest: 'm', objects: 1, bytes: 20, missing: [] },
    'Evidence archived: 1 object, 20 bytes.',
  ],
  [
    'the evidence, incomplete',
    { type: 'EvidenceArchived', at, manifest: 'm', objects: 2, bytes: 20, missing: ['a', 'b'] },
    'Evidence archived: 2 objects, 20 bytes. Missing: a; b',
  ],
];

describe('the timeline', () => {
  test.each(told)('tells %s', (_what, event, text) => {
    expect(timeline([{ events: [event] }])).toEqual([
      { at, type: event.type, text, ...('by' in event && { by: 'Ana' }) },
    ]);
  });

  test('has a sentence for every fact that there is', () => {
    const every = incidentEvent.def.options.flatMap(({ shape }) => shape.type.def.values);
    expect(new Set(told.map(([, { type }]) => type))).toEqual(new Set(every));
  });

  test('tells commit after commit, in the order of the log', () => {
    const [first, second, third] = told.map(([, event]) => ({ events: [event, event] }));
    if (!first || !second || !third) throw new Error('Too few');
    const types = timeline([first, second, third]).map(({ type }) => type);
    expect(types).toEqual(
      [first, second, third].flatMap(({ events }) => events.map(({ type }) => type)),
    );
    expect(timeline([])).toEqual([]);
  });

  test('names who a page went to, once it was said who is paged', () => {
    const sent = { type: 'PageSent', at, ...page, purpose: 'acknowledge' } as const;
    expect(timeline([{ events: [paged] }, { events: [sent] }]).at(-1)?.text).toBe(
      'Page to Ana by text message handed over',
    );
  });

  test('says times in the zone of the team', () => {
    const missed = {
      type: 'UpdateMissed',
      at,
      dueAt: later(900),
      nextUpdateAt: later(1800),
    } as const;
    expect(timeline([{ events: [missed] }], 'Asia/Tokyo')[0]?.text).toBe(
      'The update due at 11:29 GMT+9 was missed',
    );
  });

  test('is one line for each fact, whatever was written', () => {
    fc.assert(
      fc.property(anything, text => {
        const facts: IncidentEvent[] = [
          { ...declared, title: text, origin: { kind: 'person' } },
          { ...paged, reason: text },
          { type: 'NoteAdded', at, by, text },
          { type: 'IncidentResolved', at, by, resolution: text, watchUntil: at },
          {
            type: 'AlertsAttached',
            at,
            alerts: [{ ...member('a'), title: text }],
            firing: 1,
            cleared: 0,
          },
        ];
        for (const entry of timeline([{ events: facts }])) {
          expect(entry.text).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        }
      }),
    );
  });
});
