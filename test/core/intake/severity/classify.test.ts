import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from '#core/intake/alert.ts';
import { classify } from '#core/intake/severity/classify.ts';
import type { ClassificationRule } from '#core/setup/document-rules.ts';
import { isWorse, type Severity, severities } from '#core/severity.ts';
import { tries } from '../../../support/effort.ts';
import { anySigns } from '../../text/untrusted.ts';
import { parsedBy } from '../fixture.ts';
import { alert, alerted, declared } from './alerts.ts';

describe('the reason can be checked', () => {
  test('it quotes the words and names the definition', () => {
    expect(declared('Payment processing down')).toEqual({
      severity: 'SEV1',
      reason: {
        rule: 'payment-failure',
        text:
          'title says "payment processing down", matching "<payments> (in production|) (<completely>|) <down>" ' +
          '(payment system failure, runbook SEV1)',
      },
    });
  });

  test('it quotes the number', () => {
    expect(declared('p99 latency up 63 %').reason).toEqual({
      rule: 'degradation',
      text: 'title says "latency up 63%" (performance degradation > 50 %, runbook SEV2)',
    });
  });

  const unknown = 'the sender\'s severity "deadman" is not known, a rule can say what it means; ';

  test('it says first that the sender’s word is not known', () => {
    expect(alerted({ vendorSeverity: 'deadman' }).reason.text).toBe(
      `${unknown}nothing in it says how severe it is, so it is SEV3 until a person decides`,
    );
    expect(alerted({ vendorSeverity: 'deadman', title: 'Payments down' })).toMatchObject({
      severity: 'SEV1',
      reason: { rule: 'payment-failure', text: expect.stringMatching(`^${unknown}title says`) },
    });
  });
});

describe('the order of evidence', () => {
  const rule: ClassificationRule = { name: 'batch', severity: 'SEV4', when: { title: '*batch*' } };

  test('a rule of the team comes before everything', () => {
    const given = { title: 'SEV1 batch: payments down', labels: { severity: 'SEV1' } };
    expect(alerted(given, [rule])).toEqual({
      severity: 'SEV4',
      reason: {
        rule: 'batch',
        text: 'the team\'s rule "batch" matches: title is "SEV1 batch: payments down"',
      },
    });
  });

  test('a severity in the runbook’s terms comes before the definitions', () => {
    const given = { title: 'Payments down', labels: { severity: 'sev-3' } };
    expect(alerted(given)).toMatchObject({
      severity: 'SEV3',
      reason: { rule: 'explicit-severity', text: 'label severity is "sev-3"' },
    });
  });

  test('the definitions come before the sender’s word', () => {
    expect(alerted({ title: 'Payments down', vendorSeverity: 'info' }).severity).toBe('SEV1');
    expect(alerted({ title: 'Typo on a page', vendorSeverity: 'warning' }).severity).toBe('SEV4');
  });

  test('words that sound harmless never silence a sender that asks for a page', () => {
    const judged = alerted({ title: 'p95 latency up 30 %', vendorSeverity: 'critical' });
    expect(judged).toMatchObject({ severity: 'SEV2', reason: { rule: 'sender-severity' } });
    expect(judged.reason.text).toContain('asks for a page, although');
  });

  test('of several definitions the worst wins', () => {
    expect(declared('Typo on the start page, and payments are down').severity).toBe('SEV1');
    expect(declared('Errors for 4 % of users', 'The database is down.').severity).toBe('SEV1');
  });
});

test.each([
  ['Höchste', 'SEV2'],
  ['Avertissement', 'SEV3'],
  ['baja', 'SEV4'],
  ['严重', 'SEV2'],
  ['警告', 'SEV3'],
])('a sender that speaks another language may say %s, which is %s', (vendorSeverity, severity) => {
  expect(alerted({ vendorSeverity })).toMatchObject({ severity });
  expect(alerted({ labels: { severity: vendorSeverity } })).toMatchObject({ severity });
});

describe('a severity in the runbook’s own terms', () => {
  const cases: Record<string, [Partial<Alert>, Severity]> = {
    'a label SEV2': [{ labels: { severity: 'SEV2' } }, 'SEV2'],
    'a label P1': [{ labels: { priority: 'P1' } }, 'SEV1'],
    'a label P5, which is milder than the mildest': [{ labels: { priority: 'p5' } }, 'SEV4'],
    'a label P0, which is worse than the worst': [{ labels: { sev: 'P0' } }, 'SEV1'],
    'an annotation': [{ annotations: { severity: 'sev 2' } }, 'SEV2'],
    'the worse of two': [{ labels: { severity: 'SEV3', priority: 'P2' } }, 'SEV2'],
    'a label in other letters': [{ labels: { Severity: 'Sev1' } }, 'SEV1'],
    'the sender’s severity': [{ vendorSeverity: 'P2' }, 'SEV2'],
    'a term and its name': [{ vendorSeverity: 'P1 - Critical' }, 'SEV1'],
    'a term in wide letters': [{ vendorSeverity: 'ＳＥＶ１' }, 'SEV1'],
    'a title that begins with one': [{ title: '［Ｐ１］ Checkout' }, 'SEV1'],
    'a term and a sentence': [{ vendorSeverity: 'Sev1 - the shop is down' }, 'SEV1'],
    'the worse of a term and a word': [{ vendorSeverity: 'critical (P3)' }, 'SEV2'],
    'the worse of two terms': [{ vendorSeverity: 'SEV4,SEV2' }, 'SEV2'],
    'the beginning of a title': [{ title: '[SEV4] checkout is completely down' }, 'SEV4'],
    'a title with a priority': [{ title: 'P1 - odd things' }, 'SEV1'],
    'the name of a rule': [{ source: 'cloudwatch', name: 'prod-checkout-SEV1-5xx' }, 'SEV1'],
  };
  for (const [name, [given, severity]] of Object.entries(cases)) {
    test(`${name} is ${severity}`, () => {
      expect(alerted(given)).toMatchObject({ severity, reason: { rule: 'explicit-severity' } });
    });
  }

  test('a bare number is none: senders count in both directions', () => {
    expect(alerted({ labels: { severity: '1' } }).reason.rule).toBe('unclassified');
  });

  test('a quantile is none, and neither is a word of a title or a P1 within a name', () => {
    const others = [
      { vendorSeverity: 'p95' },
      { title: 'Postmortem of SEV1 is late' },
      { source: 'cloudwatch' as const, name: 'queue-p1-depth' },
    ];
    for (const given of others) expect(alerted(given).reason.rule).toBe('unclassified');
  });
});

describe('the sender’s word', () => {
  const words: Record<string, Severity> = {
    critical: 'SEV2',
    ' Fatal ': 'SEV2',
    highest: 'SEV2',
    'critical,warning': 'SEV2',
    'warning/critical': 'SEV2',
    'Critical - 5': 'SEV2',
    page: 'SEV2',
    error: 'SEV2',
    HIGH: 'SEV2',
    Warning: 'SEV3',
    medium: 'SEV3',
    'non-critical': 'SEV3',
    'low, not urgent': 'SEV3',
    info: 'SEV4',
    low: 'SEV4',
  };
  for (const [word, severity] of Object.entries(words)) {
    test(`${word.trim()} is ${severity} when nothing says more`, () => {
      expect(alerted({ vendorSeverity: word })).toMatchObject({
        severity,
        reason: { rule: 'sender-severity' },
      });
    });
  }

  test('is SEV1 with what the runbook calls SEV1, or where one line of the team says so', () => {
    const rule: ClassificationRule = {
      name: 'critical means it',
      severity: 'SEV1',
      when: { vendorSeverity: 'critical' },
    };
    const given = { title: 'CPU 20 %', vendorSeverity: 'critical' };
    expect(alerted(given).severity).toBe('SEV2');
    expect(alerted({ ...given, title: 'Payments are failing' }).severity).toBe('SEV1');
    expect(alerted(given, [rule]).severity).toBe('SEV1');
  });

  test('may stand in the name of a rule, or before a title', () => {
    for (const given of [
      { source: 'cloudwatch' as const, name: 'CRITICAL-queue-depth' },
      { source: 'cloudwatch' as const, name: 'prod-queue-critical' },
      { title: '[CRITICAL] queue depth' },
      { title: 'Critical: queue depth' },
    ]) {
      expect(alerted(given)).toMatchObject({
        severity: 'SEV2',
        reason: { rule: 'sender-severity' },
      });
    }
    for (const title of ['Critical path renamed', 'Emergency contact changed', 'error: odd']) {
      expect(alerted({ title }).reason.rule).toBe('unclassified');
    }
  });
});

describe('an alarm of CloudWatch', () => {
  const severityOf = (alarm: object) => {
    const body = JSON.stringify({ NewStateValue: 'ALARM', ...alarm });
    const parsed = parsedBy('cloudwatch', body);
    return 'alerts' in parsed
      ? parsed.alerts.map(each => [
          classify([], { kind: 'alert', alert: each }).severity,
          each.service,
        ])
      : parsed;
  };

  test('says its severity in its name or its description, also on one line with the service', () => {
    expect(severityOf({ AlarmName: 'prod-checkout-SEV1-5xx' })).toEqual([['SEV1', undefined]]);
    expect(severityOf({ AlarmName: 'CRITICAL-5xx' })).toEqual([['SEV2', undefined]]);
    const description = 'Checkout answers with errors\nseverity: SEV2, service: payments';
    expect(severityOf({ AlarmName: '5xx', AlarmDescription: description })).toEqual([
      ['SEV2', 'payments'],
    ]);
  });
});

describe('where no customer is', () => {
  const staging: Record<string, string>[] = [
    { environment: 'staging' },
    { namespace: 'shop-test' },
    { 'deployment.environment': 'dev' },
    { Stage: 'UAT' },
    { env: 'non-prod' },
    { cluster: 'eu-preprod-2' },
  ];
  for (const labels of staging) {
    test(`${JSON.stringify(labels)} counts before the sender’s word and before texts`, () => {
      for (const given of [{ vendorSeverity: 'critical' }, { title: 'Payments are down' }]) {
        expect(alerted({ ...given, labels })).toMatchObject({
          severity: 'SEV4',
          reason: { rule: 'environment', text: expect.stringContaining('where no customer is') },
        });
      }
      expect(alerted({ labels: { ...labels, severity: 'SEV1' } }).severity).toBe('SEV1');
    });
  }

  const others: Record<string, string>[] = [
    { environment: 'production' },
    { namespace: 'latest' },
    { cluster: 'prod-and-staging' },
    { namespace: 'AWS/EC2' },
    { team: 'test' },
  ];
  for (const labels of others) {
    test(`${JSON.stringify(labels)} is not there`, () => {
      const given = { title: 'Payments are down', labels };
      expect(alerted(given).severity).toBe('SEV1');
    });
  }
});

describe('something that is down', () => {
  test('is SEV2 unless something says otherwise', () => {
    const given = { name: 'InstanceDown', title: 'Nightly (instance=a)' };
    expect(alerted(given)).toMatchObject({ severity: 'SEV2', reason: { rule: 'service-down' } });
    expect(alerted({ ...given, vendorSeverity: 'warning' }).severity).toBe('SEV3');
    expect(alerted({ ...given, title: 'The newsletter is broken' }).severity).toBe('SEV3');
    expect(alerted({ description: 'Tells when a host is down.' }).severity).toBe('SEV3');
  });
});

describe('an alert of missing data', () => {
  const texts = { title: 'Payments are failing', description: 'All requests fail.' };

  test('is not judged by texts about another state', () => {
    for (const given of [
      { name: 'DatasourceNoData' },
      { name: 'DatasourceError' },
      { annotations: { grafana_state_reason: 'NoData' } },
    ]) {
      expect(alerted({ ...texts, ...given })).toMatchObject({
        severity: 'SEV3',
        reason: { rule: 'unclassified', text: expect.stringMatching(/^data is missing/) },
      });
      expect(alerted({ ...texts, ...given, vendorSeverity: 'critical' }).severity).toBe('SEV2');
      expect(alerted({ ...texts, ...given, labels: { severity: 'SEV1' } }).severity).toBe('SEV1');
    }
  });
});

describe('what an alert measures', () => {
  const cases: Record<string, [Partial<Alert>, Severity]> = {
    'an error ratio of 0.63': [{ numbers: { error_ratio: 0.63 } }, 'SEV2'],
    'an error ratio of 0.2': [{ numbers: { error_ratio: 0.2 } }, 'SEV3'],
    'an error rate in percent': [{ labels: { error_rate: '63%' } }, 'SEV2'],
    'a name that says percent': [{ numbers: { errorRatePercent: 72 } }, 'SEV2'],
    'a unit of CloudWatch': [{ labels: { unit: 'Percent' }, numbers: { ErrorRate: 63.5 } }, 'SEV2'],
    'a value of an alert named so': [
      { name: 'HighErrorRate', annotations: { value: '55 %' } },
      'SEV2',
    ],
    'affected users': [{ annotations: { affected_users: '12%' } }, 'SEV2'],
    'few affected users': [{ numbers: { users_affected_percent: 3 } }, 'SEV3'],
    'latency that went up': [{ numbers: { latency_increase_percent: 130 } }, 'SEV2'],
    'success that is missing': [{ numbers: { success_rate_percent: 40 } }, 'SEV2'],
  };
  for (const [name, [given, severity]] of Object.entries(cases)) {
    test(`${name} is ${severity}`, () => {
      const found = alerted({ ...given, vendorSeverity: 'low' });
      expect(found.severity).toBe(severity);
      expect(found.reason.text).toMatch(/^alert has /);
    });
  }

  test('a number without a unit says nothing', () => {
    for (const numbers of [
      { error_rate: 0.5 },
      { value: 63 },
      { cpu_percent: 99 },
      { error_threshold_percent: 99 },
    ]) {
      expect(alerted({ numbers }).reason.rule).toBe('unclassified');
    }
  });
});

describe('the texts of an alert', () => {
  test('a name in one word is read as words', () => {
    expect(alerted({ name: 'PaymentProcessingDown', title: 'On shop-1' })).toMatchObject({
      severity: 'SEV1',
      reason: { text: expect.stringMatching(/^name says "payment processing down"/) },
    });
  });

  test('a description that says what is counts', () => {
    expect(alerted({ description: 'Since 02:10 all requests fail.' }).severity).toBe('SEV1');
    expect(alerted({ description: 'Customers can no longer pay.' }).severity).toBe('SEV1');
  });

  test('a description that says what may follow, or what to read, does not', () => {
    for (const description of [
      'If the database is down, see the runbook.',
      'This may lead to data loss.',
      'Check whether payments are failing.',
      'Documentation: https://docs.example.com/typo/data-loss/payments-down',
      'See the docs for a minor outage.',
    ]) {
      const { reason } = alerted({ description, vendorSeverity: 'critical' });
      expect(reason.rule, description).toBe('sender-severity');
    }
  });
});

describe('a rule of a team', () => {
  const full: ClassificationRule = {
    name: 'card scheme',
    severity: 'SEV2',
    reason: 'the card scheme has its own on-call',
    when: {
      source: 'grafana',
      service: 'PAY*',
      name: 'Scheme*Slow',
      title: '*scheme*',
      labels: { region: 'eu-*', team: 'pay' },
      vendorSeverity: 'crit*',
      number: { name: 'seconds', above: 5, below: 60 },
    },
  };
  const given: Partial<Alert> = {
    source: 'grafana',
    service: 'payments',
    name: 'SchemeVerySlow',
    title: 'The scheme is slow',
    labels: { region: 'EU-west-1' },
    annotations: { team: 'pay' },
    vendorSeverity: 'critical',
    numbers: { seconds: 12 },
  };

  test('decides when all of its conditions hold, with its own reason', () => {
    expect(alerted(given, [full])).toEqual({
      severity: 'SEV2',
      reason: { rule: 'card scheme', text: 'the card scheme has its own on-call' },
    });
  });

  const misses: Record<string, Partial<Alert>> = {
    'another source': { source: 'generic' },
    'another service': { service: 'shop' },
    'no service': { service: '' },
    'another name': { name: 'SchemeDown' },
    'another title': { title: 'Slow' },
    'another label': { labels: { region: 'us-east-1' } },
    'no such label': { labels: {} },
    'another word': { vendorSeverity: 'warning' },
    'a number at the limit': { numbers: { seconds: 5 } },
    'a number beyond the limit': { numbers: { seconds: 60 } },
    'no such number': { numbers: {} },
  };
  for (const [name, miss] of Object.entries(misses)) {
    test(`does not hold with ${name}`, () => {
      expect(alerted({ ...given, ...miss }, [full]).reason.rule).not.toBe('card scheme');
    });
  }

  test('about a title holds for a declaration; one about a service does not', () => {
    const when = (condition: ClassificationRule['when']): ClassificationRule[] => [
      { name: 'mine', severity: 'SEV4', when: condition },
    ];
    const declaration = { kind: 'declaration' as const, title: 'Scheme is slow' };
    expect(classify(when({ title: 'scheme*' }), declaration).reason.rule).toBe('mine');
    expect(classify(when({ service: '*' }), declaration).reason.rule).not.toBe('mine');
  });

  test('without a star is compared with the whole text', () => {
    const rules: ClassificationRule[] = [
      { name: 'mine', severity: 'SEV4', when: { title: 'slow' } },
    ];
    expect(alerted({ title: 'SLOW' }, rules).reason.rule).toBe('mine');
    expect(alerted({ title: 'slow again' }, rules).reason.rule).not.toBe('mine');
  });

  test('takes a dot, a bracket and a plus as they are', () => {
    const rules: ClassificationRule[] = [
      { name: 'mine', severity: 'SEV4', when: { title: '[a.b]+ (*)' } },
    ];
    expect(alerted({ title: '[a.b]+ (c)' }, rules).reason.rule).toBe('mine');
    expect(alerted({ title: 'axb (c)' }, rules).reason.rule).not.toBe('mine');
  });

  test('with many stars is decided', () => {
    const title = `${'a*'.repeat(100)}b`;
    const rules: ClassificationRule[] = [{ name: 'mine', severity: 'SEV4', when: { title } }];
    // One that goes back over what it has read would not end before the sun does.
    expect(alerted({ title: 'a'.repeat(200) }, rules).reason.rule).not.toBe('mine');
  });

  describe('about what is said', () => {
    const rule: ClassificationRule = {
      name: 'Kasse',
      severity: 'SEV1',
      when: { text: '(zahlung*|kasse) * (ausgefallen|gestört)' },
    };

    test('quotes the words and the pattern', () => {
      expect(alerted({ description: 'Seit 02:10 sind alle Zahlungen gestört.' }, [rule])).toEqual({
        severity: 'SEV1',
        reason: {
          rule: 'Kasse',
          text:
            'the team\'s rule "Kasse" matches: description says "zahlungen gestört", ' +
            'matching "(zahlung*|kasse) * (ausgefallen|gestört)"',
        },
      });
    });

    test('holds of names, of titles and of what people declare', () => {
      expect(alerted({ name: 'KasseAusgefallen' }, [rule]).reason.rule).toBe('Kasse');
      const declaration = { kind: 'declaration' as const, title: 'Die Kasse ist ausgefallen' };
      expect(classify([rule], declaration).reason.rule).toBe('Kasse');
    });

    test('holds of nothing that is denied, over, or in staging', () => {
      for (const title of [
        'Resolved: Kasse gestört',
        'No Kasse gestört',
        'Staging Kasse gestört',
      ]) {
        expect(alerted({ title }, [rule]).reason.rule).not.toBe('Kasse');
      }
    });
  });
});

describe('whatever comes', () => {
  const text = fc.oneof(
    anySigns({ maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          ...['payment', 'database', 'down', 'not', 'no', '63', '%', 'of', 'users', 'data', 'loss'],
          ...[
            'typo',
            'in',
            'docs',
            'error',
            'rate',
            ':',
            ',',
            'SEV1',
            'completely',
            'latency',
            'up',
          ],
        ),
        { maxLength: 20 },
      )
      .map(words => words.join(' ')),
  );
  const anyMap = <Value>(value: fc.Arbitrary<Value>) =>
    fc.dictionary(fc.oneof(text, fc.constantFrom('severity', 'value', 'unit')), value, {
      maxKeys: 5,
    });
  const anyAlert = fc
    .record({
      name: text,
      title: text,
      description: text,
      vendorSeverity: text,
      labels: anyMap(text),
      annotations: anyMap(text),
      numbers: anyMap(fc.double()),
    })
    .map(alert);

  test('it has a severity and a reason, and the same ones the next time', () => {
    fc.assert(
      fc.property(anyAlert, subject => {
        const once = classify([], { kind: 'alert', alert: subject });
        expect(severities).toContain(once.severity);
        expect(once.reason.text).not.toBe('');
        expect(once.reason.text.length).toBeLessThan(400);
        expect(classify([], { kind: 'alert', alert: subject })).toEqual(once);
      }),
      tries(200),
    );
  });

  test('a rule of the team that matches decides, whatever stands behind it', () => {
    const severity = fc.constantFrom(...severities);
    const condition = fc.oneof(
      fc.constant({}),
      fc.constant({ title: '*' }),
      fc.constant({ source: 'generic' as const }),
    );
    fc.assert(
      fc.property(anyAlert, severity, severity, condition, (subject, first, second, when) => {
        const rules: ClassificationRule[] = [
          { name: 'no match', severity: second, when: { source: 'grafana' } },
          { name: 'first', severity: first, when },
          { name: 'second', severity: second, when: {} },
        ];
        const found = classify(rules, { kind: 'alert', alert: subject });
        expect(found).toMatchObject({ severity: first, reason: { rule: 'first' } });
      }),
    );
  });

  describe('worse news never lowers it (ADR 9)', () => {
    const isNoMilder = (given: Partial<Alert>, worse: Partial<Alert>) => {
      const [before, after] = [alerted(given), alerted(worse)];
      expect(
        isWorse(before.severity, after.severity),
        `${before.reason.text} | ${after.reason.text}`,
      ).toBe(false);
    };
    const ranked = {
      words: ['none', 'info', 'warning', 'warning, error', 'critical', 'critical - page'],
      terms: ['SEV4', 'P3', 'sev2', 'P2 - High', 'SEV1', 'P1 - Critical'],
    };

    for (const [kind, said] of Object.entries(ranked)) {
      test(`a worse one of the sender’s ${kind}`, () => {
        const place = fc.nat(said.length - 1);
        fc.assert(
          fc.property(anyAlert, place, place, (given, one, other) => {
            const [mild, bad] = [Math.min(one, other), Math.max(one, other)];
            isNoMilder(
              { ...given, vendorSeverity: said[mild] ?? '' },
              { ...given, vendorSeverity: said[bad] ?? '' },
            );
          }),
          tries(200),
        );
      });
    }

    test('one more word or term beside those that are there', () => {
      const more = fc.constantFrom(...ranked.words.slice(3), ...ranked.terms.slice(2));
      fc.assert(
        fc.property(anyAlert, fc.constantFrom(...ranked.words), more, (given, word, added) => {
          const vendorSeverity = `${word}, ${added}`;
          // A term of the runbook decides against the texts, so it may be milder than what they say.
          const texts = { ...given, title: 'Odd', name: 'Odd', description: '', numbers: {} };
          isNoMilder({ ...texts, vendorSeverity: word }, { ...texts, vendorSeverity });
        }),
        tries(200),
      );
    });

    test('one more sentence about something that the runbook calls SEV1 or SEV2', () => {
      const news = fc.constantFrom(
        ...['Payments are failing', 'The database is down', 'Data loss', 'Error rate is 63 %'],
        ...['Login not working', 'Outage in Frankfurt', '30 % of users see an error'],
      );
      fc.assert(
        fc.property(anyAlert, news, (given, sentence) => {
          const { description = '' } = given;
          isNoMilder(given, { ...given, description: `${sentence}. ${description}` });
        }),
        tries(200),
      );
    });

    test('a higher percentage', () => {
      const what = fc.constantFrom(
        ...['Error rate #', '# of users see an error', 'Latency up #', 'Orders down #'],
        ...['Error rate above #', 'Users affected: #', 'Success rate dropped by #'],
      );
      const percent = fc.integer({ min: 1, max: 100 });
      fc.assert(
        fc.property(what, percent, percent, (text, one, other) => {
          const title = (amount: number) => text.replace('#', `${amount} %`);
          isNoMilder(
            { title: title(Math.min(one, other)) },
            { title: title(Math.max(one, other)) },
          );
        }),
        tries(200),
      );
    });
  });

  test('a long text is judged', () => {
    // What goes back over what it has read, or looks at every pair of words, would not end before the sun does.
    const title = 'payment database data not no of the '.repeat(3000);
    expect(declared(title, title).reason.text).not.toBe('');
  });
});

const corpus = `${process.env.TOCSIN_CORPUS ?? 'none'}/`;

describe.runIf(existsSync(corpus))('real alerts', () => {
  /** The others have the sender's word. */
  const otherwise: Record<string, string> = {
    InstanceDown: 'SEV2 service-down',
    'something_happened in staging': 'SEV4 environment',
  };
  for (const source of ['alertmanager', 'grafana'] as const) {
    test(`of ${source} get the sender’s word unless they say more`, () => {
      const folder = `${corpus}${source === 'grafana' ? 'grafana-unified' : source}/`;
      const alerts = readdirSync(folder).flatMap(file => {
        const parsed = parsedBy(source, readFileSync(folder + file, 'utf8'));
        return 'alerts' in parsed ? parsed.alerts : [];
      });
      expect(alerts.length).toBeGreaterThan(4);
      for (const each of alerts) {
        const { severity, reason } = classify([], { kind: 'alert', alert: each });
        const word = each.vendorSeverity?.toLowerCase();
        const meant = { critical: 'SEV2', warning: 'SEV3', info: 'SEV4' }[word ?? ''];
        const byWord = meant === undefined ? 'SEV3 unclassified' : `${meant} sender-severity`;
        const where = each.labels.env === undefined ? '' : ` in ${each.labels.env}`;
        const expected =
          (meant === undefined || where !== '' ? otherwise[each.name + where] : undefined) ??
          byWord;
        expect(`${each.name}${where}: ${severity} ${reason.rule}`).toBe(
          `${each.name}${where}: ${expected}`,
        );
      }
    });
  }
});
