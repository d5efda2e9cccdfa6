import { expect, test } from 'vitest';
import { virtualClock } from '#local/clock/clock.ts';
import { inbox } from '#local/inbox/inbox.ts';

test('an inbox that runs for a long time keeps the newest messages, and no more memory', () => {
  const clock = virtualClock({});
  const messages = inbox({ clock });
  for (let number = 1; number <= 10_001; number++) {
    const messageId = String(number);
    messages.add({ channel: 'sms', to: '+15555550101', body: 'SEV1', messageId });
  }
  clock.stop();
  const ids = messages.list().map(({ messageId }) => messageId);
  expect(ids).toHaveLength(10_000);
  expect([ids[0], ids.at(-1)]).toEqual(['2', '10001']);
});
