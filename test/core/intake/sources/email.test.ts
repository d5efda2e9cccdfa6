import { describe, expect, test } from 'vitest';
import { parsePayload } from '#core/intake/parse.ts';
import { senderOf } from '#core/intake/senders.ts';

const said = 'The nightly backup of db-1 failed: no space left.';
const mime = (subject: string, ...headers: string[]) =>
  [
    'From: Backup <backup@example.com>',
    'To: alerts@example.com',
    `Subject: ${subject}`,
    'Date: Mon, 23 Nov 2026 02:14:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    ...headers,
    '',
    said.replace('space ', 'space=20'),
  ].join('\r\n');
const received = (subject: string, encode = (text: string) => text) => ({
  notificationType: 'Received',
  mail: { source: 'backup@example.com', commonHeaders: { subject } },
  content: encode(mime(subject)),
});
const inS3 = {
  notificationType: 'Received',
  mail: { source: 'backup@example.com', commonHeaders: {} },
};
const inTopic = (inner: object) => ({
  ...{ Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:123456789012:mail', MessageId: '1' },
  Message: JSON.stringify(inner),
});
const base64 = (text: string) => Buffer.from(text).toString('base64');

async function alertOf(body: unknown, source: 'email' | 'auto' = 'email') {
  const parsed = await parsePayload(source, typeof body === 'string' ? body : JSON.stringify(body));
  if ('invalid' in parsed) throw new Error(JSON.stringify(parsed.invalid));
  return parsed.alerts[0];
}

describe('a mail', () => {
  test('with several alerts is several, each as its heading says', async () => {
    const of = (words: string) =>
      parsePayload('email', `From: nas@example.com\nSubject: Alerts\n\n${words}\n`);
    const fired = await of('NAS @ nas-1\n\nNew alerts:\n* Pool is degraded\n* Disk 2 is slow');
    const [pool] = 'alerts' in fired ? fired.alerts : [];
    expect(fired).toMatchObject({
      alerts: [{ title: 'Pool is degraded', status: 'firing' }, { title: 'Disk 2 is slow' }],
    });
    expect(await of('These alerts have been cleared:\n* Pool is degraded')).toMatchObject({
      alerts: [{ status: 'cleared', fingerprint: pool?.fingerprint }],
    });
  });

  const subject = 'Backup failed on db-1';
  test.each([
    ['as it is', mime(subject)],
    ['of Amazon SES', received(subject)],
    ['of Amazon SES, in base64', received(subject, base64)],
    ['of Amazon SES through a topic', inTopic(received(subject))],
    ['of Amazon SES in records', { Records: [{ Sns: inTopic(received(subject)) }] }],
    [
      'of Postmark',
      {
        From: 'backup@example.com',
        To: 'a@example.com',
        Subject: subject,
        TextBody: 'no space left',
        MessageID: '1',
      },
    ],
    ['of Mailgun', { sender: 'backup@example.com', subject, 'body-plain': 'no space left' }],
  ])('%s is an alert with its subject and its words', async (_how, body) => {
    expect(await alertOf(body)).toMatchObject({
      ...{ source: 'email', status: 'firing', title: subject },
      description: expect.stringContaining('no space left'),
      labels: { from: 'backup@example.com' },
    });
    if (typeof body === 'string' || 'Records' in body) return;
    expect(senderOf(body)?.name).toBe('email');
    expect(await alertOf(body, 'auto')).toMatchObject({ source: 'email' });
  });

  test('is over by the word in front of its subject, and the same alert then', async () => {
    const fires = await alertOf(mime('[FIRING] Disk is full'));
    const over = await alertOf(mime('Re: RESOLVED: Disk is full'));
    expect(over).toMatchObject({ status: 'cleared', fingerprint: fires?.fingerprint });
  });

  test.each([
    ['that its domain disowns', { dmarc: 'FAIL', spf: 'PASS', dkim: 'PASS' }, false],
    ['from where its domain sends none, and unsigned', { spf: 'FAIL', dkim: 'GRAY' }, false],
    ['that its domain vouches for', { dmarc: 'PASS', spf: 'FAIL', dkim: 'PASS' }, true],
    ['of a domain that says nothing of its mail', { dmarc: 'GRAY', spf: 'GRAY' }, true],
  ])('%s opens an alert, and ends one: %j %s', async (_whose, verdicts, isBelieved) => {
    const receipt = Object.fromEntries(
      Object.entries(verdicts).map(([name, status]) => [`${name}Verdict`, { status }]),
    );
    const bodies = (subject: string) => [
      inTopic({ ...received(subject), receipt }),
      { Records: [{ ses: { mail: received(subject).mail, receipt } }] },
    ];
    for (const body of bodies('Disk is full')) {
      expect(await alertOf(body)).toMatchObject({ status: 'firing', title: 'Disk is full' });
    }
    for (const body of bodies('RESOLVED: Disk is full')) {
      expect(await parsePayload('email', JSON.stringify(body))).toMatchObject(
        isBelieved
          ? { alerts: [{ status: 'cleared' }], ignored: [] }
          : { alerts: [], ignored: [expect.stringContaining('is not who it says')] },
      );
    }
  });

  test('of Amazon SES without its content is known by its sender, not by where it bounces to', async () => {
    const [fires, over] = await Promise.all(
      ['Disk is full', 'RESOLVED: Disk is full'].map((subject, index) => {
        const from = ['Backup <backup@example.com>'];
        const source = `bounces+${index}@mail.example.com`;
        const mail = { source, commonHeaders: { from, subject } };
        return alertOf({ Records: [{ ses: { mail, receipt: {} } }] });
      }),
    );
    expect(fires).toMatchObject({ status: 'firing', labels: { from: 'backup@example.com' } });
    expect(over).toMatchObject({ status: 'cleared', fingerprint: fires?.fingerprint });
  });

  test('is read in the letters it was written in, and as urgent as it says', async () => {
    const subject = '=?UTF-8?Q?Zahlungen_gest=C3=B6rt?=';
    expect(await alertOf(mime(subject, 'X-Priority: 1 (Highest)'))).toMatchObject({
      title: 'Zahlungen gestört',
      vendorSeverity: 'high',
      startedAt: '2026-11-23T02:14:00.000Z',
    });
  });

  test('is read in the letters that it names, where SES hands over its bytes', async () => {
    const sent = mime('Disk', 'Content-Transfer-Encoding: 8bit')
      .replace('utf-8', 'iso-8859-1')
      .replace('Content-Transfer-Encoding: quoted-printable\r\n', '')
      .replace('failed', 'schl\u00e4gt fehl');
    const content = Buffer.from(sent, 'latin1').toString('base64');
    const { description } = (await alertOf({ ...received('Disk'), content })) ?? {};
    expect(description).toContain('schl\u00e4gt fehl');
  });

  test.each([
    mime('Away', 'Auto-Submitted: auto-replied'),
    mime('Away', 'X-Autoreply: yes'),
    mime('Away', 'X-Autorespond: Disk is full'),
    // Exchange says of these no more than of any other mail that a machine wrote.
    mime('Automatic reply: Disk is full', 'Auto-Submitted: auto-generated'),
    mime('=?utf-8?Q?R=C3=A9ponse_automatique_:_Disk_is_full?='),
  ])('that a mail system wrote about another one is no alert: %#', async mail => {
    const answer = await parsePayload('email', mail);
    expect(answer).toMatchObject({ alerts: [], ignored: [expect.stringContaining('mail system')] });
  });

  const posted = { from: 'bo@example.com', subject: 'Disk', text: 'I am away.' };
  test.each([
    ['SendGrid', { ...posted, headers: 'Received: by mx\nAuto-Submitted: auto-replied\nTo: a' }],
    ['Mailgun', { ...posted, 'message-headers': '[["To","a"],["Auto-Submitted","auto-replied"]]' }],
    ['Postmark', { ...posted, Headers: [{ Name: 'X-Autoreply', Value: 'yes' }] }],
    ['CloudMailin', { ...posted, headers: { auto_submitted: 'auto-replied' } }],
  ])('that answers by itself is no alert, as %s posts it', async (_who, body) => {
    const answer = await parsePayload('email', JSON.stringify(body));
    expect(answer).toMatchObject({ alerts: [], ignored: [expect.stringContaining('mail system')] });
  });

  test('of somebody who answers what the stakeholders were told is no alert', async () => {
    const answer = mime('Re: [SEV2] Production Incident - Payments');
    const ignored = [expect.stringContaining('answer')];
    expect(await parsePayload('email', answer)).toMatchObject({ alerts: [], ignored });
  });

  test.each(['Re: ', 'AW: (again) ', '[EXTERNAL] Re: DRILL '])(
    'of somebody who answers a page of ours is no alert: %s',
    async front => {
      const answer = mime(`${front}[SEV1] INC-2026-001 You are paged: Disk is full`);
      const ignored = [expect.stringContaining('answer')];
      expect(await parsePayload('email', answer)).toMatchObject({ alerts: [], ignored });
    },
  );

  test.each(['', 'Fwd: ', 'WG: '])('of another Tocsin is one: %s', async front => {
    const title = '[SEV1] INC-2026-001 Declared: Disk is full';
    expect(await alertOf(mime(`${front}${title}`))).toMatchObject({ title });
  });

  test.each([
    '[SEV2] INC-2026-002 Ticket: [SEV1] INC-2026-001 Declared: Disk is full',
    'DRILL [SEV2] INC-2026-002 You are paged: [SEV1] Production Incident - Payments',
  ])(
    'of ours about an incident that a mail of ours has opened opens no other: %s',
    async subject => {
      const ignored = [expect.stringContaining('mail of Tocsin')];
      expect(await parsePayload('email', mime(subject))).toMatchObject({ alerts: [], ignored });
    },
  );

  test.each([
    ['as it is', mime('')],
    ['of Amazon SES', { ...received(''), content: mime('').replace('Subject: \r\n', '') }],
    ['of Postmark', { From: 'backup@example.com', Subject: '', TextBody: said }],
  ])('%s without a subject is called by its words', async (_how, body) => {
    expect(await alertOf(body)).toMatchObject({
      title: said,
      labels: { from: 'backup@example.com' },
    });
  });

  test('without a subject and words is called by its sender', async () => {
    const { content: _, ...received } = { ...inS3, content: '' };
    expect(await alertOf(received)).toMatchObject({ title: 'A mail of backup@example.com' });
  });

  test('of HTML alone is told in its words', async () => {
    const html =
      '<html><head><style>p { color: red }</style></head><body><p>J&ouml;rg &amp; co:</p><p>no space</p></body></html>';
    const sent = ['From: backup@example.com', 'Subject: Disk', 'Content-Type: text/html', '', html];
    const postmark = { From: 'backup@example.com', Subject: 'Disk', HtmlBody: html };
    for (const body of [sent.join('\r\n'), postmark]) {
      const { description = '' } = (await alertOf(body)) ?? {};
      expect(description.split(/\s*\n\s*/)).toEqual(['J\u00f6rg & co:', 'no space']);
    }
  });

  test('that is none is refused', async () => {
    for (const body of ['{"a":1}', 'backup failed']) {
      expect(await parsePayload('email', body)).toMatchObject({ invalid: [{ path: '' }] });
    }
  });
});

test.each([
  ['Problem: Cores are hot', 'Resolved in 1h 5m 3s: Cores are hot'],
  ['Monitor is DOWN: Cart', 'Monitor is UP: Cart'],
  ['[Monitor Alert] Triggered: Cores of db-1', '[Monitor Alert] Recovered: Cores of db-1'],
  ['[P2] [Triggered on {host:db-1}] Cores', '[P2] [Recovered on {host:db-1}] Cores'],
  ['[CRITICAL] Issue activated: Cores', '[CRITICAL] Issue closed: Cores'],
  ['Incident started - Cart', 'Incident resolved - Cart'],
  ['Fired:Sev3 Cores on vm-1 at 11/23/2026 2:14', 'Resolved:Sev3 Cores on vm-1 at 11/23/2026 2:24'],
  ['Check_MK: db-1/Load OK -> CRIT', 'Check_MK: db-1/Load CRIT -> OK'],
  ['[PRTG (X)] db-1 Ping Down (no reply)', '[PRTG (X)] db-1 Ping Down ended (now: Up) (3 ms)'],
  ['[Cart] [🔴 Down] no reply', '[Cart] [✅ Up] 200 - OK'],
  ['🔴 cart.example.com is down', '🟢 cart.example.com is up'],
  ['Alert for device db-1 - Ping', 'Device db-1 recovered from Ping'],
  ['Build failed in Jenkins: cart #42', 'Jenkins build is back to normal : cart #43'],
  ['cart - Build # 42 - Failure!', 'cart - Build # 43 - Fixed!'],
  ['[Failed] Nightly (3 objects) 1 failed', '[Success] Nightly (3 objects)'],
  ['monit alert -- Connection failed nginx', 'monit alert -- Connection succeeded nginx'],
  ['monit alert --  Does not exist nginx', 'monit alert --  Exists nginx'],
  ['Cart is down', 'Cart is back up'],
  ['Backup of db-1 failed', 'Backup of db-1 successful'],
  ['ups-1 Power failure !!!', 'ups-1 Power has returned'],
  ['Certificate of cart expires in 7 days', 'Certificate of cart was renewed'],
  ['Fan on web-1: Fan 3 has failed.', 'Fan on web-1: Fan 3 is operating within range.'],
  ['shop | Failed pipeline for main | abc1234', 'shop | Fixed pipeline for main | abd1234'],
  ['Website Down Alert - Cart', 'Website Up Alert - Cart'],
  ['ALERT: Node web-1 is Down', 'RESET: Node web-1 is Up'],
  ['[Acme status] Investigating: Errors', '[Acme status] Resolved: Errors'],
  ['web-1 CPU above threshold 🔴', 'web-1 CPU below threshold 🟢'],
  ['[SysMon] Error: web-1 (ping)', '[SysMon] OK: web-1 (ping)'],
  ['Störung: Kasse nicht erreichbar', 'Behoben: Kasse nicht erreichbar'],
  ['【障害】DB応答なし', '【復旧】DB応答なし'],
])('a mail %j is over with %j', async (begins, ends) => {
  const [one, two] = [await alertOf(mime(begins)), await alertOf(mime(ends))];
  expect(one?.status).toBe('firing');
  expect(two).toMatchObject({ status: 'cleared', fingerprint: one?.fingerprint });
});

test.each([
  ...['Recovery failed on db-1', 'Success rate is low', 'Online store is unreachable'],
  ...['End-to-end tests failed', 'Available memory is low', 'Fixed disk C: is full'],
  ...['Clear text password found', 'CLEAR TEXT PASSWORD FOUND', 'OK-button is gone'],
  ...['Normal: 20, now 97', 'Available: 0 replicas', 'Resolved: 0 of 3', 'Stopped: nginx'],
  ...['Completed: nightly (3 failed)', 'No replica is available', 'Only 2 of 5 nodes are up'],
])('a mail %j begins or ends with a word of an end, and is none', async subject => {
  expect((await alertOf(mime(subject)))?.status).toBe('firing');
});

test.each([
  ...['[Resolved] No space left', 'RESOLVED 5xx of cart', 'Resolved Disk on db-1', 'OK - Disk'],
  ...['*Recovered* Disk', 'RECOVERY web-1 is fine', 'Normal: Disk', 'Disk -> OK', 'Disk is OK'],
])('a mail %j is the end', async subject => {
  expect((await alertOf(mime(subject)))?.status).toBe('cleared');
});

test('a mail that says it is a test pages nobody', async () => {
  expect(await alertOf(mime('Test notification from Mon'))).toMatchObject({ kind: 'test' });
});

test('a mail that counts days down is the same alert', async () => {
  const [first, second] = await Promise.all(
    [14, 7].map(days => alertOf(mime(`Certificate of cart expires in ${days} days`))),
  );
  expect(second?.fingerprint).toBe(first?.fingerprint);
});

test('a mail about the same on another day is the same alert', async () => {
  const [first, second, over] = [
    await alertOf(mime('Backup of 2026-11-23 failed')),
    await alertOf(mime('Backup of 2026-11-24 failed')),
    await alertOf(mime('[OK] Backup of 2026-11-25 failed')),
  ];
  expect(second?.fingerprint).toBe(first?.fingerprint);
  expect(over).toMatchObject({ status: 'cleared', fingerprint: first?.fingerprint });
});

test('mails about two things are two alerts', async () => {
  const subjects = [
    'Monitor is DOWN: Cart',
    'Monitor is DOWN: Shop',
    '[P2] [Triggered on {host:a}] x',
  ];
  const found = await Promise.all(
    [...subjects, '[P2] [Triggered on {host:b}] x'].map(each => alertOf(mime(each))),
  );
  expect(new Set(found.map(each => each?.fingerprint)).size).toBe(4);
});

test('a mail is recognised as it is, and says its state in front of its subject or at the end', async () => {
  const problem = await alertOf(
    mime('** PROBLEM Service Alert: db-1/MySQL is CRITICAL **'),
    'auto',
  );
  const over = await alertOf(mime('** RECOVERY Service Alert: db-1/MySQL is OK **'), 'auto');
  expect(problem).toMatchObject({ source: 'email', status: 'firing' });
  expect(over).toMatchObject({ status: 'cleared', fingerprint: problem?.fingerprint });
  const [down, up] = await Promise.all(
    ['Shop is DOWN', 'Shop is UP'].map(subject => alertOf(mime(subject))),
  );
  expect(up).toMatchObject({ status: 'cleared', fingerprint: down?.fingerprint });
});
