import { describe, expect, test } from 'vitest';
import { alertOf, fixture, parsedBy } from '../fixture.ts';

test('a Grafana alert has its numbers, its links and the scope of its organisation', () => {
  const { truncatedAlerts: _left, ...whole } = fixture('grafana-values');
  expect(alertOf('grafana', whole)).toMatchObject({
    source: 'grafana',
    status: 'firing',
    fingerprint: expect.stringMatching(/^grafana:7\|aa11bb22cc33dd44\|/),
    problem: 'grafana:7|{}/{}:{alertname="Queue length"}|tocsin|',
    title: 'Queue length (queue=orders)',
    numbers: { A: 1834, C: 1 },
    startedAt: '2026-11-23T02:14:05.000Z',
    links: [
      { title: 'Panel' },
      { title: 'Dashboard' },
      { title: 'Silence' },
      { title: 'Source' },
      { title: 'Sender' },
    ],
  });
});

test('what Grafana left out of a group is said, and fires for itself', () => {
  expect(parsedBy('grafana', JSON.stringify(fixture('grafana-values')))).toMatchObject({
    alerts: [
      {},
      {
        status: 'firing',
        title: 'Queue length: 3 more alerts of this group, which the sender left out',
      },
    ],
    ignored: ['the sender left out 3 alerts of this group (truncatedAlerts)'],
  });
});

test('the state "alerting" of a resolved group does not keep its alerts firing', () => {
  expect(alertOf('grafana', fixture('grafana-before-values'))).toMatchObject({
    status: 'cleared',
    name: 'Memory',
    endedAt: '2026-11-23T02:09:00.000Z',
  });
});

test('before Grafana had values, the numbers are read from the text', () => {
  const { numbers } = alertOf('grafana', fixture('grafana-before-values'));
  expect(numbers).toEqual({ memory: 93.5, value: 20 });
});

describe('the legacy alerting of before Grafana 8', () => {
  const rule = {
    ruleId: 7,
    ruleName: 'CPU',
    orgId: 1,
    message: 'Cores are hot',
    title: '[Alerting] CPU',
    evalMatches: [{ value: 97, metric: 'cpu', tags: { service: 'shop' } }],
  };
  test.each([
    ['alerting', 'firing'],
    ['ok', 'cleared'],
    ['no_data', 'firing'],
    ['paused', 'unknown'],
    ['pending', 'unknown'],
  ])('a rule in %s is %s', (state, status) => {
    expect(alertOf('grafana', { ...rule, state })).toMatchObject({
      status,
      fingerprint: 'grafana:1|7',
      service: 'shop',
      numbers: { cpu: 97 },
    });
  });

  test('is titled by its name with its message, and says when there is no data', () => {
    expect(alertOf('grafana', { ...rule, state: 'alerting' }).title).toBe('CPU: Cores are hot');
    expect(alertOf('grafana', { ...rule, state: 'no_data' }).title).toBe('No data: CPU');
  });

  test('has a test button, which pages nobody', () => {
    const pressed = { ...rule, ruleId: 0, ruleName: 'Test notification', state: 'alerting' };
    expect(alertOf('grafana', pressed).kind).toBe('test');
  });
});

describe('a rule of Grafana', () => {
  const member = (labels: object, annotations: object = {}) =>
    alertOf('grafana', { orgId: 1, alerts: [{ status: 'firing', labels, annotations }] });

  test.each([
    ['DatasourceNoData', 'No data: Payments'],
    ['DatasourceError', 'Cannot be evaluated: Payments'],
  ])('that ends as %s is titled by what happens, and not by what it is for', (alertname, title) => {
    const summary = 'Payments are failing';
    expect(member({ alertname, rulename: 'Payments' }, { summary })).toMatchObject({
      title,
      name: 'Payments',
      labels: { alertname },
    });
  });

  test('is titled by its name and its summary', () => {
    const summary = 'This alert was triggered for zone us-1';
    expect(member({ alertname: 'High memory usage' }, { summary }).title).toBe(
      `High memory usage: ${summary}`,
    );
  });

  test('that comes of the test button is a test', () => {
    expect(member({ alertname: 'TestAlert', instance: 'Grafana' }).kind).toBe('test');
    expect(member({ alertname: 'TestAlert', instance: 'db-1' }).kind).toBeUndefined();
  });
});
