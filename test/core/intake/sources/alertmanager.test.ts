import { describe, expect, test } from 'vitest';
import { parseAlertmanager } from '#core/intake/sources/alertmanager.ts';
import { instant } from '#core/time/instant.ts';
import { alertOf, alertsOf, fixture, parsedBy } from '../fixture.ts';

describe('an Alertmanager group', () => {
  test('becomes one alert for each member, firing or cleared on its own', () => {
    const [first, second] = alertsOf('alertmanager', fixture('alertmanager-mixed'));
    expect(first).toEqual({
      source: 'alertmanager',
      status: 'firing',
      fingerprint: expect.stringMatching(/^alertmanager:3f2a9c07d51be644\|[0-9a-f]{32}$/),
      formerly: 'alertmanager:3f2a9c07d51be644',
      problem: 'alertmanager:{}/{team="shop"}:{alertname="HighErrorRate"}|tocsin|checkout',
      name: 'HighErrorRate',
      title: 'HighErrorRate: 63 % of requests to checkout fail',
      description: 'Since 02:10 most requests to shop-1:8080 end in 500.',
      service: 'checkout',
      vendorSeverity: 'critical',
      labels: {
        alertname: 'HighErrorRate',
        instance: 'shop-1:8080',
        service: 'checkout',
        severity: 'critical',
      },
      annotations: {
        description: 'Since 02:10 most requests to shop-1:8080 end in 500.',
        runbook_url: 'https://runbooks.example.com/errors',
        summary: '63 % of requests to checkout fail',
      },
      numbers: {},
      startedAt: '2026-11-23T02:10:05.120Z',
      links: [
        { title: 'Runbook', url: 'https://runbooks.example.com/errors' },
        {
          title: 'Source',
          url: 'http://prometheus.example.com:9090/graph?g0.expr=errors&g0.tab=1',
        },
        { title: 'Sender', url: 'http://alertmanager.example.com:9093' },
      ],
    });
    expect(second).toMatchObject({
      status: 'cleared',
      problem: first?.problem,
      startedAt: '2026-11-23T01:50:00.000Z',
      endedAt: '2026-11-23T02:12:00.000Z',
    });
  });

  test('of version 3 has a number for a key, no status at its members and no end', () => {
    const alert = alertOf('alertmanager', fixture('alertmanager-version-3'));
    expect(alert.status).toBe('cleared');
    expect(alert.problem).toMatch(/^alertmanager:98765432109876\d+\|ops\|node$/);
    expect(alert.title).toBe('DiskFull (device=sda1, job=node)');
    expect(alert).not.toHaveProperty('endedAt');
    expect(alert.fingerprint).toMatch(/^alertmanager:[0-9a-f]{32}$/);
  });

  test('with the key 0, which means none, is a problem by name and service', () => {
    const body = { ...fixture('alertmanager-version-3'), groupKey: 0 };
    expect(alertOf('alertmanager', body).problem).toBe('alertmanager:DiskFull|node');
  });

  test('whose members have no fingerprint is told apart by labels, in any order', () => {
    const one = { alerts: [{ labels: { a: '1', b: '2' } }] };
    const other = { alerts: [{ labels: { b: '2', a: '1' } }] };
    const third = { alerts: [{ labels: { a: '1', b: '3' } }] };
    const print = (body: object) => alertOf('alertmanager', body).fingerprint;
    expect(print(one)).toBe(print(other));
    expect(print(one)).not.toBe(print(third));
  });

  test('in which one fingerprint stands for different labels is told apart by labels', () => {
    const body = fixture('alertmanager-mixed');
    body.alerts[1].fingerprint = body.alerts[0].fingerprint;
    const [first, second] = alertsOf('alertmanager', body);
    expect(first?.fingerprint).not.toBe(second?.fingerprint);
  });

  test('without any status counts as firing, because a page too many is the better mistake', () => {
    const body = { alerts: [{ labels: { alertname: 'A' } }, { labels: { alertname: 'B' } }] };
    expect(alertsOf('alertmanager', body).map(({ status }) => status)).toEqual([
      'firing',
      'firing',
    ]);
  });

  test('may come as a bare list or a single alert', () => {
    const [member] = fixture('alertmanager-mixed').alerts;
    expect(alertOf('alertmanager', [member]).title).toBe(
      'HighErrorRate: 63 % of requests to checkout fail',
    );
    expect(alertOf('alertmanager', member).problem).toBe('alertmanager:HighErrorRate|checkout');
  });

  test('keeps its readable members when another one is broken, and says which', () => {
    const body = fixture('alertmanager-mixed');
    body.alerts = ['text', { labels: 5 }, {}, body.alerts[0]];
    const parsed = parsedBy('alertmanager', JSON.stringify(body));
    expect(parsed).toMatchObject({
      alerts: [{ name: 'HighErrorRate' }],
      ignored: [
        '/alerts/0 must be an object',
        '/alerts/1/labels must be an object',
        '/alerts/2/labels is missing, and there are no annotations',
      ],
    });
  });

  test('of which nothing can be read is refused with the fields', () => {
    expect(parsedBy('alertmanager', '{"alerts":[5]}')).toEqual({
      invalid: [{ path: '/alerts/0', message: 'must be an object' }],
    });
    expect(parsedBy('alertmanager', '{"status":"firing"}')).toEqual({
      invalid: [{ path: '/alerts', message: 'is missing' }],
    });
    expect(parsedBy('alertmanager', '{"alerts":{}}')).toEqual({
      invalid: [{ path: '/alerts', message: 'must be an array' }],
    });
  });

  test('without members is no alert, and says so', () => {
    expect(parsedBy('alertmanager', '{"alerts":[]}')).toEqual({
      alerts: [],
      ignored: ['the body holds no alerts'],
    });
  });

  test('of thousands keeps those that fire, and says how many it left out', () => {
    const member = (number: number) => ({
      status: number < 6000 ? 'resolved' : 'firing',
      labels: { number: String(number) },
    });
    const body = { alerts: Array.from({ length: 11_000 }, (_, number) => member(number)) };
    const parsed = parsedBy('alertmanager', JSON.stringify(body));
    if ('invalid' in parsed) throw new Error('refused');
    expect(parsed.alerts).toHaveLength(10_000);
    expect(parsed.alerts.filter(({ status }) => status === 'firing')).toHaveLength(5000);
    expect(parsed.ignored).toEqual(['1000 alerts beyond the first 10000 of one body']);
  });
});

describe('what people write into labels', () => {
  const titled = (annotations: object, labels: object = { alertname: 'A' }) =>
    alertOf('alertmanager', { alerts: [{ labels, annotations }] }).title;

  test('the title is the name with the title, the summary, another sentence, or where it is', () => {
    expect(titled({ title: 'T', summary: 'S', description: 'D' })).toBe('A: T');
    expect(titled({ summary: 'S', description: 'D' })).toBe('A: S');
    expect(titled({ summary: ' ', description: 'D' })).toBe('A: D');
    expect(titled({ summary: '{{ $value }}', message: 'M' })).toBe('A: M');
    const instanceDown = { alertname: 'InstanceDown' };
    expect(titled({ summary: 'Instance down: db-1' }, instanceDown)).toBe('Instance down: db-1');
    expect(titled({ summary: 'db-1 is gone' }, instanceDown)).toBe('InstanceDown: db-1 is gone');
    expect(titled({}, { alertname: 'A', severity: 'page', instance: 'db-1' })).toBe(
      'A (instance=db-1)',
    );
    expect(titled({ other: 'x' }, {})).toBe('Unnamed alert');
  });

  test.each([
    '<no value>',
    '{{ $labels.service }}',
    '#{service}',
    '$SERVICE',
    'null',
    'N/A',
    '%service%',
  ])('%s stands for nothing, so that the next label counts', service => {
    const labels = { alertname: 'A', service, app: 'checkout-api' };
    const { service: found } = alertOf('alertmanager', { alerts: [{ labels, annotations: {} }] });
    expect(found).toBe('checkout-api');
  });

  test('addresses in annotations are links, whatever they are called', () => {
    const annotations = {
      link: 'https://a.example.com/1',
      investigate_link: 'https://a.example.com/2',
      note: 'see https://a.example.com/3',
    };
    const { links } = alertOf('alertmanager', {
      alerts: [{ labels: { alertname: 'A' }, annotations }],
    });
    expect(links).toEqual([
      { title: 'Link', url: 'https://a.example.com/1' },
      { title: 'Investigate link', url: 'https://a.example.com/2' },
    ]);
  });

  test.each([
    'Watchdog',
    'DeadMansSwitch',
    'Dead Mans Switch',
    'dead-man-switch',
    'DeadManAnotherSwitch',
  ])('%s is a heartbeat', alertname => {
    const alerts = [{ status: 'firing', labels: { alertname, severity: 'none' }, annotations: {} }];
    expect(alertOf('alertmanager', { alerts }).kind).toBe('heartbeat');
  });

  test('what is about a watchdog is none', () => {
    const alerts = [{ labels: { alertname: 'HardwareWatchdogTimeout' }, annotations: {} }];
    expect(alertOf('alertmanager', { alerts }).kind).toBeUndefined();
  });

  test('control characters and line breaks do not reach a title', () => {
    expect(titled({ summary: 'a\r\nb\u001b[31mc\u202ed' })).toBe('a b [31mc d');
  });

  test('texts are cut to a size that can be stored and read', () => {
    const long = 'x'.repeat(10_000);
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [`l${n}`, 'y'.repeat(1000)]),
    );
    const alert = alertOf('alertmanager', {
      groupKey: long,
      alerts: [{ labels: many, annotations: { summary: long, description: long } }],
    });
    expect(alert.title).toHaveLength(200);
    expect(alert.description).toHaveLength(4000);
    expect(Object.keys(alert.labels)).toHaveLength(64);
    expect(Object.values(alert.labels).every(value => value.length <= 256)).toBe(true);
    expect(alert.problem.length).toBeLessThanOrEqual(200);
  });

  test('two long group keys that begin alike are two problems', () => {
    const problem = (end: string) =>
      alertOf('alertmanager', { groupKey: 'x'.repeat(500) + end, alerts: [{ labels: { a: '1' } }] })
        .problem;
    expect(problem('a')).not.toBe(problem('b'));
    expect(problem('a')).toBe(problem('a'));
  });

  test('a link that is not of the web is left out', () => {
    const links = (url: unknown) =>
      alertOf('alertmanager', { alerts: [{ labels: { a: '1' }, generatorURL: url }] }).links;
    expect(links('javascript:alert(1)')).toEqual([]);
    expect(links('file:///etc/passwd')).toEqual([]);
    expect(links('https://exa mple.com')).toEqual([]);
    expect(links(7)).toEqual([]);
    expect(links('http://a.example.com/x')).toHaveLength(1);
  });

  test('a label named like a member of every object is only a label', () => {
    const alert = alertOf('alertmanager', {
      alerts: [{ labels: { constructor: 'x', toString: 'y' } }],
    });
    expect(alert.labels).toEqual({ constructor: 'x', toString: 'y' });
    expect(alert.vendorSeverity).toBeUndefined();
  });
});

describe('what is pushed without a status', () => {
  const pushed = (endsAt?: string) =>
    parseAlertmanager(
      [{ labels: { alertname: 'A' }, annotations: {}, ...(endsAt && { endsAt }) }],
      instant('2026-11-23T02:14:00Z'),
    );

  test.each([
    ['2026-11-23T02:13:00Z', 'cleared'],
    ['2026-11-23T02:15:00Z', 'firing'],
    ['0001-01-01T00:00:00Z', 'firing'],
    [undefined, 'firing'],
  ])('is over when its end, %s, has passed: %s', (endsAt, status) => {
    expect(pushed(endsAt)).toMatchObject({ alerts: [{ status }] });
  });
});

test('an alert is the same alone and among others that bear its fingerprint', () => {
  const member = (host: string, value = '1') => ({
    labels: { alertname: 'A', host, value },
    annotations: {},
    fingerprint: 'same',
  });
  const [first, second] = alertsOf('alertmanager', { alerts: [member('a'), member('b')] });
  const alone = alertOf('alertmanager', { alerts: [member('a', '2')] });
  expect(alone.fingerprint).toBe(first?.fingerprint);
  expect(second?.fingerprint).not.toBe(first?.fingerprint);
});

test('what its API lists as suppressed neither pages nor clears', () => {
  const listed = (state: string) =>
    alertsOf('alertmanager', [
      { fingerprint: 'a', labels: { alertname: 'Slow' }, status: { state, silencedBy: ['s'] } },
    ]);
  expect(listed('suppressed')).toMatchObject([{ status: 'unknown' }]);
  expect(listed('active')).toMatchObject([{ status: 'firing' }]);
});
