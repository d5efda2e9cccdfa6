import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsePayload } from '#core/intake/parse.ts';
import { senderOf, senders } from '#core/intake/senders.ts';
import { parseSource, type Source, sources } from '#core/sources.ts';
import { alertsOf } from '../fixture.ts';
import { cases } from './sender-bodies.ts';

const pageOf = (name: string) =>
  readFileSync(new URL(`../../../../docs/senders/${name}.md`, import.meta.url), 'utf8');
const plain = (body: object) => JSON.parse(JSON.stringify(body)) as object;

describe.each(cases.map(each => [each.source, each] as const))(
  '%s',
  (source, { fires, is, over, test: pressed }) => {
    const [alert] = alertsOf(source, fires);

    test('is recognised by the shape of its body', () => {
      expect(senderOf(plain(fires))?.name).toBe(source);
      if (over !== undefined) {
        expect(senderOf(plain(Array.isArray(over) ? over : { ...fires, ...over }))?.name).toBe(
          source,
        );
      }
    });

    test('fires with the title, the service and the severity that a person would read out of it', () => {
      const { links = [], ...rest } = is;
      expect(alert).toMatchObject({ source, status: 'firing', ...rest });
      expect(alert?.kind).toBeUndefined();
      expect(alert?.links.map(({ title }) => title)).toEqual(
        expect.arrayContaining(links.map(({ title }) => title)),
      );
    });

    test.runIf(over !== undefined)('clears what fired, and is the same alert again', () => {
      const [cleared] = alertsOf(source, Array.isArray(over) ? over : { ...fires, ...over });
      expect(cleared).toMatchObject({ status: 'cleared', fingerprint: alert?.fingerprint });
      expect(alertsOf(source, fires)[0]?.fingerprint).toBe(alert?.fingerprint);
    });

    test.runIf(pressed !== undefined)('has a test button, which is recognised', async () => {
      const parsed = await parsePayload('auto', JSON.stringify(pressed));
      expect(parsed).toMatchObject({ alerts: [{ source, kind: 'test' }] });
    });
  },
);

test.each<[Source, object, (of: string) => object]>([
  [
    'azure-monitor',
    { schemaId: 'AzureMonitorMetricAlert' },
    value => ({
      data: {
        status: 'Activated',
        context: {
          ...{ id: '/subscriptions/s/metricAlerts/Errors', name: 'Errors', subscriptionId: 's' },
          resourceId: '/subscriptions/s/storageAccounts/shop',
          condition: {
            allOf: [{ metricName: 'Errors', dimensions: [{ name: 'ApiName', value }] }],
          },
        },
      },
    }),
  ],
  [
    'kapacitor',
    { _check_id: 'c1', _check_name: 'Disk', _level: 'crit', _message: 'full', host: 'db-1' },
    // What was measured may be a text, too.
    path => ({ path, usage: 97.5, state: 'down' }),
  ],
  [
    'cloudflare',
    {
      ...{ alert_type: 'tunnel_health_event', policy_id: 'p', name: 'Tunnels', text: 'Down' },
      account_id: 'a',
    },
    value => ({ data: { tunnel_name: value, new_status: 'TUNNEL_STATUS_TYPE_DOWN' } }),
  ],
  [
    'graylog',
    { event_definition_id: 'd1', event_definition_title: 'Errors' },
    value => ({ event: { message: 'Errors', group_by_fields: { source: value } } }),
  ],
  [
    'coralogix',
    { alert_id: 'a1', name: 'Errors', alert_action: 'trigger' },
    value => ({ group_by_labels: { service: value } }),
  ],
  [
    'axiom',
    { action: 'Open' },
    value => ({
      event: {
        monitorID: 'm1',
        title: 'Triggered: Errors',
        groupKeys: ['service'],
        groupValues: [value],
      },
    }),
  ],
])('what %s tells of two things by one rule are two alerts of one problem', (source, body, of) => {
  const [one, again, other] = ['a', 'a', 'b'].flatMap(each =>
    alertsOf(source, { ...body, ...of(each) }),
  );
  expect(again?.fingerprint).toBe(one?.fingerprint);
  expect(other?.fingerprint).not.toBe(one?.fingerprint);
  expect(other?.problem).toBe(one?.problem);
});

test.each<[Source, object]>([
  ['opsgenie', { action: 'AddNote', alert: { alertId: 'i1', alias: 'disk', message: 'Disk' } }],
  ['opsgenie', { action: 'AddTags', alert: { alertId: 'i1', alias: 'disk', message: 'Disk' } }],
  [
    'pagerduty',
    {
      messages: [
        {
          event: 'incident.annotate',
          incident: { id: 'P1', title: 'Disk', status: 'resolved' },
        },
      ],
    },
  ],
])(
  'a note that somebody writes in %s is no alert, since what is over has notes as well',
  async (source, body) => {
    expect(await parsePayload(source, JSON.stringify(body))).toMatchObject({
      alerts: [],
      ignored: [expect.stringContaining('Disk')],
    });
  },
);

test('Rundeck posts XML where nobody chose JSON', async () => {
  const told = (trigger: string, status: string, id: number) =>
    parsePayload(
      'rundeck',
      `<notification trigger="${trigger}" status="${status}" executionId="${id}"><executions>` +
        `<execution id="${id}" status="${status}" project="shop" permalink="https://r.example.com/">` +
        '<job id="j1"><name>Backup</name><project>shop</project></job></execution>' +
        '</executions></notification>',
    );
  const failed = await told('failure', 'failed', 1);
  expect(failed).toMatchObject({
    alerts: [
      {
        ...{ source: 'rundeck', status: 'firing', title: 'Job Backup failed', service: 'shop' },
        links: [{ title: 'Execution' }],
      },
    ],
  });
  const { fingerprint } = ('alerts' in failed && failed.alerts[0]) || {};
  expect(await told('success', 'succeeded', 2)).toMatchObject({
    alerts: [{ status: 'cleared', fingerprint }],
  });
  expect(await told('start', 'running', 3)).toMatchObject({ alerts: [] });
});

test('what PagerDuty says of what is resolved is over, however it calls the message', () => {
  const incident = { id: 'P1', status: 'resolved', trigger_summary_data: { subject: 'Disk' } };
  expect(
    alertsOf('pagerduty', { messages: [{ type: 'incident.other', data: { incident } }] }),
  ).toMatchObject([{ title: 'Disk', status: 'cleared' }]);
});

test('what Google Cloud pushes by Pub/Sub is read at each door, and a budget that is not spent is none', async () => {
  const incident = { incident_id: '0.p', state: 'open', policy_name: 'Latency', resource: {} };
  const pushed = (told: object) =>
    JSON.stringify({
      message: { data: Buffer.from(JSON.stringify(told)).toString('base64'), messageId: '1' },
      subscription: 'projects/shop/subscriptions/alerts',
    });
  for (const door of ['gcp-monitoring', 'auto'] as const) {
    expect(await parsePayload(door, pushed({ incident }))).toMatchObject({
      alerts: [{ source: 'gcp-monitoring', title: 'Latency' }],
    });
    const budget = { budgetDisplayName: 'Shop', costAmount: 5, budgetAmount: 100 };
    expect(await parsePayload(door, pushed(budget))).toMatchObject({ alerts: [] });
  }
});

test('the priority of a monitor of Datadog counts, not that of its event', () => {
  const body = {
    title: '[Triggered] Cores',
    alert_id: '5',
    alert_scope: 'host:a',
    alert_query: 'x',
  };
  const told = { ...body, priority: 'normal' };
  expect(alertsOf('datadog', told)).toMatchObject([{ vendorSeverity: 'normal' }]);
  expect(alertsOf('datadog', { ...told, alert_priority: 'P1' })).toMatchObject([
    { vendorSeverity: 'P1' },
  ]);
});

test('groups of one monitor of Datadog of which only the key is told are two, and each ends by itself', () => {
  const of = (cycle: string, alert_transition: string) => ({
    ...{ event_title: 'CPU', monitor_id: 9, alert_cycle_key: cycle, alert_transition },
  });
  const [[one], [other], [over]] = [
    alertsOf('datadog', of('a', 'Triggered')),
    alertsOf('datadog', of('b', 'Re-Triggered')),
    alertsOf('datadog', of('a', 'Recovered')),
  ];
  expect(other?.fingerprint).not.toBe(one?.fingerprint);
  expect(other?.problem).toBe(one?.problem);
  expect(over).toMatchObject({ status: 'cleared', fingerprint: one?.fingerprint });
});

test('how a sensor of PRTG is now counts in every language', () => {
  const of = (status: string) => alertsOf('prtg', { sensorid: '2', sensor: 'Ping', status });
  expect(of('Fehler beendet (jetzt: OK)')).toMatchObject([{ status: 'cleared' }]);
  expect(of('Warnung beendet (jetzt: Fehler)')).toMatchObject([{ status: 'firing' }]);
});

test('tags of Zabbix may be a list in a text', () => {
  const event_tags = JSON.stringify([{ tag: 'service', value: 'shop' }]);
  const body = { event_name: 'Cores are hot', trigger_id: '7', host: 'db-1', event_tags };
  expect(alertsOf('zabbix', body)).toMatchObject([
    { service: 'shop', labels: { service: 'shop' } },
  ]);
});

test('HetrixTools tells what a server uses too much of, each of which is an alert', () => {
  const of = (type: string) => ({
    ...{ monitor_id: 'm1', monitor_name: 'db-1', monitor_type: 'resource_usage' },
    resource_usage: { resource_type: type, current_usage: '97%', average_usage: '95%' },
  });
  const [[cpu], [disk]] = [alertsOf('hetrixtools', of('cpu')), alertsOf('hetrixtools', of('disk'))];
  expect(senderOf(of('cpu'))?.name).toBe('hetrixtools');
  expect(cpu).toMatchObject({ status: 'firing', title: 'db-1 uses too much cpu (95%)' });
  expect(disk?.fingerprint).not.toBe(cpu?.fingerprint);
});

test('Papertrail counts where nobody wants the lines', async () => {
  const body = { saved_search: { id: 4, name: 'Errors' }, counts: [{ source_name: 'web-1' }] };
  expect(await parsePayload('auto', JSON.stringify(body))).toMatchObject({
    alerts: [{ source: 'papertrail', title: 'Errors', service: 'web-1' }],
  });
});

test('a stage of GitLab is none where customers are, or are not', () => {
  const body = {
    ...{ object_kind: 'build', build_name: 'unit', build_status: 'failed', build_stage: 'test' },
    ...{ project_name: 'N / shop', ref: 'main' },
  };
  const [alert] = alertsOf('gitlab', body);
  expect(alert?.labels).not.toHaveProperty('stage');
});

test.each<[Source, object, object]>([
  [
    'uptime-kuma',
    { heartbeat: { status: 0 }, monitor: { id: 1, name: 'Shop' } },
    { heartbeat: { status: 1 }, monitor: { id: 1, name: 'Cart' } },
  ],
  [
    'librenms',
    { rule_id: 1, device_id: 1, hostname: 'sw-1', name: 'Down', state: 1 },
    { rule_id: 1, device_id: 1, hostname: 'sw-2', name: 'Down', state: 0 },
  ],
])(
  'an end at one server of %s ends nothing of another, which counts from 1 as well',
  (source, one, two) => {
    const [fires, ends] = [one, two].flatMap(body => alertsOf(source, body));
    expect(ends?.status).toBe('cleared');
    expect(ends?.fingerprint).not.toBe(fires?.fingerprint);
    expect(fires?.formerly).toBe(ends?.formerly);
  },
);

test('what AppDynamics saw within a minute comes as one list, and each is an alert', () => {
  const event = (rule: string, id: number, eventType = 'POLICY_OPEN_CRITICAL') => ({
    ...{ eventType, healthRule: { name: rule }, incident: { id }, application: { name: 'Shop' } },
  });
  const body = {
    policy: { name: 'All of the shop' },
    events: [
      event('Slow cart', 5, 'POLICY_CLOSE_CRITICAL'),
      event('No payments', 6),
      event('No payments', 6),
    ],
  };
  expect(alertsOf('appdynamics', body)).toMatchObject([
    { title: 'Slow cart', status: 'cleared' },
    { title: 'No payments', status: 'firing' },
  ]);
});

test('a health rule of AppDynamics of which two applications have one is two alerts', () => {
  const of = (application: string, event_type = 'POLICY_OPEN_CRITICAL') =>
    alertsOf('appdynamics', { event_type, application, health_rule: 'Too slow' })[0];
  const [shop, cart] = [of('Shop'), of('Cart')];
  expect(cart?.fingerprint).not.toBe(shop?.fingerprint);
  expect(of('Shop', 'POLICY_CLOSE_CRITICAL')).toMatchObject({
    ...{ status: 'cleared', fingerprint: shop?.fingerprint, formerly: cart?.formerly },
  });
});

test('a deployment of GitHub to production ends with the next that succeeds there, of whichever commit', () => {
  const told = (state: string, ref: string, isProduction = true) =>
    alertsOf('github', {
      repository: { full_name: 'example/shop', name: 'shop' },
      deployment: { ref, environment: 'production', production_environment: isProduction },
      deployment_status: { state, environment: 'production' },
    })[0];
  const failed = told('failure', 'v1.2.3');
  expect(failed).toMatchObject({ status: 'firing', labels: { branch: 'v1.2.3' } });
  expect(told('success', 'v1.2.4')).toMatchObject({
    ...{ status: 'cleared', fingerprint: failed?.fingerprint, problem: failed?.problem },
  });
  // What is tried out of two branches is two things.
  expect(told('success', 'mine', false)?.fingerprint).not.toBe(
    told('failure', 'theirs', false)?.fingerprint,
  );
});

test.each([
  ['Problem: No web server runs', '0', 'firing'],
  ['Resolved: No web server runs', '1', 'cleared'],
  ['No web server runs', '0', 'cleared'],
])(
  'of Zabbix %j with the value %s is %s: what the subject says counts before a value that may be an item’s',
  (subject, value, status) => {
    expect(alertsOf('zabbix', { subject, value, hostname: 'web-1' })).toMatchObject([{ status }]);
  },
);

test.each<[Source, object, object]>([
  [
    'uptimerobot',
    {
      monitorID: '5',
      monitorFriendlyName: 'Shop',
      alertType: '99',
      alertTypeFriendlyName: 'Paused',
    },
    { status: 'unknown', title: 'Shop is paused' },
  ],
  [
    'uptimerobot',
    {
      ...{ monitorID: '5', monitorFriendlyName: 'Shop', alertType: '4' },
      ...{ alertTypeFriendlyName: 'Domain expiry', alertDetails: 'in 7 days' },
    },
    { status: 'firing', title: 'Shop has a domain that expires: in 7 days' },
  ],
  [
    'dead-mans-snitch',
    { type: 'snitch.paused', data: { snitch: { token: 't', name: 'Backup' } } },
    { status: 'unknown', title: 'Backup is paused' },
  ],
  [
    'site24x7',
    { MONITORNAME: 'Shop', STATUS: 'SUSPENDED' },
    { status: 'unknown', title: 'Shop is suspended' },
  ],
  [
    'freshping',
    {
      webhook_event_data: {
        ...{ check_id: 5, check_name: 'Shop', check_state_name: 'Performance Degraded' },
      },
    },
    { status: 'firing', title: 'Shop: Performance Degraded' },
  ],
])('of %s, what is not down is not said to be down: %j', (source, body, is) => {
  expect(alertsOf(source, body)).toMatchObject([is]);
});

test.each([
  ['ALERT_DEGRADED_FAILURE', 'critical'],
  ['ALERT_FAILURE_DEGRADED', 'warning'],
  ['ALERT_DEGRADED_REMAIN', 'warning'],
])('%s of Checkly is as bad as what it has become', (alert_type, vendorSeverity) => {
  const body = { alert_type, check_id: 'c1', check_name: 'Cart' };
  expect(alertsOf('checkly', body)).toMatchObject([{ vendorSeverity }]);
});

test.each<[Source, object]>([
  [
    'better-stack',
    { data: { id: '1', type: 'on_call_calendar', attributes: { name: 'Primary' } } },
  ],
  ['checkly', { alert_type: 'NO_ALERT', check_id: 'c1', check_name: 'Cart' }],
  ['jira', { webhookEvent: 'jira:version_released', version: { name: '1.2' } }],
  ['nagios', { type: 'ACKNOWLEDGEMENT', host: 'db-1', service: 'Disk', state: 'CRITICAL' }],
  ['checkmk', { notification_type: 'ACKNOWLEDGEMENT', host: 'db-1', state: 'DOWN', site: 's' }],
  ['icinga', { type: 'AcknowledgementSet', host: 'db-1', state: 2, comment: 'I look' }],
  ['icinga', { type: 'DowntimeStarted', downtime: { host_name: 'db-1' } }],
  [
    'huawei-ces',
    {
      ...{ type: 'SubscriptionConfirmation', topic_urn: 'urn:smn:1', message: 'Please confirm' },
      subscribe_url: 'https://smn.example.com/',
    },
  ],
  [
    'freshstatus',
    {
      ...{ id: 1, title: 'New disks', affected_services: 'db' },
      event_data: { event_type: 'MAINTENANCE_PLANNED' },
    },
  ],
])('%s tells of what is no trouble as well', async (source, body) => {
  for (const door of [source, 'auto'] as const) {
    expect(await parsePayload(door, JSON.stringify(body))).toMatchObject({ alerts: [] });
  }
});

test('a policy of Cloudflare named after a test, and a state that only holds the letters of an end, fire all the same', () => {
  const body = {
    alert_type: 'health_check_status_notification',
    policy_id: 'p',
    text: 'Unhealthy',
  };
  for (const alert_event of ['ALERT_STATE_EVENT_START', 'PENDING', 'SUSPENDED']) {
    const found = alertsOf('cloudflare', { ...body, name: 'test.example.com', alert_event });
    expect(found.map(({ status, kind }) => [status, kind])).toEqual([['firing', undefined]]);
  }
});

test('a certificate of a monitor of Uptime Kuma that is named after testing is no test', () => {
  const msg = '[Testing shop][https://shop.example.com] certificate will be expired in 7 days';
  const found = alertsOf('uptime-kuma', { heartbeat: null, monitor: null, msg });
  expect(found.map(({ status, kind }) => [status, kind])).toEqual([['firing', undefined]]);
});

test('a rule of SignalFx whose name begins as the word of an end does fires all the same', () => {
  const body = { ...{ incidentId: 'i1', detector: 'Logins', rule: 'Okta' }, status: 'anomalous' };
  for (const messageTitle of ['Okta logins fail', 'Resolved tickets pile up']) {
    expect(alertsOf('signalfx', { ...body, messageTitle })).toMatchObject([{ status: 'firing' }]);
  }
});

test.each([
  'kapacitor',
  'honeycomb',
  'zabbix',
  'datadog',
  'opsgenie',
  'sentry',
  'cloudevents',
] as const)(
  'a body of anybody else is not taken at the door of %s, which names the right one',
  async door => {
    const kin: readonly string[] = [door, 'cloudevents'];
    for (const { source, fires } of cases.filter(each => !kin.includes(each.source))) {
      const told = await parsePayload(door, JSON.stringify(fires));
      // One that is of both forms may come to either.
      if (senders.find(({ name }) => name === door)?.isOf(plain(fires))) continue;
      expect(told, source).toMatchObject({
        invalid: [{ message: expect.stringContaining(`send it to /v1/alerts/${source}`) }],
      });
    }
  },
);

test.each([
  { monitor_id: '5', monitor_name: 'Shop', status: 'down' },
  { alert_id: '5', alert_name: 'Lag', project: 'shop' },
  { alert_type: 'disk', account_id: '5' },
  { alertName: 'Lag', alertState: 'firing' },
  { sensor: 'Door', device: 'hall' },
])('%j has names that many have, and is taken for nobody’s', body => {
  expect(senderOf(body)).toBeUndefined();
});

test('every source that has a shape of its own is here', () => {
  const named = new Set<string>(cases.map(({ source }) => source));
  expect(sources.filter(source => !named.has(source))).toEqual([
    ...['generic', 'auto'],
    // In a test of its own.
    'email',
  ]);
});

/** What a sender that runs a program fills in. */
const filled: Record<string, string> = {
  ...{ site: 'main', host: 'web-1', host_display_name: 'web-1', chart: 'disk_space._var' },
  ...{ service: 'Disk', service_display_name: 'Disk', name: 'Disk', host_state: 'DOWN' },
  ...{ state: 'CRITICAL', service_state: 'CRITICAL', status: 'CRITICAL', value: '97' },
  ...{ type: 'PROBLEM', notification_type: 'PROBLEM', when: '1795752000', url: 'http://web-1/' },
  ...{ output: 'full: "97 %" & more', service_output: 'full: "97 %" & more' },
  ...{ host_output: 'full: "97 %" & more', info: 'full: "97 %" & more' },
};

test.each(['nagios', 'icinga', 'netdata', 'checkmk'] as const)(
  'the program that the page of %s has one run sends a form that is read',
  async source => {
    const calls = pageOf(source).split('curl').slice(1);
    const forms = calls.map(call =>
      [...call.matchAll(/--data-urlencode"?,? ["'](\w+)=/g)].map(([, name = '']) => name),
    );
    const sent = forms.filter(names => names.length > 0);
    expect(sent.length).toBeGreaterThan(0);
    for (const names of sent) {
      const fields = names.map((name): [string, string] => [
        name,
        filled[name] ?? `nothing for ${name}`,
      ]);
      const told = await parsePayload(source, new URLSearchParams(fields).toString());
      expect(told).toMatchObject({
        alerts: [{ status: 'firing', title: expect.stringContaining('full: "97 %" & more') }],
      });
      expect(JSON.stringify(told)).not.toContain('nothing for');
    }
  },
);

test('every source has a page that says what to click and what to paste, and stands in the index', () => {
  const index = pageOf('README');
  for (const source of sources) {
    expect(pageOf(source)).toContain(`/v1/alerts/${source}`);
    expect(index).toContain(`(${source}.md)`);
  }
});

test('a source goes by any spelling of its name, and by the other names that people have for it', () => {
  expect(['Uptime Kuma', 'uptime_kuma', 'UptimeKuma'].map(parseSource)).toEqual(
    Array(3).fill('uptime-kuma'),
  );
  expect(parseSource('Google Cloud')).toBe('gcp-monitoring');
  expect(parseSource('constructor')).toBeUndefined();
});

describe('of a form that a sender has beside its usual one', () => {
  const incident = (state: string) => ({
    ...{ object_kind: 'issue', event_type: 'incident', project: { name: 'shop' } },
    object_attributes: { iid: 23, title: 'Cart down', state, severity: 'high', type: 'Incident' },
  });
  const suite = (conclusion: string) => ({
    ...{ action: 'completed', repository: { name: 'shop', full_name: 'acme/shop' } },
    check_suite: { id: 1, head_branch: 'main', conclusion, app: { name: 'Jenkins' } },
  });
  const episode = (itsi_group_status: string) => ({
    ...{ sid: 's', search_name: 'Episodes', app: 'SA-ITOA' },
    result: {
      ...{ itsi_group_id: 'g1', itsi_group_title: 'Cart down', itsi_group_status },
      ...{ itsi_group_severity: '6', service_name: 'cart' },
    },
  });
  const issue = (name: string) => ({
    ...{ key: 'OPS-12', self: 'https://jira.example.com/rest/12' },
    fields: { summary: 'Cart down', status: { name }, project: { name: 'Operations' } },
  });

  test.each([
    ['an incident of GitLab', incident('opened'), incident('closed'), 'Cart down', 'shop'],
    ['a suite of GitHub', suite('failure'), suite('success'), 'Jenkins failed in shop', 'shop'],
    ['an episode of ITSI', episode('1'), episode('5'), 'Cart down', 'cart'],
    ['an issue of Jira', issue('Open'), issue('Done'), 'OPS-12: Cart down', 'Operations'],
  ])('%s fires and is over', async (_, fires, over, title, service) => {
    const read = async (body: object) => {
      const parsed = await parsePayload('auto', JSON.stringify(body));
      return 'alerts' in parsed ? parsed.alerts : [];
    };
    const [alert] = await read(fires);
    expect(alert).toMatchObject({
      ...{ status: 'firing', title: expect.stringContaining(title), service },
    });
    expect(await read(over)).toMatchObject([
      { status: 'cleared', fingerprint: alert?.fingerprint },
    ]);
  });

  test('what somebody has in hand in Opsgenie or GitLab, and what Azure scales, pages nobody', async () => {
    const told = [
      { status: 'Activated', operation: 'Scale Out', context: { resourceId: '/x', details: 'Up' } },
      { action: 'Acknowledge', alert: { alertId: 'x', message: 'Cart down', alias: 'c' } },
      { object_kind: 'alert', object_attributes: { title: 'Cart down', status: 'acknowledged' } },
    ];
    for (const body of told)
      expect(await parsePayload('auto', JSON.stringify(body))).toMatchObject({
        ...{ alerts: [], ignored: [expect.any(String)] },
      });
  });

  test('a certificate that Uptime Kuma warns of is one alert, however many days it has left', async () => {
    const of = async (site: string, days: number) => {
      const msg = `[${site}] Certificate will expire in ${days} days`;
      const body = { heartbeat: null, monitor: null, msg };
      const parsed = await parsePayload('auto', JSON.stringify(body));
      return 'alerts' in parsed ? parsed.alerts[0]?.fingerprint : undefined;
    };
    expect(await of('Shop', 3)).toBe(await of('Shop', 7));
    expect(await of('Cart', 3)).not.toBe(await of('Shop', 3));
  });

  test("the links of a policy's documentation in Google Cloud are those of its alert", async () => {
    const documentation = { links: [{ displayName: 'Runbook', url: 'https://rb.example.com/' }] };
    const told = { incident_id: '0.a', state: 'open', policy_name: 'CPU', summary: 'CPU is high' };
    const body = { incident: { ...told, scoping_project_id: 'p', documentation }, version: '1.2' };
    expect(await parsePayload('auto', JSON.stringify(body))).toMatchObject({
      alerts: [{ links: [{ title: 'Runbook', url: 'https://rb.example.com/' }] }],
    });
  });

  test('what Alertmanager tells PagerDuty is of the service that its labels name', async () => {
    const written = (instance: string, of = 'cart') =>
      `Labels:\n - alertname = Slow\n - instance = ${instance}\n - service = ${of}\nAnnotations:\n - summary = Cart is slow\nSource: http://p.example.com/\n`;
    const labels = { alertname: 'Slow', service: 'cart' };
    const one = { status: 'firing', labels, annotations: { summary: 'Cart is slow' } };
    const told = (firing: unknown, resolved: unknown = '') => ({
      ...{ routing_key: 'k', event_action: 'trigger', dedup_key: 'd', client: 'Alertmanager' },
      payload: {
        ...{ summary: '[FIRING:1] Slow', source: 'Alertmanager', severity: 'error' },
        custom_details: { firing, resolved, num_firing: '1' },
      },
    });
    const read = async (body: object) => {
      const parsed = await parsePayload('pagerduty-events', JSON.stringify(body));
      return 'alerts' in parsed ? parsed.alerts[0] : undefined;
    };
    const isCart = { service: 'cart', description: 'Cart is slow', labels };
    for (const firing of [written('a') + written('b'), [one, one]])
      expect(await read(told(firing))).toMatchObject(isCart);
    expect(await read(told('', written('a')))).toMatchObject(isCart);
    expect((await read(told(written('a') + written('b'))))?.labels).not.toHaveProperty('instance');
    // Of alerts of several services none is guessed.
    expect((await read(told(written('a') + written('a', 'shop'))))?.service).toBe('Alertmanager');
  });
});
