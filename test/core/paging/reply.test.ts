import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incidentId } from '#core/ids.ts';
import { parseReplies, parseReply, type Reply, validReplies } from '#core/paging/reply.ts';
import { replyCode } from '#core/paging/reply-code.ts';
import { anySigns, basicGsm7 } from '../text/untrusted.ts';

const ack = { wish: 'acknowledge' } as const;
const unknown = { wish: 'unknown' } as const;

const tables: Record<string, [string, Reply][]> = {
  'an acknowledgement': [
    ['A', ack],
    ['a', ack],
    [' a', ack],
    ['A ', ack],
    ['A.', ack],
    ['A!', ack],
    ['ack', ack],
    ['Ack', ack],
    ['ACK!', ack],
    ['acknowledge', ack],
    ['(A)', ack],
    ['"A"', ack],
    ['“A”', ack],
    ['A1', { ...ack, about: { number: 1 } }],
    ['a1', { ...ack, about: { number: 1 } }],
    ['A 1', { ...ack, about: { number: 1 } }],
    ['A 12.', { ...ack, about: { number: 12 } }],
    ['A12!', { ...ack, about: { number: 12 } }],
    ['A#12', { ...ack, about: { number: 12 } }],
    ['A: 12', { ...ack, about: { number: 12 } }],
    ['A-12', { ...ack, about: { number: 12 } }],
    ['A012', { ...ack, about: { number: 12 } }],
    ['(A1)', { ...ack, about: { number: 1 } }],
    ['"A1"', { ...ack, about: { number: 1 } }],
    ['“A1”', { ...ack, about: { number: 1 } }],
    ['[A1]', { ...ack, about: { number: 1 } }],
    ['*A1*', { ...ack, about: { number: 1 } }],
    ['A, on my way', { ...ack, text: 'on my way' }],
    ['Ack on my way', { ...ack, text: 'on my way' }],
    // A code that was misread is no sentence.
    ['A K7EQ', { ...ack, text: 'K7EQ' }],
    ['A 👍', { ...ack, text: '👍' }],
    ['A1 on my way', { ...ack, about: { number: 1 }, text: 'on my way' }],
    ['ack 3, on it', { ...ack, about: { number: 3 }, text: 'on it' }],
    ['A INC-2026-012', { ...ack, about: { id: incidentId('INC-2026-012') } }],
    ['ack inc-2026-012.', { ...ack, about: { id: incidentId('INC-2026-012') } }],
    ['A INC-2025-1', { ...ack, about: { id: incidentId('INC-2025-001') } }],
    ['A 7K3Q', { ...ack, about: { code: '7K3Q' } }],
    ['a7k3q.', { ...ack, about: { code: '7K3Q' } }],
    ['ACK K73Q', { ...ack, about: { code: 'K73Q' } }],
    ['ak73q', { ...ack, about: { code: 'K73Q' } }],
    // As a keyboard of Chinese or Japanese writes them.
    ['Ａ　７Ｋ３Ｑ', { ...ack, about: { code: '7K3Q' } }],
    ['A：7K3Q。', { ...ack, about: { code: '7K3Q' } }],
    // As a phone writes two hyphens.
    ['A – 7K3Q', { ...ack, about: { code: '7K3Q' } }],
    ['A 7K3Q on my way', { ...ack, about: { code: '7K3Q' }, text: 'on my way' }],
    ['Acked', ack],
    ['Acknowledged.', ack],
    // With signs around the code, as it is copied and quoted: it is still the code of that page and of no other.
    ['A (7K3Q)', { ...ack, about: { code: '7K3Q' } }],
    ['A <7K3Q>', { ...ack, about: { code: '7K3Q' } }],
    ['A "7K3Q"', { ...ack, about: { code: '7K3Q' } }],
    ['A [7K3Q] on it', { ...ack, about: { code: '7K3Q' }, text: 'on it' }],
    ['A/7K3Q', { ...ack, about: { code: '7K3Q' } }],
    ['A=7K3Q', { ...ack, about: { code: '7K3Q' } }],
    ['A_7K3Q', { ...ack, about: { code: '7K3Q' } }],
    // What cannot be seen comes along with what is copied.
    ['A\u200b 7K3Q', { ...ack, about: { code: '7K3Q' } }],
    ['\u2068A 7K3Q\u2069', { ...ack, about: { code: '7K3Q' } }],
    ['A\ufe0f', ack],
    // As an incident is spoken of, and as a page that was printed or copied writes its hyphens.
    ['A INC-12', { ...ack, about: { number: 12 } }],
    ['a inc 12', { ...ack, about: { number: 12 } }],
    ['A inc12', { ...ack, about: { number: 12 } }],
    ['A inc\u20112026\u2011012', { ...ack, about: { id: incidentId('INC-2026-012') } }],
    ['A INC 2026 012', { ...ack, about: { id: incidentId('INC-2026-012') } }],
    // The code first.
    ['7K3Q A', { ...ack, about: { code: '7K3Q' } }],
    ['7k3q: ack.', { ...ack, about: { code: '7K3Q' } }],
    ['INC-2026-012 ack', { ...ack, about: { id: incidentId('INC-2026-012') } }],
  ],
  'an update': [
    ['U restarting the db', { wish: 'update', text: 'restarting the db' }],
    ['u: restarting', { wish: 'update', text: 'restarting' }],
    ['update restarting', { wish: 'update', text: 'restarting' }],
    ['U12 restarting', { wish: 'update', about: { number: 12 }, text: 'restarting' }],
    ['u2: found it', { wish: 'update', about: { number: 2 }, text: 'found it' }],
    ['U1 line one\nline two', { wish: 'update', about: { number: 1 }, text: 'line one\nline two' }],
    [
      'U INC-2026-002 found it',
      { wish: 'update', about: { id: incidentId('INC-2026-002') }, text: 'found it' },
    ],
    ['u 7k3q: found it', { wish: 'update', about: { code: '7K3Q' }, text: 'found it' }],
    // A word is no code, whatever its letters.
    ['U HTTP is back', { wish: 'update', text: 'HTTP is back' }],
    // A number that is part of a word is part of the news.
    ['U 500s are gone', { wish: 'update', text: '500s are gone' }],
    // With a code, or in a whole word, it is meant.
    ['u 7k3q: is it the db?', { wish: 'update', about: { code: '7K3Q' }, text: 'is it the db?' }],
    ['update: is it the db?', { wish: 'update', text: 'is it the db?' }],
    ['U (3 of 5 are back)', { wish: 'update', text: '(3 of 5 are back)' }],
    ['U 7K3Q می\u200cشود', { wish: 'update', about: { code: '7K3Q' }, text: 'می\u200cشود' }],
    ['U', unknown],
    ['U1', unknown],
    ['U1 .', unknown],
  ],
  'a resolution': [
    ['R', { wish: 'resolve' }],
    ['r fixed it', { wish: 'resolve', text: 'fixed it' }],
    ['R1 fixed it', { wish: 'resolve', about: { number: 1 }, text: 'fixed it' }],
    ['Resolved', { wish: 'resolve' }],
    ['resolve 4', { wish: 'resolve', about: { number: 4 } }],
    ['7K3Q R', { wish: 'resolve', about: { code: '7K3Q' } }],
  ],
  'a call for the next level': [
    ['E', { wish: 'escalate' }],
    ['e7', { wish: 'escalate', about: { number: 7 } }],
    ['E1 need the dba', { wish: 'escalate', about: { number: 1 }, text: 'need the dba' }],
    ['escalate', { wish: 'escalate' }],
  ],
  'a question': [
    ['?', { wish: 'status' }],
    ['？', { wish: 'status' }],
    ['?3', { wish: 'status', about: { number: 3 } }],
    ['? 3', { wish: 'status', about: { number: 3 } }],
    ['(?)', { wish: 'status' }],
    // Which page is said, and not what for: nothing is done of which nobody knows whether it is meant.
    ['7K3Q', { wish: 'status', about: { code: '7K3Q' } }],
    [' "7k3q". ', { wish: 'status', about: { code: '7K3Q' } }],
    ['７Ｋ３Ｑ', { wish: 'status', about: { code: '7K3Q' } }],
    ['7K3Q?', { wish: 'status', about: { code: '7K3Q' } }],
  ],
  'nothing that is understood': [
    ['', unknown],
    ['   ', unknown],
    ['100aa', unknown],
    ['12', unknown],
    ['A12345678901', unknown],
    ['thanks', unknown],
    ['ok', unknown],
    // Which of two, nobody knows; and a word that is no code has no digit.
    ['7K3Q 9CXD', unknown],
    ['HTTP', unknown],
    // Sentences begin so in many languages, and iPhones with French tell of a thumb so.
    ['A bit late, who else can?', unknown],
    ['A qué hora empezó?', unknown],
    ['A aimé « SEV1 INC-2026-001 »', unknown],
    // Words that begin with a letter of ours, and are no wish: each woke, told or stopped somebody.
    ['A-team please', unknown],
    ['a.m. works for me', unknown],
    ['A/C is broken', unknown],
    ['E-mail me', unknown],
    ['e.g. the database', unknown],
    ['U.S. is down', unknown],
    ['U-turn, it is back', unknown],
    ['P.S. call me', unknown],
    ['R&D is on it', unknown],
    // Whoever asks whether to, or whether somebody else can, has not acknowledged.
    ['A?', unknown],
    ['ack?', unknown],
    ['A, can you take it?', unknown],
    // Somebody is asked; an update or a resolution is no question.
    ['U there?', unknown],
    ['u ok ???', unknown],
    ['R you sure?', unknown],
    ['P, is that right?', unknown],
    ['yes', unknown],
    ['are you sure', unknown],
    ['rolling back', unknown],
    ['every host', unknown],
    ['constructor', unknown],
    ['toString', unknown],
    ['👍', unknown],
  ],
  "a carrier's own word": [
    'STOP',
    'stop',
    'STOPALL',
    'END',
    'QUIT',
    'CANCEL',
    'REMOVE',
    'OPTOUT',
    'UNSUBSCRIBE',
    'ARRET',
    'START',
    'UNSTOP',
    'HELP',
    'INFO',
  ].map(word => [word, unknown]),
};

for (const [meaning, table] of Object.entries(tables)) {
  describe(`is taken for ${meaning}`, () => {
    test.each(table)('%j', (typed, reply) => {
      expect(parseReply(typed)).toEqual(reply);
    });
  });
}

describe('several codes', () => {
  const each = ['7K3Q', '9CXD', '4TWH'].map(code => ({ ...ack, about: { code } }));

  test.each(['A 7K3Q 9CXD 4TWH', 'a 7k3q, 9cxd and 4twh.', 'A7K3Q\nA9CXD\nack 4TWH'])(
    'are an acknowledgement of each: %j',
    typed => expect(parseReplies(typed)).toEqual(each),
  );

  test.each(['A 7K3Q 9CXD on my way', 'A 7K3Q 10 minutes', 'R 7K3Q 9CXD', 'what'])(
    'are none where other words are with them, or more is asked for: %j',
    typed => expect(parseReplies(typed)).toEqual([parseReply(typed)]),
  );
});

test('nothing that anybody types throws, and an update always says something', () => {
  fc.assert(
    fc.property(anySigns(), typed => {
      const reply = parseReply(typed);
      if (reply.wish === 'update') expect(reply.text.trim()).not.toBe('');
    }),
  );
});

test('every valid reply with its number is understood with its number', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('a', 'A', 'ack', 'R', 'E', '?'),
      fc.constantFrom('', ' ', '#', ': '),
      fc.integer({ min: 1, max: 999_999_999 }),
      fc.constantFrom('', '.', ' ', '!'),
      (word, between, code, after) => {
        expect(parseReply(`${word}${between}${code}${after}`)).toHaveProperty('about', {
          number: code,
        });
      },
    ),
  );
});

test.each([
  ['R6VGP', 'resolve', '6VGP'],
  ['r7k3r.', 'resolve', '7K3R'],
  ['P9CDP', 'publish', '9CDP'],
  ['R6VG P', 'publish', 'R6VG'],
  ['7K3QR', 'resolve', '7K3Q'],
] as const)(
  'of %s, which ends in a letter that is also a wish, the first one counts',
  (text, wish, code) => {
    expect(parseReply(text)).toEqual({ wish, about: { code } });
  },
);

test('every code is understood as itself, with or without a blank', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('a', 'A', 'ack', 'R', 'E', '?'),
      fc.constantFrom('', ' ', '#', ': '),
      fc.string({ minLength: 1 }).map(replyCode),
      fc.constantFrom('', '.', ' ', '!'),
      (word, between, code, after) => {
        const typed = `${word}${between}${code}${after}`;
        for (const each of [typed, typed.toLowerCase()]) {
          expect(parseReply(each)).toHaveProperty('about', { code });
        }
      },
    ),
  );
});

test('the answer to what is not understood fits a text message', () => {
  const answer = `Not understood. ${validReplies}`;
  expect(answer).toMatch(basicGsm7);
  expect(answer.length).toBeLessThanOrEqual(160);
});
