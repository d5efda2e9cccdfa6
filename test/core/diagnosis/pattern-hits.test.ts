import { describe, expect, test } from 'vitest';
import { contactsFor, hitsOf, patternsOf } from '#core/diagnosis/pattern-hits.ts';
import { library } from '#core/diagnosis/pattern-library.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { team } from '../../support/team.ts';

function configured(more: object = {}) {
  const parsed = parseDirectory({
    ...team,
    patterns: {
      'stuck-settlement': {
        name: 'Settlement file not picked up',
        symptoms: [['Settlement', 'missing']],
        cause: 'The window changed.',
        quickFixes: [{ text: 'Send it again', command: 'restart:rolling' }],
      },
    },
    externalContacts: [
      { name: 'AWS Support', url: 'https://support.example.com' },
      { name: 'Acquirer', phone: '+15555550170', patterns: ['stuck-settlement'] },
      { name: 'Site vendor', email: 'site@example.com', services: ['website'] },
    ],
    ...more,
  });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.directory;
}

const problems = (more: object) => {
  const parsed = parseDirectory({ ...team, ...more });
  return 'problems' in parsed
    ? parsed.problems.map(({ path, message }) => `${path.join('.')} ${message}`)
    : [];
};

describe('what an alert resembles', () => {
  test('is told with its evidence, what to try and whom to call', () => {
    const text = 'The settlement file is missing since 02:00';
    expect(hitsOf(configured(), 'payments', [{ where: 'alert', text }])).toEqual([
      {
        pattern: 'stuck-settlement',
        name: 'Settlement file not picked up',
        cause: 'The window changed.',
        quickFixes: [{ text: 'Send it again', command: 'restart:rolling' }],
        longTerm: '',
        contacts: ['Acquirer: +15555550170'],
        evidence: [{ where: 'alert', quote: text }],
      },
    ]);
  });

  test('is one of the built-in patterns where the team has none', () => {
    const [hit] = hitsOf({}, 'payments', [{ where: 'note', text: 'no connection available' }]);
    expect(hit?.pattern).toBe('connection-pool-exhausted');
    expect(hit?.quickFixes[0]?.command).toBe('db:pool:resize -- --size=50');
  });

  test('is at most three, and often nothing', () => {
    const text = library.map(({ symptoms }) => symptoms[0]?.words.join(' ')).join('. ');
    expect(hitsOf({}, 'payments', [{ where: 'alert', text }])).toHaveLength(3);
    expect(hitsOf({}, 'payments', [{ where: 'alert', text: 'all is well' }])).toEqual([]);
  });

  test('is what the team says where it has a pattern of the same id', () => {
    const patterns = {
      'memory-leak': { name: 'Ours', symptoms: [['oom']], cause: 'The old importer.' },
    };
    const ours = patternsOf(configured({ patterns, externalContacts: [] }));
    expect(ours.filter(({ id }) => id === 'memory-leak').map(({ name }) => name)).toEqual(['Ours']);
  });
});

describe('who helps from outside', () => {
  test('is told by service, whatever it is', () => {
    expect(contactsFor(configured(), 'payments')).toEqual([
      'AWS Support: https://support.example.com',
    ]);
    expect(contactsFor(configured(), 'website')).toHaveLength(2);
  });

  test.each([
    [{ externalContacts: [{ name: 'X' }] }, 'externalContacts.0 needs a phone, an email or a url'],
    [
      { externalContacts: [{ name: 'X', email: 'x@example.com', patterns: ['memory-leek'] }] },
      'externalContacts.0.patterns.0 there is no pattern memory-leek',
    ],
    [
      { externalContacts: [{ name: 'X', email: 'x@example.com', services: ['paymens'] }] },
      'externalContacts.0.services.0 there is no service paymens',
    ],
    [
      { patterns: { x: { name: 'X', symptoms: [], cause: 'Y' } } },
      'patterns.x.symptoms must have at least one symptom',
    ],
  ])('cannot be %j', (more, words) => {
    expect(problems(more)).toEqual([expect.stringContaining(words)]);
  });
});
