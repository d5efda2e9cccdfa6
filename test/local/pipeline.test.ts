import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyFirstConfiguration } from '#local/first-configuration.ts';
import { type LocalStack, startLocalStack } from '#local/stack.ts';
import { talkTo } from './toy-stack.ts';

const example = fileURLToPath(new URL('../../tocsin.yaml', import.meta.url));
let stack: LocalStack;
let configuration = '';
const told: string[] = [];
beforeAll(async () => {
  stack = await startLocalStack({ tell: line => told.push(line) });
  configuration = await applyFirstConfiguration({ url: stack.url, example });
});
afterAll(() => stack?.stop());

const local = talkTo(
  () => stack.url,
  () => stack,
);
const api = async <Body>(path: string) => {
  const answer = await local.ask(path, { headers: { authorization: 'Bearer local' } });
  return (await answer.json()) as Body;
};

/** Only the wiring: that the bundles, the template and the emulators fit. The rules have tests of their own. */
describe('the real functions in the local stack', () => {
  test('take the example configuration', async () => {
    expect(configuration).toBe(`${example}, applied now`);
    const again = await applyFirstConfiguration({ url: stack.url, example });
    expect(again).toBe('version 1, as it was');
  });

  test('page a phone for an alert, and stop when it answers', async () => {
    const answer = await local.post('/v1/alerts/generic?key=local', {
      title: 'Payments are failing at checkout',
      service: 'payments',
      severity: 'critical',
      status: 'firing',
    });
    expect(answer.status).toBe(202);
    await local.settles();
    const [text] = (await local.inbox()).filter(({ channel }) => channel === 'sms');
    expect(text?.body).toContain('Payments are failing at checkout');
    const code = /Reply (A \w+) to ack/.exec(text?.body ?? '')?.[1];

    await local.post('/_local/inbox/reply', { from: text?.to, text: code });
    await local.settles();
    const { incidents } = await api<{ incidents: { phase: string }[] }>('/v1/incidents');
    expect(incidents).toMatchObject([{ phase: 'acknowledged' }]);
  });

  test('do what time brings when the clock is moved by an hour', async () => {
    await local.settles(3600);
    const { incidents } = await api<{ incidents: { id: string }[] }>('/v1/incidents');
    const { timeline } = await api<{ timeline: { type: string }[] }>(
      `/v1/incidents/${incidents[0]?.id}`,
    );
    expect(timeline.map(({ type }) => type)).toContain('AcknowledgementLapsed');
  });

  test('do all of that with the rights that the template gives them, and without an error', async () => {
    const { failures, lines } = await local.read<{
      failures: number;
      lines: { level?: string; line: string }[];
    }>('/_local/logs');
    expect(lines.filter(({ level }) => level === 'ERROR')).toEqual([]);
    expect([failures, told]).toEqual([0, []]);
  });
});

test('a configuration with mistakes is refused with the line of each', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tocsin-'));
  const file = join(directory, 'wrong.yaml');
  writeFileSync(file, 'people:\n  ana:\n    name: Ana\n    phone: "12"\n');
  await expect(applyFirstConfiguration({ url: stack.url, asked: file, example })).rejects.toThrow(
    `${file}:4 /people/ana/phone:`,
  );
  rmSync(directory, { recursive: true });
});
