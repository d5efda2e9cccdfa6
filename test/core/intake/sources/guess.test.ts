import { describe, expect, test } from 'vitest';
import { parsePayload } from '#core/intake/parse.ts';

const start = '2026-11-23T02:14:00.000Z';

/** What is made of a body that nobody knows. */
async function guessed(body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const parsed = await parsePayload('auto', text);
  if ('invalid' in parsed) throw new Error(JSON.stringify(parsed.invalid));
  return parsed.alerts;
}

describe('of a body that nobody knows', () => {
  test('the words that a person would choose are the title, with where they came from', async () => {
    const [alert] = await guessed({
      id: 'a3f1',
      kind: 'watch.triggered',
      payload: {
        headline: 'Checkout queue is stuck',
        state: 'open',
        severity: 'P2',
        service: { name: 'checkout' },
        url: 'https://watch.example.com/1',
        opened: '2026-11-23T02:14:00Z',
      },
    });
    expect(alert).toMatchObject({
      source: 'auto',
      title: 'Checkout queue is stuck',
      status: 'firing',
      vendorSeverity: 'P2',
      service: 'checkout',
      links: [{ url: 'https://watch.example.com/1' }],
      guess: expect.stringContaining('title from /payload/headline, status from /payload/state'),
    });
  });

  test.each([
    [{ title: 'Disk full', status: 'resolved', host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', event: 'alert.recovered', host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', resolved: true, host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', state_name: 'Completed', host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', statusName: 'Up', host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', state_name: 'Failed', host: 'db-3' }, 'firing'],
    [{ title: 'Disk full', firing: false, host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', status: '已恢复', host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', status: 'Behoben', host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', status: 'whatever', host: 'db-3' }, 'firing'],
    [{ title: 'Disk full', status: 200, host: 'db-3' }, 'firing'],
    [{ title: 'Disk full', event: 'check_up.issue_created', host: 'db-3' }, 'firing'],
    [{ title: 'Disk full', event: 'unit_tests_passed', host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', status: 'completed', conclusion: 'failure', host: 'db-3' }, 'firing'],
    [{ title: 'Disk full', status: 'completed', conclusion: 'success', host: 'db-3' }, 'cleared'],
  ])('%j is %s', async (body, status) => {
    expect(await guessed(body)).toMatchObject([{ status, title: 'Disk full', service: 'db-3' }]);
  });

  test('what waits for somebody is open, where it is said to have been opened', async () => {
    const alert = { id: 7, alertKey: 'k', summary: 'Disk full', status: 'PENDING' };
    const [opened] = await guessed({ eventType: 'alert-created', alert });
    expect(opened).toMatchObject({ source: 'auto', status: 'firing', title: 'Disk full' });
    const over = { eventType: 'alert-resolved', alert: { ...alert, status: 'RESOLVED' } };
    expect(await guessed(over)).toMatchObject([
      { status: 'cleared', fingerprint: opened?.fingerprint },
    ]);
    expect(await guessed({ name: 'Shop', status: 'PENDING' })).toMatchObject([
      { status: 'unknown' },
    ]);
  });

  test.each([
    { message_type: 'ACKNOWLEDGEMENT', entity_id: 'k', state_message: 'Ada has it' },
    { eventType: 'ACCEPT', alertKey: 'k', summary: 'Disk is full' },
    { event: 'alert.acknowledged', alert: { id: 'k', name: 'Disk is full' } },
    { push_data: { tag: 'latest', pusher: 'ada' }, repository: { repo_name: 'acme/shop' } },
    { type: 'PUSH_ARTIFACT', event_data: { repository: { name: 'shop' } } },
    { push: { changes: [{ new: { name: 'main' } }] }, repository: { name: 'shop' } },
    { project: { name: 'shop' }, newIssues: [], removedIssues: [{ id: 'x' }] },
    { diun_version: '4.0', hostname: 'n', status: 'new', image: 'registry.example.com/x:1' },
    { event: 'updated', model: 'device', request_id: 'r', data: { name: 'sw-1', status: 'off' } },
    { kind: 'flag', titleVerb: 'turned on', title: 'Ada turned it on', accesses: [{}] },
    { id: 'x', time: 1763860000, event: 'open', topic: 'alerts' },
    { eventType: 'Grab', instanceName: 'Movies', movie: { title: 'A film' } },
    { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'x' } } },
  ])('what tells of no trouble is no alert: %j', async body => {
    const parsed = await parsePayload('auto', JSON.stringify(body));
    expect(parsed).toEqual({ alerts: [], ignored: [expect.stringContaining('no alert')] });
  });

  test('what a firewall accepts is no acknowledgement', async () => {
    expect(await guessed({ action: 'accept', msg: 'Login from far away' })).toMatchObject([
      { status: 'firing' },
    ]);
  });

  test('what Flux has done ends what failed, and what it begins ends nothing', async () => {
    const of = (severity: string, message: string, reason = 'info') =>
      guessed({
        ...{ severity, message, reason, reportingController: 'helm-controller' },
        involvedObject: { kind: 'HelmRelease', name: 'shop', namespace: 'apps', uid: 'u-1' },
      });
    const [failed] = await of('error', 'Helm upgrade failed: no such chart', 'UpgradeFailed');
    expect(failed?.status).toBe('firing');
    expect(await of('info', 'Helm upgrade has started')).toMatchObject([{ status: 'unknown' }]);
    for (const done of ['Fetched revision: main/731f7ea', 'Helm upgrade succeeded']) {
      expect(await of('info', done)).toMatchObject([
        { status: 'cleared', fingerprint: failed?.fingerprint },
      ]);
    }
  });

  test.each([
    [{ alertName: 'Memory', databaseName: 'cart', state: 'on' }, 'firing'],
    [{ alertName: 'Memory', databaseName: 'cart', state: 'off' }, 'cleared'],
    [{ alert: 'node_memory', node: 'node:2', state: false, severity: 'WARNING' }, 'cleared'],
    [{ entity_id: 'binary_sensor.leak', state: 'off', friendly_name: 'Leak' }, 'cleared'],
    [{ entity_id: 'switch.pump', state: 'off', friendly_name: 'Pump' }, 'firing'],
    [{ event_name: 'CPU is hot', event_value: '1', host_name: 'web-1' }, 'firing'],
    [{ event_name: 'CPU is hot', event_value: '0', host_name: 'web-1' }, 'cleared'],
  ])(
    'an alert that is off is over, and a thing that is off is not: %j is %s',
    async (body, status) => {
      expect(await guessed(body)).toMatchObject([{ status }]);
    },
  );

  test('a service on two machines is two alerts, of which one may be over', async () => {
    const of = async (host: string, status: string) =>
      (await guessed({ host, service: 'Disk', status, message: 'Disk is full' }))[0];
    const [one, two] = [await of('db-1', 'critical'), await of('db-2', 'critical')];
    expect(two?.fingerprint).not.toBe(one?.fingerprint);
    expect(await of('db-2', 'ok')).toMatchObject({
      ...{ status: 'cleared', fingerprint: two?.fingerprint, service: 'Disk' },
    });
  });

  test('a run in one workspace ends nothing of another', async () => {
    const of = (workspace_name: string, run_status: string) =>
      guessed({ workspace_name, notifications: [{ message: 'Run ended', run_status }] });
    const [[failed], [other], [next]] = [
      await of('production', 'errored'),
      await of('staging', 'applied'),
      await of('production', 'applied'),
    ];
    expect([failed?.status, other?.status]).toEqual(['firing', 'cleared']);
    expect(other?.fingerprint).not.toBe(failed?.fingerprint);
    expect(next?.fingerprint).toBe(failed?.fingerprint);
  });

  test('what has no words is known by the things it names', async () => {
    const of = (entity_id: string) => guessed({ entity_id, value: 'on', battery: 7 });
    const [[one], [two], [again]] = [
      await of('leak.cellar'),
      await of('leak.attic'),
      await of('leak.cellar'),
    ];
    expect(two?.fingerprint).not.toBe(one?.fingerprint);
    expect(again?.fingerprint).toBe(one?.fingerprint);
  });

  test.each([
    [{ titel: 'Kasse antwortet nicht', dienst: 'kasse', schweregrad: 'kritisch' }],
    [{ titulo: 'Caixa fora do ar', servico: 'kasse', gravidade: 'kritisch' }],
    [{ 标题: '收银台无响应', 服务: 'kasse', 级别: 'kritisch' }],
    [{ 件名: 'レジが応答しません', サービス: 'kasse', 重要度: 'kritisch' }],
  ])('fields are found under the names that they have in another language: %j', async body => {
    const [title] = Object.values(body);
    expect(await guessed(body)).toMatchObject([
      { title, service: 'kasse', vendorSeverity: 'kritisch' },
    ]);
  });

  test.each([
    ['【復旧】DB応答なし', 'cleared'],
    ['【障害】DB応答なし', 'firing'],
    ['Gelöst: Kasse antwortet nicht', 'cleared'],
    ['Backup of db-1 successful', 'cleared'],
    ['Backup of db-1 finished successfully.', 'cleared'],
    ['Successfully updated deployment cart', 'cleared'],
    ['Successfully logged in as root', 'firing'],
    ['Login by brute force on db-1 successful', 'firing'],
    ['Exploit of the cart succeeded', 'firing'],
    ['Backup of db-1 was not successful', 'firing'],
    ['Backup of db-1 was unsuccessful', 'firing'],
    ['Incident resolved: shop.example.com', 'cleared'],
    ['Incident started: shop.example.com', 'firing'],
    ['Logins from addresses that are in range of nobody', 'firing'],
    ['Freezer 1 is not within its normal range', 'firing'],
    ['web-1 battery below threshold 🔴', 'firing'],
    ['web-1 is on battery power', 'firing'],
    ['Deploy 🚀 up to ten times a day fails', 'firing'],
    ['✅ Queue is at 3', 'cleared'],
    ['✅ Error rate of the cart is 0.1%', 'cleared'],
    ['🟢 High CPU on web-1', 'cleared'],
    ['✅ Checks do not run', 'firing'],
    ['✅ 3 of 4 nodes are down', 'firing'],
  ])('%j is %s', async (title, status) => {
    expect(await guessed({ headline: title })).toMatchObject([{ status }]);
  });

  test('what is written for a chat room is known by what is attached, not by who writes it', async () => {
    const of = (title: string, text: string) =>
      guessed({ alias: 'Watcher', text: 'Watcher Uptime Alert', attachments: [{ title, text }] });
    const [[down], [other]] = [
      await of('Cart', 'The site has gone down.'),
      await of('Search', 'The site has gone down.'),
    ];
    expect(down).toMatchObject({ status: 'firing', title: 'Cart: The site has gone down.' });
    expect(other?.fingerprint).not.toBe(down?.fingerprint);
    expect(await of('Cart', 'The site is back up.')).toMatchObject([
      { status: 'cleared', fingerprint: down?.fingerprint },
    ]);
  });

  test.each([
    [{ name: 'shop', build: { number: 3, phase: 'STARTED' } }, 'unknown'],
    [{ event_type: 'jobs.on_start', run: { run_id: 6 }, job: { name: 'ETL' } }, 'unknown'],
    [{ eventType: 'job.run.started', data: { jobName: 'Daily', runStatus: 'Running' } }, 'unknown'],
    [{ name: 'shop', build: { number: 3, status: 'FAILURE' } }, 'firing'],
    [{ name: 'Deploy', status: 'running', playbook: 'deploy.yml' }, 'unknown'],
    [{ event: 'sync_start', connector_name: 'orders', sync_id: 's1' }, 'unknown'],
    [{ pipeline: { name: 'Deploy' }, build: { state: 'scheduled' } }, 'unknown'],
    [{ status: 'WORKING', buildTriggerId: 't', options: { TRIGGER_NAME: 'shop' } }, 'unknown'],
    [{ type: 'deployment.created', payload: { deployment: { name: 'shop' } } }, 'unknown'],
    [{ type: 'deploy_started', data: { serviceName: 'shop' } }, 'unknown'],
    [{ type: 'incident.created', data: { name: 'Shop is slow' } }, 'firing'],
    // What is called off has neither failed nor gone well.
    [{ name: 'shop', build: { number: 3, phase: 'COMPLETED', status: 'ABORTED' } }, 'unknown'],
    [{ workflow: { name: 'deploy', status: 'canceled' }, project: { name: 'shop' } }, 'unknown'],
    [
      { eventType: 'job.run.started', data: { jobName: 'D', runReason: 'Kicked off by hand' } },
      'unknown',
    ],
    [{ title: 'Job has been running for hours', job: 'etl', status: 'running' }, 'firing'],
    [{ job: 'etl', status: 'running', message: 'exceeded SLA' }, 'firing'],
    [{ job: 'etl', status: 'running', severity: 'high' }, 'firing'],
    [{ event: 'incident.started', incident: { name: 'Cart' } }, 'firing'],
  ])('that work begins is no trouble: %j is %s', async (body, status) => {
    expect(await guessed(body)).toMatchObject([{ status }]);
  });

  test('what went down and came up is the same', async () => {
    const [down, up] = [
      ...(await guessed({ alertType: 'switches went down', deviceName: 'sw-1' })),
      ...(await guessed({ alertType: 'switches came up', deviceName: 'sw-1' })),
    ];
    expect(up).toMatchObject({ status: 'cleared', fingerprint: down?.fingerprint });
  });

  test('two machines of one policy are two alerts', async () => {
    const of = (unInstanceId: string) =>
      guessed({
        alarmStatus: '1',
        alarmObjInfo: { namespace: 'vm', dimensions: { unInstanceId } },
        alarmPolicyInfo: { policyName: 'Cores are hot' },
      });
    const [[one], [two]] = [await of('vm-1'), await of('vm-2')];
    expect(one).toMatchObject({ title: 'Cores are hot', service: 'vm-1' });
    expect(two?.fingerprint).not.toBe(one?.fingerprint);
  });

  test('what has degraded is the same once it is healthy', async () => {
    const [bad, well] = [
      ...(await guessed({
        app: 'shop',
        status: 'Degraded',
        message: 'Application shop has degraded',
      })),
      ...(await guessed({
        app: 'shop',
        status: 'Healthy',
        message: 'Application shop is healthy',
      })),
    ];
    expect(well).toMatchObject({ status: 'cleared', fingerprint: bad?.fingerprint });
  });

  test('what is written for a chat room is titled by its text, not by what is attached', async () => {
    const attached = [{ color: 'danger', title: 'Job 9', text: 'exit 1' }];
    for (const body of [
      { text: 'Deploy of checkout failed', attachments: attached },
      { content: 'Deploy of checkout failed', embeds: attached },
    ]) {
      expect(await guessed(body)).toMatchObject([{ title: 'Deploy of checkout failed' }]);
    }
    expect(await guessed({ attachments: attached })).toMatchObject([{ title: 'Job 9' }]);
  });

  test.each([
    [
      { rule: 'Terminal shell in container', output: '09:00 A shell', hostname: 'n1' },
      'Terminal shell in container',
    ],
    [{ job: 'nightly-import', result: 'failed', host: 'n1' }, 'nightly-import: failed'],
    [{ check: 'api', result: 'recovered', host: 'n1' }, 'api'],
    [{ output: 'CRITICAL: 97% used', host: 'n1' }, 'CRITICAL: 97% used'],
  ])('%j is titled by what was looked at, where nothing is called a title', async (body, title) => {
    expect(await guessed(body)).toMatchObject([{ title }]);
  });

  test('it is the same alert when it is over', async () => {
    const [fires] = await guessed({ subject: '[FIRING] Disk full', host: 'db-3', state: 'firing' });
    const [over] = await guessed({ subject: '[RESOLVED] Disk full', host: 'db-3', state: 'ok' });
    expect(over).toMatchObject({ status: 'cleared', fingerprint: fires?.fingerprint });
    const [keyed] = await guessed({ text: 'It is bad', dedup_key: 'k1', status: 'firing' });
    const [done] = await guessed({ text: 'All is well', dedup_key: 'k1', status: 'resolved' });
    expect(done?.fingerprint).toBe(keyed?.fingerprint);
  });

  test.each([
    // A state that is a level; an order to open or close; words that are joined; a flag; a moment; a mark of its end.
    [
      { check: 'Queue length', status: 'critical', host: 'mq-1' },
      { check: 'Queue length', status: 'ok', host: 'mq-1' },
    ],
    [
      { message_type: 'WARNING', entity_id: 'disk/db-1', state_message: 'Disk at 91 %' },
      { message_type: 'RECOVERY', entity_id: 'disk/db-1', state_message: 'Disk at 40 %' },
    ],
    [
      { status: 'trigger', event_id: 'k7', message: 'Queue is stuck' },
      { status: 'resolve', event_id: 'k7' },
    ],
    [
      { name: 'Slow cart', triggerType: 'Critical', query: 'a' },
      { name: 'Slow cart', triggerType: 'ResolvedCritical', query: 'a' },
    ],
    [
      { type: 'siteCheckFailedNotice', site: { id: 4, url: 'https://shop.example.com' } },
      { type: 'siteCheckRecoveredNotice', site: { id: 4, url: 'https://shop.example.com' } },
    ],
    [
      { rule_name: 'Lag', target_ident: 'db-1', is_recovered: false },
      { rule_name: 'Lag', target_ident: 'db-1', is_recovered: true },
    ],
    [
      { alarmPolicyInfo: { policyName: 'Hot' }, alarmStatus: '1', recoverTime: '0' },
      {
        alarmPolicyInfo: { policyName: 'Hot' },
        alarmStatus: '0',
        recoverTime: '2026-11-23 02:14:00',
      },
    ],
    [
      { alert: { id: 9, name: 'api.errors' }, trigger_time: 1763860000 },
      { alert: { id: 9, name: 'api.errors' }, trigger_time: 1763860300, clear: 'normal' },
    ],
    // A record with other words at its end; an address of each deployment; what once opened a group; flat names.
    [
      { id: 'r5', created: start, updated: start, status: 'OPEN', humanReadable: 'CPU is over 90' },
      {
        ...{ id: 'r5', created: start, updated: start, status: 'CLOSED' },
        humanReadable: 'CPU is back under 90',
      },
    ],
    [
      {
        type: 'deployment.error',
        payload: { name: 'shop', url: 'shop-1.example.com', deployment: { id: 'd1' } },
      },
      {
        type: 'deployment.succeeded',
        payload: { name: 'shop', url: 'shop-2.example.com', deployment: { id: 'd2' } },
      },
    ],
    [
      {
        alert_group: { id: 'g1', state: 'firing', title: 'Lag' },
        alert_payload: { status: 'firing' },
      },
      {
        ...{ event: { type: 'resolve' }, alert_payload: { status: 'firing' } },
        alert_group: { id: 'g1', state: 'resolved', title: 'Lag' },
      },
    ],
    [
      { incident: { INCIDENT_ID: '4', CURRENT_PHASE: 'UNACKED' }, alert: { message: 'Lag' } },
      { incident: { INCIDENT_ID: '4', CURRENT_PHASE: 'RESOLVED' }, alert: { message: 'Lag' } },
    ],
    [
      { 'alert.entity_id': 'disk', 'alert.state': 'CRITICAL', 'alert.message': 'Disk is full' },
      { 'alert.entity_id': 'disk', 'alert.state': 'OK', 'alert.message': 'Disk is full' },
    ],
    // The end has other words.
    [
      { 'alert.entity_id': 'disk', 'alert.state': 'CRITICAL', 'alert.message': 'Disk is full' },
      { 'alert.entity_id': 'disk', 'alert.state': 'OK', 'alert.message': '40 % are free' },
    ],
    [
      { title: 'Agent of web-1', message: 'offline', host: 'web-1' },
      { title: 'Agent of web-1', message: 'online', host: 'web-1' },
    ],
    // Cards of chat rooms: whose it is, in which state, before what it is; pictures; of which of them all it tells.
    [
      { '@type': 'MessageCard', title: 'Tool Alert (firing)', summary: 'Disk is full' },
      { '@type': 'MessageCard', title: 'Tool Alert (resolved)', summary: 'Disk is full' },
    ],
    [
      { chat_id: '1', text: '\u{1f534} [shop] is DOWN: timeout' },
      { chat_id: '1', text: '\u{1f7e2} [shop] is UP' },
    ],
    [
      { embeds: [{ title: '❌ Shop went down. ❌' }] },
      { embeds: [{ title: '✅ Shop is up! ✅' }] },
    ],
    [
      { text: 'Monitor is DOWN: <https://m.example.com/1|shop> (https://shop.example.com) - 500' },
      { text: 'Monitor is UP: <https://m.example.com/1|shop> (https://shop.example.com). Hurray.' },
    ],
    [
      { msgtype: 'text', text: { content: '[告警] web-1 磁盘已满' } },
      { msgtype: 'text', text: { content: '[恢复] web-1 磁盘已满' } },
    ],
    [
      { host: 'db-1', check: 'disk', status: 2, output: 'DISK CRITICAL - 3% free' },
      { host: 'db-1', check: 'disk', status: 0, output: 'DISK OK - 30% free' },
    ],
    [
      { records: [{ message_key: 'k', description: 'Disk is full', node: 'db-1' }] },
      {
        records: [
          {
            message_key: 'k',
            description: 'It is well',
            node: 'db-1',
            resolution_state: 'Closing',
          },
        ],
      },
    ],
    [
      { type: 'AP_DISCONNECTED', device_name: 'ap-6', text: 'device offline' },
      { type: 'AP_CONNECTED', device_name: 'ap-6', text: 'device online' },
    ],
    // An id of each message, where the kind of alert has an id as well.
    [
      { alertId: '71', alertType: 'APs went down', alertTypeId: 'stopped', deviceName: 'ap-6' },
      { alertId: '72', alertType: 'APs came up', alertTypeId: 'started', deviceName: 'ap-6' },
    ],
    [
      { Event: { Category: 'DeployFailed', Message: 'It was brought to production' } },
      { Event: { Category: 'DeploySucceeded', Message: 'It was brought to production' } },
    ],
    [
      { metricName: 'MemUsage', resourceId: 'vm-1', content: 'Alert: it is 93 at 02:14' },
      {
        ...{ metricName: 'MemUsage', resourceId: 'vm-1', recoveryTime: 1763860300 },
        content: 'Recovery: it is 13 at 02:20',
      },
    ],
    [
      { issue: { id: 'i-5', state: 'OPEN', text: 'Heap is full', service: 'cart' } },
      { issue: { id: 'i-5', state: 'CLOSED' } },
    ],
    [
      { label: 'Shop', event: 'down', target: 'https://shop.example.com', message: 'HTTP 503' },
      { label: 'Shop', event: 'up', target: 'https://shop.example.com', message: 'OK' },
    ],
    [
      { summary: 'Queue is stuck', level: 'FATAL', status: 'OPEN', idempotency_key: 'q' },
      { summary: 'Queue runs', level: 'INFO', status: 'CLOSED', idempotency_key: 'q' },
    ],
    [
      { alertName: 'Memory', criticality: 'HIGH', status: 'ACTIVE', alertId: 'a' },
      { alertName: 'Memory', criticality: 'HIGH', status: 'CANCELED', alertId: 'a' },
    ],
    [
      { title: 'Lag', status: { id: 1, name: 'Open' } },
      { title: 'Lag', status: { id: 2, name: 'Resolved' } },
    ],
    [
      { title: 'Lag', backToNormal: 'false' },
      { title: 'Lag', backToNormal: 'true' },
    ],
    [
      { workflow: 'nightly', status: 'Failed', message: 'a step failed' },
      { workflow: 'nightly', status: 'Succeeded' },
    ],
    // Facts of a card, an end in the title, in a severity, in a word among others, in what a flag is written as.
    [
      { summary: 'Lag', sections: [{ facts: [{ name: 'Status', value: 'Problem' }] }] },
      { summary: 'Lag', sections: [{ facts: [{ name: 'Status', value: 'OK' }] }] },
    ],
    [{ text: ':fire: *Alert*: queue is stuck' }, { text: ':tada: *Resolved*: queue is stuck' }],
    [
      { message: 'Main site is down', project: { name: 'Shop' } },
      { message: 'Main site is back up after 10m', project: { name: 'Shop' } },
    ],
    [
      { title: 'Disk', severity: 'Critical', host: 'db-1' },
      { title: 'Disk', severity: 'Recovery', host: 'db-1' },
    ],
    [
      { alarm_id: 'x', brief_description: 'No login', cleared: 'false' },
      { alarm_id: 'x', brief_description: 'No login', cleared: 'true' },
    ],
    [
      { eventName: 'build_failure', data: { status: 'failed', projectName: 'Shop' } },
      { eventName: 'build_success', data: { status: 'success', projectName: 'Shop' } },
    ],
    [
      { workspace_name: 'net', notifications: [{ message: 'Run Errored', run_status: 'errored' }] },
      { workspace_name: 'net', notifications: [{ message: 'Run Applied', run_status: 'applied' }] },
    ],
    [
      { monitor: { name: 'Shop' }, status: 'error', errorMessage: 'timeout' },
      { monitor: { name: 'Shop' }, status: 'recovered', latency: 13 },
    ],
    [
      {
        status: 'SUCCESS',
        project: { name: 'Shop' },
        qualityGate: { name: 'Way', status: 'ERROR' },
      },
      { status: 'SUCCESS', project: { name: 'Shop' }, qualityGate: { name: 'Way', status: 'OK' } },
    ],
    [
      { test_name: 'Shop API', result: 'fail', test_run_id: '1' },
      { test_name: 'Shop API', result: 'pass', test_run_id: '2' },
    ],
    // An event of which no other word tells; what it is an event of, by its id; a flag; a state of nobody's list.
    [
      { alert_type: 'site_offline', monitor: { id: 3, url: 'https://shop.example.com' } },
      { alert_type: 'site_online', monitor: { id: 3, url: 'https://shop.example.com' } },
    ],
    [
      { event: 'alerts.created', data: { id: 'a-1', status: 'OPEN', code: '7' } },
      { event: 'alerts.updated', data: { id: 'a-1', status: 'CLOSED', code: '7' } },
    ],
    [
      { item_name: 'web-1', alert_type: 'Load average', fixed: false },
      { item_name: 'web-1', alert_type: 'Load average', fixed: true },
    ],
    [
      { check_in: { name: 'backup', state: 'missing' }, project: { name: 'Shop' } },
      { check_in: { name: 'backup', state: 'reporting' }, project: { name: 'Shop' } },
    ],
    // The state of what is over is how it was; why it was so is told of no end.
    [
      { monitor: { name: 'Shop' }, monitorPeriod: { status: 'DOWN', endedAt: null } },
      {
        monitor: { name: 'Shop' },
        monitorPeriod: { status: 'DOWN', endedAt: '2026-11-23T02:14:00Z' },
      },
    ],
    [
      {
        check: { type: 'uptime', status: 'failed', failure_reason: 'No such host' },
        site: { url: 'https://shop.example.com' },
      },
      {
        check: { type: 'uptime', status: 'successful', failure_reason: null },
        site: { url: 'https://shop.example.com' },
      },
    ],
    [
      { name: 'Shop', status: 2, status_str: 'critic' },
      { name: 'Shop', status: 0, status_str: 'ok' },
    ],
    [
      { title: 'Cart is slow', currentIncidentState: { name: 'Identified' } },
      { title: 'Cart is slow', currentIncidentState: { name: 'Resolved' } },
    ],
    [
      { text: 'Critical Alert: Load of web-1 is 9.5 % (limit: 9 %)', status: 'fired' },
      { text: 'Resolved: Load of web-1 is now 4.1 % (was 9.5 %)', status: 'resolved' },
    ],
    [
      { payload: { action_name: 'shop.deploy', status: 'failed', run: 1 } },
      { payload: { action_name: 'shop.deploy', status: 'succeeded', run: 2 } },
    ],
    // That nobody acknowledged it says nothing of whether it is over.
    [
      { type: 'High temperature', originatorName: 'Freezer', status: 'ACTIVE_UNACK' },
      { type: 'High temperature', originatorName: 'Freezer', status: 'CLEARED_UNACK' },
    ],
    // Whoever has it in hand by now is not what it is.
    [
      { message: 'Cart is slow', status: 'triggered', assigned_to: { name: 'Ada' } },
      { message: 'Cart is slow', status: 'resolved', assigned_to: { name: 'Grace' } },
    ],
    [
      { build: { name: 'cart', phase: 'build.complete', result: 'failed' }, status: 'completed' },
      { build: { name: 'cart', phase: 'build.complete', result: 'success' }, status: 'completed' },
    ],
    [
      { check: { metadata: { name: 'web' }, state: 'failing', output: 'web does not run' } },
      { check: { metadata: { name: 'web' }, state: 'passing', output: 'web runs' } },
    ],
    [{ title: 'Disk', note: 1 }, '<alert state="ok"><title>Disk</title><note>2</note></alert>'],
    [
      { type: 'Alert', alert_id: 5, summary: 'Queue is stuck' },
      { type: 'AlertStatus', alert_id: 5, log_entry: 'Closed via the console' },
    ],
    // Nothing that could be a title; a number that a program ended with, and what it printed; how it went, at the end of it.
    [
      { device: 'freezer-1', temperature: -3, alarm: true },
      { device: 'freezer-1', temperature: -19, alarm: false },
    ],
    [
      { upsname: 'ups-1@nas-1', notifytype: 'ONBATT' },
      { upsname: 'ups-1@nas-1', notifytype: 'ONLINE' },
    ],
    [
      { host: 'db-1', service: 'nightly', state: 2, output: 'exit 2' },
      { host: 'db-1', service: 'nightly', state: 0, output: 'done' },
    ],
    [
      { title: 'Backup of nas-1 failed', type: 'failure' },
      { title: 'Backup of nas-1 succeeded', type: 'success' },
    ],
    [
      { type: 'DEPLOY', project: { name: 'shop' }, service: { name: 'cart' }, status: 'CRASHED' },
      { type: 'DEPLOY', project: { name: 'shop' }, service: { name: 'cart' }, status: 'SUCCESS' },
    ],
    [
      { buildResult: 'failure', buildFullName: 'Shop :: Deploy', notifyType: 'buildFinished' },
      { buildResult: 'success', buildFullName: 'Shop :: Deploy', notifyType: 'buildFinished' },
    ],
    // What kind of thing it is says nothing of how it is; an end of a trouble, and one that nothing began.
    [
      { eventType: 'AlertIncident', data: { description: 'Reefer is warm', isResolved: false } },
      { eventType: 'AlertIncident', data: { description: 'Reefer is warm', isResolved: true } },
    ],
    [
      {
        incident: { id: 'i1', completed_at: null },
        rule: { name: 'Calls' },
        app: { name: 'cart' },
      },
      { incident: { id: 'i1', completed_at: 1763860000 }, rule: { name: 'Calls' } },
    ],
    [
      { StartTime: 1501068864000, ruleName: 'Cold' },
      { endTime: 1501068864000, ruleName: 'Cold' },
    ],
    [
      { rule: 'Disk', text: 'Disk is full' },
      { rule: 'Disk', text: 'Disk returned to normal' },
    ],
    [
      { test: { name: 'Login' }, passing: false },
      { test: { name: 'Login' }, passing: true },
    ],
    // Work that is called by its event, what is measured, what came back, and what can be reached.
    [
      { event: 'deployment_failed', message: 'Deployment failed', application_name: 'shop' },
      { event: 'deployment_success', message: 'A new version is out', application_name: 'shop' },
    ],
    [
      { message: 'Disk of web-7 is 93 %', status: 'triggered' },
      { message: 'Disk of web-7 is back to 60 %', status: 'resolved' },
    ],
    ['WARNING: db-1 lags by 340 s (threshold 60 s)', 'OK: db-1 lags by 2 s (threshold 60 s)'],
    [
      { rule: 'Modem', message: 'Truck 7 went offline' },
      { rule: 'Modem', message: 'Truck 7 came online' },
    ],
    [
      { plug: 'Rack 2', online: false },
      { plug: 'Rack 2', online: true },
    ],
    [
      { topic: 'pumps/2', payload: 'leaking' },
      { topic: 'pumps/2', payload: 'ok' },
    ],
    [
      { message: 'Queue orders has 5000 messages', status: 'alarm' },
      { message: 'Queue orders has 3 messages', status: 'ok' },
    ],
    [
      { camera: 'Gate', event: 'signal lost' },
      { camera: 'Gate', event: 'signal restored' },
    ],
    [
      { system_name: 'Roof', event_type: 'envoy_not_reporting', event_status: 'open' },
      { system_name: 'Roof', event_type: 'envoy_not_reporting', event_status: 'closed' },
    ],
    [
      { projectName: 'shop', status: 'errored', error: { message: 'Unknown error. See logs.' } },
      { projectName: 'shop', status: 'finished', error: null },
    ],
    // An end in other words than the beginning: back in its range, on its current, of another release, by a picture.
    [
      { Events: [{ Message: 'Fan 3 of rack 7 has failed.', Severity: 'Critical' }] },
      { Events: [{ Message: 'Fan 3 of rack 7 is operating normally.', Severity: 'OK' }] },
    ],
    [
      { Message: 'The heat of CPU 2 is above its upper limit.', Severity: 'Warning' },
      { Message: 'The heat of CPU 2 is now within normal operating range.', Severity: 'OK' },
    ],
    [
      { sensor_name: 'Freezer', alert_type: 'temperature_high', alert_message: 'It is above 5 °C' },
      { sensor_name: 'Freezer', alert_type: 'temperature_normal', alert_message: 'It is below' },
    ],
    [
      { title: 'web-1 CPU above threshold 🔴', message: 'It was 91 %' },
      { title: 'web-1 CPU below threshold 🟢', message: 'It was 13 %' },
    ],
    [{ msg: '[Shop] [🔴 Down] timeout' }, { msg: '[Shop] [✅ Up] 200 - OK' }],
    [{ message: 'Shop 🔴 Down [Tool]' }, { message: 'Shop ✅ Up [Tool]' }],
    ['UPS ups-1 on battery', 'UPS ups-1 on line power'],
    ['ups-1: Power failure !!!', 'ups-1: Power has returned'],
    [
      { Message: 'Deploy to production failed for shop release 1.2.3', Category: 'DeployFailed' },
      { Message: 'Deploy to production succeeded for shop release 1.2.4', Category: 'Succeeded' },
    ],
    ['FIRING: shop - healthcheck failed 3 times', 'RESOLVED: shop - healthcheck succeeded 5 times'],
    [{ message: 'Problem: CPU is hot' }, { message: 'Resolved in 5m 3s: CPU is hot' }],
    [{ text: '<b>FIRING</b> Lag of cart' }, { text: '<b>RESOLVED</b> Lag of cart' }],
    [{ text: '**告警** Lag of cart' }, { text: '**恢复** Lag of cart' }],
    [{ text: '### :fire: Firing: Lag\nIt is 7' }, { text: '### :tada: Resolved: Lag\nIt is 1' }],
    [
      { build: { text: 'Shop :: Deploy has finished. Status: failure', result: 'failure' } },
      { build: { text: 'Shop :: Deploy has finished. Status: success', result: 'success' } },
    ],
    [{ text: 'Volume 1 of nas-1 has degraded' }, { text: 'Volume 1 of nas-1 has been repaired' }],
    [
      { text: 'Cores of web-1', status: 'Failed :x:' },
      { text: 'Cores of web-1', status: 'Success :white_check_mark:' },
    ],
    [{ message: '[Watch] Error: web-1 (ping)' }, { message: '[Watch] OK: web-1 (ping)' }],
    [{ message: '\u200eDisk is full' }, { message: '[SOLVED] Disk is full' }],
    [
      { description: 'It is full', severity: 4, signature: 'db-1::disk', agent_time: 1 },
      { description: 'It is full', severity: 0, signature: 'db-1::disk', agent_time: 2 },
    ],
    // Monit tells what it looked at in other words each time; cards of Gatus, Uptime Kuma and Google; Jenkins in Slack.
    [
      { service: 'cart', event: 'Connection failed', host: 'w', description: 'no answer of :80' },
      { service: 'cart', event: 'Connection succeeded', host: 'w', description: 'it answers' },
    ],
    [
      { service: 'cart', event: 'Does not exist', host: 'w', description: 'it is not there' },
      { service: 'cart', event: 'Exists', host: 'w', description: 'it is there with pid 7' },
    ],
    [
      {
        text: 'Tool Alert',
        attachments: [{ fields: [{ text: '*Message*\n[Shop] [🔴 Down] x' }] }],
      },
      { text: 'Tool Alert', attachments: [{ fields: [{ text: '*Message*\n[Shop] [✅ Up] y' }] }] },
    ],
    [
      {
        content: '',
        embeds: [
          {
            title: ':cross: Watch',
            description: 'An alert for **shop** was triggered due to 3 failures',
          },
        ],
      },
      {
        content: '',
        embeds: [{ title: ':cross: Watch', description: 'An alert for **shop** was resolved' }],
      },
    ],
    [
      { card: { header: { title: 'Lag' }, rows: [{ topLabel: 'Status', text: 'firing' }] } },
      { card: { header: { title: 'Lag' }, rows: [{ topLabel: 'Status', text: 'resolved' }] } },
    ],
    [
      { attachments: [{ text: 'shop - #12 Failure after 2 min (<https://ci.example.com|Open>)' }] },
      { attachments: [{ text: 'shop - #13 Back to normal after 1 min' }] },
    ],
    [
      { text: ':warning: Lag of cart > 2s (current 3.4s)' },
      { text: ':tada: Lag of cart back to normal (current 0.4s)' },
    ],
    [{ text: ':red_circle: Disk is at 95 %' }, { text: ':large_green_circle: Disk is at 45 %' }],
    [
      { alert: 'Air is above 60 %', sensor: 'c' },
      { alert: 'Air is back within limits', sensor: 'c' },
    ],
    ['Unit cart is down', 'Unit cart is running again'],
    ['Memory is above 90 on web-1', 'Memory is back to normal on web-1'],
    ['The API is down in eu for 5 minutes', 'The API is back up in eu'],
    ['Build #12 of shop failed (main)', 'Build #13 of shop succeeded (main)'],
    [
      { ups: 'u-1', event: 'COMMBAD' },
      { ups: 'u-1', event: 'COMMOK' },
    ],
    [
      { 제목: '디스크 가득 참', 상태: '장애', 서버: 'db-1' },
      { 제목: '디스크 가득 참', 상태: '복구', 서버: 'db-1' },
    ],
    [
      { 標題: '磁碟已滿', 狀態: '警報', 主機: 'db-1' },
      { 標題: '磁碟已滿', 狀態: '已恢復', 主機: 'db-1' },
    ],
    ['Host: db-1\nSummary: Lag\nStatus: firing\n', 'Host: db-1\nSummary: Lag\nStatus: OK\n'],
    [
      { eventName: 'job.failed', jobName: 'etl', error: 'OOM' },
      { eventName: 'job.succeeded', jobName: 'etl' },
    ],
    [
      {
        trigger: { name: 'CPU', severity: '4' },
        host: { name: 'a' },
        event: { value: '1', id: 1 },
      },
      {
        trigger: { name: 'CPU', severity: '4' },
        host: { name: 'a' },
        event: { value: '0', id: 2 },
      },
    ],
    [
      { cardsV2: [{ card: { header: { title: 'CPU on web-1', subtitle: 'FIRING' } } }] },
      { cardsV2: [{ card: { header: { title: 'CPU on web-1', subtitle: 'RESOLVED' } } }] },
    ],
    [
      { app: 'cart', up: 0 },
      { app: 'cart', up: 1 },
    ],
    [
      { service: 'cart', alive: 'no' },
      { service: 'cart', alive: 'yes' },
    ],
    // A title alone; what a check prints; rows, lines of firewalls and of Dell's machines; a state above fields.
    [{ title: 'Shop is down' }, { title: 'Shop is back up' }],
    [{ title: 'Shop is down' }, { title: 'Shop is down', status: 'resolved' }],
    [
      { host: 'db-1', service: 'disk', state: 'CRITICAL', message: 'Disk is full' },
      { host: 'db-1', service: 'disk', state: 'OK', message: 'Disk is fine' },
    ],
    [
      { host: 'web-1', check: 'http', status: 'warning', message: 'slow, 4 s' },
      { host: 'web-1', check: 'http', status: 'ok', message: '200 OK' },
    ],
    [
      'host,check,state,output\nweb-1,http,DOWN,timeout',
      'host,check,state,output\nweb-1,http,UP,fine',
    ],
    ['web-1 | http | CRITICAL | timeout', 'web-1 | http | OK | fine'],
    ['web-1,http,CRITICAL,timeout after 10 s', 'web-1,http,OK,200 in 0.1 s'],
    ['CRITICAL: Lag\nHost: db-1\nMount: /var', 'OK: Lag\nHost: db-1\nMount: /var'],
    [
      '<134>Nov 28 11:00:00 fw-1 CEF:0|V|FW|1|100|Link down|8|msg=Port 3 is down dvchost=fw-1',
      '<134>Nov 28 11:00:00 fw-1 CEF:0|V|FW|1|101|Link up|3|msg=Port 3 is up dvchost=fw-1',
    ],
    [
      {
        Events: [
          { Message: 'The input for PSU 1 is lost.', MessageId: 'PSU0003', MessageArgs: ['1'] },
        ],
      },
      {
        Events: [
          {
            Message: 'The supply 1 is on.',
            MessageId: 'PSU0017',
            MessageArgs: ['1'],
            Severity: 'OK',
          },
        ],
      },
    ],
    [
      {
        type: 'charge.dispute.created',
        object: 'event',
        data: { object: { id: 'd', status: 'x' } },
      },
      {
        type: 'charge.dispute.closed',
        object: 'event',
        data: { object: { id: 'd', status: 'won' } },
      },
    ],
  ])('%j fires, and %j is its end', async (fires, ends) => {
    const [fired] = await guessed(fires);
    const [over] = await guessed(ends);
    expect([fired?.status, over?.status]).toEqual(['firing', 'cleared']);
    expect(over?.fingerprint).toBe(fired?.fingerprint);
  });

  test.each([
    [
      { rule_id: 7, message: 'CPU', host: 'a' },
      { rule_id: 7, message: 'CPU', host: 'b' },
    ],
    [
      { message: 'disk full', host: { name: 'a' } },
      { message: 'CPU hot', host: { name: 'a' } },
    ],
    [{ title: 'Disk 1 failed' }, { title: 'Disk 2 failed' }],
    [{ alert_name: 'Database errors' }, { alert_name: 'Database down' }],
    // One rule on two machines; two measures of one policy; two of one kind of work; one check of two clients.
    [
      { rule: { id: '5', description: 'Too many logins' }, agent: { name: 'web-1' } },
      { rule: { id: '5', description: 'Too many logins' }, agent: { name: 'web-2' } },
    ],
    [
      { policy: { policyName: 'Hot', conditions: { metricName: 'cpu_usage' } } },
      { policy: { policyName: 'Hot', conditions: { metricName: 'mem_usage' } } },
    ],
    [
      { event: 'sync_failed', workspace: { name: 'w' }, sync: { slug: 'users' } },
      { event: 'sync_failed', workspace: { name: 'w' }, sync: { slug: 'orders' } },
    ],
    [
      { client: { name: 'web-1' }, check: { name: 'check_http', output: 'gone', status: 2 } },
      { client: { name: 'web-2' }, check: { name: 'check_http', output: 'gone', status: 2 } },
    ],
    [
      { service: ['orders'], resource: 'web-1', text: 'Site is down' },
      { service: ['orders'], resource: 'web-2', text: 'Site is down' },
    ],
    [
      { finding: { category: 'OPEN_PORT', state: 'ACTIVE' }, resource: { displayName: 'fw' } },
      { finding: { category: 'WEAK_CIPHER', state: 'ACTIVE' }, resource: { displayName: 'fw' } },
    ],
    [
      { device: 'sw-1', interface: 'eth0', state: 'Down' },
      { device: 'sw-1', interface: 'eth1', state: 'Down' },
    ],
    [{ text: 'Monitor is DOWN: shop (500)' }, { text: 'Monitor is DOWN: search (500)' }],
    [{ text: 'Port of 94:b4:0f:1a:00:01 fails' }, { text: 'Port of 94:b5:0f:1b:00:01 fails' }],
    [
      { service: 'cart', environment: 'production', status: 'FAILED' },
      { service: 'cart', environment: 'staging', status: 'FAILED' },
    ],
    [
      { metricName: 'MemUsage', resourceId: 'vm-1', content: 'It is 93' },
      { metricName: 'MemUsage', resourceId: 'vm-2', content: 'It is 93' },
    ],
    [{ title: 'Disk is full (sda1)' }, { title: 'Disk is full (sda2)' }],
    [
      { embeds: [{ title: 'Watch', description: 'An alert for shop has been triggered' }] },
      { embeds: [{ title: 'Watch', description: 'An alert for cart has been triggered' }] },
    ],
    [
      { dag_id: 'daily', task_id: 'load', state: 'failed' },
      { dag_id: 'daily', task_id: 'clean', state: 'failed' },
    ],
    [
      { unit: 'cart.service', state: 'failed', host: 'web-1' },
      { unit: 'shop.service', state: 'failed', host: 'web-1' },
    ],
    [{ text: 'Load > 9 on web-1' }, { text: 'Load > 9 on web-2' }],
    ['The API is down in eu', 'The API is down in us'],
    ['Memory is above 90 on web-1', 'Memory is above 90 on web-2'],
    ['Latency is high: checkout', 'Latency is high: cart'],
    ['Power failure in building A', 'Power failure in building B'],
    ['Deploy failed for shop', 'Deploy failed for cart'],
    ['An alert has been triggered for shop', 'An alert has been triggered for cart'],
    ['Error rate is above 5% for /checkout', 'Error rate is above 5% for /cart'],
    [
      { service: 'cron', event: 'Job failed', message: 'backup' },
      { service: 'cron', event: 'Job failed', message: 'import' },
    ],
    [
      { host: 'web-1', check: 'disk', path: '/', status: 'critical' },
      { host: 'web-1', check: 'disk', path: '/var', status: 'critical' },
    ],
    [{ monitor: { id: 3, name: 'shop' } }, { monitor: { id: 4, name: 'shop' } }],
  ])('%j and %j are two', async (one, other) => {
    const [[first], [second]] = [await guessed(one), await guessed(other)];
    expect(first?.fingerprint).not.toBe(second?.fingerprint);
  });

  test.each([
    [{ tags: { env: 'prod' } }, { tags: { env: 'staging' } }],
    [{ room: '101' }, { room: '102' }],
    [{ instance: { id: 'i-1' } }, { instance: { id: 'i-2' } }],
    [
      { account: '1', budget: 'b' },
      { account: '2', budget: 'b' },
    ],
    [
      { store: '0042', till: 1 },
      { store: '0042', till: 2 },
    ],
    [{ location: { building: 'A', room: 12 } }, { location: { building: 'A', room: 13 } }],
    [{ container: 'api-1' }, { container: 'api-2' }],
  ])('what is so at %j is not over when it is at %j', async (here, there) => {
    const at = (where: object, status: string) =>
      guessed({ alarm: 'trouble', ...where, status, value: 3 });
    const [first] = await at(here, 'critical');
    expect(await at(here, 'ok')).toMatchObject([
      { status: 'cleared', fingerprint: first?.fingerprint },
    ]);
    expect((await at(there, 'ok'))[0]?.fingerprint).not.toBe(first?.fingerprint);
  });

  test('where an error stands in code, and what was asked for, is another each time', async () => {
    const ofCode = (line: number) => ({ app: 'shop', error: 'x is undefined', file: 'a.ts', line });
    const ofRequest = (path: string) => ({ service: 'shop', message: 'It broke', path });
    for (const [one, other] of [
      [ofCode(42), ofCode(57)],
      [ofRequest('/orders/88123'), ofRequest('/orders/99124')],
    ])
      expect((await guessed(one))[0]?.fingerprint).toBe((await guessed(other))[0]?.fingerprint);
  });

  test.each([
    '[% key %]',
    `$\{{ key }}`,
    '%%key%%',
    'undefined-undefined',
    '{{ host }}-{{ check }}',
    '{{ host }}-disk',
  ])('%j tells nothing apart, since nobody filled it in', async left => {
    const of = (title: string) => guessed({ title, host: left, dedup_key: left });
    const [[one], [two]] = [await of('Disk is full'), await of('Cores are hot')];
    expect(one?.fingerprint).not.toBe(two?.fingerprint);
    expect(await guessed({ title: left, message: 'Disk is full' })).toMatchObject([
      { title: expect.stringMatching(/Disk is full$/) },
    ]);
  });

  test.each([
    // Their names are those of PRTG and Auvik when all joints are left out.
    {
      sensor_id: 'TS1',
      sensor_name: 'Freezer',
      alert_message: 'It is warm',
      alert_type: 'too_warm',
    },
    {
      ...{ ALERT_STATUS: '0', ALERT_SEVERITY: 'Critical', ALERT_ID: '12', ALERT_STATE: 'ALERT' },
      ...{ ALERT_MESSAGE: 'Cores are hot', ENTITY_NAME: 'CPU 1', DEVICE_HOSTNAME: 'sw-1' },
    },
  ])('%j is of nobody who is known', async body => {
    expect(await guessed(body)).toMatchObject([{ source: 'auto', status: 'firing' }]);
  });

  test.each([
    ['backup-2026-11-28 failed', 'backup-2026-11-29 succeeded'],
    [
      { name: 'backup-20261128', status: 'failed' },
      { name: 'backup-20261129', status: 'success' },
    ],
    [
      { job: 'nightly-2026-11-28-0200', status: 'failed' },
      { job: 'nightly-2026-11-29-0200', status: 'ok' },
    ],
    ['Import of 28.11.2026 failed', 'Import of 29.11.2026 succeeded'],
    ['Import (Nov 28, 2026) failed', 'Import (Dec 1, 2026) succeeded'],
    ['Index logs-2026.11.28 is read-only', 'RESOLVED: Index logs-2026.11.29 is read-only'],
  ])('the day in its name makes no other alert of it: %j', async (failed, well) => {
    const [[before], [after]] = [await guessed(failed), await guessed(well)];
    expect(after).toMatchObject({ status: 'cleared', fingerprint: before?.fingerprint });
  });

  test.each([
    ['Account 20201105 is locked', 'Account 20211208 is locked'],
    ['10.20.26.11 does not answer', '10.20.26.12 does not answer'],
    ['Ticket 4-11-2 is late', 'Ticket 4-12-2 is late'],
  ])('a number that is no day is what it is about: %s', async (one, other) => {
    const [[first], [second]] = [await guessed(one), await guessed(other)];
    expect(second?.fingerprint).not.toBe(first?.fingerprint);
  });

  test.each([
    ['VPN Berlin: DOWN', 'VPN Berlin: OK'],
    ['VPN Berlin: failed', 'VPN Berlin: resolved'],
    ['VPN Berlin - failed', 'VPN Berlin - recovered'],
    ['Problem: VPN Berlin', 'Problem resolved: VPN Berlin'],
    ['Störung: VPN Berlin', 'Störung behoben: VPN Berlin'],
    ['Alarm: VPN Berlin', 'VPN Berlin: behoben'],
    ['ALERTE : base injoignable', 'RÉTABLI : base injoignable'],
    ['Alerte : base injoignable', 'Alerte terminée : base injoignable'],
    ['Alerta: base parada', 'Incidencia resuelta: base parada'],
    ['Der Dienst nginx ist ausgefallen', 'Der Dienst nginx ist wieder verfügbar'],
    ['Le service nginx est indisponible', 'Le service nginx est rétabli'],
  ])('%s is over with %s', async (begun, over) => {
    const [[before], [after]] = [await guessed(begun), await guessed(over)];
    expect(before?.status).toBe('firing');
    expect(after).toMatchObject({ status: 'cleared', fingerprint: before?.fingerprint });
  });

  test.each([
    { titel: 'Datenträger voll', status: 'beendet', host: 'db-1' },
    { titre: 'Disque plein', statut: 'terminé', serveur: 'db-1' },
    { titulo: 'Disco lleno', estado: 'finalizado', servidor: 'db-1' },
    { 件名: '容量不足', 状態: '終了', ホスト: 'db-1' },
  ])('what has ended is over, where nothing beside it failed: %j', async body => {
    expect(await guessed(body)).toMatchObject([{ status: 'cleared' }]);
    expect(await guessed({ ...body, error: 'no space left' })).toMatchObject([
      { status: 'firing' },
    ]);
  });

  test.each([
    '<34>1 2026-11-23T02:14:00Z db-1 mysqld 123 ID47 [a@1 b="c"][d] InnoDB: disk full',
    '<34>Nov 23 02:14:00 db-1 mysqld[123]: InnoDB: disk full',
    '<186>severity=critical host=db-1 app=mysqld msg="InnoDB: disk full"',
  ])('a line of a log is told by its words, as urgent as it says: %s', async line => {
    const [alert] = await guessed(line);
    expect(alert).toMatchObject({
      title: 'InnoDB: disk full',
      vendorSeverity: 'critical',
      service: 'mysqld',
    });
    const [later] = await guessed(line.replaceAll('23', '24'));
    expect(later?.fingerprint).toBe(alert?.fingerprint);
    const [elsewhere] = await guessed(line.replace('db-1', 'db-2'));
    const [other] = await guessed(line.replace('disk full', 'crash'));
    expect(new Set([alert, elsewhere, other].map(each => each?.fingerprint)).size).toBe(3);
  });

  test('each line of a log is an alert, and what follows one is of it', async () => {
    const line = 'Nov 23 02:14:00 web-1 nginx[123]: upstream timed out';
    expect(await guessed(`${line}\n${line.replace('web-1', 'web-2')}\n`)).toMatchObject([
      { title: 'upstream timed out' },
      { title: 'upstream timed out' },
    ]);
    expect(await guessed(`${line}\n  at upstream.c:12`)).toHaveLength(1);
  });

  test.each([
    'level=error msg="x',
    'a=b c=d',
    'SELECT a FROM b WHERE x=1 failed',
    'x=1 is too much y=2 z=3',
  ])('what is written otherwise is a text: %s', async text => {
    expect(await guessed(text)).toMatchObject([{ title: text }]);
  });

  test('each of a list within a wrapping is an alert', async () => {
    const alerts = [
      { name: 'Shop is down', status: 'firing', host: 'web-1' },
      { name: 'Cart is down', status: 'resolved', host: 'web-2' },
    ];
    expect(await guessed({ data: { alerts }, source: 'x' })).toMatchObject([
      { title: 'Shop is down', status: 'firing', service: 'web-1' },
      { status: 'cleared', service: 'web-2' },
    ]);
    // What came about in the course of one is not several.
    expect(await guessed({ incident: { events: alerts } })).toHaveLength(1);
  });

  test.each(['[[]]', '[{}]', '[null]'])('what holds nothing is no alert: %s', async body => {
    expect(await guessed(body)).toEqual([]);
  });

  test('a release that is brought out anew is of the same definition', async () => {
    const of = (release: string, status: string) => ({
      message: { text: `Deployment of ${release} on stage Dev ${status}.` },
      resource: {
        environment: {
          ...{ name: 'Dev', status, release: { name: release } },
          releaseDefinition: { name: 'Shop CD' },
        },
        project: { name: 'Shop' },
      },
    });
    const [failed] = await guessed(of('Release-1', 'rejected'));
    expect(failed?.status).toBe('firing');
    expect(await guessed(of('Release-2', 'succeeded'))).toMatchObject([
      { status: 'cleared', fingerprint: failed?.fingerprint },
    ]);
  });

  test('words that are too long for a title are told by their beginning, and known by it', async () => {
    const words = 'Payment worker crashed: the provider did not answer. ';
    const of = (message: string, more = {}) => guessed({ message, host: 'web-1', ...more });
    const [alert] = await of(words.repeat(20));
    expect(alert?.title).toContain('Payment worker crashed: the provider did not answer.');
    expect(alert).toMatchObject({ service: 'web-1', description: words.repeat(20).trim() });
    const [other] = await of('Cart is lost. '.repeat(50));
    expect(other?.fingerprint).not.toBe(alert?.fingerprint);
    expect(await of(words.repeat(20), { title: 'Worker is gone' })).toMatchObject([
      { title: 'Worker is gone' },
    ]);
    expect(await guessed({ text: `Disk is full\n${'a line\n'.repeat(100)}` })).toMatchObject([
      { title: 'Disk is full' },
    ]);
  });

  test.each([1, 100])(
    'an error of Python is told by its last line, behind %i frames',
    async many => {
      const frames = '  File "shop.py", line 5, in pay\n    charge()\n'.repeat(many);
      const text = `Traceback (most recent call last):\n${frames}ValueError: no card\n`;
      for (const body of [text, { error: text }, { message: text, host: 'web-1' }]) {
        expect(await guessed(body)).toMatchObject([{ title: 'ValueError: no card' }]);
      }
    },
  );

  test('a message in short is one, too', async () => {
    expect(await guessed({ alertMsg: 'Interface down', hostName: 'sw-1' })).toMatchObject([
      { title: 'Interface down', service: 'sw-1' },
    ]);
  });

  test('what was measured makes no other alert of it', async () => {
    const [first] = await guessed({ message: 'CPU of db-2 is at 93.5 %', host: 'db-2' });
    const [second] = await guessed({ message: 'CPU of db-2 is at 97 %', host: 'db-2' });
    expect(second?.fingerprint).toBe(first?.fingerprint);
  });

  test.each([
    [{ status: 'critical', check: 'Queue' }, 'critical'],
    [{ triggerType: 'ResolvedWarning', name: 'Queue' }, 'Warning'],
    [{ status: 'critical', severity: 'low', check: 'Queue' }, 'low'],
    [{ state: 'error', check: 'Build' }, undefined],
    [{ title: 'Queue', tags: { severity: { value: 'high', color: 'red' } } }, 'high'],
    [{ title: 'Queue', trigger_severity: 'average' }, 'average'],
    [{ title: 'Queue', ticket_priority: 'Urgent' }, 'Urgent'],
    [{ title: 'Queue', levelname: 'ERROR' }, 'ERROR'],
    [{ title: 'Queue', severity: -1 }, undefined],
    [{ title: 'Queue', severity: 4, severityLabel: 'Low' }, 'Low'],
    [{ title: 'Queue', severity: 4 }, '4'],
    [{ title: 'Queue', priority: 1, priorityLabel: 'Urgent' }, 'Urgent'],
    [{ title: 'Queue', 'detections.severity': 'High' }, 'High'],
    // Numbers of which it is known who counts by them.
    [{ issue: { id: 'i', text: 'Heap is full', severity: 10, state: 'OPEN' } }, '10 (critical)'],
    [{ rule: { level: 12, description: 'Logins' }, agent: { name: 'w' } }, '12 (high)'],
    [{ rule: { level: 3, description: 'Logins' }, agent: { name: 'w' } }, '3 (low)'],
    [{ topic: 'alerts', title: 'Queue', message: 'It is full', priority: 5 }, '5 (urgent)'],
    [{ topic: 'alerts', title: 'Queue', message: 'It is full', priority: 1 }, '1 (low)'],
    [{ appid: 5, title: 'Queue', message: 'It is full', priority: 5 }, '5 (normal)'],
    [{ title: 'Queue', message: 'It is full', priority: 8 }, '8 (high)'],
    [{ title: 'Queue', message: 'It is full', priority: 8, host: 'a' }, '8'],
    [{ message: 'It is full', priority: 2, retry: 30, expire: 600 }, '2 (emergency)'],
    [{ description: 'It is full', severity: 5, agent_time: 1 }, '5 (critical)'],
    [{ description: 'It is full', severity: '1', message_key: 'k', node: 'a' }, '1 (critical)'],
    [{ version: '1.1', host: 'a', short_message: 'It is full', level: 3 }, '3 (error)'],
    [{ level: 60, pid: 1, hostname: 'a', msg: 'It is full' }, '60 (fatal)'],
    [{ name: 'CPU is hot', trigger_nseverity: 5, host: 'a' }, '5 (disaster)'],
    [{ alert: { signature: 'A scan', signature_id: 5, severity: 1 } }, '1 (high)'],
  ])('of %j the severity is %s', async (body, severity) => {
    expect((await guessed(body))[0]?.vendorSeverity).toBe(severity);
  });

  test.each([
    // Whoever was there is not what is wrong; what is wrong is said where it is called so.
    [
      { organization: { name: 'Acme' }, workflow: { name: 'nightly build', status: 'failed' } },
      'nightly build: failed',
    ],
    [
      { agent: { name: 'web-1' }, rule: { id: '5', description: 'Too many logins' } },
      'Too many logins',
    ],
    [{ trigger: { message: 'New error' }, error: { message: 'No database' } }, 'No database'],
    [
      { alert: { name: 'Errors in cart' }, events: [{ line: 'x' }, { line: 'y' }] },
      'Errors in cart',
    ],
    [{ Level: 'ERROR', Payload: '{"more":{"msg":"Callback gave 503"}}' }, 'Callback gave 503'],
    [{ check: 'Queue', description: 'Over its limit', host: 'a' }, 'Queue: Over its limit'],
    [{ type: 'ALERT_TYPE_OTHER', info: 'Datastore is slow' }, 'Datastore is slow'],
    [
      { type: 'siteCheckFailedNotice', site: { url: 'https://shop.example.com' } },
      'site check failed notice: shop.example.com',
    ],
    [{ monitor: { name: 'Shop' }, status: 'error', errorMessage: 'timed out' }, 'Shop: timed out'],
    [{ id: '5', humanReadable: 'CPU of db-0 is high', status: 'OPEN' }, 'CPU of db-0 is high'],
    [
      {
        type: 'message',
        attachments: [{ content: { body: [{ type: 'Block', text: 'Backup failed' }] } }],
      },
      'Backup failed',
    ],
    [{ dag_id: 'daily', state: 'failed', exception: 'KeyError: x' }, 'daily: KeyError: x'],
    [
      { eventType: 'org.example.hook', data: { events: [{ displayMessage: 'Too many tries' }] } },
      'Too many tries',
    ],
    [{ alert: { name: 'Slow', monitorName: 'API' }, result: { message: 'late' } }, 'Slow'],
    // A name says nothing of what is wrong with it: why, what came about, or how it is.
    [
      {
        event: 'sync_end',
        connector_name: 'orders',
        data: { status: 'FAILURE', reason: 'no host' },
      },
      'orders: no host',
    ],
    [{ event: 'monitor.down', monitor: { name: 'Shop' } }, 'monitor down: Shop'],
    [{ name: 'Shop', type: 'down', endpoint: 'https://shop.example.com' }, 'Shop: down'],
    [{ name: 'Shop', state: 'open' }, 'Shop'],
    [
      { event_type: 'service.build.fail', stack: { name: 'shop' }, service: { name: 'web' } },
      'service build fail: web',
    ],
    [
      { client: { name: 'Acme' }, component: { name: 'Redis', status: { state: 'degraded' } } },
      'Redis: degraded',
    ],
    [{ webhook_type: 'sensor_alert', data: { device_name: 'Lobby' } }, 'sensor alert: Lobby'],
    [
      { alertType: 'Recording Failed', deviceName: 'Yard', data: { reason: 'disk' } },
      'Recording Failed',
    ],
    [{ payload: { action_name: 'shop.deploy', status: 'failed' } }, 'shop.deploy'],
    [
      { id: 'k', name: 'Pod crashes', status: 'firing', fingerprint: 'f', labels: { pod: 'a' } },
      'Pod crashes',
    ],
    [{ kind: 'USAGE_LIMIT', NotificationType: 'USAGE_ALERT' }, 'usage alert'],
    [
      {
        msg: 'Two systems are down',
        triggered_alerts: [{ alert_name: 'CPU' }, { alert_name: 'Disk' }],
      },
      'Two systems are down',
    ],
    [
      { monitor: { name: 'Shop', type: 'http' }, check: 'uptime', alert: { reason: 'HTTP 503' } },
      'Shop: HTTP 503',
    ],
    // Who committed it wrote that; a commit's state is no name of a state.
    [
      { repo: { name: 'shop' }, build: { status: 'failure', message: 'Fix it', ref: 'main' } },
      'shop: failure',
    ],
    [
      { repository: { name: 'shop' }, commit_status: { name: 'Unit tests', state: 'FAILED' } },
      'Unit tests: FAILED',
    ],
    // A name for machines, with the sentence beside it; and names that many senders have.
    [
      { ruleName: 'resp_time_rule', alarmMessage: 'Cart answers in 2 s', name: 'cart' },
      'resp_time_rule: Cart answers in 2 s',
    ],
    [{ name: 'cart', namespace: 'shop', data: { eventMessage: 'Rolling back' } }, 'Rolling back'],
    [
      { type: 'NETWORK', details: { 'Assurance Issue Name': 'No route', Device: 'r1' } },
      'No route',
    ],
    [
      { channelName: 'Gate 1', eventType: 'diskerror', eventDescription: 'disk error' },
      'disk error',
    ],
    [
      { ticket_subject: 'Printer burns', triggered_event: '{ticket_action:created}' },
      'Printer burns',
    ],
    [{ value1: 'Freezer is warm', value2: 'Kitchen' }, 'Freezer is warm'],
    [{ endpoint: 'db-1', metric: 'df.free', note: 'Disk space is low' }, 'Disk space is low'],
    [{ alert_type: 'critical', entity_id: 'x', message: 'Slow', summary: 'gateway' }, 'Slow'],
    [
      { description: 'This is a webhook message from a controller', text: ['AP 1 is gone'] },
      'AP 1 is gone',
    ],
    [
      { text: 'GlitchTip Alert', attachments: [{ title: 'ZeroDivisionError', text: 'in pay' }] },
      'ZeroDivisionError',
    ],
    [{ Name: 'Event Array', Events: [{ Message: 'It is too warm' }] }, 'It is too warm'],
    // Without any words: what it is about, and what is said of it.
    [
      { hostname: 'docker-1', status: 'new', image: 'nginx:1.27' },
      'docker-1: status new, image nginx:1.27',
    ],
    [{ service: 'nightly', state: 2, output: 'exit 2' }, 'nightly: exit 2'],
    [
      { EVENT_NAME: 'wait_pct:user', MESSAGE: 'Waits are at 92', HOST_NAME: 'db-1' },
      'Waits are at 92',
    ],
    [{ module: 'av', computer_name: 'PC-7', malware_name: 'EICAR file' }, 'EICAR file'],
    ['Subject: Cron <root@db-1> backup\n\nNo space left\n', 'Cron <root@db-1> backup'],
    [
      '** Nagios **\n\nHost: web-1\nState: DOWN\nInfo: Host is gone\nDate/Time: now',
      'Host is gone',
    ],
    [{ cron_job_name: 'Sales', error_message: 'It gave 500' }, 'Sales: It gave 500'],
    [{ subject: 'Flow run notification', body: 'Flow orders failed' }, 'Flow orders failed'],
    [
      { event_type: 'alert', alert: { signature: 'SCAN of port 22' }, host: 'n1' },
      'SCAN of port 22',
    ],
    [{ event: 'push', signature: 'sha256=abcdef', repo: 'shop', text: 'Broken' }, 'Broken'],
    // Of a build, how it ended and why, and neither its end alone nor the words of whoever committed.
    [
      {
        ...{ event: 'build.finished', build: { state: 'failed', message: 'Fix it', commit: 'a1' } },
        pipeline: { name: 'Deploy shop', repository: 'git@git.example.com:acme/shop.git' },
      },
      'Deploy shop: failed',
    ],
    [
      {
        ...{ name: 'shop', title: 'Fix it', commit_ref: 'a1', build_id: 'b1', state: 'error' },
        error_message: 'The script gave 2',
      },
      'shop: The script gave 2',
    ],
    [{ connection: { name: 'Orders' }, success: true }, 'Orders'],
    [{ name: 'Lag', reason: 'ALERT_OPENED' }, 'Lag'],
    [
      {
        finding: { name: 'organizations/1/sources/2/findings/3', category: 'OPEN_PORT' },
        resource: { displayName: 'fw' },
      },
      'open port: fw',
    ],
    [{ AlertDisplayName: 'A login from far away', Description: 'Why' }, 'A login from far away'],
    [{ trigger_name: 'shop-main', status: 'FAILURE' }, 'shop-main: FAILURE'],
    [{ eventType: 'NO_PRIMARY', status: 'OPEN', clusterName: 'shop-1' }, 'no primary: shop-1'],
    [{ project: { name: 'shop' }, trigger: { message: 'Spike in errors' } }, 'Spike in errors'],
    [
      { entity: { name: 'web-1' }, check: { name: 'cpu', output: 'Cores are at 97 %', status: 2 } },
      'cpu: Cores are at 97 %',
    ],
    [{ Content: 'Monitor of errors fires' }, 'Monitor of errors fires'],
    [
      { rule: 'Shell in a container', fields: { 'container.name': 'nginx' } },
      'Shell in a container',
    ],
    [
      {
        kind: 'flag',
        title: '[Ana](mailto:ana@example.com) turned [pay](https://flags.example.com/pay) off',
      },
      'Ana turned pay off',
    ],
    [{ text: '<https://ci.example.com/9|Build 9> broke' }, 'Build 9 broke'],
    [{ text: 'shop #12 broke <https://ci.example.com/12|Open>' }, 'shop #12 broke'],
    [{ text: '*Alert*: Disk of **db-1** is full, a * b' }, 'Alert: Disk of db-1 is full, a * b'],
    [{ attachments: [{ fallback: 'Cart is down', color: '#f00' }] }, 'Cart is down'],
    [{ service: 'Disk /', host: 'db-1', summary: '97 % used' }, 'Disk /: 97 % used'],
    [{ alert_policy_name: 'Budget burns', slo_name: 'cart', severity: 'High' }, 'Budget burns'],
    [{ unit: 'cart.service', state: 'failed', host: 'web-1' }, 'cart.service: failed'],
    [{ finding: { name: 'a/1/b/2', category: 'Malware: A bad domain' } }, 'Malware: A bad domain'],
    [{ event: 'alarm', data: 'tank is low', coreid: 'd1' }, 'tank is low'],
    [{ detection: { DetectName: 'Overwatch' }, device: { Hostname: 'PC-7' } }, 'Overwatch'],
    [{ text: '#### Disk is full :red_circle:\n| Host | db-1 |' }, 'Disk is full :red_circle:'],
    [
      { '@type': 'MessageCard', title: 'Tool Alert (firing)', summary: 'Disk is full' },
      'Disk is full',
    ],
  ])('of %j the title is %s', async (body, title) => {
    expect((await guessed(body)).map(alert => alert.title)).toEqual([title]);
  });

  test('what proves who sends it is shown nowhere', async () => {
    const secrets = { sharedSecret: 's3cret', api_key: 's3cret', token: 's3cret' };
    const bodies = [
      { ...secrets, alertType: 'Port went down', deviceName: 'sw-1' },
      { ...secrets, eventType: 'RESOLVE', alertKey: 'k1' },
    ];
    for (const body of bodies) expect(JSON.stringify(await guessed(body))).not.toContain('s3cret');
  });

  test('that whoever looked succeeded is no end of what they found', async () => {
    const result = { succeeded: true, drifted: true, all_checks_succeeded: true };
    const of = (now: object) =>
      guessed({ message: 'It was looked at', result: { ...result, ...now }, prior: result });
    expect(await of({})).toMatchObject([{ status: 'firing' }]);
    expect(await of({ drifted: false, all_checks_succeeded: false })).toMatchObject([
      { status: 'firing' },
    ]);
    expect(await of({ drifted: false })).toMatchObject([{ status: 'cleared' }]);
    expect(await guessed({ title: 'Lag', ok: false, resolved: true })).toMatchObject([
      { status: 'cleared' },
    ]);
  });

  test.each([
    [{ title: 'Lag', project: { created_at: '2020-01-01T00:00:00Z' } }, undefined],
    [
      {
        project: { created_at: '2020-01-01T00:00:00Z' },
        fault: { message: 'Lag', created_at: start },
      },
      start,
    ],
    [{ title: 'Lag', firstOccurTime: start }, start],
    [{ title: 'Lag', alert_start_time: start, alert_end_time: '2026-11-23T03:00:00Z' }, start],
    [{ Events: [{ Message: 'Lag', EventTimestamp: start }] }, start],
    [{ name: 'Lag', cronTimestamp: start }, start],
    [{ title: 'Lag', lastUpdatedTime: start }, undefined],
  ])('%j began at %s', async (body, at) => {
    expect((await guessed(body))[0]?.startedAt).toBe(at);
  });

  test('what looks like an end and says nothing of it leaves it firing', async () => {
    for (const title of [
      'Up to 5 nodes fail',
      'Ok so this is bad',
      'Cache is up to date, queue is not',
    ]) {
      expect(await guessed({ title })).toMatchObject([{ status: 'firing' }]);
    }
    expect(await guessed({ title: 'Disk', priority: 'normal' })).toMatchObject([
      { status: 'firing', vendorSeverity: 'normal' },
    ]);
    expect(await guessed({ message: 'CPU of db-1 is hot', online: true })).toMatchObject([
      { status: 'firing' },
    ]);
    expect(await guessed({ title: 'Disk', reason: 'connection reset' })).toMatchObject([
      { status: 'firing' },
    ]);
  });

  test('values of OpenTelemetry are what stands in them', async () => {
    const resource = {
      attributes: [{ key: 'service.name', value: { stringValue: 'billing' } }],
    };
    const logRecords = [{ severityText: 'ERROR', body: { stringValue: 'Could not charge' } }];
    const body = { resourceLogs: [{ resource, scopeLogs: [{ scope: {}, logRecords }] }] };
    expect(await guessed(body)).toMatchObject([
      { title: 'Could not charge', service: 'billing', vendorSeverity: 'ERROR' },
    ]);
  });

  test('facts in the blocks of Slack are fields', async () => {
    const fields = [
      { type: 'mrkdwn', text: '*Service:*\ncheckout' },
      { type: 'mrkdwn', text: '*Severity*: critical' },
    ];
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Too many errors' } },
      { type: 'section', fields },
    ];
    expect(await guessed({ blocks })).toMatchObject([
      { title: 'Too many errors', service: 'checkout', vendorSeverity: 'critical' },
    ]);
  });

  test('facts of a card are fields', async () => {
    const facts = [
      { title: 'Severity', value: 'high' },
      { title: 'Service', value: 'orders' },
    ];
    expect(
      await guessed({ attachments: [{ title: 'Disk of db-1', fields: facts }] }),
    ).toMatchObject([{ title: 'Disk of db-1', service: 'orders', vendorSeverity: 'high' }]);
  });

  test.each([
    [{ monitor: { label: 'Shop' }, check: 'uptime', status: 'down' }, 'Shop'],
    [
      { title: 'Slow', components: [{ id: 'c1', name: 'Cart' }], area: [{ component: '551' }] },
      'Cart',
    ],
    [{ title: 'Failed', agent: 'eu-1', check_name: 'Shop API' }, 'Shop API'],
    [{ event: 'uptime.down', url: 'https://shop.example.com' }, 'shop.example.com'],
    [{ title: 'Slow', url: 'shop.example.com' }, 'shop.example.com'],
    [{ error: { message: 'No database', stack: 'at x' } }, undefined],
    [{ title: 'Failed', stack: { name: 'shop' } }, 'shop'],
    [{ title: 'Failed', target: 'production', originatorName: 'Freezer' }, 'Freezer'],
    [{ title: 'Lag', url: 'https://tool.example.com/alerts/1' }, undefined],
    // The thing before the place, and the thing rather than who tells of it.
    [{ title: 'Lag', camera_name: 'Lobby', site_name: 'Headquarters' }, 'Lobby'],
    [{ title: 'Lag', deviceIdentifier: 'printer-2' }, 'printer-2'],
    [{ title: 'Lag', name: 'cart', namespace: 'shop' }, 'cart'],
    [{ title: 'Lag', repo: { name: 'shop' }, system: { host: 'ci.example.com' } }, 'shop'],
    [{ title: 'Lag', source: 'prometheus' }, undefined],
    [{ title: 'Lag', printer: 'Floor 3' }, 'Floor 3'],
    [{ title: 'Lag', devname: 'fw-1' }, 'fw-1'],
    [{ title: 'Lag', info: { router_name: 'Truck 7' } }, 'Truck 7'],
    [{ title: 'Lag', host: 'db-1', cluster: 'prod-eu' }, 'db-1'],
    [{ message: 'Lag', labels: { container_name: 'cart', cluster_name: 'c1' } }, 'cart'],
    [{ title: 'Lag', fields: [{ title: 'Droplet', value: 'web-1' }] }, 'web-1'],
    [{ status: 'down', name: 'x', domain: 'https://shop.example.com' }, 'shop.example.com'],
    [{ title: 'Lag', AppName: 'GoAlert' }, undefined],
    [{ title: 'Lag', entity: 'jvm', entityLabel: 'Cart on web-1' }, 'Cart on web-1'],
    [{ title: 'Lag', dimensions: [{ resourceDisplayName: 'node-1' }] }, 'node-1'],
    [{ title: 'Lag', service_object: { name: 'cart' } }, 'cart'],
    [{ title: 'Lag', cmdb_ci: 'mail-1' }, 'mail-1'],
    [{ title: 'Lag', CompromisedEntity: 'vm-1' }, 'vm-1'],
    [{ title: 'Lag', resource: '//cloud.example.com/projects/p/disks/d-7' }, 'd-7'],
    [{ title: 'Lag', computerDnsName: 'pc-7.example.com' }, 'pc-7.example.com'],
    [{ title: 'Lag', 'alert.host_name': 'db-1' }, 'db-1'],
    [{ title: 'Lag', repository: 'git@git.example.com:acme/shop.git' }, undefined],
    [{ title: 'Lag', entities: [{ entity: "host = 'db-1'" }] }, undefined],
  ])('the service of %j is %s', async (body, service) => {
    expect((await guessed(body))[0]?.service).toBe(service);
  });

  test.each([
    { event: 'test_webhook', connector_id: 'x', data: { status: 'SUCCESSFUL' } },
    { type: 'Test', app: 'Tool' },
    { type: 'Verification', code: '1' },
    { alert: { name: 'CPU' }, triggered_by_user_test: true },
    { text: 'Hello! This is a test message of the tool.' },
    { subject: 'Test message' },
    { webhookId: 'd3cf26b3-2d77-497b-bce2-23b33cc15362' },
    { event: 'ping', service: { id: 's' }, sender: { id: 'u', name: 'Ada' } },
    { text: 'Test notification from Watch Tower' },
    { subject: 'Webhook test', body: 'ok' },
    'This is a test',
    'Test message',
    'test',
  ])('%j is a test, and pages nobody', async body => {
    expect(await guessed(body)).toMatchObject([{ kind: 'test' }]);
  });

  test.each([
    { title: 'Test environment is down' },
    { title: 'Test suite failed', event: 'test.failed' },
    { title: 'Load test of checkout', status: 'open' },
    { title: 'Latest backup failed', test: false },
    { type: 'test_run_failed', test: { name: 'Checkout' } },
    { message: 'This is a test environment that is down' },
    { message: 'Test message from probe did not arrive' },
    { type: 'ping', name: 'Shop', status: 'down' },
    'Test message from probe did not arrive',
    'Test database is down',
  ])('%j is trouble, whatever it is with', async body => {
    expect((await guessed(body)).map(({ kind }) => kind)).toEqual([undefined]);
  });

  test('that something stopped is no end of it, and that its alarm stopped is', async () => {
    expect(await guessed({ event: 'instance.stopped', host: 'n1' })).toMatchObject([
      { status: 'firing' },
    ]);
    expect(await guessed({ event: 'alarm.stopped', host: 'n1' })).toMatchObject([
      { status: 'cleared' },
    ]);
  });

  test('a job that failed has an end, and has failed all the same', async () => {
    const run = { status: 'failed', ended_at: '2026-11-23T02:14:00Z' };
    expect(await guessed({ job: { name: 'backup' }, run })).toMatchObject([{ status: 'firing' }]);
  });

  test('what stands around a list holds for all in it', async () => {
    const body = { severity: 'critical', events: [{ type: 'ap_offline', hostnames: ['ap-1'] }] };
    expect(await guessed(body)).toMatchObject([
      { title: 'ap offline: ap-1', service: 'ap-1', vendorSeverity: 'critical' },
    ]);
  });

  test('the name of a service is its service, before the machine that it runs on', async () => {
    const body = {
      error: { message: 'No database', device: { hostname: 'web-3' } },
      project: { name: 'Payments' },
    };
    expect(await guessed(body)).toMatchObject([{ service: 'Payments' }]);
    expect(await guessed({ event: 'node_lost', service: ['Network'] })).toMatchObject([
      { service: 'Network' },
    ]);
  });

  test('of several lines in a field the first is the title, and all are the description', async () => {
    const text = 'Monitor CPU entered alert status.\n - Trigger: over 90\n - Severity: 1';
    expect(await guessed({ text })).toMatchObject([
      { title: 'Monitor CPU entered alert status.', description: text },
    ]);
  });

  test('a text is titled by its first line, and a form by its fields', async () => {
    expect(await guessed('\n\nRESOLVED: replica 2 lags\nby 300 s')).toMatchObject([
      { title: 'RESOLVED: replica 2 lags', status: 'cleared' },
    ]);
    expect(await guessed('name=Shop&message=Shop+is+down&state=DOWN')).toMatchObject([
      { title: 'Shop is down', status: 'firing' },
    ]);
  });

  test('each row of a table is an alert, and a sentence with commas is no table', async () => {
    const table =
      'Time;Host;Severity;Message\n2026-11-23;db-1;high;"Full; and slow"\n2026-11-23;db-2;low;Slow';
    expect(await guessed(table)).toMatchObject([
      { title: 'Full; and slow', service: 'db-1', vendorSeverity: 'high' },
      { title: 'Slow', service: 'db-2', vendorSeverity: 'low' },
    ]);
    const words = 'Host, service, and message are gone\nso, it, is';
    expect(await guessed(words)).toMatchObject([{ title: 'Host, service, and message are gone' }]);
  });

  test.each([
    [
      'CEF:0|Acme|FW|1.0|402|WAN failover|5|wan=1 msg=Went to WAN2 a\\=b dvchost=gw-1',
      { title: 'WAN failover: Went to WAN2 a=b', service: 'gw-1', vendorSeverity: 'medium' },
    ],
    [
      'LEEF:1.0|Acme|IDS|2|SCAN|sev=9\tshost=db-1\tmsg=Ports',
      { title: 'SCAN: Ports', vendorSeverity: 'critical' },
    ],
  ])('a line of what watches over security is read: %s', async (line, is) => {
    expect(await guessed(line)).toMatchObject([is]);
  });

  test('several alerts in one text are several, each as its heading says', async () => {
    const of = (text: string) => guessed({ text });
    const [pool, disk] = await of(
      'NAS @ nas-1\n\nNew alerts:\n* Pool is degraded\n* Disk 2 is slow\n\nCurrent alerts:\n* Pool is degraded\n* Disk 2 is slow',
    );
    expect([pool, disk]).toMatchObject([
      { status: 'firing', title: 'Pool is degraded', service: 'nas-1' },
      { status: 'firing', title: 'Disk 2 is slow', service: 'nas-1' },
    ]);
    const later =
      'The following alert has been cleared:\n* Pool is degraded\n\nCurrent alerts:\n* Disk 2 is slow';
    expect(await of(`NAS @ nas-1\n\n${later}`)).toMatchObject([
      { status: 'cleared', fingerprint: pool?.fingerprint },
      { status: 'firing', fingerprint: disk?.fingerprint },
    ]);
  });

  test('a mail of Nagios that is posted as it is is one of Nagios', async () => {
    const of = (type: string, state: string, info: string) =>
      guessed(
        `***** Nagios *****\n\nNotification Type: ${type}\n\nService: HTTP\nHost: web-1\nState: ${state}\n\nAdditional Info:\n\n${info}\n`,
      );
    const [fires] = await of('PROBLEM', 'CRITICAL', 'No answer');
    expect(fires).toMatchObject({
      source: 'nagios',
      title: 'HTTP on web-1 is critical: No answer',
    });
    expect(await of('RECOVERY', 'OK', 'HTTP 200')).toMatchObject([
      { status: 'cleared', fingerprint: fires?.fingerprint },
    ]);
  });

  test('nothing in a list of all sorts is lost', async () => {
    const body = [1, 'Three is down', null, { title: 'One is down' }, [{ title: 'Two is down' }]];
    expect((await guessed(body)).map(({ title }) => title)).toEqual([
      'One is down',
      'Two is down',
      'Three is down',
    ]);
  });

  test('each of a list is one', async () => {
    const events = [{ title: 'One is down' }, { title: 'Two is down' }];
    expect((await guessed({ events })).map(({ title }) => title)).toEqual([
      'One is down',
      'Two is down',
    ]);
  });

  test('what a topic of SNS carries is read as if it came by itself', async () => {
    const of = (Message: string, Subject?: string) =>
      parsePayload(
        'auto',
        JSON.stringify({ Type: 'Notification', TopicArn: 't', Message, Subject }),
      );
    const own = { title: 'Cart is stuck', service: 'cart', severity: 'high' };
    expect(await of(JSON.stringify(own))).toMatchObject({
      alerts: [{ source: 'generic', title: 'Cart is stuck', service: 'cart' }],
    });
    const fired = await of('Labels:\n - alertname = Lag', '[FIRING:1] Lag of cart');
    const over = await of('Labels:\n - alertname = Lag', '[RESOLVED] Lag of cart');
    const [fires] = 'alerts' in fired ? fired.alerts : [];
    expect(fires).toMatchObject({ status: 'firing', title: '[FIRING:1] Lag of cart' });
    expect(over).toMatchObject({
      alerts: [{ status: 'cleared', fingerprint: fires?.fingerprint }],
    });
    // Words that say no state, and what nobody can be asked about.
    expect(await of('Hello', 'News of the month')).toMatchObject({ alerts: [] });
    expect(await of('{"a":1}')).toMatchObject({ alerts: [] });
  });

  test('nothing that is there is lost: without any words it is an alert all the same', async () => {
    for (const body of [{ a: 1 }, '%%%', [1, 2], { a: { b: {} } }, { title: '' }]) {
      expect((await guessed(body)).map(({ title }) => title !== '')).toEqual([true]);
    }
  });

  test.each([
    ...['not resolved', 'Not OK', 'not yet resolved', 'never recovered', 'partially resolved'],
    ...[
      'no longer ok',
      'closed - not fixed',
      '0 resolved',
      'partiallySucceeded',
      'partial success',
    ],
    ...['wird behoben', 'nicht behoben', 'no resuelto', 'timed_out', 'rejected', 'stopped'],
  ])('%s is no end', async status => {
    expect(await guessed({ check: 'Disk', host: 'a', status })).toMatchObject([
      { status: 'firing' },
    ]);
  });

  test.each(['no problems', 'no errors - OK', 'critical -> ok', 'auto-resolved'])(
    '%s is no denial of an end',
    async status => {
      const [alert] = await guessed({ check: 'Disk', host: 'a', status });
      expect(alert?.status).toBe(status === 'no problems' ? 'firing' : 'cleared');
    },
  );

  test.each([
    { status: 'completed', message: 'Backup failed' },
    { state: 'finished', text: 'Job ended with 3 errors' },
    { event: 'deployment-completed', environment: { name: 'Prod', status: 'rejected' } },
    { event: 'job.completed', exit_code: 1 },
    { status: 'completed', results: { ok: 12, failed: 3 } },
    { status: 'finished', error_count: 3 },
    { event: 'job.finished', error: 'no space left' },
    { event: 'scan.completed', message: '3 critical vulnerabilities found' },
  ])('that work is done does not say that it went well: %j', async body => {
    expect(await guessed({ job: 'nightly', ...body })).toMatchObject([{ status: 'firing' }]);
  });

  test.each([
    { status: 'completed', message: 'Backup finished without errors' },
    { state: 'finished', text: 'Ended with 0 errors', exit_code: 0 },
    { event: 'job.finished', error: 'none', failures: 0 },
    { steps: [{ result: 'success' }, { result: 'success' }] },
  ])('work that is done and tells of no failure went well: %j', async body => {
    expect(await guessed({ job: 'nightly', ...body })).toMatchObject([{ status: 'cleared' }]);
  });

  test.each([
    { expected_status: 'up', actual_status: 'down' },
    { desired_state: 'healthy' },
    { initial_status: 'ok' },
    { ifAdminStatus: 'up', ifOperStatus: 'down' },
    { delivery_status: 'success' },
    { acknowledgement_status: 'closed' },
    { git_status: 'success', build_status: 'failed' },
    { circuit_state: 'closed' },
    { response: { status: 'OK' } },
    { agent: { status: 'online' } },
    { before: { status: 'ok' }, after: { status: 'critical' } },
    { history: [{ status: 'resolved' }, { status: 'open' }] },
    { maintenance: { status: 'completed' } },
    { nodes: [{ status: 'up' }, { status: 'down' }] },
    { components: [{ status: 'operational' }, { status: 'degraded_performance' }] },
    { success: true, level: 'critical' },
    { monitor: 'cart', from: 'up', to: 'down' },
  ])('how something else is, was or should be ends nothing: %j', async body => {
    expect(await guessed({ title: 'Disk', host: 'a', ...body })).toMatchObject([
      { status: 'firing' },
    ]);
  });

  test.each([
    [{ service: 'nginx', state: 'stopped' }, 'firing'],
    [{ unit: 'nginx.service', active_state: 'inactive' }, 'firing'],
    [{ process: 'nginx', status: 'inactive' }, 'firing'],
    [{ alert_name: 'Memory', alert_state: 'stopped' }, 'cleared'],
    [{ alert_name: 'Memory', state: 'inactive' }, 'cleared'],
  ])(
    'what no longer runs is not well, and an alert that does not is over: %j',
    async (body, status) => {
      expect(await guessed({ host: 'a', ...body })).toMatchObject([{ status }]);
    },
  );

  const twoOf = {
    port: [{ alertType: 'Port status changed', deviceName: 'sw', data: { portNum: 3 } }, 4],
    interface: [{ hostname: 'sw', ifDescr: 'Gi0/1' }, 'Gi0/2'],
    database: [{ alert: 'dataset-size', database: 'cart' }, 'orders'],
    region: [{ rule: 'Latency is high', service: 'api', region: 'eu-west-1' }, 'us-east-1'],
    mount: [{ host: 'db', check: 'Disk usage', mount: '/var' }, '/home'],
    namespace: [{ title: 'Quota exceeded', cluster: 'prod', namespace: 'shop' }, 'cart'],
    account: [{ title: 'Root login', account_id: '111122223333' }, '444455556666'],
    topic: [{ alert: 'Consumer lag', group: 'billing', topic: 'orders' }, 'mails'],
    domain: [{ alert: 'Certificate expires soon', domain: 'a.example.com' }, 'b.example.com'],
    tag: [{ alertName: 'CPU', tags: ['host:web-1', 'env:prod'] }, ['host:web-2', 'env:prod']],
    device: [{ alert: 'Battery is low', deviceId: 17 }, 18],
    address: [{ event: 'Host unreachable', ip: '10.0.0.1' }, '10.0.0.2'],
    page: [{ name: 'Site', url: 'https://a.example.com/one' }, 'https://a.example.com/two'],
    entity: [{ title: 'Water', message: 'It leaks', entity_id: 'leak.bath' }, 'leak.cellar'],
    flag: [{ title: 'Rollout regressed', flag: 'checkout' }, 'search'],
    'managed object': [{ specificProblem: 'Loss of signal', managedObject: 'P=3' }, 'P=4'],
    sensor: [{ device: 'sw-1', message: 'timeout', sensor: 'Ping' }, 'HTTP'],
    workload: [{ monitorName: 'Deploy', cluster: 'prod', workload: 'shop/api' }, 'shop/web'],
    module: [{ agent: 'web', alert_name: 'Critical use', module: 'CPU' }, 'Disk'],
  } as const;
  test.each(Object.entries(twoOf))('each %s has an end of its own', async (_, [body, other]) => {
    const key = Object.keys(body).at(-1) ?? '';
    const named = { [key]: key === 'data' ? { portNum: other } : other };
    const of = async (more: object, status: string) =>
      (await guessed({ ...body, ...more, status }))[0];
    const [one, two] = [await of({}, 'down'), await of(named, 'down')];
    expect([one?.status, two?.status]).toEqual(['firing', 'firing']);
    expect(two?.fingerprint).not.toBe(one?.fingerprint);
    expect(await of(named, 'up')).toMatchObject({
      ...{ status: 'cleared', fingerprint: two?.fingerprint },
    });
  });

  test('an event of Kubernetes is known by its pod, and not by its own name', async () => {
    const of = (name: string, pod: string) =>
      guessed({
        ...{
          reason: 'BackOff',
          message: 'Back-off restarting',
          metadata: { name, namespace: 'a' },
        },
        involvedObject: { kind: 'Pod', name: pod, namespace: 'a' },
      });
    const [one] = await of('api-1.17', 'api-1');
    expect(await of('api-1.18', 'api-1')).toMatchObject([{ fingerprint: one?.fingerprint }]);
    const [two] = await of('web-1.17', 'web-1');
    expect(two?.fingerprint).not.toBe(one?.fingerprint);
  });

  test('what was measured, and from where it was looked at, is no part of what it is', async () => {
    const of = (disk: unknown, region: string, port: string) =>
      guessed({ name: 'Shop', host: 'web-1', check: 'Load', status_code: 500, disk, region, port });
    const [one] = await of(97, 'eu', 'down');
    expect(await of('12 %', 'us', 'up')).toMatchObject([{ fingerprint: one?.fingerprint }]);
  });

  test('how a thing is is not its name', async () => {
    const of = (component: string, status: string) => guessed({ title: 'Slow', component, status });
    const [fires] = await of('degraded', 'firing');
    expect(fires?.service).toBeUndefined();
    expect(await of('operational', 'resolved')).toMatchObject([
      { status: 'cleared', fingerprint: fires?.fingerprint },
    ]);
  });

  test('what nobody calls anything is told with the part that it is about', async () => {
    expect(await guessed({ hostname: 'sw-1', ifDescr: 'Gi0/1', state: 'down' })).toMatchObject([
      { title: 'sw-1 Gi0/1: down' },
    ]);
  });

  test.each([
    ['%LINEPROTO-5-UPDOWN: Line protocol on Interface Gi0/1, changed state to', 'down', 'up'],
    ['%BGP-5-ADJCHANGE: neighbor 10.0.0.2', 'Down Peer closed the session', 'Up'],
    ['Link monitor: Interface wan1', 'was turned down', 'was turned up'],
    ['HA2 link', 'down', 'up'],
    ['[Cloud] shop: Response time alert', 'triggered', 'resolved'],
    ['CPU of web-1', 'is high at 2026-11-23 02:14:00', 'is back to normal at 2026-11-23 02:20:00'],
  ])('of %s what is said in other words is the same: %s, %s', async (what, bad, good) => {
    const [fires] = await guessed({ host: 'rt-1', message: `${what} ${bad}` });
    expect(fires?.status).toBe('firing');
    expect(await guessed({ host: 'rt-1', message: `${what} ${good}` })).toMatchObject([
      { status: 'cleared', fingerprint: fires?.fingerprint },
    ]);
  });

  test.each([
    ['Interface down: Gi0/1', 'Interface down: Gi0/2'],
    ['Link down on port 3', 'Link down on port 4'],
    ['Interface Gi0/1 is down on sw-1', 'Interface Gi0/1 is down on sw-2'],
    ['Tunnel down (eu-1)', 'Tunnel down (us-1)'],
  ])('%s and %s are two', async (first, second) => {
    const [[one], [two]] = [await guessed({ text: first }), await guessed({ text: second })];
    expect(two?.fingerprint).not.toBe(one?.fingerprint);
  });

  test('a link that was up before it went down has no end yet', async () => {
    for (const message of ['link up time is short', 'Interface Gi0/1 up for 2 s, now down']) {
      expect(await guessed({ host: 'rt-1', message })).toMatchObject([{ status: 'firing' }]);
    }
  });

  test('when it came about, and what was deployed, is no part of what it is', async () => {
    const same = [
      [
        '2026-11-23 02:14:00 ERROR replication stopped',
        '2026-11-23 02:15:00 ERROR replication stopped',
      ],
      [
        'Errors.\n - Trigger: 5xx\n - Start: 2026-11-23T02:13:00Z',
        'Errors.\n - Trigger: 5xx\n - Start: 2026-11-23T02:14:00Z',
      ],
      ['Deploy 9e8d7c6b of shop', 'Deploy 1a2b3c4d of shop'],
    ];
    for (const [first = '', second = ''] of same) {
      const [one] = await guessed({ text: first, via: 'x' });
      expect(await guessed({ text: second, via: 'x' })).toMatchObject([
        { fingerprint: one?.fingerprint },
      ]);
    }
  });

  test.each([
    [{ is_active: '1' }, { is_active: '0' }],
    [{ is_resolved: 0 }, { is_resolved: 1 }],
    [{ resolved: 'no' }, { resolved: 'yes' }],
    [{ active_trigger: true }, { active_trigger: false }],
    [{ data: { startedAlerting: true } }, { data: { startedAlerting: false } }],
    [{ data: { connection: 'disconnected' } }, { data: { connection: 'connected' } }],
    [{ zustand: 'gestört' }, { zustand: 'in Ordnung' }],
    [{ statut: 'ouvert' }, { statut: 'fermé' }],
    [{ estado: 'caído' }, { estado: 'restablecido' }],
    [{ status: 'aberto' }, { status: 'fechado' }],
    [{ 状態: '発生' }, { 状態: '解決済み' }],
    [{ 状态: '告警中' }, { 状态: '告警解除' }],
    [{ 状态: '未恢复' }, { 状态: '已关闭' }],
    [
      { status: 'open', issue: 'OPS-12' },
      { status: 'Done', issue: 'OPS-12' },
    ],
    [
      { state: '1', number: 'INC0010001', sys_id: '9d' },
      { state: '6', number: 'INC0010001', sys_id: '9d' },
    ],
  ])('%j is trouble, and %j its end', async (bad, good) => {
    const of = (more: object) => guessed({ check: 'Mail fails', host: 'db-1', ...more });
    const [fires] = await of(bad);
    expect(fires?.status).toBe('firing');
    expect(await of(good)).toMatchObject([{ status: 'cleared', fingerprint: fires?.fingerprint }]);
  });

  test.each([
    { resolved: 1, firing: 2 },
    { headers: { connection: 'keep-alive' } },
    { headers: { connection: 'close' } },
  ])('a number of what is over, and how it was sent, is no end: %j', async more => {
    expect(await guessed({ title: 'Mail fails', host: 'a', ...more })).toMatchObject([
      { status: 'firing' },
    ]);
  });

  test.each([
    [{ severity: 1, details: { 'Issue Priority': 'P1' } }, 'P1'],
    [{ estado: 'crítico' }, 'crítico'],
    [{ evid: 'e', severity: 5 }, '5 (critical)'],
    [{ severity: 4, rule: { level: 12 } }, '4'],
  ])('of %j the severity is %s', async (more, severity) => {
    expect(await guessed({ title: 'Mail fails', host: 'a', ...more })).toMatchObject([
      { vendorSeverity: severity },
    ]);
  });

  test.each([
    [
      { note: 'To see more look here', details: { 'Issue Details': 'Switch is gone' } },
      'Switch is gone',
    ],
    [{ subject: 'zen:ticket:35436', detail: { subject: 'Checkout fails' } }, 'Checkout fails'],
    [{ alarm: 'Disk is full', host: 'a', state: 'raised' }, 'Disk is full'],
    [{ alert_name: 'Errors', stream_name: 'nginx', alert_type: 'realtime' }, 'Errors'],
    [{ device_name: 'PA-1', severity: 'critical', opaque: 'Fan 2 failed' }, 'Fan 2 failed'],
  ])('the title of %j is %s', async (body, title) => {
    expect((await guessed(body)).map(alert => alert.title)).toEqual([title]);
  });

  test.each([
    [{ status: 'failure', pipeline: 'deploy-shop', branch: 'main' }, 'deploy-shop: failure'],
    [{ project: { name: 'Shop' }, qualityGate: { status: 'ERROR' } }, 'Shop: ERROR'],
    [{ TestName: 'Home', AlertType: 'Test failure', TestId: 5 }, 'Home: Test failure'],
    [{ alert_title: 'Errors', alert_description: 'too many' }, 'Errors'],
    [{ trigger: { name: 'CPU is hot', severity: '4' }, host: { name: 'a' } }, 'CPU is hot'],
    [
      { type: 'payout.failed', data: { failure_message: 'The account is gone' } },
      'payout failed: The account is gone',
    ],
  ])('a name is told with how it is, and an event with why: %j', async (body, title) => {
    expect(await guessed(body)).toMatchObject([{ title }]);
  });

  test.each([
    [
      { event: 'branch.out_of_memory', resource: { name: 'main' } },
      { event: 'cluster.storage', resource: { name: 'main' } },
      'branch out of memory: main',
    ],
    [
      {
        ...{ object: 'event', type: 'charge.dispute.created' },
        data: { object: { id: 'dp_1', reason: 'fraudulent' } },
      },
      {
        ...{ object: 'event', type: 'charge.dispute.created' },
        data: { object: { id: 'dp_2', reason: 'fraudulent' } },
      },
      'charge dispute created: fraudulent',
    ],
  ])('an event says more than the name that it comes with: %j', async (body, other, title) => {
    const [one] = await guessed(body);
    expect(one?.title).toBe(title);
    const [two] = await guessed(other);
    expect(two?.fingerprint).not.toBe(one?.fingerprint);
  });

  test.each([
    ...['Recovery failed on db-1', 'Success rate is low', 'Online store is unreachable'],
    ...['End-to-end tests failed', 'Available memory is low', 'Up-to-date check failed'],
    ...['CLEAR TEXT PASSWORD FOUND', 'UP 200% error rate', 'Healthy hosts: 0', 'Stopped: nginx'],
    ...['None of the pods are healthy', 'Only 2 of 5 nodes are up', '2/5 nodes are online'],
    ...['web-1 is up but degraded', 'Backup was partially successful', 'Resolved: 0 of 3'],
    ...['No backup completed successfully', 'Completed: nightly (3 failed)'],
    ...['web-1 is lost, last state: OK', 'Job beendet: Fehler 5', 'Backup nicht behoben'],
    ...['Two of 5 nodes: not ok', 'Server web-1 ist nicht erreichbar', 'Wanted of web-1: up'],
  ])('%j has a word of an end in it, and is none', async title => {
    for (const body of [title, { title, via: 'x' }, { text: title }]) {
      expect(await guessed(body)).toMatchObject([{ status: 'firing', title }]);
    }
  });

  test.each([
    ...['[Resolved] No space left', 'RESOLVED 5xx of cart', 'Resolved: 500 errors of cart'],
    ...['*Recovered* Disk', 'Disk - OK', 'Disk -> OK', 'UP: web-1', 'Recovery: no data of web-1'],
  ])('%j is the end', async title => {
    for (const body of [title, { title, via: 'x' }, { text: title }]) {
      expect(await guessed(body)).toMatchObject([{ status: 'cleared' }]);
    }
  });

  test('two machines that post events of Redfish are told apart by their context', async () => {
    const of = async (Context: string, thing: string) => {
      const origin = { '@odata.id': `/redfish/v1/Chassis/1/${thing}` };
      const event = { Severity: 'Critical', Message: 'Fan is slow', OriginOfCondition: origin };
      return (await guessed({ '@odata.type': '#Event', Context, Events: [event] }))[0]?.fingerprint;
    };
    const all = [await of('srv-1', 'Fan'), await of('srv-2', 'Fan'), await of('srv-1', 'Fan/2')];
    expect(new Set(all).size).toBe(3);
    expect(await of('srv-1', 'Fan')).toBe(all[0]);
  });

  test.each([
    ['OK_TO_FIRING', 'firing'],
    ['FIRING_TO_OK', 'cleared'],
  ])('of %s the last counts: %s', async (type, status) => {
    expect(await guessed({ title: 'Memory', severity: 'high', type })).toMatchObject([{ status }]);
  });

  test('an outage that has an end is over', async () => {
    const of = (action: string) => guessed({ type: 'outage', action, device: { name: 'AP-1' } });
    const [fires] = await of('start');
    expect(fires?.status).toBe('firing');
    expect(await of('end')).toMatchObject([{ status: 'cleared', fingerprint: fires?.fingerprint }]);
  });

  test('nothing in it speaks for itself: a state may hold a toString that is none', async () => {
    const status = { toString: 2, valueOf: 1, constructor: 3 };
    const bodies = [{ title: 'Disk is full', status }, { status }, [{ status, state: status }]];
    for (const body of bodies) expect(await guessed(body)).toMatchObject([{ status: 'firing' }]);
  });
});

test('of an event that does not say how it ended, the title says that it failed, and the end is of the same', async () => {
  const told = (status: string) =>
    guessed({ type: 'deploy_ended', data: { name: 'shop', status } });
  const [failed] = await told('failed');
  const [over] = await told('succeeded');
  expect(failed).toMatchObject({ status: 'firing', title: expect.stringMatching(/shop.*failed/) });
  expect(over).toMatchObject({ status: 'cleared', fingerprint: failed?.fingerprint });
  const run = { event_type: 'run_state_changed_event', state: 'FAILED', stack: { name: 'Core' } };
  expect(await guessed(run)).toMatchObject([{ title: 'run state changed event: Core, failed' }]);
});

describe('whose work it is, and what stays the same of it', () => {
  const heroku = (resource: string, data: object) => ({
    ...{ id: crypto.randomUUID(), resource, action: 'update' },
    ...{ created_at: start, updated_at: start },
    data: { id: crypto.randomUUID(), app: { name: 'shop-api' }, ...data },
  });

  test.each([
    [
      { status: 'failed', description: 'Deploy 1a2b3c4' },
      { status: 'succeeded', description: 'Set DEBUG config vars' },
    ],
    [
      { status: 'failed', description: 'Rollback to v12' },
      { status: 'succeeded', description: 'Deploy 1a2b3c5' },
    ],
  ])('the next release of an app that goes well ends what failed: %j', async (bad, good) => {
    const [failed] = await guessed(heroku('release', bad));
    expect(failed).toMatchObject({
      title: `shop-api: release failed: ${bad.description}`,
      ...{ status: 'firing', service: 'shop-api' },
    });
    expect(await guessed(heroku('release', good))).toMatchObject([
      { status: 'cleared', fingerprint: failed?.fingerprint },
    ]);
    // A build is another matter.
    const [build] = await guessed(heroku('build', { status: 'succeeded' }));
    expect(build?.fingerprint).not.toBe(failed?.fingerprint);
  });

  test.each([
    ['Alert for "Errors" - 12 lines found', 'Alert for "Errors" - 40 lines found'],
    ['Alert for "Errors" - 12 lines found', 'Alert for "Errors" - resolved'],
    ['Build shop #12 FAILED', 'Build shop #13 passed'],
    ['3 of 5 replicas are down', '4 of 5 replicas are down'],
    ['Workflow CI failed on main', 'Workflow CI succeeded on main'],
    ['cron job backup.sh failed with exit code 1 on db-1', 'cron job backup.sh succeeded on db-1'],
    ['Verification failed', 'Verification successful'],
    ['shop » main #12 failed', 'shop » main #13: SUCCESS'],
    ['Alert for "CPU" in "Main" - 93 exceeds 80', 'Alert for "CPU" in "Main" - resolved'],
    [
      'Flow run nightly/brave-fox entered state `Failed` at 2026-11-28T01:00:00Z.',
      'Flow run nightly/calm-owl entered state `Completed` at 2026-11-29T01:00:00Z.',
    ],
  ])('%s, and %s, are the same', async (one, other) => {
    const isOver = /resolved|Completed|passed|SUCCESS|succe/.test(other);
    for (const of of [(text: string) => text, (text: string) => ({ text })]) {
      const [first] = await guessed(of(one));
      expect(await guessed(of(other))).toMatchObject([
        { fingerprint: first?.fingerprint, status: isOver ? 'cleared' : 'firing' },
      ]);
    }
  });

  test.each([
    [
      '<14>Nov 28 01:00:00 fw-1 1,2026/11/28 01:00:00,001,SYSTEM,critical,"Port 1/3 is down"',
      { title: 'Port 1/3 is down', service: 'fw-1' },
    ],
    [
      'This is an automatically generated mail message from mdadm\n\nA DegradedArray event on md0.',
      { title: 'A DegradedArray event on md0.' },
    ],
  ])('of %j the words that say something are the title', async (body, is) => {
    expect(await guessed(body)).toMatchObject([is]);
  });

  test('a line of Cisco is known by its words, and not by its number and time', async () => {
    const line = (count: number, state: string) =>
      `<187>${count}: sw-1: Nov 28 01:0${count}:00.123: %LINK-3-UPDOWN: Interface Gi0/1, changed state to ${state}`;
    const [down] = await guessed(line(1, 'down'));
    expect(down).toMatchObject({ status: 'firing', service: 'sw-1' });
    expect(await guessed(line(2, 'up'))).toMatchObject([
      { status: 'cleared', fingerprint: down?.fingerprint },
    ]);
  });

  test('what an entry of a log says is its title', async () => {
    const resource = { type: 'cloud_run_revision', labels: { service_name: 'cart' } };
    expect(
      await guessed({ severity: 'ERROR', textPayload: 'No database', resource }),
    ).toMatchObject([{ title: 'No database', service: 'cart' }]);
  });

  test('what only has a number is called by what it is, and by that number', async () => {
    expect(
      await guessed({ issue: { id: '5374', state: 'CLOSED', end: 1764291600000 } }),
    ).toMatchObject([{ title: 'Issue 5374: CLOSED', status: 'cleared' }]);
  });

  test.each([
    [
      { event: 'build.finished', build: { state: 'failed' }, pipeline: { name: 'Shop deploy' } },
      'Shop deploy',
    ],
    [{ name: 'shop-deploy', build: { number: 12, status: 'FAILURE' } }, 'shop-deploy'],
    [{ type: 'deployment.error', payload: { name: 'shop-web', target: 'production' } }, 'shop-web'],
    [{ site_id: 's1', build_id: 'b1', state: 'error', name: 'shop-site' }, 'shop-site'],
    [{ text: 'Deploy to Production failed for Shop release 1.2.3' }, 'Shop'],
    [
      { flow_name: 'nightly-etl', state_name: 'Failed', message: 'It has failed badly' },
      'nightly-etl',
    ],
    [{ alert_name: 'HighErrors', stream_name: 'shop_logs', alert_count: 12 }, 'shop_logs'],
    [{ text: '[nas-01] Volume 1 has degraded' }, 'nas-01'],
    [{ text: 'Volume 1 on nas-01 has degraded' }, 'nas-01'],
    [{ event: 'sync_end', connector_name: 'orders', data: { status: 'FAILURE' } }, 'orders'],
    [{ text: 'Disk 1 on fire is no name' }, undefined],
  ])('of %j the service is %s', async (body, service) => {
    expect((await guessed(body))[0]?.service).toBe(service);
  });
});

describe('of two states the one that says more holds', () => {
  test.each([
    [
      ...['an application of Argo CD that is ill though it was synced', 'cart'],
      { app: 'cart', health: 'Degraded', phase: 'Succeeded', message: 'Deadline exceeded' },
      { app: 'cart', health: 'Healthy', phase: 'Succeeded', message: 'successfully synced' },
    ],
    [
      ...['a text of Argo CD', 'cart'],
      { text: 'Application cart has degraded.' },
      { text: 'Application cart has been successfully synced at 2026-11-28T01:00:00Z.' },
    ],
    [
      ...['a job that stopped, by its result', 'vbr-1'],
      { jobName: 'Nightly', result: 'Failed', state: 'Stopped', server: 'vbr-1' },
      { jobName: 'Nightly', result: 'Success', state: 'Stopped', server: 'vbr-1' },
    ],
    [
      ...['an alarm by what becomes of it', 'mq@10.0.0.1'],
      {
        name: 'high_cpu',
        message: '93% cpu',
        node: 'mq@10.0.0.1',
        alarm_action: 'alarm_activated',
      },
      {
        name: 'high_cpu',
        message: '9% cpu',
        node: 'mq@10.0.0.1',
        alarm_action: 'alarm_deactivated',
      },
    ],
    [
      ...['a pipeline, whoever started it', 'Deploy shop'],
      {
        eventData: {
          pipelineName: 'Deploy shop',
          eventType: 'PIPELINE_FAILED',
          triggeredBy: { name: 'ada' },
        },
      },
      {
        eventData: {
          pipelineName: 'Deploy shop',
          eventType: 'PIPELINE_SUCCESS',
          triggeredBy: { name: 'bob' },
        },
      },
    ],
    [
      ...['a port that is connected again', 'sw-1'],
      { alertType: 'Switch port disconnected', deviceName: 'sw-1', alertData: { portNum: 3 } },
      { alertType: 'Switch port connected', deviceName: 'sw-1', alertData: { portNum: 3 } },
    ],
  ] as [string, string, object, object][])('%s', async (_, service, fires, over) => {
    const [alert] = await guessed(fires);
    expect(alert).toMatchObject({ status: 'firing', service });
    expect(alert?.title).not.toContain('ada');
    expect(await guessed(over)).toMatchObject([
      { status: 'cleared', service, fingerprint: alert?.fingerprint },
    ]);
  });

  test('a server that stopped is in trouble, whoever says nothing of a result', async () => {
    expect(await guessed({ name: 'Shop', state: 'stopped' })).toMatchObject([{ status: 'firing' }]);
  });

  test('that somebody in IRM has it in hand pages nobody', async () => {
    const alert_group = { id: 'I1', title: 'Cart is down', state: 'acknowledged' };
    expect(await guessed({ event: { type: 'acknowledge' }, alert_group })).toEqual([]);
  });

  test('what Panther finds has its own title and severity: not only Azure tells of a context', async () => {
    const found = {
      id: 'Audit.Keys',
      ...{ alertId: 'c41', type: 'RULE', severity: 'HIGH', name: 'Keys of root' },
      title: 'A key of root was made in 111122223333',
      alertContext: { actor: 'root' },
      link: 'https://panther.example.com/alerts/c41',
    };
    const [alert] = await guessed(found);
    expect(alert).toMatchObject({
      ...{ source: 'auto', title: found.title, vendorSeverity: 'HIGH' },
      links: [{ url: found.link }],
    });
    const [other] = await guessed({ ...found, alertId: 'c42', title: 'A key of root was used' });
    expect(other?.fingerprint).not.toBe(alert?.fingerprint);
  });

  test.each([
    [
      'PagerDuty',
      { event: { event_type: 'disk.full', data: { message: 'Disk full' } } },
      { event: { event_type: 'disk.ok', data: { message: 'Disk full', status: 'resolved' } } },
    ],
    [
      'its Events API',
      { event_action: 'created', title: 'Disk full' },
      { event_action: 'resolved', title: 'Disk full' },
    ],
    [
      'Sentry',
      { data: { triggered_rule: 'Disk full', status: 'firing' } },
      { data: { triggered_rule: 'Disk full', status: 'resolved' } },
    ],
    [
      'Rollbar',
      { event_name: 'smoke_test', data: { title: 'Disk full', status: 'failed' } },
      { event_name: 'smoke_test', data: { title: 'Disk full', status: 'passed' } },
    ],
    [
      'Opsgenie',
      { message: 'Disk full', priority: 'high', entity: 'db-1', state: 'open' },
      { message: 'Disk full', priority: 'high', entity: 'db-1', state: 'resolved' },
    ],
    [
      'Datadog',
      {
        ...{ id: '1', title: 'Disk full', body: '97', date: 1, org: 'acme', last_updated: 1 },
        ...{ event_type: 'alert', status: 'open' },
      },
      {
        ...{ id: '1', title: 'Disk full', body: '57', date: 1, org: 'acme', last_updated: 2 },
        ...{ event_type: 'alert', status: 'resolved' },
      },
    ],
    [
      'Checkly',
      { alert_type: 'usage', check_id: '7', check_name: 'Disk full', status: 'open' },
      { alert_type: 'usage', check_id: '7', check_name: 'Disk full', status: 'closed' },
    ],
    [
      'Uptime.com',
      { data: { alert: { title: 'Disk full', state: 'open' }, service: { name: 'db' } } },
      { data: { alert: { title: 'Disk full', state: 'resolved' }, service: { name: 'db' } } },
    ],
    [
      'Uptime Kuma',
      { monitor: { name: 'Disk full' }, heartbeat: { status: 'down' } },
      { monitor: { name: 'Disk full' }, heartbeat: { status: 'up' } },
    ],
  ])(
    'whose members are called as those of %s, an alert is taken and ends',
    async (_, fires, over) => {
      const [alert] = await guessed(fires);
      expect(alert).toMatchObject({ source: 'auto', status: 'firing' });
      expect(await guessed(over)).toMatchObject([
        { source: 'auto', status: 'cleared', fingerprint: alert?.fingerprint },
      ]);
    },
  );
});
