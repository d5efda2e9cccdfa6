import { describe, expect, test } from 'vitest';
import { exampleIncident } from '#contract/examples.ts';
import { asked } from '../asked.ts';
import { fakeApi, refuse } from '../fake-api.ts';
import { run } from '../run.ts';

describe('what each command asks of the API', () => {
  test.each([
    [
      'start --severity=SEV1 --title=Down',
      'declareIncident',
      {},
      { title: 'Down', severity: 'SEV1' },
    ],
    [
      'start --title=Down --service=payments --description=All',
      'declareIncident',
      {},
      { title: 'Down', service: 'payments', description: 'All' },
    ],
    ['acknowledge --id=INC-2026-001', 'acknowledgeIncident', { id: 'INC-2026-001' }, {}],
    ['ack 1 --note=Here', 'acknowledgeIncident', { id: 'INC-2026-001' }, { note: 'Here' }],
    [
      'escalate 12 --reason=Database',
      'escalateIncident',
      { id: 'INC-2026-012' },
      { reason: 'Database' },
    ],
    [
      'escalate 12 --from-level=2',
      'escalateIncident',
      { id: 'INC-2026-012' },
      { from: { level: 2 } },
    ],
    [
      'update --id=INC-001 --status=Investigating --impact=Payments --actions=Checking',
      'postUpdate',
      { id: 'INC-2026-001' },
      { status: 'Investigating', impact: 'Payments', actions: 'Checking' },
    ],
    [
      'assign 1 --role=TL --person=bo --note=Handover',
      'assignRole',
      { id: 'INC-2026-001' },
      { role: 'technicalLead', person: 'bo', note: 'Handover' },
    ],
    ['note 1 --text=Seen', 'addNote', { id: 'INC-2026-001' }, { text: 'Seen' }],
    [
      'severity 1 --severity=sev2 --reason=Better',
      'changeSeverity',
      { id: 'INC-2026-001' },
      { severity: 'SEV2', reason: 'Better' },
    ],
    [
      'resolve --id=INC-001 --resolution=Restarted',
      'resolveIncident',
      { id: 'INC-2026-001' },
      { resolution: 'Restarted' },
    ],
    ['reopen 1 --reason=Again', 'reopenIncident', { id: 'INC-2026-001' }, { reason: 'Again' }],
  ] as const)('%s', async (line, operation, params, body) => {
    const { requests } = await asked(line.split(' '));
    const request = requests.find(each => each.operation === operation);
    expect(request).toMatchObject({ operation, params });
    expect(request?.body).toEqual(body);
  });

  test('every command says who does it, from --by or TOCSIN_PERSON, and that it came by the CLI', async () => {
    const { last } = await asked(['ack', '1'], {}, { TOCSIN_PERSON: 'ana' });
    expect(last).toMatchObject({ body: { by: 'ana' }, headers: { 'tocsin-via': 'cli' } });

    const given = await asked(['ack', '1', '--by=bo'], {}, { TOCSIN_PERSON: 'ana' });
    expect(given.last?.body).toEqual({ by: 'bo' });
  });

  test('an idempotency key travels with the command', async () => {
    const { last } = await asked(['note', '1', '--text=Seen', '--idempotency-key=k1']);
    expect(last?.headers['idempotency-key']).toBe('k1');
  });
});

describe('acknowledging by severity', () => {
  test('takes the newest open incident of that severity', async () => {
    const { requests } = await asked(['acknowledge', '--severity=SEV1'], {
      listIncidents: () => ({
        incidents: [{ ...exampleIncident, id: 'INC-2026-007', phase: 'open' }],
      }),
    });
    expect(requests).toMatchObject([
      { operation: 'listIncidents', query: { phase: 'open', severity: 'SEV1', limit: 1 } },
      { operation: 'acknowledgeIncident', params: { id: 'INC-2026-007' } },
    ]);
  });

  test('says that there is none, and who has the one that was taken already', async () => {
    await using api = await fakeApi({
      listIncidents: ({ query }) => ({
        incidents: query.phase === 'acknowledged' ? [exampleIncident] : [],
      }),
    });
    const ran = await run(['acknowledge', '--severity=SEV1'], { env: { TOCSIN_URL: api.url } });
    expect(ran.exitCode).toBe(5);
    expect(ran.error).toBe(
      'tocsin: No open SEV1 incident to acknowledge.\n' +
        'INC-2026-001 was acknowledged 2026-11-23 02:16:41 UTC by Ana Silva, after 3 min.',
    );
  });

  test('an id given beside the severity wins', async () => {
    const { requests } = await asked(['acknowledge', '--severity=SEV1', '--id=INC-001']);
    expect(requests).toMatchObject([
      { operation: 'acknowledgeIncident', params: { id: 'INC-2026-001' } },
    ]);
  });
});

describe('what a person reads afterwards', () => {
  test('of start: why it has its severity, what happens next, what to type', async () => {
    const { ran } = await asked(['start', '--title=Down'], {
      declareIncident: () => ({
        ...exampleIncident,
        phase: 'open',
        nextDeadline: {
          at: '2026-11-23T02:25:00.000Z',
          what: 'page-next-level',
          text: 'pages the team lead',
        },
      }),
    });
    expect(ran.out).toMatchInlineSnapshot(`
      "INC-2026-001  SEV1  open  Payment processing down
      Why SEV1: The title names a payment failure.
      Next: 02:25 UTC (in 5 min) pages the team lead
      I am on it: tocsin acknowledge --id=INC-2026-001"
    `);
  });

  test('of acknowledge: who was first, and when an update is due', async () => {
    const { ran } = await asked(['ack', '1']);
    expect(ran.out).toMatchInlineSnapshot(`
      "INC-2026-001  SEV1  acknowledged  Payment processing down
      Acknowledged 2026-11-23 02:16:41 UTC by Ana Silva, after 3 min.
      Next update due 02:31 UTC (in 12 min): tocsin update --id=INC-2026-001 --status="…""
    `);
  });

  test('of resolve: that the watch runs, and the way back', async () => {
    const { ran } = await asked(['resolve', '1', '--resolution=Restarted'], {
      resolveIncident: () => ({
        ...exampleIncident,
        phase: 'watching',
        nextDeadline: { at: '2026-11-23T02:50:00.000Z', what: 'close' },
      }),
      listActionRuns: () => ({ runs: [] }),
    });
    expect(ran.out).toMatchInlineSnapshot(`
      "INC-2026-001  SEV1  watching  Payment processing down
      Next: 02:50 UTC (in 30 min) close
      2 of its alerts still fire; --yes says that this is known.
      Not fixed after all: tocsin reopen --id=INC-2026-001 --reason="…"
      Report: tocsin report --id=INC-2026-001"
    `);
  });

  test('of resolve while alerts fire: so, and asks whoever can be asked', async () => {
    const words = ['resolve', '1', '--resolution=Restarted'];
    const resolves = async (more: string[], says?: 'yes' | 'no') => {
      await using api = await fakeApi();
      const env = { TOCSIN_URL: api.url };
      const ran = await run([...words, ...more], { env, ...(says && { says }) });
      const isDone = api.requests.some(({ operation }) => operation === 'resolveIncident');
      return { ...ran, isDone };
    };
    const question = '2 of its alerts still fire. Resolve it all the same?';
    expect(await resolves([], 'no')).toMatchObject({
      questions: [question],
      exitCode: 1,
      isDone: false,
    });
    expect(await resolves([], 'yes')).toMatchObject({ questions: [question], isDone: true });
    expect(await resolves(['--yes'], 'no')).toMatchObject({
      questions: [],
      isDone: true,
      error: '',
    });
    expect(await resolves([])).toMatchObject({
      isDone: true,
      out: expect.stringContaining('2 of its alerts still fire'),
    });
  });

  test('a title from an alert cannot move the cursor or reorder the line', async () => {
    const { ran } = await asked(['ack', '1'], {
      acknowledgeIncident: () => ({
        ...exampleIncident,
        title: 'Disk\u001b[2J full\non \u202edb-1\u0007',
      }),
    });
    expect(ran.out.split('\n')[0]).toBe('INC-2026-001  SEV1  acknowledged  Disk [2J full on db-1');
  });

  test('a machine reads the whole incident', async () => {
    const { ran } = await asked(['ack', '1', '--json']);
    expect(JSON.parse(ran.out)).toEqual(exampleIncident);
  });

  test('a refused command says why, on standard error', async () => {
    await using api = await fakeApi({
      resolveIncident: () =>
        refuse('refused', 'INC-2026-001 is resolved. Reopen it first.', {
          reason: 'already-resolved',
        }),
    });
    const ran = await run(['resolve', '1', '--resolution=x'], { env: { TOCSIN_URL: api.url } });
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.error).toBe('tocsin: INC-2026-001 is resolved. Reopen it first.\nRequest req-1');
  });
});
