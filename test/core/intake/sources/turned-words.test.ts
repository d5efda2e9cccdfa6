import { describe, expect, test } from 'vitest';
import { parsePayload } from '#core/intake/parse.ts';

const read = async (body: string | object) => {
  const parsed = await parsePayload('auto', typeof body === 'string' ? body : JSON.stringify(body));
  return 'alerts' in parsed ? parsed.alerts : [];
};
const ofCard = (...texts: string[]) => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: { type: 'AdaptiveCard', body: texts.map(text => ({ type: 'TextBlock', text })) },
    },
  ],
});
const header = (text: string) => ({ type: 'header', text: { type: 'plain_text', text } });
const color = { danger: 'danger', good: 'good' };

describe('of words that come in pairs', () => {
  test.each([
    ['Internet Disconnected', 'Internet Restored'],
    ['Disk usage above 90% on web-1', 'Disk usage no longer above 90% on web-1'],
    ['HighLatency is firing', 'HighLatency is no longer firing'],
    ['Incident INC-123 opened: slow', 'Incident INC-123 resolved: slow'],
    ['Outage: api gateway', 'Outage over: api gateway'],
    ['web-1 load CRITICAL (was OK)', 'web-1 load OK (was CRITICAL)'],
    ['U6-Pro was disconnected', 'U6-Pro was connected'],
    ['Connection to db-1 lost', 'Connection to db-1 restored'],
    ['Lost connection to db-1', 'Restored connection to db-1'],
    ['Agent disconnected: web-1', 'Agent reconnected: web-1'],
    ['Agent web-1 disconnected', 'Agent web-1 reconnected'],
    ['Camera 4 offline', 'Camera 4 online'],
    ['Host db-1 unreachable: timeout', 'Host db-1 reachable'],
    ['WAN failed over to LTE', 'WAN failed back to Fiber'],
    ['Gateway fw-1 failed over', 'Gateway fw-1 failed back'],
    ['Circuit breaker payments opened', 'Circuit breaker payments closed'],
    ['Sensor attic is missing', 'Sensor attic is back'],
    ['Sensor attic missing', 'Sensor attic back'],
    ['Service nginx stopped on web-1', 'Service nginx started on web-1'],
    ['VM vm-101 stopped unexpectedly', 'VM vm-101 started'],
    ['Container shop_api_1 died (exit code 137)', 'Container shop_api_1 started'],
    ['Service api entered failed state', 'Service api entered running state'],
    ['HTTP check for shop failing', 'HTTP check for shop passing'],
    ['VPN tunnel to office dropped', 'VPN tunnel to office established'],
    ['Kafka consumer group orders is lagging', 'Kafka consumer group orders has caught up'],
    ['Temperature too high in rack 3', 'Temperature normal in rack 3'],
    [
      'Certificate of shop.example.com expires in 7 days',
      'Certificate of shop.example.com was renewed',
    ],
    ['SSL certificate for shop is invalid', 'SSL certificate for shop is valid'],
    ['Heartbeat missed: nightly-backup', 'Heartbeat received: nightly-backup'],
    ['Heartbeat of nightly-backup was missed', 'Heartbeat of nightly-backup has recovered'],
    ['No data received from sensor 7 for 10 minutes', 'Data received from sensor 7 again'],
    ['web-1 is not responding', 'web-1 is responding again'],
    ['web-1 stopped sending data', 'web-1 is sending data again'],
    ['Consumer lag of orders is too high (12000)', 'Consumer lag of orders is back to normal (12)'],
    ['Lag of orders-consumer above 5000', 'Lag of orders-consumer back to normal'],
    ['Switched to backup link on router-1', 'Switched to primary link on router-1'],
    ['WAN failover to WAN2 on site Berlin', 'WAN restored to WAN1 on site Berlin'],
    ['UPS nas-1 has entered battery mode', 'UPS nas-1 has returned to AC mode'],
    ['Power failure on UPS 1. Running on batteries.', 'Power has returned on UPS 1...'],
    ['Container shop unhealthy', 'Container shop healthy'],
    ['Node k8s-3 is NotReady', 'Node k8s-3 is Ready'],
    ['Replication lag on db-2 exceeded 300s', 'Replication lag on db-2 recovered'],
    [
      'Service checkout is experiencing errors',
      'Service checkout is no longer experiencing errors',
    ],
    ['Smoke detected in hall', 'Smoke no longer detected in hall'],
    ['Water leak detected in cellar', 'Water leak in cellar cleared'],
    ['Pod cart-1 in CrashLoopBackOff', 'Pod cart-1 is running'],
    ['Checkout down', 'Checkout down - RESOLVED'],
    ['Incident #42: checkout down [OPEN]', 'Incident #42: checkout down [CLOSED]'],
    ['Ticket 1234 opened: printer on fire', 'Ticket 1234 closed: printer on fire'],
    ['Battery low on sensor 4', 'Battery OK on sensor 4'],
    ['PSU 1 failed on sw-1', 'PSU 1 restored on sw-1'],
    ['Volume 1 on nas-1 has degraded. Replace it.', 'Volume 1 on nas-1 has been repaired.'],
    ['nginx.service failed on web-1', 'nginx.service started on web-1'],
    ['Power outage at site Berlin', 'Power restored at site Berlin'],
    ['Internet down at HQ', 'Internet up at HQ'],
    ['BGP session with 192.0.2.1 down', 'BGP session with 192.0.2.1 up'],
    ['Cron job backup did not run', 'Cron job backup ran successfully'],
    ['Sync to S3 stalled', 'Sync to S3 resumed'],
    ['shop.example.com returned 503', 'shop.example.com returned 200'],
    ['CPU on web-1 crossed 90%', 'CPU on web-1 back below 90%'],
    ['Health check failed for cart', 'Health check passed for cart'],
    [
      'State changed from OK to CRITICAL: disk on a',
      'State changed from CRITICAL to OK: disk on a',
    ],
    ['disk on web-1: OK -> CRITICAL', 'disk on web-1: CRITICAL -> OK'],
    ['Cluster es-1 is yellow', 'Cluster es-1 is green'],
    ['Störung an Anlage 3', 'Störung an Anlage 3 behoben'],
    ['Server web-1 ist nicht erreichbar', 'Server web-1 ist wieder erreichbar'],
    ['El servidor web-1 está caído', 'El servidor web-1 está operativo'],
    ['Сервер web-1 недоступен', 'Сервер web-1 снова доступен'],
    ['服务器 web-1 宕机', '服务器 web-1 已恢复'],
    ['web-1 HTTP CRITICAL', 'web-1 HTTP OK'],
    ['Service nginx (web-1): CRITICAL - refused', 'Service nginx (web-1): OK - 200'],
    ['PROBLEM: web-1 - HTTP - CRITICAL - refused', 'RECOVERY: web-1 - HTTP - OK - 200 OK'],
    ['Trigger: CPU high - Problem', 'Trigger: CPU high - OK'],
    ['Shop: Major outage', 'Shop: Operational'],
    ['Status of Checkout changed to Partial Outage', 'Status of Checkout changed to Operational'],
    ['Incident started: API errors', 'Incident ended: API errors'],
    ['Alarm ON: pump 3', 'Alarm OFF: pump 3'],
    ['Instance i-0abc failed status checks', 'Instance i-0abc passed status checks'],
    ['#123 Disk full on db-1 triggered', '#123 Disk full on db-1 resolved'],
    ['Elevator 2 out of service', 'Elevator 2 back in service'],
    ['Freezer 3 temperature above -10 °C', 'Freezer 3 temperature back in range'],
    ['Agent 7 has not checked in for 15 minutes', 'Agent 7 has checked in'],
    ['Heartbeat from agent-7 lost', 'Heartbeat from agent-7 restored'],
    ['MySQL replication stopped on db-2', 'MySQL replication started on db-2'],
    ['Alerte: salle 2 trop chaude', "Fin d'alerte: salle 2 trop chaude"],
    ['Falha: backup do db-1', 'Resolvido: backup do db-1'],
    ['[Acme] Run failed: CI - main (abc1234)', '[Acme] Run succeeded: CI - main (abd1234)'],
    ['[Acme] Investigating: Elevated errors', '[Acme] Resolved: Elevated errors'],
    ['acme/shop: Workflow CI failed on main', 'acme/shop: Workflow CI succeeded on main'],
    ['Build shop #12 (main): FAILED', 'Build shop #13 (main): SUCCESS'],
  ])('%j fires, and %j is its end, alone, in a room and on a card', async (fires, over) => {
    const shapes = [
      (text: string) => text,
      (text: string) => ({ text }),
      (title: string) => ({ title, site: 'HQ' }),
      (title: string) => ({ embeds: [{ title, description: 'x' }] }),
      (text: string) => ({ blocks: [header(text)] }),
      (title: string) => ({ '@type': 'MessageCard', title, text: 'See the console.' }),
      (text: string) => ofCard(text, 'See the console.'),
    ];
    for (const shape of shapes) {
      const [fired] = await read(shape(fires));
      expect(fired).toMatchObject({ status: 'firing', title: fires });
      expect(await read(shape(over))).toMatchObject([
        { status: 'cleared', fingerprint: fired?.fingerprint },
      ]);
    }
  });

  test.each([
    ...['Pod shop restarted', 'Deploy rolled back', 'root connected from 10.0.0.1'],
    ...['USB drive connected', 'Unknown device online', 'Fire started', 'Attack has started'],
    ...['Report is ready', 'Door closed', 'Malware is back', 'No sensor is back'],
    ...['Certificate must be renewed', 'Certificate could not be renewed', 'New version available'],
    ...[
      'Certificate is valid but not trusted',
      'Certificate is valid for 3 days',
      'No data received',
    ],
    ...['Suspicious traffic received', 'Data received by attacker', 'db-2 switched to primary'],
    ...['Error rate up in eu', 'Latency up on web-1', 'Host is up but slow', 'Site up for sale'],
    ...['Audit log cleared on dc-1', 'Security log was cleared by admin', 'Malware detected on a'],
    ...[
      'New process running on web-1: miner',
      'Service running with errors',
      'Pods running: 0 of 5',
    ],
    ...['App running in debug mode', 'Shop is operational in degraded mode', 'Healthy: false'],
    ...['Nothing is operational', 'Fan 2 not ok on sw-1', 'Node k8s-3 is not Ready'],
    ...['Health changed from OK to CRITICAL on a', 'Failover to green environment failed'],
    ...['Request returned 200 with an empty body', 'System recovered with data loss'],
    ...['Problem nicht behoben', 'El problema no resuelto', 'Проблема не решена'],
    ...['CPU back above 90% on a', 'Job nightly passed its deadline', 'Backup not running on a'],
    ...[
      'Host name not resolved',
      'Issue could not be resolved',
      'RESULT NOT OK',
      'Shop is not operational',
    ],
    // What is not, not yet, nearly, wished, said or asked.
    ...["Site isn't up", 'db-1 should be online', 'Site is barely up', 'Is it so? Site is up'],
    ...['Störung wird behoben', 'La panne sera résolue', 'El problema no está resuelto'],
    ...[
      'Problema mai risolto',
      'Storing bijna opgelost',
      '无法恢复正常',
      'Das Problem ist wieder da',
    ],
    // What another clause tells, and how it went.
    ...['Primary is down, secondary is up', 'web-1 is healthy; web-2 is not'],
    ...['Update failed, previous version restored', 'Successfully completed with 14 errors'],
    // Whom nobody is glad of, what is worse for more, what is gone, what came amiss.
    ...['Rogue DHCP server is online', 'Ransomware has been successfully deployed'],
    ...['Response times are up', 'Fan no longer detected', 'Audit trail has been cleared'],
    ...['Users are reporting errors again', 'Stopped responding again', 'Data received too late'],
    ...['Server reachable from the internet', 'Latency above normal', 'Only 2 of 5 online'],
    ...['Replication recovered on 1 of 3 nodes', 'Alert cleared by mistake'],
    ...[
      'Recovered: 2 of 2 routers and 0 of 3 switches are up',
      '2 of 2 routers are up, 0 of 0 switches is up',
    ],
    ...['OK rate dropped below 95%', 'Worker terminated normally, expected running'],
    ...['Restored connection lost again', 'All nodes are up except node-4', 'Reset loop on modem'],
    ...['All but one replica recovered', 'Most services recovered', 'Pas encore rétabli'],
    ...['resolved: never', 'status=resolved_pending', 'RESOLVED yesterday, FIRING today: disk'],
    // How it was before.
    ...['Host web-1 is now CRITICAL (was OK for 3 days)', 'web-1 CRITICAL, previously OK'],
    ...['CPU critical - was ok', 'Service is DOWN. Last status: UP', 'State: DOWN Was: UP'],
  ])('%j is no end', async title => {
    expect(await read({ text: title })).toMatchObject([{ status: 'firing', title }]);
  });
});

test.each([
  ...['db-1 is back online after reboot', 'FastAPI is up', 'Claims service is up'],
  ...['DDoS attack on shop mitigated and resolved', 'Malware scanner is online'],
  'Site is up: https://example.com/health?full=1',
  ...['API is operational. We will keep monitoring', 'Incident resolved, no further action needed'],
  ...['Backup completed successfully with 0 errors', 'Full service has been restored to all users'],
  ...['All clear on storage', 'Auto-resolved: queue depth', 'Issue fixed and verified'],
  ...[
    'Service Recovery: HTTP on web-2',
    'Check passed: ssl of the shop',
    'Alert: disk. Resolved: yes',
  ],
  ...['Latency alert - was resolved', 'Incident #45 has been closed', 'End of outage: eu-west-1'],
  ...[
    'Problem solved',
    'Condition no longer met: slow',
    'Alarm "CPU" is in OK state',
    'Shop works again',
  ],
  ...['Website back online', 'Error rate returned to baseline', 'Problem cleared on sw-1'],
  ...['Retour à la normale : serveur 3', 'Leitung 4 funktioniert wieder', 'Storing verholpen'],
])('%j is an end all the same', async text => {
  expect(await read({ text })).toMatchObject([{ status: 'cleared' }]);
});

describe('of a label that is taken back', () => {
  test.each([
    ...['[RESOLVED] reopened by Kim', 'Resolved: no', 'RECOVERY FAILED db-1', '[RESOLVED]? db-1'],
    ...['Incident closed: not fixed', 'OK -> CRITICAL: disk', 'RESOLVED -> TRIGGERED'],
  ])('%j fires, alone, in a room and as a mail', async text => {
    const mail = JSON.stringify({ subject: text, from: 'a@example.com', text: 'x' });
    const mailed = await parsePayload('email', mail);
    expect(await read(text)).toMatchObject([{ status: 'firing' }]);
    expect(await read({ text })).toMatchObject([{ status: 'firing' }]);
    expect(mailed).toMatchObject({ alerts: [{ status: 'firing' }] });
  });
});

describe('of what is written for a chat room', () => {
  test.each([
    [
      ...['the color that Slack calls good', 'High latency on cart'],
      { attachments: [{ color: color.danger, title: 'High latency on cart', text: 'p99 3 s' }] },
      { attachments: [{ color: color.good, title: 'High latency on cart', text: 'p99 0.2 s' }] },
    ],
    [
      ...['a state above what is attached', '[ALERT] Queue depth'],
      { attachments: [{ pretext: '[ALERT] Queue depth', text: 'depth 300' }] },
      { attachments: [{ pretext: '[OK] Queue depth', text: 'depth 3' }] },
    ],
    [
      ...['whoever is called', 'API is down'],
      { text: '<!channel> :rotating_light: *API is down*' },
      { text: '<!here> :white_check_mark: *API is up*' },
    ],
    [
      ...["a task of Airflow's, of whichever run", 'Task Failed: load, nightly'],
      {
        text: ':red_circle: Task Failed.\n*Task*: load\n*Dag*: nightly\n*Execution Time*: 2026-01-01T00:00:00+00:00\n*Log Url*: https://af.example.com/log?x=1',
      },
      {
        text: ':green_circle: Task Succeeded.\n*Task*: load\n*Dag*: nightly\n*Execution Time*: 2026-01-02T00:00:00+00:00\n*Log Url*: https://af.example.com/log?x=2',
      },
    ],
  ] as [string, string, object, object][])('%s is read', async (_, title, fires, over) => {
    const [fired] = await read(fires);
    expect(fired).toMatchObject({ status: 'firing', title });
    expect(await read(over)).toMatchObject([
      { status: 'cleared', fingerprint: fired?.fingerprint },
    ]);
  });

  test('a backup that failed is none of the well, in whichever color', async () => {
    expect(
      await read({ attachments: [{ color: color.good, title: 'Backup of db-1 failed' }] }),
    ).toMatchObject([{ status: 'firing' }]);
  });
});

describe('of what a daemon writes', () => {
  test.each([
    [
      'Device: /dev/sda [SAT], 8 Currently unreadable (pending) sectors',
      'This message was generated by the smartd daemon running on:\n\n   host name:  nas-1\n   DNS domain: example.com\n\nThe following warning/error was logged by the smartd daemon:\n\nDevice: /dev/sda [SAT], 8 Currently unreadable (pending) sectors\n\nDevice info:\nWDC',
    ],
    [
      'A DegradedArray event had been detected on md device /dev/md0.',
      'This is an automatically generated mail message from mdadm\nrunning on nas-1\n\nA DegradedArray event had been detected on md device /dev/md0.\n\nFaithfully yours, etc.',
    ],
  ])('%j is the title, and the machine of the preamble the service', async (title, text) => {
    for (const body of [text, { text }, { message: text }])
      expect(await read(body)).toMatchObject([{ status: 'firing', title, service: 'nas-1' }]);
  });

  test('a greeting is no title', async () => {
    expect(
      await read('Hi,\n\nThe IP 192.0.2.7 has just been banned by Fail2Ban.\n\nRegards,\nFail2Ban'),
    ).toMatchObject([{ title: 'The IP 192.0.2.7 has just been banned by Fail2Ban.' }]);
  });
});

test('a detection of CrowdStrike written flat is told in words, and is another one by its id', async () => {
  const detection = (id: string) => ({
    ...{ 'detections.severity': 'High', 'detections.tactic': 'Credential Access' },
    ...{ 'detections.technique': 'OS Credential Dumping', 'detections.host_name': 'pc-1' },
    ...{ 'detections.id': id },
  });
  const [one] = await read(detection('ldt:1:2'));
  const [other] = await read(detection('ldt:1:3'));
  expect(one).toMatchObject({
    ...{ title: 'pc-1: Credential Access, OS Credential Dumping', service: 'pc-1' },
  });
  expect(other?.fingerprint).not.toBe(one?.fingerprint);
});

describe('of whoever asks whether somebody is there', () => {
  test.each([
    ...[{ ping: true }, { ping: 'pong' }, { ping: 'ok', timestamp: 1 }, { test: 'test' }],
    ...[
      { hello: 'world' },
      { title: 'Test' },
      { text: 'test alert, please ignore' },
      { type: 'ping' },
      { action: 'ping', hook_id: 7 },
      { message: 'ping' },
      'ping',
    ],
  ])('%j is a test', async body => {
    expect(await read(body)).toMatchObject([{ kind: 'test' }]);
  });

  test.each([
    { type: 'ping', host: 'db-1', status: 'down' },
    { ping: true, host: 'db-1', error: 'no answer' },
    { message: 'ping', severity: 'critical', host: 'db-1' },
  ])('%j is trouble', async body => {
    const [alert] = await read(body);
    expect(alert).toMatchObject({ status: 'firing' });
    expect(alert?.kind).toBeUndefined();
  });
});
