import { describe, expect, test } from 'vitest';
import { classify } from '#core/intake/severity/classify.ts';
import { rulesTried } from '#core/intake/severity/rules-tried.ts';
import type { ClassificationRule } from '#core/setup/document-rules.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { alert } from '../../../support/samples.ts';
import { team } from '../../../support/team.ts';

/* Rules of a team in the syntax of Alertmanager, beside those with `when`. */

const taken = (...rules: object[]): ClassificationRule[] => {
  const parsed = parseDirectory({ ...team, rules });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.directory.rules;
};
const problems = (rule: object) => {
  const parsed = parseDirectory({ ...team, rules: [{ name: 'mine', severity: 'SEV4', ...rule }] });
  return 'problems' in parsed ? parsed.problems : [];
};
const noisy = alert({
  name: 'HighLoad',
  title: 'Load is high',
  service: 'pay-api',
  labels: { env: 'live', instance: 'node-7' },
  vendorSeverity: 'critical',
  numbers: { value: 93 },
});
const subject = { kind: 'alert', alert: noisy, service: 'payments' } as const;
const judged = (...rules: object[]) => classify(taken(...rules), subject);

describe('a rule with match', () => {
  test.each([
    ['service="payments"', true],
    ['service="pay-api", severity=~"crit.*"', true],
    ['alertname=~"High.*|Low.*"', true],
    ['instance=~"node-\\\\d"', true],
    ['value > 90', true],
    ['value > 93', false],
    ['env!="live"', false],
    ['service="payments", team="shop"', false],
  ])('%s decides: %s', (match, is) => {
    const { severity } = judged({ name: 'mine', severity: 'SEV4', match });
    expect(severity === 'SEV4').toBe(is);
  });

  test('says in its reason which conditions held', () => {
    const match = 'service="payments",value>90';
    expect(judged({ name: 'mine', severity: 'SEV1', match }).reason).toEqual({
      rule: 'mine',
      text: 'the team\'s rule "mine" matches: service="payments", value > 90',
    });
  });

  test('and with when needs both', () => {
    const both = { name: 'mine', severity: 'SEV4', match: 'env="live"' };
    expect(judged({ ...both, when: { name: 'HighLoad' } }).severity).toBe('SEV4');
    expect(judged({ ...both, when: { name: 'LowLoad' } }).severity).not.toBe('SEV4');
  });

  test('stands in its order in what explain shows', () => {
    const rules = taken(
      { name: 'first', severity: 'SEV4', match: 'env="test"' },
      { name: 'second', severity: 'SEV1', match: 'env="live"' },
    );
    expect(rulesTried(rules, subject, classify(rules, subject))).toEqual([
      { rule: 'first', matched: false },
      { rule: 'second', matched: true, because: 'env="live"' },
    ]);
  });

  test('is refused with the place and what to write', () => {
    const at = { path: ['rules', 0, 'match'] };
    expect(problems({ match: 'website' })).toMatchObject([
      { ...at, message: expect.stringMatching(/is no condition.*such as service=/) },
    ]);
    expect(problems({ match: 'a=~"b(?=c)"' })).toMatchObject([
      { ...at, message: expect.stringContaining('looks around') },
    ]);
    expect(problems({})).toMatchObject([
      { path: ['rules', 0], message: 'needs match or when: conditions that must hold' },
    ]);
  });
});

describe('a severity for each environment', () => {
  const severity = { 'live*': 'SEV1', staging: 'SEV4', default: 'SEV3' };
  const of = (labels: Record<string, string>) =>
    classify(taken({ name: 'mine', severity, match: 'alertname="HighLoad"' }), {
      ...{ kind: 'alert', alert: { ...noisy, labels } },
    });

  test('is that of the environment that a label says, with the reason', () => {
    expect(of({ environment: 'live-eu' })).toEqual({
      severity: 'SEV1',
      reason: {
        rule: 'mine',
        text: expect.stringMatching(/alertname="HighLoad"; environment is "live-eu"$/),
      },
    });
    expect(of({ stage: 'Staging' }).severity).toBe('SEV4');
  });

  test('is the one for all others where none is said, or another is', () => {
    expect(of({}).severity).toBe('SEV3');
    expect(of({ namespace: 'default' }).severity).toBe('SEV3');
    expect(of({ team: 'staging' }).severity).toBe('SEV3');
  });

  test('needs one for all others', () => {
    const given = { severity: { live: 'SEV1' }, match: 'a="b"' };
    expect(problems(given)).toMatchObject([
      { message: expect.stringContaining('must say what it is by default') },
    ]);
  });
});
