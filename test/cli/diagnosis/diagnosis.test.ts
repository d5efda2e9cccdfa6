import { describe, expect, test } from 'vitest';
import { examples } from '#contract/examples.ts';
import { type Answers, fakeApi, refuse } from '../fake-api.ts';
import { run, type Situation } from '../run.ts';

async function asked(words: readonly string[], answers: Answers = {}) {
  await using api = await fakeApi(answers);
  const env = { TOCSIN_URL: api.url, TOCSIN_TOKEN: 'responder' };
  const ran = await run(words, { env });
  expect(api.violations).toEqual([]);
  return { ran, last: api.requests.at(-1), requests: api.requests };
}

describe('the runbook’s looks into logs', () => {
  test('errors, with their kinds and when they came', async () => {
    const { ran, last } = await asked(['logs:errors', '--last=1h']);
    expect(last).toMatchObject({
      operation: 'diagnoseLogs',
      query: { last: '1h', errors: 'true', lines: 20 },
    });
    expect(ran.out).toMatchInlineSnapshot(`
      "1 error from 2026-11-23 02:00:00 to 2026-11-23 02:10:00, UTC, in 1 log group.
      Errors  ▁  at most 1 at a time

      KINDS OF ERROR
           1  ERROR timed out waiting for a database connection waitMs=5012

      NEWEST LINES
      2026-11-23 02:05:11  ERROR timed out waiting for a database connection
                           waitMs=5012"
    `);
  });

  test('the lines of a service, and those that fit a pattern', async () => {
    const service = await asked(['logs:service', '--service=payments', '--lines=5']);
    expect(service.last?.query).toMatchObject({ service: 'payments', lines: 5 });
    const search = await asked(['logs:search', '--pattern=timeout|connection refused']);
    expect(search.last?.query).toMatchObject({ filter: 'timeout|connection refused' });
  });

  test('the rate alone', async () => {
    const { ran, last } = await asked(['monitor:errors', '--last=10m']);
    expect(last?.query).toMatchObject({ errors: 'true', lines: 0, last: '10m' });
    expect(ran.out).toContain('1 error from');
  });

  test('say which group each is of, that there are more, and their time once', async () => {
    const { answer } = examples.diagnoseLogs;
    const [line] = answer.lines;
    if (line === undefined) throw new Error('No example');
    const message = `2026-11-23T02:05:11.123Z ${line.message}`;
    const { ran } = await asked(['logs:service', '--lines=1'], {
      diagnoseLogs: () => ({
        ...answer,
        groups: [line.group, '/aws/lambda/catalogue'],
        lines: [{ ...line, message }],
        summary: { ...answer.summary, lines: 141 },
      }),
    });
    expect(ran.out).toContain(`NEWEST LINES, 140 MORE (--lines)
2026-11-23 02:05:11  payments-authorise: ERROR timed out`);
  });

  test.each([
    ['time.*out', 'it is no regular expression'],
    ['timeout', '--last=6h looks further back'],
  ])('with %s, of which there are none, are no bare zero', async (pattern, words) => {
    const { answer } = examples.diagnoseLogs;
    const { ran } = await asked(['logs:search', `--pattern=${pattern}`], {
      diagnoseLogs: () => ({
        ...answer,
        lines: [],
        summary: { lines: 0, errors: 0, series: [], kinds: [] },
      }),
    });
    expect(ran.out).toContain(words);
  });

  test('in parts show the newest of all, though a later part reads on in another group', async () => {
    const { answer } = examples.diagnoseLogs;
    const [line] = answer.lines;
    if (line === undefined) throw new Error('No example');
    const lineAt = (minute: string) => ({ ...line, at: `2026-11-23T02:${minute}:00.000Z` });
    const { ran } = await asked(['logs:errors', '--lines=2', '--json'], {
      diagnoseLogs: ({ query }) =>
        query.cursor === undefined
          ? { ...answer, lines: [lineAt('03'), lineAt('09')], next: 'more' }
          : { ...answer, lines: [lineAt('05'), lineAt('06')] },
    });
    expect(JSON.parse(ran.out).lines).toEqual([lineAt('06'), lineAt('09')]);
  });

  test('in parts are added up, and whoever waits is told how far it is', async () => {
    const { answer } = examples.diagnoseLogs;
    const { ran, requests } = await asked(['logs:errors', '--json'], {
      diagnoseLogs: ({ query }) =>
        query.cursor === undefined ? { ...answer, next: 'more' } : { ...answer },
    });
    expect(JSON.parse(ran.out)).toMatchObject({ summary: { errors: 2 }, lines: [{}, {}] });
    expect(ran.error).toContain('1 error so far; reading on');
    expect(requests.at(-1)?.query).toMatchObject({ cursor: 'more', from: answer.from });
    expect(requests.at(-1)?.query).not.toHaveProperty('last');
  });

  test('of the time of an incident, attached to it', async () => {
    const { ran, requests } = await asked(['logs:errors', '--incident=1', '--attach=1']);
    expect(requests.map(({ operation }) => operation)).toEqual(['diagnoseLogs', 'attachFinding']);
    expect(requests[0]?.query).toMatchObject({ incident: 'INC-2026-001' });
    expect(requests[1]).toMatchObject({
      params: { id: 'INC-2026-001' },
      body: { kind: 'logs', summary: expect.stringContaining('1 error') },
    });
    expect(ran.out).toContain('Attached to INC-2026-001.');
  });

  test('are to be read also where they cannot be attached', async () => {
    const { ran } = await asked(['logs:errors', '--attach=1'], {
      attachFinding: () => refuse('refused', 'It is resolved.'),
    });
    expect(ran).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('1 error'),
      error: expect.stringContaining('It is resolved.'),
    });
  });

  test('attached with the first kinds of error, and the number of the others', async () => {
    const { answer } = examples.diagnoseLogs;
    const kind = answer.summary.kinds[0];
    const kinds = Array.from({ length: 7 }, () => kind).filter(each => each !== undefined);
    const { requests } = await asked(['logs:errors', '--attach=1'], {
      diagnoseLogs: () => ({ ...answer, summary: { ...answer.summary, kinds } }),
    });
    expect(requests.at(-1)?.body).toMatchObject({
      summary: expect.stringMatching(/; and 2 more kinds$/),
    });
  });

  test('where nothing is configured say what to add', async () => {
    const { ran } = await asked(['logs:errors'], {
      diagnoseLogs: () => refuse('refused', 'add logGroups'),
    });
    expect(ran).toMatchObject({ exitCode: 1, error: expect.stringContaining('add logGroups') });
  });

  test.each([[['--last=soon']], [['--from=25:99']], [['--incident=x']]])(
    'asked for with %j are wrong usage',
    async args => {
      const { ran } = await asked(['logs:errors', ...args]);
      expect(ran.exitCode).toBe(2);
    },
  );
});

describe('impact', () => {
  test('in users, now and usually', async () => {
    const { ran, last } = await asked(['monitor:users:affected']);
    expect(last).toMatchObject({ operation: 'measureImpact', query: { of: 'users' } });
    expect(ran.out).toMatchInlineSnapshot(`
      "Impact from 2026-11-23 02:00:00 to 2026-11-23 02:10:00, UTC
      payments  310 users: the most at one time; at least so many in all
        now    ▁█
        usual  ▁"
    `);
  });

  test('is that of the incident’s service when it counts for the incident', async () => {
    const { ran, requests } = await asked(['monitor:users:affected', '--attach=1']);
    expect(requests.map(({ operation }) => operation)).toEqual([
      'showIncident',
      'measureImpact',
      'attachFinding',
    ]);
    expect(requests[1]?.query).toMatchObject({ service: 'payments' });
    expect(ran.error).toContain('Only payments');
    const named = await asked(['monitor:users:affected', '--attach=1', '--service=checkout']);
    expect(named.requests[0]).toMatchObject({
      operation: 'measureImpact',
      query: { service: 'checkout' },
    });
  });

  test('in revenue, attached with its figure', async () => {
    const { requests } = await asked(['monitor:revenue:impact', '--attach=1'], {
      measureImpact: () => ({
        ...examples.measureImpact.answer,
        services: [
          {
            service: 'payments',
            revenueLost: { amount: 2550, currency: 'EUR' },
            how: 'orders',
            points: [],
            usual: [],
            earlierSeconds: 604_800,
          },
        ],
      }),
    });
    expect(requests.at(-1)?.body).toMatchObject({
      kind: 'revenue',
      revenueLost: { amount: 2550, currency: 'EUR' },
    });
  });
});

describe('metrics', () => {
  test.each([
    ['metrics:system', 'system'],
    ['metrics:database', 'database'],
    ['metrics:api:latency', 'latency'],
  ])('%s asks for %s', async (name, kind) => {
    const { last } = await asked([name]);
    expect(last).toMatchObject({ operation: 'diagnoseMetrics', query: { kind } });
  });

  test('are a table with a line for each, and a picture where that is wanted', async () => {
    const { ran } = await asked(['metrics:system', '--plot=cpu.svg']);
    expect(ran.out).toMatchInlineSnapshot(`
      "Metrics from 2026-11-23 02:00:00 to 2026-11-23 02:10:00, UTC
      SERVICE   METRIC  STATISTIC  LAST  LEAST  MOST
      payments  Errors  Sum        310   4      310   ▁█
      Picture: cpu.svg"
    `);
    expect(ran.files['/home/ana/cpu.svg']).toMatch(/^<svg .*<polyline/s);
  });
});

describe('a picture', () => {
  test('shows now, and what is usual on top of it', async () => {
    const { ran } = await asked(['monitor:users:affected', '--plot=users.svg']);
    const svg = ran.files['/home/ana/users.svg'] ?? '';
    expect(svg.match(/<polyline/g)).toHaveLength(2);
    expect(svg).toContain('payments, usual');
    expect(svg).not.toContain('2026-11-16');
  });

  test('of a name that ends in .png is one, with every letter drawn', async () => {
    const { ran } = await asked(['metrics:system', '--plot=cpu.PNG']);
    expect(ran.out).toContain('Picture: cpu.PNG');
    const picture = ran.bytes['/home/ana/cpu.PNG'] ?? new Uint8Array();
    const { createCanvas, loadImage } = await import('@napi-rs/canvas');
    const image = await loadImage(Buffer.from(picture));
    expect([image.width, image.height]).toEqual([1440, 520]);
    const drawn = createCanvas(image.width, image.height).getContext('2d');
    drawn.drawImage(image, 0, 0);
    const inkIn = (x: number, y: number, width: number, height: number) =>
      drawn
        .getImageData(x, y, width, height)
        .data.filter((value, index) => index % 4 < 3 && value < 128).length;
    // The title, the highest number of the axis, and the name of the line.
    expect(inkIn(128, 10, 400, 40)).toBeGreaterThan(500);
    expect(inkIn(0, 60, 120, 24)).toBeGreaterThan(100);
    expect(inkIn(128, 480, 300, 40)).toBeGreaterThan(100);
    // Nothing where there is nothing.
    expect(inkIn(900, 10, 500, 40)).toBe(0);
  });

  test.each(['cpu.gif', 'cpu', '.png'])(
    'named %s is wrong usage, before anything is asked',
    async name => {
      const { ran, requests } = await asked(['metrics:system', `--plot=${name}`]);
      expect(ran.exitCode).toBe(2);
      expect(ran.error).toContain('.svg or in .png');
      expect(requests).toEqual([]);
    },
  );
});

describe('health:check:full', () => {
  test('shows each check and fails when one is not well', async () => {
    const { ran } = await asked(['health:check:full']);
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toMatchInlineSnapshot(`
      "     SERVICE   CHECK       TOOK   ANSWER
      ill  payments  Public API  84 ms  answered 503"
    `);
  });

  test('succeeds when all is well', async () => {
    const answer = { ...examples.checkHealth.answer, isHealthy: true, checks: [] };
    const { ran } = await asked(['health:check:full'], { checkHealth: () => answer });
    expect(ran.exitCode).toBe(0);
  });
});

test('db:queries shows what the database answered', async () => {
  const { ran, last } = await asked(['db:queries', '--service=payments']);
  expect(last).toMatchObject({ operation: 'queryDatabase', query: { service: 'payments' } });
  expect(ran.out).toMatchInlineSnapshot(`
    "payments: Connections by state
    STATE  CONNECTIONS
    idle   61
    "
  `);
});

describe('the address of a database', () => {
  const address = 'postgresql://reader:hunter2@127.0.0.1:1/payments';

  test('with a password on the command line is used, and warned of without repeating it', async () => {
    const { exitCode, error } = await run(['db:queries', `--url=${address}`]);
    expect(exitCode).toBe(3);
    expect(error).toMatch(
      /everybody on this machine can see a password.*TOCSIN_DATABASE_URL.*--url-file/,
    );
    expect(error).not.toContain('hunter2');
  });

  test.each<[where: string, words: string[], situation: Situation]>([
    ['the environment', [], { env: { TOCSIN_DATABASE_URL: address } }],
    ['a file', ['--url-file=db.txt'], { files: { '/home/ana/db.txt': `${address}\n` } }],
  ])('from %s is nothing to warn of', async (_where, words, situation) => {
    const { exitCode, error } = await run(['db:queries', ...words], situation);
    expect(exitCode).toBe(3);
    expect(error).toContain('The database cannot be asked');
    expect(error).not.toMatch(/Warning|hunter2/);
  });

  test('in a file that is not there is said', async () => {
    const { exitCode, error } = await run(['db:queries', '--url-file=none.txt']);
    expect([exitCode, error]).toEqual([2, expect.stringContaining('There is no file none.txt.')]);
  });
});
