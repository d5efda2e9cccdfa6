import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CliFailure } from '#cli/failure.ts';
import { checkConfiguration, readConfiguration } from '#cli/setup/configuration-file.ts';
import { tries } from '../../support/effort.ts';

const right = `version: 1
organisation:
  name: Northwind Books
  timeZone: Europe/London
people:
  ana:
    name: Ana Keller
    phone: "+15555550101"
teams:
  commerce: { name: Commerce, members: [ana] }
escalationPolicies:
  default:
    levels:
      - name: On-call Engineer
        people: [ana]
services:
  payments:
    name: Payments
    team: commerce
`;

function problemsIn(text: string): string[] {
  const checked = checkConfiguration(text, 'tocsin.yaml');
  return 'problems' in checked
    ? checked.problems.map(({ place, message }) => `${place}  ${message}`)
    : [];
}

test('a file that is right becomes the document that the API takes', () => {
  expect(readConfiguration(right, 'tocsin.yaml')).toMatchObject({
    version: 1,
    people: { ana: { phone: '+15555550101' } },
    teams: { commerce: { members: ['ana'] } },
  });
});

test('a warning says where', () => {
  const text = right.replace('phone: "+15555550101"', 'email: ana@example.com');
  expect(checkConfiguration(text, 'tocsin.yaml')).toMatchObject({
    warnings: [
      {
        place: 'tocsin.yaml:6:3',
        message:
          'people.ana: is paged but has no phone: even a SEV1 reaches this person by e-mail only',
      },
    ],
  });
});

describe('every problem has its place', () => {
  test.each<[name: string, from: string, to: string, problems: string[]]>([
    [
      'a reference',
      'team: commerce',
      'team: comerce',
      [
        'tocsin.yaml:19:5  services.payments.team: there is no team comerce; did you mean commerce?',
      ],
    ],
    [
      'an entry of a list',
      'people: [ana]',
      'people: [ana, zoe]',
      [
        'tocsin.yaml:15:23  escalationPolicies.default.levels.0.people.1: there is no person zoe; known are ana',
      ],
    ],
    [
      'a field between braces',
      'members: [ana]',
      'members: [ana], laed: ana',
      ['tocsin.yaml:10:47  teams.commerce.laed: is not a known field; did you mean lead?'],
    ],
    [
      'a condition of a rule',
      'services:\n',
      'rules:\n  - name: staging\n    severity: SEV4\n    when:\n      lables: { env: staging }\nservices:\n',
      ['tocsin.yaml:20:7  rules.0.when.lables: is not a known field; did you mean labels?'],
    ],
    [
      'one of several times',
      '        people: [ana]\n',
      '        people: [ana]\n        acknowledgeWithin: { SEV1: 5m, SEV2: 10 }\n',
      [
        'tocsin.yaml:16:40  escalationPolicies.default.levels.0.acknowledgeWithin.SEV2: must have a unit, such as 10s, 10m or 10h',
      ],
    ],
    [
      'an expression that may take for ever',
      '    team: commerce\n',
      "    team: commerce\n    evidence:\n      redact:\n        - '(?<=id=)[0-9]+'\n",
      [
        'tocsin.yaml:22:11  services.payments.evidence.redact.0: looks around with (?=, (?!, (?<= or (?<!, which takes more than one reading: match the words beside it too (or name one of email, card, ip, phone, token, aws-key)',
      ],
    ],
    [
      'a missing field, at what should have it',
      '    team: commerce\n',
      '',
      ['tocsin.yaml:17:3  services.payments.team: is missing'],
    ],
    [
      'a phone that YAML takes for a number',
      'phone: "+15555550101"',
      'phone: +15555550101',
      ['tocsin.yaml:8:5  people.ana.phone: must be text: put the number in quotes, "+15555550101"'],
    ],
    [
      'a section without content',
      'services:\n  payments:\n    name: Payments\n    team: commerce\n',
      'services:\nrules:\n',
      [
        'tocsin.yaml:16:1  services: is empty: it must be a group of named fields',
        'tocsin.yaml:17:1  rules: is empty: it must be a list',
      ],
    ],
    ['a missing section, at the top', 'version: 1\n', '', ['tocsin.yaml:1:1  version: must be 1']],
    [
      'a name that is there twice, as a number and as text',
      'teams:\n',
      '  7: { name: Bo, email: b@example.com }\n  "7": { name: Chidi, email: c@example.com }\nteams:\n',
      ['tocsin.yaml:10:3  7 is there twice, first in line 9'],
    ],
    [
      'a name that is there twice',
      '    name: Ana Keller\n',
      '    name: Ana Keller\n    name: Ana\n',
      ['tocsin.yaml:8:5  name is there twice, first in line 7'],
    ],
    [
      'a text with a colon in it',
      'name: Payments',
      'name: Payments: the new ones',
      ['tocsin.yaml:18:11  a text with a colon and a blank in it must be in quotes'],
    ],
    [
      'a text that begins with a sign of YAML',
      'name: Payments',
      'name: @payments',
      ['tocsin.yaml:18:11  a text that begins with @ must be in quotes'],
    ],
    [
      'a name that no configuration can have',
      '  commerce: {',
      '  __proto__: { name: Nobody, members: [ana] }\n  commerce: {',
      ['tocsin.yaml:10:3  __proto__ is a name that is not accepted'],
    ],
    [
      'a zone with a slip',
      'timeZone: Europe/London',
      'timeZone: Australia/Sidney',
      [
        'tocsin.yaml:4:3  organisation.timeZone: must be an IANA time zone such as Europe/London; did you mean Australia/Sydney?',
      ],
    ],
    [
      'a zone by its city alone',
      'timeZone: Europe/London',
      'timeZone: New York',
      [
        'tocsin.yaml:4:3  organisation.timeZone: must be an IANA time zone such as Europe/London; did you mean America/New_York?',
      ],
    ],
    [
      'a tab',
      '    team: commerce',
      '\tteam: commerce',
      ['tocsin.yaml:19:1  a tab cannot indent: use spaces'],
    ],
    [
      'a bracket that nobody closed',
      'members: [ana] }',
      'members: [ana }',
      [
        'tocsin.yaml:10:45  this is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    [
      'a list for a name',
      'version: 1',
      '[version]: 1',
      ['tocsin.yaml:1:1  a name must be plain text'],
    ],
    [
      'a second document',
      'organisation:',
      '---\norganisation:',
      ['tocsin.yaml:2:1  a second document begins here: one file is one configuration'],
    ],
    [
      'a tag that nobody knows',
      'team: commerce',
      'team: !env TEAM',
      ['tocsin.yaml:19:11  this is not valid YAML: Unresolved tag: !env'],
    ],
    [
      'an alias of nothing',
      'members: [ana]',
      'members: *everybody',
      ['tocsin.yaml:10:40  there is no anchor &everybody before this'],
    ],
    [
      'an alias inside of what it names',
      'default:\n',
      'default: &all\n    again: *all\n',
      ['tocsin.yaml:13:12  *all contains itself'],
    ],
  ])('%s', (_name, from, to, problems) => {
    expect(right).toContain(from);
    expect(problemsIn(right.replace(from, to))).toEqual(problems);
  });

  test('also in a file with nothing in it', () => {
    const problem = 'is empty: it must be a group of named fields';
    expect(problemsIn('')).toEqual([`tocsin.yaml:1:1  ${problem}`]);
    expect(problemsIn('# nothing yet\n')).toEqual([`tocsin.yaml:1:1  ${problem}`]);
  });

  test('also in a file that a Windows editor has saved', () => {
    const text = `\uFEFF${right.replaceAll('\n', '\r\n')}`;
    expect(problemsIn(text)).toEqual([]);
    expect(problemsIn(text.replace('team: commerce', 'team: none'))).toEqual([
      'tocsin.yaml:19:5  services.payments.team: there is no team none; known are commerce',
    ]);
  });
});

test('brackets in brackets without end are nested too deeply, wherever reading gave up', () => {
  const deep = right.replace('[ana]', '['.repeat(8000));
  expect(problemsIn(deep)).toEqual([
    expect.stringMatching(/^tocsin\.yaml:10:\d+ {2}this is nested too deeply$/),
  ]);
});

test('the first hundred of very many problems are told, so that the first is still in sight', () => {
  const rules = Array.from(
    { length: 250 },
    (_, index) => `  - { name: r${index}, severity: SEV5, when: {} }\n`,
  );
  const read = () => readConfiguration(`${right}rules:\n${rules.join('')}`, 'tocsin.yaml');
  expect(read).toThrow('tocsin.yaml has 250 problems; these are the first 100.');
  try {
    read();
  } catch (error) {
    expect((error as CliFailure).errors).toHaveLength(100);
  }
});

test('one report has problems of form, of reference and of sense, from top to bottom', () => {
  const text = right
    .replace('phone: "+15555550101"', 'phone: 0555 0101')
    .replace('people: [ana]', 'schedules: [primry]')
    .replace('    team: commerce\n', '    team: comerce\n    runbok: https://wiki.example.com\n')
    .replace(
      'services:\n',
      `schedules:
  primary:
    name: Primary
    timeZone: Europe/London
    layers:
      - name: Days
        people: [ana, zoe]
        start: 2026-11-02T09:00Z
        turn: fortnightly
        restrictions:
          - { days: [mon], from: "09:00", to: "09:00" }
services:
`,
    );
  expect(problemsIn(text)).toEqual([
    'tocsin.yaml:8:5  people.ana.phone: must be a phone number in international form, such as "+15555550101"',
    'tocsin.yaml:15:21  escalationPolicies.default.levels.0.schedules.0: there is no schedule primry; did you mean primary?',
    'tocsin.yaml:22:23  schedules.primary.layers.0.people.1: there is no person zoe; known are ana',
    'tocsin.yaml:23:9  schedules.primary.layers.0.start: must not have a zone of its own: it is told in the time zone of its schedule, such as 2026-11-02T09:00',
    'tocsin.yaml:24:9  schedules.primary.layers.0.turn: must be daily, weekly, or a length such as { days: 14 } or { hours: 12 }',
    'tocsin.yaml:26:13  schedules.primary.layers.0.restrictions.0: is a window of no length: the whole day is from "00:00" to "24:00"',
    'tocsin.yaml:30:5  services.payments.team: there is no team comerce; did you mean commerce?',
    'tocsin.yaml:31:5  services.payments.runbok: is not a known field; did you mean runbook?',
  ]);
});

describe('aliases', () => {
  test('save writing things twice', () => {
    const text = right
      .replace('members: [ana]', 'members: &everybody [ana]')
      .replace('people: [ana]', 'people: *everybody');
    expect(problemsIn(text)).toEqual([]);
  });

  test('of aliases of aliases do not fill the memory', () => {
    const bomb = Array.from(
      { length: 9 },
      (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(9)}]`,
    );
    expect(problemsIn(`a0: &a0 [boom]\n${bomb.join('\n')}\n`)).toEqual([
      'tocsin.yaml:1:1  its aliases multiply: write it out',
    ]);
  });

  test('by the thousand are refused at the first that is too many', () => {
    const text = `a0: &a0 x\nall: [${'*a0, '.repeat(5000)}]\n`;
    expect(problemsIn(text)).toEqual(['tocsin.yaml:2:507  more than 100 aliases: write it out']);
  });
});

test('the failure lists the problems for the terminal', () => {
  const attempt = () =>
    readConfiguration(right.replace('team: commerce', 'taem: commerce'), 'team/tocsin.yaml');
  expect(attempt).toThrow(CliFailure);
  try {
    attempt();
  } catch (error) {
    expect(error).toMatchObject({
      exitCode: 1,
      message: 'team/tocsin.yaml has 2 problems.',
      errors: [
        { path: 'team/tocsin.yaml:17:3', message: 'services.payments.team: is missing' },
        {
          path: 'team/tocsin.yaml:19:5',
          message: 'services.payments.taem: is not a known field; did you mean team?',
        },
      ],
    });
  }
});

test('no text makes it throw', () => {
  const pieces = fc.constantFrom(
    ...right.split(/(?<=[\s:[\]{}])/),
    '&a ',
    '*a',
    '- ',
    '? ',
    '\t',
    '|',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), words => {
      checkConfiguration(words.join(''), 'tocsin.yaml');
    }),
    tries(200),
  );
});
