import { describe, expect, test } from 'vitest';
import { explainOperation } from '#app/intake/explain.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import {
  memoryAlerts,
  memoryConfiguration,
  memoryIncidents,
  memorySilences,
  memoryTable,
} from '../../support/memory/memory-table.ts';
import { later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

type Asked = { source?: string; service?: string; integration?: string };

function explainer(document: unknown = team) {
  const table = memoryTable();
  const configuration = memoryConfiguration(table);
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  const { explain } = explainOperation({
    ...{ configuration, roster: memoryRoster(), now: () => start },
    alerts: memoryAlerts(table),
    incidents: memoryIncidents(table),
  });
  const ask = (body: unknown, query: Asked = {}) =>
    explain({
      query: { source: 'generic', ...query },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    } as Parameters<typeof explain>[0]);
  const answer = async (body: unknown, query?: Asked) => {
    const told = await ask(body, query);
    if (!('answer' in told)) throw new Error(JSON.stringify(told));
    return told.answer;
  };
  const one = async (body: unknown, query?: Asked) => (await answer(body, query)).alerts[0];
  return { ask, answer, one, silences: memorySilences(table) };
}

const down = { title: 'Payment processing down', service: 'Payments' };

describe('what would become of a body', () => {
  test('is told with its severity, its service, its identity and whom it would page', async () => {
    const { one } = explainer();
    expect(await one(down)).toMatchObject({
      title: 'Payment processing down',
      status: 'firing',
      severity: 'SEV1',
      severityReason: expect.stringContaining('payment system failure'),
      service: 'payments',
      identity: { domain: 'first-key', series: expect.stringMatching(/^v2\|first-key\|generic:/) },
    });
  });

  test('pages rung after rung while nobody answers', async () => {
    const pages = (await explainer().one(down))?.wouldPage ?? [];
    expect(pages.slice(0, 3)).toEqual([
      { at: start, person: 'Ana', channel: 'sms' },
      { at: start, person: 'Ana', channel: 'email' },
      { at: later(300), person: 'Bo', channel: 'sms' },
    ]);
    expect(new Set(pages.map(({ person }) => person)).size).toBe(5);
  });

  test('says what keeps it waiting, and pages nobody then', async () => {
    const { one, silences } = explainer();
    const silence = {
      ...{ id: 'sil_1', match: 'service="payments"', owner: 'ana', reason: 'a move', by: 'Ana' },
      ...{ from: start, until: later(3600), createdAt: start, includeSev1: true },
    };
    await silences.add(silence, start);
    expect(await one(down)).toMatchObject({
      muted: { id: 'sil_1', kind: 'silence', owner: 'ana', until: later(3600) },
      wouldPage: [],
    });
    await silences.end('sil_1', { at: start, by: 'Ana' });
    expect(await one(down)).not.toHaveProperty('muted');
  });

  test('pages nobody when it is over', async () => {
    expect(await explainer().one({ ...down, status: 'resolved' })).toMatchObject({
      status: 'cleared',
      wouldPage: [],
    });
  });

  test('says which rules were asked, up to the one that decided', async () => {
    const rules = [
      { name: 'other', severity: 'SEV4', when: { title: 'nothing*' } },
      { name: 'ours', severity: 'SEV2', when: { title: 'payment*' } },
      { name: 'later', severity: 'SEV3', when: { title: '*' } },
    ];
    const alert = await explainer({ ...team, rules }).one(down);
    expect(alert?.rulesTried.map(({ rule, matched }) => [rule, matched])).toEqual([
      ['other', false],
      ['ours', true],
    ]);
    const without = await explainer().one({ title: 'Something else', severity: 'critical' });
    expect(without?.rulesTried.at(-1)).toMatchObject({ rule: 'sender-severity', matched: true });
    expect(without?.rulesTried.slice(0, -1).every(({ matched }) => !matched)).toBe(true);
  });

  test('names the service as its sender does where tocsin.yaml has none of that name', async () => {
    expect(await explainer().one({ title: 'x is down', service: 'ledger' })).toMatchObject({
      service: 'ledger',
      goesTo: 'website: no service fits ledger; the default one takes it',
    });
    expect(await explainer().one({ title: 'x is down' })).toMatchObject({ service: 'website' });
  });

  test('is that of the integration whose key would bring it', async () => {
    const keySha256 = 'a'.repeat(64);
    const integrations = [
      { name: 'shop', source: 'generic', keySha256, service: 'payments' },
      { name: 'other', source: 'generic', keySha256: 'b'.repeat(64), domain: 'both' },
    ];
    const { one } = explainer({ ...team, integrations });
    expect(await one({ title: 'x is down' })).toMatchObject({
      service: 'payments',
      identity: { domain: 'key:shop' },
    });
    expect(await one({ title: 'x is down' }, { integration: 'other' })).toMatchObject({
      identity: { domain: 'domain:both' },
    });
  });

  test('is a refusal with its place, where a webhook would be refused', async () => {
    expect(await explainer().answer({ ...down, colour: 'red' })).toEqual({
      alerts: [],
      ignored: [],
      refused: [{ path: '/colour', message: expect.any(String) }],
    });
  });

  test('says what was guessed of a sender that nobody knows', async () => {
    expect(await explainer().one('Disk is full', { source: 'auto' })).toMatchObject({
      title: 'Disk is full',
      severity: 'SEV3',
      severityReason: expect.stringContaining('not understood: tell us'),
      guess: expect.stringContaining('title from its first line'),
    });
  });

  test('needs a source that there is, by any of its names', async () => {
    const { ask, answer } = explainer();
    expect(await ask(down, { source: 'nobody' })).toMatchObject({
      notFound: expect.stringContaining('There are: alertmanager'),
    });
    const pushed = [{ labels: { alertname: 'Up' } }];
    expect((await answer(pushed, { source: 'Prometheus' })).alerts).toHaveLength(1);
  });
});
