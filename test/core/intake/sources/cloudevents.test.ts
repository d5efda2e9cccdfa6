import { describe, expect, test } from 'vitest';
import { parsePayload } from '#core/intake/parse.ts';

let events = 0;

async function understood(event: object) {
  events += 1;
  const body = { specversion: '1.0', source: '/shop', id: `e-${events}`, ...event };
  const parsed = await parsePayload('auto', JSON.stringify(body));
  return 'alerts' in parsed ? parsed.alerts[0] : undefined;
}

describe('of CloudEvents', () => {
  test.each([
    ['alarm.raised', 'alarm.cleared'],
    ['disk.full', 'disk.resolved'],
    ['Resources.WriteFailure', 'Resources.WriteSuccess'],
    ['pipelinerun.failed.v1', 'pipelinerun.successful.v1'],
  ])('com.example.%s ends as com.example.%s', async (bad, good) => {
    const of = (type: string) =>
      understood({ type: `com.example.${type}`, subject: 'a', data: { message: 'Shop is slow' } });
    const fires = await of(bad);
    expect(fires?.status).toBe('firing');
    expect(await of(good)).toMatchObject({ status: 'cleared', fingerprint: fires?.fingerprint });
  });

  test.each([
    ['vm.stopped', {}],
    ['door.closed', {}],
    ['alert.not_resolved', {}],
    ['job.completed', { exit_code: 1 }],
    ['run.failed', { conditions: [{ type: 'Succeeded', status: 'False', reason: 'Failed' }] }],
  ])('com.example.%s with %j is no end', async (type, more) => {
    const data = { message: 'Shop is slow', ...more };
    expect(await understood({ type: `com.example.${type}`, subject: 'a', data })).toMatchObject({
      status: 'firing',
    });
  });

  test('two kinds of trouble with one subject, and one kind on two machines, are two', async () => {
    const data = { message: 'Shop is slow' };
    const of = (what: string, host?: string) =>
      understood({ type: `com.example.${what}`, subject: 'a', data: { ...data, host } });
    const all = [await of('cpu.high'), await of('disk.high'), await of('cpu.high', 'b')];
    expect(new Set(all.map(alert => alert?.fingerprint)).size).toBe(3);
    expect(all[0]?.formerly).toBe('cloudevents:/shop|a');
  });

  test('without a subject it is known by what it tells, and by its id where that is nothing', async () => {
    const of = (data: object) => understood({ type: 'com.example.alert', data });
    const fires = await of({ host: 'db-1', state: 'firing', message: 'Disk is full' });
    expect(await of({ host: 'db-1', state: 'resolved', message: 'Disk is full' })).toMatchObject({
      ...{ status: 'cleared', fingerprint: fires?.fingerprint },
    });
    const degraded = await of({ app: 'shop', health: 'Degraded' });
    expect(degraded).toMatchObject({ title: 'shop: Degraded', service: 'shop' });
    expect(await of({ app: 'shop', health: 'Healthy' })).toMatchObject({
      ...{ status: 'cleared', fingerprint: degraded?.fingerprint },
    });
    const other = await of({ host: 'db-1', state: 'firing', message: 'CPU is hot' });
    expect(other?.fingerprint).not.toBe(fires?.fingerprint);
    expect((await of({ a: 1 }))?.fingerprint).not.toBe((await of({ a: 1 }))?.fingerprint);
  });
});
