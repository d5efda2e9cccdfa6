import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { virtualClock } from '#local/clock/clock.ts';
import { openQueues } from '#local/emulators/queues.ts';
import { s3 } from '#local/emulators/s3.ts';
import { s3Objects } from '#local/emulators/s3-objects.ts';
import { type Schedules, schedulerEmulator } from '#local/emulators/scheduler.ts';
import { smsEmulator } from '#local/emulators/sms.ts';
import { type Subscriptions, snsEmulator } from '#local/emulators/sns.ts';
import { sqs } from '#local/emulators/sqs.ts';
import { awsCalls } from '#local/gateway/aws-calls.ts';
import { faults } from '#local/gateway/faults.ts';
import { inbox } from '#local/inbox/inbox.ts';
import { newPhonesState, phones } from '#local/inbox/phones.ts';
import { stateFile } from '#local/state-file.ts';
import { unsigned } from '#local/wire/aws-wire.ts';
import { requestCounts } from '#local/wire/requests.ts';
import { steps } from '#local/wire/steps.ts';

export const names = {
  bucket: 'archive',
  queue: 'work',
  topic: 'email',
  others: 'stakeholders',
  group: 'Tocsin',
};
export const arnOf = (service: string, name: string) =>
  `arn:aws:${service}:us-east-1:000000000000:${name}`;

/** Our own stand-ins for SQS, S3, SNS and Scheduler behind one address, with nothing else of the local stack. */
export async function ownAws(): Promise<{ url: string; stop: () => void }> {
  const clock = virtualClock({});
  const counts = requestCounts();
  const arn = arnOf('sqs', names.queue);
  const url = `http://127.0.0.1/000000000000/${names.queue}`;
  const queue = { name: names.queue, arn, url, visibilitySeconds: 30, delaySeconds: 0 };
  const queues = openQueues({ queues: [queue], clock, counts });
  const messages = inbox({ clock });
  const state = newPhonesState(undefined, 'open');
  const fakePhones = phones(stateFile(undefined, state), { addresses: [], numbers: [] });
  const sns = snsEmulator({
    ...{ inbox: messages, queues, clock, url: 'http://127.0.0.1', asksForConfirmation: false },
    topics: [names.topic, names.others].map(name => ({ name, arn: arnOf('sns', name) })),
    subscriptions: stateFile<Subscriptions>(undefined, {}),
    sms: smsEmulator({
      ...{ phones: fakePhones, inbox: messages, clock },
      ...{ log: () => {}, mayTake: () => true },
    }),
  });
  const scheduler = schedulerEmulator({
    ...{ clock, queues, groups: [names.group], seed: 1, isLate: false },
    ...{ call: async () => {}, log: () => {}, mayTake: () => true, maySend: () => {} },
    schedules: stateFile<Schedules>(undefined, {}),
  });
  const objects = s3Objects({ buckets: [{ name: names.bucket }] });
  const aws = awsCalls({
    ...{ clock, counts, steps: steps(), faults: faults() },
    ...{ authorise: () => {}, throttle: () => {}, done: () => {} },
    services: {
      sqs: sqs(queues),
      s3: s3(objects, clock),
      sns: sns.handle,
      scheduler: scheduler.handle,
    },
  });
  const server = http.createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    const asked = { method, url, headers: Object.fromEntries(texts), body: await buffer(request) };
    const { status, headers: given, body } = (await aws.answer(asked)) ?? unsigned;
    response.writeHead(status, given).end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections();
      server.close();
      objects.stop();
      clock.stop();
    },
  };
}
