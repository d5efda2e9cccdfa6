import type { Call, Operations } from '#app/api/operation.ts';
import { deadLetterDays, type WorkQueueName, workQueues } from '#contract/work-queues.ts';
import { objectIn } from '#core/text/json-in.ts';
import { beginning } from '#core/text/plain-text.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { DeadLetter, DeadLetters } from '#ports/setup.ts';

const shownMax = 50;

/** What was given up, and how it is tried once more. */
export function deadLetterOperations({
  deadLetters,
}: {
  deadLetters: DeadLetters;
}): Operations<'listDeadLetters' | 'sendDeadLettersAgain'> {
  return {
    async listDeadLetters({ query: { queue } }) {
      const found = await Promise.all(
        (queue === undefined ? workQueues : [queue]).map(async name =>
          (await deadLetters.look(name, shownMax)).map(letter => shown(name, letter)),
        ),
      );
      const letters = found.flat().toSorted((a, b) => (a.sentAt < b.sentAt ? -1 : 1));
      return { answer: { deadLetters: letters, more: found.some(of => of.length >= shownMax) } };
    },

    async sendDeadLettersAgain({ body: { queue, ids } }: Call<'sendDeadLettersAgain'>) {
      return { answer: { queue, sent: await deadLetters.sendAgain(queue, ids) } };
    },
  };
}

function shown(queue: WorkQueueName, { id, sentAt, body }: DeadLetter) {
  const keptUntil = addSeconds(sentAt, deadLetterDays * 86_400);
  return { id, queue, sentAt, keptUntil, ...factsOf(body) };
}

/** What a person knows it by. Nothing of the text that a stranger sent, and no address. */
function factsOf(body: string): { receipt?: string; incident?: string; about?: string } {
  const message = objectIn(body) ?? {};
  const incident = message.incident as { id?: unknown } | undefined;
  const receipt = textOf(message.receiptId);
  const id = textOf(message.incidentId) ?? textOf(incident?.id);
  const about = textOf(message.integration) ?? textOf(message.kind) ?? textOf(message.purpose);
  return {
    ...(receipt !== undefined && { receipt }),
    ...(id !== undefined && { incident: id }),
    ...(about !== undefined && { about }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? beginning(value, 200) : undefined;
}
