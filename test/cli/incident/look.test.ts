import { describe, expect, test } from 'vitest';
import { exampleIncident, exampleIncidentWithTimeline, examples } from '#contract/examples.ts';
import { type Answers, fakeApi } from '../fake-api.ts';
import { run, type Situation, succeeds } from '../run.ts';

async function looks(words: readonly string[], answers: Answers = {}, situation: Situation = {}) {
  await using api = await fakeApi(answers);
  const ran = await succeeds(words, { ...situation, env: { TOCSIN_URL: api.url } });
  expect(api.violations).toEqual([]);
  return { ...ran, requests: api.requests };
}

const two: Answers = {
  listIncidents: () => ({
    incidents: [
      {
        ...exampleIncident,
        id: 'INC-2026-002',
        severity: 'SEV3',
        phase: 'open',
        service: 'search',
        title: 'Search results come late for about a twentieth of users in the evening',
        declaredAt: '2026-11-23T02:19:00.000Z',
      },
      exampleIncident,
    ],
    next: 'eyJ',
  }),
};

describe('list', () => {
  test('is a table that fits the terminal, with the way to the next page', async () => {
    const { out } = await looks(['list'], two);
    expect(out).toMatchInlineSnapshot(`
      "ID            SEV   PHASE         AGE    SERVICE   TITLE
      INC-2026-002  SEV3  open          1 min  search    Search results come late for…
      INC-2026-001  SEV1  acknowledged  6 min  payments  Payment processing down
      More: tocsin list --cursor=eyJ"
    `);
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
  });

  test('passes every filter on', async () => {
    const { requests } = await looks(
      'list --phase=open --severity=sev1 --service=payments --limit=5 --cursor=eyJ'.split(' '),
    );
    expect(requests[0]?.query).toEqual({
      phase: 'open',
      severity: 'SEV1',
      service: 'payments',
      limit: 5,
      cursor: 'eyJ',
    });
  });

  test('shows all that is not resolved for good', async () => {
    const { requests } = await looks(['list', '--phase=running']);
    expect(requests[0]?.query).toMatchObject({ phase: 'running' });
  });

  test('goes on with what was asked for, also where a page had none of it', async () => {
    const asked = ['list', '--phase=open', '--severity=sev1', "--words=the shop's tills"];
    const { out } = await looks(asked, {
      listIncidents: () => ({ incidents: [], next: 'eyJ' }),
    });
    expect(out).toBe(
      [
        'None among the newest.',
        "More: tocsin list --phase=open --severity=SEV1 --words='the shop'\\''s tills' --cursor=eyJ",
      ].join('\n'),
    );
  });

  test('says that there are none', async () => {
    const { out } = await looks(['list'], { listIncidents: () => ({ incidents: [] }) });
    expect(out).toBe('No incidents.');
  });

  test('is coloured only where the terminal shows colours', async () => {
    const plain = await looks(['list'], two);
    expect(plain.out).not.toContain('\u001b');
    const coloured = await looks(['list'], two, { colours: true });
    expect(coloured.out).toContain('\u001b[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of.
    expect(coloured.out.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, '')).toBe(plain.out);
  });

  test('is the answer of the API for machines', async () => {
    const { out } = await looks(['list', '--json'], two);
    expect(JSON.parse(out)).toMatchObject({ incidents: [{}, {}], next: 'eyJ' });
  });
});

describe('show', () => {
  test('tells all that is known, then the timeline', async () => {
    const { out } = await looks(['show', '1']);
    expect(out).toMatchInlineSnapshot(`
      "INC-2026-001  SEV1  acknowledged  Payment processing down
      Why SEV1      The title names a payment failure. (payment-failure)
      Service       Payments (payments)
      Declared      2026-11-23 02:14:05 UTC by alertmanager
      Acknowledged  2026-11-23 02:16:41 UTC by Ana Silva, after 3 min
      Roles         Incident Commander: Ana Silva
                    Technical Lead: nobody yet
                    Communications Lead: nobody yet
                    Scribe: nobody yet
      Alerts        2 firing, 1 cleared, 3 in all
      Impact        All payment attempts failing
      Status        Investigating root cause
      Update due    02:31 UTC (in 12 min)
      Next          02:26 UTC (in 7 min) reminds whoever leads that an update is due

      TIMELINE (UTC)
      2026-11-23 02:14:05  Declared SEV1 from an alert (alertmanager)
      2026-11-23 02:14:05  Paged level 1: Ana Silva
      2026-11-23 02:16:41  Acknowledged by SMS (Ana Silva)"
    `);
  });

  test('a ticket shows no empty roles', async () => {
    const { out } = await looks(['show', '1'], {
      showIncident: () => ({ ...exampleIncidentWithTimeline, severity: 'SEV4', roles: {} }),
    });
    expect(out).not.toContain('nobody yet');
  });
});

describe('report', () => {
  const markdown = '# INC-2026-001\n\n- a line\u001b[31m\n';

  test('goes to the terminal without anything that a terminal would obey', async () => {
    const { out } = await looks(['report', '--id=INC-001'], { incidentReport: () => markdown });
    expect(out).toBe('# INC-2026-001\n\n- a line [31m');
  });

  test('goes into a file beside the person', async () => {
    const { out, files } = await looks(['report', '1', '--output=report.md'], {
      incidentReport: () => '# INC-2026-001\n',
    });
    expect(files).toEqual({ '/home/ana/report.md': '# INC-2026-001\n' });
    expect(out).toBe('Report of INC-2026-001 written to report.md');
  });
});

describe('receipt', () => {
  test('tells what became of each alert', async () => {
    const { out } = await looks(['receipt', 'rcp_1']);
    expect(out).toMatchInlineSnapshot(`
      "rcp_01k9zq3v6m0f4  processed
      declared  INC-2026-001  Payment processing down: no open incident has this
                              problem"
    `);
  });

  test('says that it leaves some out', async () => {
    const { out } = await looks(['receipt', 'rcp_1'], {
      showReceipt: () => ({ ...examples.showReceipt.answer, more: 1200 }),
    });
    expect(out).toContain('\nand 1200 more alerts, of which the receipt has only the number');
  });

  test('tells why a delivery was put aside', async () => {
    const { out } = await looks(['receipt', 'rcp_1'], {
      showReceipt: ({ params }) => ({
        id: params.id ?? '',
        state: 'quarantined',
        reason: 'not JSON',
        outcomes: [],
      }),
    });
    expect(out).toBe('rcp_1  quarantined: it could not be read (not JSON)');
  });

  test('waits only as long as it is told to', async () => {
    const accepted: Answers = {
      showReceipt: () => ({ id: 'rcp_1', state: 'accepted', outcomes: [] }),
    };
    const once = await looks(['receipt', 'rcp_1'], accepted);
    expect(once).toMatchObject({ pauses: [], out: 'rcp_1  accepted, not processed yet' });

    const waited = await looks(['receipt', 'rcp_1', '--wait=1'], accepted);
    expect(waited.pauses).toEqual([250, 250, 250, 250]);
  });
});

test('reading needs no more than the read scope', async () => {
  await using api = await fakeApi();
  const env = { TOCSIN_URL: api.url, TOCSIN_TOKEN: 'reader' };
  await succeeds(['list'], { env });
  await succeeds(['show', '1'], { env });
  const refused = await run(['ack', '1'], { env });
  expect(refused.exitCode).toBe(4);
});
