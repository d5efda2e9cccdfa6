import { expect, test } from 'vitest';
import type { Entry } from '../../bench/soak/journal.ts';
import { type Seen, violations } from '../../bench/soak/verdict.ts';

const note: Entry = {
  key: 'person-1',
  kind: 'note',
  incident: 'INC-2026-001',
  words: '(person-1)',
  tries: 2,
  status: 200,
};
const alert: Entry = {
  key: 'alert-1',
  kind: 'alert',
  words: 'soak-1',
  tries: 1,
  status: 202,
  answer: { receiptId: 'rcp_1' },
};
const page = {
  key: 'page-1',
  person: 'ana',
  channel: 'sms',
  purpose: 'acknowledge',
  status: 'sent',
};
const event = (type: string, at: string, text = '') => ({ type, at, text });
const incident: Seen = {
  id: 'INC-2026-001',
  phase: 'acknowledged',
  timeline: [
    event('IncidentDeclared', '2026-11-26T02:14:00.000Z'),
    event('LevelPaged', '2026-11-26T02:14:00.000Z'),
    event('IncidentAcknowledged', '2026-11-26T02:15:00.000Z'),
    event('NoteAdded', '2026-11-26T02:16:00.000Z', 'Seen (person-1)'),
  ],
  pages: [page],
};
const text = {
  at: '2026-11-26T02:14:01.000Z',
  channel: 'sms',
  to: '+15550101',
  body: 'SEV1 INC-2026-001 Down. Reply A1 to ack',
};
const good = {
  entries: [note, alert],
  receipts: new Map([['rcp_1', { state: 'processed', outcomes: [{ incident: incident.id }] }]]),
  incidents: [incident],
  texts: [text],
  deadLetters: { alerts: 0 },
  killed: 0,
};

test('a run in which every answer was kept has no violation', () => {
  expect(violations(good)).toEqual([]);
});

const twice = [...incident.timeline, event('NoteAdded', '2026-11-26T02:17:00.000Z', '(person-1)')];
const broken: [string, Partial<typeof good>, RegExp][] = [
  ['a note that stands twice', { incidents: [{ ...incident, timeline: twice }] }, /stands 2 times/],
  ['a note that is gone', { incidents: [{ ...incident, timeline: [] }] }, /stands 0 times/],
  ['a receipt that never ended', { receipts: new Map() }, /is undefined/],
  [
    'an acknowledgement that is gone',
    { entries: [{ ...note, kind: 'acknowledge' }], incidents: [{ ...incident, timeline: [] }] },
    /answered and lost/,
  ],
  [
    'a page that was left claimed',
    { incidents: [{ ...incident, pages: [page, { ...page, status: 'claimed' }] }] },
    /was left claimed/,
  ],
  [
    'a page after the acknowledgement',
    { texts: [{ ...text, at: '2026-11-26T02:20:00.000Z' }] },
    /after it was answered/,
  ],
  ['a page that came twice', { texts: [text, text] }, /2 messages went out for 1 pages/],
  ['a dead letter', { deadLetters: { alerts: 1 } }, /died on alerts/],
];

test.each(broken)('%s is found', (_, change, wanted) => {
  expect(violations({ ...good, ...change })).toEqual([expect.stringMatching(wanted)]);
});

test('the mail of a ticket, which can be acknowledged too, is no page', () => {
  const body = 'SEV3 INC-2026-001: Down\nNobody was paged.\n\nAcknowledge (opens a page first)';
  const ticket = { ...text, channel: 'email', to: 'ana@example.com', body };
  expect(violations({ ...good, texts: [...good.texts, ticket] })).toEqual([]);
});
