import { expect, test } from 'vitest';
import { ecsEmulator } from '#local/emulators/ecs.ts';
import { logsEmulator } from '#local/emulators/logs.ts';
import { isMissing, pageOf } from '#local/emulators/unkind.ts';
import type { AwsRequest } from '#local/wire/aws-wire.ts';

const asked = (operation: string, input: object) =>
  ({ operation, body: Buffer.from(JSON.stringify(input)) }) as AwsRequest;
const read = (answer: { body?: unknown }) => JSON.parse(String(answer.body));

test('a list comes in short pages, each item once, and the last has no token', () => {
  const all = Array.from({ length: 8 }, (_, number) => number);
  const found: number[] = [];
  let token: string | undefined;
  let pages = 0;
  do {
    const { items, next } = pageOf(all, token);
    found.push(...items);
    token = next;
    pages += 1;
  } while (token !== undefined);
  expect(found).toEqual(all);
  expect(pages).toBeGreaterThan(2);
});

test('what is called missing is missing, as each service says it', () => {
  expect(isMissing('/aws/lambda/missing')).toBe(true);
  const ecs = ecsEmulator({ clock: { now: () => Date.parse('2026-11-23T02:14:05Z') } });
  const described = asked('DescribeServices', { services: ['payments', 'missing-api'] });
  expect(read(ecs(described))).toMatchObject({
    services: [{ serviceName: 'payments' }],
    failures: [{ reason: 'MISSING' }],
  });
  const update = asked('UpdateService', { service: 'missing-api' });
  expect(() => ecs(update)).toThrow('Service not found');
  const logs = logsEmulator({ groups: [], lines: () => [] });
  const filter = { logGroupName: '/aws/lambda/missing', startTime: 0, endTime: 1 };
  expect(() => logs(asked('FilterLogEvents', filter))).toThrow('does not exist');
});
