import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { sources } from '#core/sources.ts';
import { tries } from '../../support/effort.ts';
import { aDocument, changed, directoryOf, pathsOf, problemsIn } from './documents.ts';

const sum = 'ab'.repeat(32);
const grafana = { name: 'grafana', source: 'grafana', keySha256: sum, service: 'web' };
const rule = { name: 'cards', severity: 'SEV1', when: { service: 'payment*' } };
const laptop = { name: 'laptop', sha256: sum, scope: 'read', person: 'anna' };

describe('a document that is right', () => {
  test('has every default filled in', () => {
    const directory = directoryOf(aDocument());
    expect(directory).toMatchObject({
      defaultService: 'payments',
      rules: [],
      integrations: [],
      tokens: [],
      stakeholders: [],
    });
    expect(directory.severities.SEV1).toEqual({
      opening: 'page',
      respondWithinSeconds: 300,
      acknowledgeWithinSeconds: 300,
      updateEverySeconds: 900,
      remindBeforeSeconds: 300,
      holdSeconds: 300,
      watchSeconds: 1800,
      unacknowledgeForgotten: true,
      fillRolesWithinSeconds: 600,
    });
  });

  test('is read into the words of the program', () => {
    const directory = directoryOf(
      changed({
        'people.ana': { name: ' Ana Keller ', phone: '+1 (555) 555-0101' },
        'services.payments.evidence': {
          logGroups: ['/aws/lambda/payments'],
          metrics: [{ namespace: 'AWS/Lambda', name: 'Errors', statistic: 'Sum' }],
        },
        tokens: [{ name: 'laptop', sha256: sum.toUpperCase(), scope: 'respond' }],
        'severities.SEV2': { updateEvery: 'never', respondWithin: '1h30m' },
      }),
    );
    expect(directory.people.ana).toEqual({ name: 'Ana Keller', phone: '+15555550101' });
    expect(directory.services.payments?.evidence).toEqual({
      logGroups: ['/aws/lambda/payments'],
      metrics: [{ namespace: 'AWS/Lambda', name: 'Errors', statistic: 'Sum', periodSeconds: 60 }],
    });
    expect(directory.tokens).toEqual([{ name: 'laptop', sha256: sum, scopes: ['respond'] }]);
    expect(directory.severities.SEV2.respondWithinSeconds).toBe(5400);
    expect(directory.severities.SEV2).not.toHaveProperty('updateEverySeconds');
  });

  test('reads the same after it was stored as JSON', () => {
    const stored = JSON.parse(JSON.stringify(aDocument()));
    expect(directoryOf(stored)).toEqual(directoryOf(aDocument()));
  });

  test.each(['constructor', 'toString', '__proto__'])('has nothing that is named %s', name => {
    const { people, services, teams } = directoryOf(aDocument());
    expect([people[name], services[name], teams[name]]).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ['are in a level', {}],
    ['are the last resort', { 'escalationPolicies.default.levels.1.people': ['ana'] }],
  ])('warns of people without a phone who %s', (_name, levels) => {
    const changes = { 'people.bo.phone': undefined, fallback: 'bo', ...levels };
    const parsed = parseDirectory(changed(changes));
    expect('warnings' in parsed && parsed.warnings).toEqual([
      {
        path: ['people', 'bo'],
        message: 'is paged but has no phone: even a SEV1 reaches this person by e-mail only',
      },
    ]);
  });

  test('warns of a rule after which no other decides', () => {
    const staging = { ...rule, name: 'staging', when: { labels: { environment: 'staging' } } };
    const always = { ...rule, name: 'always', when: { labels: {} } };
    const warnings = (rules: unknown) => {
      const parsed = parseDirectory(changed({ rules }));
      return 'warnings' in parsed ? parsed.warnings : parsed.problems;
    };
    expect(warnings([staging, always, rule])).toEqual([
      {
        path: ['rules', 1],
        message:
          'matches everything, so no rule after it ever decides: give it a condition in when',
      },
    ]);
    expect(warnings([staging, rule, always])).toEqual([]);
  });

  test('says where a person is', () => {
    const directory = directoryOf(changed({ 'people.bo.timeZone': 'Asia/Tokyo' }));
    expect(directory.people.bo?.timeZone).toBe('Asia/Tokyo');
  });
});

/** What is changed in a right document (`undefined`: taken away), and every problem that it then has. */
const mistakes: [name: string, changes: Record<string, unknown>, problems: string[]][] = [
  ['no version', { version: undefined }, ['version: must be 1']],
  ['another version', { version: 2 }, ['version: must be 1']],
  ['no organisation', { organisation: undefined }, ['organisation: is missing']],
  [
    'an unknown zone',
    { 'organisation.timeZone': 'Mars/Olympus' },
    ['organisation.timeZone: must be an IANA time zone such as Europe/London'],
  ],
  [
    'an unknown zone of a person',
    { 'people.bo.timeZone': 'London' },
    ['people.bo.timeZone: must be an IANA time zone such as Europe/London'],
  ],
  [
    'an offset for a zone',
    { 'organisation.timeZone': '+02:00' },
    ['organisation.timeZone: must be an IANA time zone such as Europe/London'],
  ],
  [
    'a status page without a scheme',
    { 'organisation.statusPage': 'status.example.com' },
    ['organisation.statusPage: must be a web address such as https://example.com/page'],
  ],
  [
    'a script for a runbook',
    { 'services.payments.runbook': 'javascript:alert(1)' },
    ['services.payments.runbook: must be a web address such as https://example.com/page'],
  ],
  [
    'a phone without quotes',
    { 'people.ana.phone': 15555550101 },
    ['people.ana.phone: must be text: put the number in quotes, "+15555550101"'],
  ],
  [
    'a national phone number',
    { 'people.ana.phone': '0555 0101' },
    ['people.ana.phone: must be a phone number in international form, such as "+15555550101"'],
  ],
  [
    'a phone of three digits',
    { 'people.ana.phone': '+1 - - - 23' },
    ['people.ana.phone: must be a phone number in international form, such as "+15555550101"'],
  ],
  [
    'a broken address',
    { 'people.ana.email': 'ana at example' },
    ['people.ana.email: must be an e-mail address'],
  ],
  ['a person without a name', { 'people.ana.name': undefined }, ['people.ana.name: is missing']],
  ['an empty field', { 'people.ana.name': null }, ['people.ana.name: is empty: it must be text']],
  ['a name of blanks', { 'people.ana.name': '  ' }, ['people.ana.name: must not be empty']],
  [
    'a name as long as a novel',
    { 'people.ana.name': 'a'.repeat(81) },
    ['people.ana.name: is longer than 80 characters'],
  ],
  [
    'a name of two lines',
    { 'people.ana.name': 'Ana\nBcc: everybody' },
    ['people.ana.name: must be one line of text'],
  ],
  [
    'a person whom nobody can reach',
    { 'people.bo': { name: 'Bo' } },
    ['people.bo: needs a phone, an email or a webhook: nobody could reach this person'],
  ],
  [
    'an id with a blank',
    { 'people.bo l': { name: 'Bo', email: 'b@example.com' } },
    ['people.bo l: must be an id of letters, digits, - and _, such as checkout-api'],
  ],
  [
    'one phone for two',
    { 'people.bo.phone': '+1 555 555 0101' },
    ['people.bo.phone: is also the phone of ana'],
  ],
  [
    'one address for two',
    { 'people.bo.email': 'Ana@Example.com' },
    ['people.bo.email: is also the email of ana'],
  ],
  [
    'a misspelt field',
    { 'services.payments.escalationPolcy': 'default' },
    ['services.payments.escalationPolcy: is not a known field; did you mean escalationPolicy?'],
  ],
  [
    'a field like no other',
    { 'teams.commerce.slackChannel': '#x' },
    [
      'teams.commerce.slackChannel: is not a known field; known are name, members, lead, actionItems',
    ],
  ],
  [
    'a misspelt section',
    { stakeholder: [] },
    ['stakeholder: is not a known field; did you mean stakeholders?'],
  ],
  [
    'an unknown severity',
    { severities: { SEV5: {} } },
    ['severities.SEV5: is not a known field; did you mean SEV1?'],
  ],
  [
    'a team that is not there',
    { 'services.payments.team': 'comerce' },
    ['services.payments.team: there is no team comerce; did you mean commerce?'],
  ],
  [
    'members who are not there',
    { 'teams.commerce.members': ['ana', 'zoe'] },
    ['teams.commerce.members.1: there is no person zoe; known are ana, bo'],
  ],
  [
    'a lead who is not there',
    { 'teams.commerce.lead': 'an' },
    ['teams.commerce.lead: there is no person an; did you mean ana?'],
  ],
  [
    'a policy that is not there',
    { 'services.payments.escalationPolicy': 'nights' },
    ['services.payments.escalationPolicy: there is no escalation policy nights; known are default'],
  ],
  [
    'no default policy',
    {
      'escalationPolicies.default': undefined,
      'escalationPolicies.nights': { levels: [{ name: 'Nights', people: ['ana'] }] },
    },
    ['services.payments: needs an escalationPolicy: there is no policy named default'],
  ],
  [
    'a policy of no levels',
    { 'escalationPolicies.default.levels': [] },
    ['escalationPolicies.default.levels: must have at least one level'],
  ],
  [
    'a level of nobody',
    { 'escalationPolicies.default.levels.1.people': [] },
    ['escalationPolicies.default.levels.1.people: must name at least one person'],
  ],
  [
    'a person for a list',
    { 'escalationPolicies.default.levels.1.people': 'bo' },
    ['escalationPolicies.default.levels.1.people: must be a list'],
  ],
  [
    'a stranger in a level',
    { 'escalationPolicies.default.levels.1.people': ['x'] },
    ['escalationPolicies.default.levels.1.people.0: there is no person x; known are ana, bo'],
  ],
  [
    'a level with a time that has no unit',
    { 'escalationPolicies.default.levels.0.acknowledgeWithin': 5 },
    [
      'escalationPolicies.default.levels.0.acknowledgeWithin: must have a unit, such as 5s, 5m or 5h',
    ],
  ],
  [
    'a level with a time that is none',
    { 'escalationPolicies.default.levels.0.acknowledgeWithin': 'soon' },
    [
      'escalationPolicies.default.levels.0.acknowledgeWithin: must be a time such as 90s, 5m, 2h or 1d, or one for each severity such as { SEV1: 3m, SEV2: 10m }',
    ],
  ],
  [
    'wrong times for the severities of a level',
    { 'escalationPolicies.default.levels.0.acknowledgeWithin': { SEV1: 5, SEV9: '5m' } },
    [
      'escalationPolicies.default.levels.0.acknowledgeWithin.SEV1: must have a unit, such as 5s, 5m or 5h',
      'escalationPolicies.default.levels.0.acknowledgeWithin.SEV9: is not a known field; did you mean SEV1?',
    ],
  ],
  ['no services', { services: {} }, ['services: must have at least one service']],
  [
    'two services and no default',
    { 'services.web': { name: 'Web', team: 'commerce' } },
    ['defaultService: is missing: an alert that matches no service must belong to one'],
  ],
  [
    'a default service that is not there',
    { defaultService: 'constructor' },
    ['defaultService: there is no service constructor; known are payments'],
  ],
  [
    'a fallback who is not there',
    { fallback: 'cto' },
    ['fallback: there is no person cto; known are ana, bo'],
  ],
  [
    'one pattern for two services',
    {
      'services.payments.match': ['pay*', { app: 'pay', env: 'production' }],
      'services.web': {
        name: 'Web',
        team: 'commerce',
        match: ['PAY*', { env: 'production', app: 'Pay' }, 'Payments'],
      },
      defaultService: 'web',
    },
    [
      'services.web.match.0: is also matched by the service payments',
      'services.web.match.1: is also matched by the service payments',
      'services.web.match.2: is also matched by the service payments',
    ],
  ],
  [
    'one name for two services',
    {
      'services.web': { name: 'payments', team: 'commerce' },
      'services.shop': { name: 'Shop', team: 'commerce', match: ['WEB'] },
      defaultService: 'web',
    },
    [
      'services.web.name: is also matched by the service payments',
      'services.shop.match.0: is also matched by the service web',
    ],
  ],
  [
    'one name for two services, with its marks put together otherwise',
    {
      'services.books': { name: 'B\u00fccher', team: 'commerce' },
      'services.shop': { name: 'Bu\u0308cher', team: 'commerce' },
      defaultService: 'books',
    },
    ['services.shop.name: is also matched by the service books'],
  ],
  [
    'a label that is no text',
    { 'services.payments.match': [{ namespace: 5 }] },
    ['services.payments.match.0.namespace: must be text: put it in quotes'],
  ],
  [
    'a match that is neither name nor labels',
    { 'services.payments.match': [7, {}] },
    [
      'services.payments.match.0: must be a name such as payment* or labels such as { namespace: payments }',
      'services.payments.match.1: must name a label',
    ],
  ],
  [
    'a time without a unit',
    { severities: { SEV1: { acknowledgeWithin: 5 } } },
    ['severities.SEV1.acknowledgeWithin: must have a unit, such as 5s, 5m or 5h'],
  ],
  [
    'a time without a unit where never is possible',
    {
      severities: { SEV1: { updateEvery: 15 } },
    },
    ['severities.SEV1.updateEvery: must have a unit, such as 15s, 15m or 15h'],
  ],
  [
    'a time in words',
    { severities: { SEV1: { watch: 'half an hour' } } },
    ['severities.SEV1.watch: must be a time such as 90s, 5m, 2h or 1d'],
  ],
  [
    'no time at all',
    { severities: { SEV1: { acknowledgeWithin: '0s' } } },
    ['severities.SEV1.acknowledgeWithin: must be at least 1s'],
  ],
  [
    'a time longer than a year',
    { severities: { SEV4: { watch: '400d' } } },
    ['severities.SEV4.watch: must not be longer than 366d'],
  ],
  [
    'a reminder as early as the update',
    {
      severities: { SEV1: { updateEvery: '5m' }, SEV2: { remindBefore: '1h' } },
    },
    [
      'severities.SEV1.updateEvery: leaves no time for the reminder, 5m before an update every 5m',
      'severities.SEV2.remindBefore: leaves no time for the reminder, 1h before an update every 30m',
    ],
  ],
  [
    'a period that CloudWatch does not have',
    {
      'services.payments.evidence': {
        metrics: [{ namespace: 'A', name: 'B', statistic: 'Sum', period: '90s' }],
      },
    },
    [
      'services.payments.evidence.metrics.0.period: must be a period that CloudWatch knows: 1s, 5s, 10s, 20s, 30s or whole minutes',
    ],
  ],
  [
    'a statistic that CloudWatch does not have',
    {
      'services.payments.evidence': {
        metrics: [{ namespace: 'A', name: 'B', statistic: 'average' }],
      },
    },
    [
      'services.payments.evidence.metrics.0.statistic: must be a CloudWatch statistic: Sum, Average, Minimum, Maximum, SampleCount, p99',
    ],
  ],
  [
    'a rule without its parts',
    { rules: [{}] },
    ['rules.0.name: is missing', 'rules.0.severity: is missing'],
  ],
  [
    'a rule with a misspelt condition',
    { rules: [{ ...rule, severity: 'SEV0', when: { servce: 'web' } }] },
    [
      'rules.0.severity: must be one of SEV1, SEV2, SEV3, SEV4, or one for each environment: { production: SEV1, default: SEV3 }',
      'rules.0.when.servce: is not a known field; did you mean service?',
    ],
  ],
  [
    'a rule about no number',
    { rules: [{ ...rule, when: { number: { name: 'declined' } } }] },
    ['rules.0.when.number: needs above or below'],
  ],
  [
    'a rule about an impossible number',
    { rules: [{ ...rule, when: { number: { name: 'declined', above: 20, below: 10 } } }] },
    ['rules.0.when.number: never matches: no number is above 20 and below 10'],
  ],
  [
    'one rule twice',
    { rules: [rule, { ...rule, name: 'Cards' }] },
    ['rules.1.name: is the name of another rule'],
  ],
  [
    'a key in plain text',
    {
      integrations: [{ name: 'grafana', source: 'grafana', keySha256: 'secret' }],
    },
    ['integrations.0.keySha256: must be a SHA-256 sum: 64 hexadecimal digits'],
  ],
  [
    'a source that is not known',
    {
      integrations: [{ name: 'nagios', source: 'nobody', keySha256: sum, service: 'web' }],
    },
    [
      `integrations.0.source: must be one of ${sources.join(', ')}`,
      'integrations.0.service: there is no service web; known are payments',
    ],
  ],
  [
    'one integration twice',
    {
      integrations: [grafana, { ...grafana, keySha256: sum.toUpperCase() }],
    },
    [
      'integrations.0.service: there is no service web; known are payments',
      'integrations.1.service: there is no service web; known are payments',
      'integrations.1.name: is the name of another integration',
      'integrations.1.keySha256: is the key of another integration',
    ],
  ],
  [
    'names that look alike',
    {
      integrations: [
        { name: 'cron jobs', source: 'generic', keySha256: sum },
        { name: 'cron\u00a0jobs', source: 'generic', keySha256: 'a'.repeat(64) },
        { name: 'c\u200bron jobs', source: 'generic', keySha256: 'b'.repeat(64) },
        { name: '\uff43ron jobs', source: 'generic', keySha256: 'c'.repeat(64) },
      ],
    },
    [
      'integrations.1.name: is the name of another integration',
      'integrations.2.name: is the name of another integration',
      'integrations.3.name: is the name of another integration',
    ],
  ],
  [
    'one domain written in two ways',
    {
      integrations: [
        { name: 'cron', source: 'generic', keySha256: sum, domain: 'jobs' },
        { name: 'batch', source: 'generic', keySha256: 'a'.repeat(64), domain: 'jobs ' },
        { name: 'queue', source: 'generic', keySha256: 'b'.repeat(64), domain: 'Jobs' },
      ],
    },
    [
      'integrations.2.domain: is written otherwise than "jobs" of another integration: these are two domains',
    ],
  ],
  [
    'a former key that is the key of another',
    {
      integrations: [
        { name: 'cron', source: 'generic', keySha256: sum },
        { name: 'jobs', source: 'generic', keySha256: 'a'.repeat(64), formerKeySha256: sum },
      ],
    },
    ['integrations.1.formerKeySha256: is the key of another integration'],
  ],
  [
    'a token by the name of one that stands in no document',
    { tokens: [{ ...laptop, name: 'Administrator', person: 'ana' }] },
    ['tokens.0.name: is the name of the operations token: whoever acts has to be told apart'],
  ],
  [
    'one token twice',
    {
      tokens: [laptop, { ...laptop, person: 'ana' }],
    },
    [
      'tokens.0.person: there is no person anna; did you mean ana?',
      'tokens.1.name: is the name of another token',
      'tokens.1.sha256: is the sum of another token',
    ],
  ],
  [
    'scopes for scope',
    { tokens: [{ name: 'x', sha256: sum, scopes: ['read'] }] },
    ['tokens.0.scope: is missing', 'tokens.0.scopes: is not a known field; did you mean scope?'],
  ],
  [
    'stakeholders who can be told by nothing, by two ways, or by no queue',
    {
      stakeholders: [
        { severities: ['SEV1'] },
        { email: 's@example.com', queue: 'arn:aws:sqs:eu-central-1:111122223333:crm' },
        { queue: 'https://sqs.eu-central-1.amazonaws.com/111122223333/crm' },
      ],
    },
    [
      'stakeholders.0: needs one of email and queue',
      'stakeholders.1: needs one of email and queue',
      'stakeholders.2.queue: must be an ARN that begins with arn:aws:sqs:',
    ],
  ],
  [
    'stakeholders of things that are not there',
    {
      stakeholders: [{ email: 's@example.com', services: ['web'] }, { email: 'S@example.com' }],
    },
    [
      'stakeholders.0.services.0: there is no service web; known are payments',
      'stakeholders.1.email: is named twice',
    ],
  ],
];

describe('a document that is wrong', () => {
  test.each(mistakes)('has %s', (_name, changes, problems) => {
    expect(problemsIn(changed(changes))).toEqual(problems);
  });

  test('is not even a document', () => {
    expect(problemsIn(null)).toEqual([': is empty: it must be a group of named fields']);
    expect(problemsIn('version: 1')).toEqual([': must be a group of named fields']);
    expect(problemsIn([])).toEqual([': must be a group of named fields']);
  });

  test('is told everything at once', () => {
    const problems = problemsIn({ version: 1, organisation: {}, people: { ana: {} }, rulez: [] });
    expect(problems).toEqual([
      'organisation.name: is missing',
      'organisation.timeZone: is missing',
      'people.ana.name: is missing',
      'escalationPolicies: is missing',
      'services: is missing',
      'rulez: is not a known field; did you mean rules?',
    ]);
  });

  test('never makes it throw, whatever it holds', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), document => {
        parseDirectory(document);
      }),
    );
  });

  test('never makes it throw when one field of it is anything at all', () => {
    const places = pathsOf(aDocument());
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.anything(), (path, value) => {
        parseDirectory(changed({ [path.join('.')]: value }));
      }),
      tries(200),
    );
  });
});
