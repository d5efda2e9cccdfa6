import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint, problemKey } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { parsePayload } from '#core/intake/parse.ts';
import { classify } from '#core/intake/severity/classify.ts';
import type { ClassificationRule } from '#core/setup/document-rules.ts';
import { type Severity, severities } from '#core/severity.ts';
import { tries } from '../../../support/effort.ts';

function alert(given: Partial<Alert>): Alert {
  return {
    source: 'generic',
    status: 'firing',
    fingerprint: fingerprint('generic:one'),
    problem: problemKey('generic:one'),
    name: 'Odd',
    title: 'Odd',
    labels: {},
    annotations: {},
    numbers: {},
    links: [],
    ...given,
  };
}

const declared = (title: string, description?: string) =>
  classify([], {
    kind: 'declaration',
    title,
    ...(description !== undefined && { description }),
  });
const alerted = (given: Partial<Alert>, rules: ClassificationRule[] = []) =>
  classify(rules, { kind: 'alert', alert: alert(given) });

describe('titles that people type', () => {
  const titles: Record<Severity, string[]> = {
    SEV1: [
      'Payment processing down',
      'Payments: down',
      'PAYMENTS ARE FAILING',
      'Payment system failure',
      'Unable to process payments',
      'Customers cannot pay',
      'No payments are being processed',
      'Payments down since the typo fix',
      'Typo in the config took payments down',
      'Database down',
      'The primary database is not responding',
      'PostgreSQL down',
      'MySQLDown',
      'Database down: some pods restart',
      'Database down for several minutes',
      'API down in staging and production',
      'Synthetic test: payments failing',
      'Payments down 100%',
      'No payments received since 02:10',
      'Payments down, not resolved',
      'Postgres is down',
      'Payment gateway is timing out',
      'Website https://shop.example.com is down',
      'Checkout is failing for all customers',
      'Checkout completely unavailable',
      'Complete service outage',
      'Production is down',
      'Website is down',
      'Everything is down',
      'Nobody can log in',
      'All users cannot log in',
      '100 % of requests fail',
      'Data loss in the orders table',
      'Possible data loss after the failover',
      'Orders lost after failover',
      'Customer data corrupted',
      'Security breach',
      'API keys leaked on a public site',
      'Unauthorised access to the admin area',
    ],
    SEV2: [
      'Checkout down',
      'Login not working',
      'Web server down',
      'Data centre offline',
      'Kafka is unavailable',
      'Customers report that they cannot check out',
      'Users can’t log in',
      'Search API down',
      'Customers unable to complete purchase',
      'Elasticsearch cluster unavailable',
      'API down for some users',
      'API down for 5% of users',
      'Latency up 1,200%',
      'Latency up 63,5 %',
      'More than 50% of users see an error',
      'Error rate dropped to 60%',
      'Traffic dropped 90%',
      '95% drop in orders',
      'Availability reduced by 60%',
      'Partial outage in eu-west-1',
      'Intermittent failures for some users',
      'Database replica down',
      'Outage in Frankfurt',
      'Latency up 63 %',
      'Checkout latency increased by 120%',
      'Performance degraded by 50 percent',
      'Error rate 63 %',
      'Error rate above 60%',
      'Success rate dropped to 40 %',
      '12 % of users see an error',
    ],
    SEV3: [
      'CSV export broken',
      'Avatars not loading',
      'p95 latency is up 30 %',
      'Errors for 4 % of users',
      'Users affected: 2.5%',
      'Availability 99.5 %',
      'Minor outage of the newsletter',
      'Error rate below 50%',
      'Fewer than 10 % of users see an error',
      'Orders down 20%',
      'Something is odd',
    ],
    SEV4: [
      'Typo on the pricing page',
      'documentation of the payment API has a typo',
      'Typo in the article about payment failures',
      'Docs on data loss are out of date',
      'Cosmetic: footer is misaligned',
      'Non-blocking error in the nightly job',
      'Logo missing in the newsletter',
    ],
  };
  for (const severity of severities) {
    for (const title of titles[severity]) {
      test(`"${title}" is ${severity}`, () => {
        const { severity: found, reason } = declared(title);
        expect(`${found}, because ${reason.text}`).toMatch(new RegExp(`^${severity},`));
      });
    }
  }
});

describe('the definitions of the runbook, word for word', () => {
  const lines: Record<Severity, string[]> = {
    SEV1: [
      'Complete service outage',
      'Data loss or corruption',
      'Security breach',
      'Payment system failure',
    ],
    SEV2: ['Partial service outage', 'Major feature unavailable', 'Performance degradation > 50%'],
    SEV3: [
      'Minor feature unavailable',
      'Performance degradation < 50%',
      'Non-critical errors affecting < 10% users',
    ],
    SEV4: ['Cosmetic issues', 'Non-blocking errors', 'Documentation issues'],
  };
  for (const severity of severities) {
    for (const line of lines[severity]) {
      test(`"${line}" is ${severity}`, () => {
        const { severity: found, reason } = declared(line);
        expect(found).toBe(severity);
        expect(reason.rule).not.toBe('unclassified');
      });
    }
  }
});

describe('words that mean something else', () => {
  for (const title of [
    ...['Test of payment failure alert resolved', 'Payment failure alert test'],
    ...['[TEST] Payment processing down', 'Test alert: error rate 63 %', 'Drill: complete outage'],
    ...['RESOLVED: payments down', 'Database down is now resolved', 'Outage over'],
    ...['Staging: API down', 'API is down in staging', 'API down - test environment'],
    ...['A few payments failed', 'Account takeover attempts blocked', 'Unauthorised access denied'],
    ...['Latency dropped 60%', 'Traffic up 300%', 'Error rate dropped by 60%'],
    ...['Performance increased by 60%', 'GET /orders returned 503 Service Unavailable'],
    ...[
      'Datenbank ausgefallen',
      'Оплата не работает',
      '支払い処理が停止しました',
      'معاملات متوقفة',
    ],
    'No data loss',
    'Disk full, no data loss or corruption',
    'Failover went well without any outage',
    'No sign of a security breach',
    'Payments are not failing',
    'Payments no longer failing',
    'Error rate 0.5',
    'Error rate above 5%',
    'Error budget 80 % burned',
    'CPU usage 95 %',
    'Packet loss 63 %',
    'Disk 91% full',
    'SLA breach of the batch job',
    'Threshold breached',
    'Systemd service failed',
    'Auth failures on bastion',
    '12% of the node targets are down',
    'Backup service recovered',
    'Half of the members of the cluster are new',
    'Memory leak in the image resizer',
    'Lost connection to database',
    'Data source missing',
    'DatasourceNoData',
    'Staging database down',
    'Database CPU trending down',
    'Scaled down the platform',
    'Total failed jobs is 3',
    'Full backup failed',
    'Latency is no longer up 63 %',
    'Success rate dropped below 99.9%',
    'P95 latency is high',
    'Malware scan completed',
  ]) {
    test(`"${title}" says nothing of the severity`, () => {
      expect(declared(title).reason.text).toBe(
        'nothing in it says how severe it is, so it is SEV3 until a person decides',
      );
    });
  }
});

describe('the reason can be checked', () => {
  test('it quotes the words and names the definition', () => {
    expect(declared('Payment processing down')).toEqual({
      severity: 'SEV1',
      reason: {
        rule: 'payment-failure',
        text: 'title says "payment processing down" (payment system failure, runbook SEV1)',
      },
    });
  });

  test('it quotes the number', () => {
    expect(declared('p99 latency up 63 %').reason).toEqual({
      rule: 'degradation',
      text: 'title says "p99 latency up 63%" (performance degradation > 50 %, runbook SEV2)',
    });
  });

  test('it says that the sender’s word is not known', () => {
    expect(alerted({ vendorSeverity: 'deadman' }).reason.text).toBe(
      'nothing in it says how severe it is (the sender\'s severity "deadman" is not known), ' +
        'so it is SEV3 until a person decides',
    );
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

describe('a severity in the runbook’s own terms', () => {
  const cases: Record<string, [Partial<Alert>, Severity]> = {
    'a label SEV2': [{ labels: { severity: 'SEV2' } }, 'SEV2'],
    'a label P1': [{ labels: { priority: 'P1' } }, 'SEV1'],
    'a label P5, which is milder than the mildest': [{ labels: { priority: 'p5' } }, 'SEV4'],
    'a label P0, which is worse than the worst': [{ labels: { sev: 'P0' } }, 'SEV1'],
    'an annotation': [{ annotations: { severity: 'sev 2' } }, 'SEV2'],
    'the worse of two': [{ labels: { severity: 'SEV3', priority: 'P2' } }, 'SEV2'],
    'the sender’s severity': [{ vendorSeverity: 'P2' }, 'SEV2'],
    'the beginning of a title': [{ title: '[SEV4] checkout is completely down' }, 'SEV4'],
    'a title with a priority': [{ title: 'P1 - odd things' }, 'SEV1'],
  };
  for (const [name, [given, severity]] of Object.entries(cases)) {
    test(`${name} is ${severity}`, () => {
      expect(alerted(given)).toMatchObject({ severity, reason: { rule: 'explicit-severity' } });
    });
  }

  test('a bare number is none: senders count in both directions', () => {
    expect(alerted({ labels: { severity: '1' } }).reason.rule).toBe('unclassified');
  });
});

describe('the sender’s word', () => {
  const words: Record<string, Severity> = {
    critical: 'SEV1',
    ' Fatal ': 'SEV1',
    page: 'SEV2',
    error: 'SEV2',
    HIGH: 'SEV2',
    Warning: 'SEV3',
    medium: 'SEV3',
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
  };
  for (const [name, [given, severity]] of Object.entries(cases)) {
    test(`${name} is ${severity}`, () => {
      const found = alerted({ ...given, vendorSeverity: 'low' });
      expect(found.severity).toBe(severity);
      expect(found.reason.text).toMatch(/^alert has /);
    });
  }

  test('a number without a unit says nothing', () => {
    for (const numbers of [{ error_rate: 0.5 }, { value: 63 }, { cpu_percent: 99 }]) {
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
});

describe('whatever comes', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
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

  test('a long text is judged at once', () => {
    const title = 'payment database data not no of the '.repeat(3000);
    const before = performance.now();
    declared(title, title);
    expect(performance.now() - before).toBeLessThan(500);
  });
});

const corpus = fileURLToPath(new URL('../../../../../shared/corpus/', import.meta.url));

describe.runIf(existsSync(corpus))('real alerts', () => {
  for (const source of ['alertmanager', 'grafana'] as const) {
    test(`of ${source} get the sender’s word unless they say more`, () => {
      const folder = `${corpus}${source === 'grafana' ? 'grafana-unified' : source}/`;
      const alerts = readdirSync(folder).flatMap(file => {
        const parsed = parsePayload(source, readFileSync(folder + file, 'utf8'));
        return 'alerts' in parsed ? parsed.alerts : [];
      });
      expect(alerts.length).toBeGreaterThan(4);
      for (const each of alerts) {
        const { severity, reason } = classify([], { kind: 'alert', alert: each });
        const word = each.vendorSeverity?.toLowerCase();
        const expected = { critical: 'SEV1', warning: 'SEV3', info: 'SEV4' }[word ?? ''] ?? 'SEV3';
        expect(`${each.title}: ${severity}, ${reason.text}`).toContain(`: ${expected}, `);
      }
    });
  }
});
