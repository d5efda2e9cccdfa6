import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '#local/clock/clock.ts';
import {
  type KeptMessage,
  type MessageAttribute,
  queueJournal,
} from '#local/emulators/queue-journal.ts';
import type { Queue } from '#local/template/stores.ts';
import { everyOf } from '#local/unkindness.ts';
import type { RequestCounts } from '#local/wire/requests.ts';

/** A message that was received. It stays in flight until it is deleted or becomes visible again. */
export interface ReceivedMessage extends KeptMessage {
  handle: string;
}

interface SendOptions {
  attributes?: Record<string, MessageAttribute>;
  group?: string;
  trace?: string;
  delaySeconds?: number;
}

/** The queues of SQS: at least once, dead letters, and every delay by the local stack's clock. */
export interface Queues {
  all(): readonly Queue[];
  find(name: string): Queue | undefined;
  /** At once, or after its delay. It is on disk when this returns. Returns the message id. */
  enqueue(queue: Queue, body: string, options?: SendOptions): string;
  /** For emulators that target a queue by its ARN. Throws for an unknown one. */
  send(queueArn: string, body: string): void;
  /** In flight for that many seconds, or until whoever took them says so. */
  receive(queue: Queue, max: number, visibilitySeconds?: number): ReceivedMessage[];
  /** The same, for an event source: counted as the request that its poller makes. */
  poll(queue: Queue, max: number): ReceivedMessage[];
  /** Handles that nothing has are no failure. */
  delete(queue: Queue, handles: readonly string[]): void;
  /** When a message in flight becomes visible again. An event source holds its messages itself, so it is a wish. */
  changeVisibility(queue: Queue, handle: string, seconds: number): void;
  /** Makes a message whose function failed visible again after a while. */
  retryLater(queue: Queue, message: ReceivedMessage): void;
  purge(queue: Queue): void;
  /** Brings all that is visible to another queue; answers how many there were. */
  move(from: Queue, to: Queue): number;
  /** Loses the messages that wait for their delay; answers how many there were. */
  forgetDelayed(queueName: string): number;
  /** Called with the queue's ARN whenever a message becomes visible. Returns how to stop that. */
  onVisible(listener: (queueArn: string) => void): () => void;
  /** How many could be received now. */
  visible(queue: Queue): number;
  /** Messages to be worked on now: visible, or taken by a function and not resting until a retry. */
  unsettled(queue: Queue): number;
  counts(): Record<string, { visible: number; inFlight: number; delayed: number }>;
  stop(): void;
}

/** Deployed, a failed message rests for the queue's visibility timeout; here at most this long, on the same clock. */
const retryAfterSecondsMax = 10;

interface Held {
  queue: Queue;
  /** In the order of arrival. */
  visible: Map<string, KeptMessage>;
  delayed: Map<string, { message: KeptMessage; cancel: () => void }>;
  /** By receipt handle. */
  inFlight: Map<string, InFlight>;
}

interface InFlight {
  message: ReceivedMessage;
  /** What a function asked for with ChangeMessageVisibility, for the time after it. */
  wish?: number;
  /** Becomes visible by itself; not so while a function has it. */
  cancel?: () => void;
}

export function openQueues(deps: {
  queues: readonly Queue[];
  clock: Clock;
  counts: RequestCounts;
  /** Without one nothing is kept. */
  directory?: string;
  /** Of so many messages that were deleted, one comes once more. */
  doubledOf?: number;
}): Queues {
  const { clock } = deps;
  const journal = queueJournal(deps.directory && join(deps.directory, 'queues.jsonl'));
  const held = new Map<string, Held>(
    deps.queues.map(queue => [
      queue.arn,
      { queue, visible: new Map(), delayed: new Map(), inFlight: new Map() },
    ]),
  );
  const byName = new Map(deps.queues.map(queue => [queue.name, queue]));
  const isDoubled = everyOf(deps.doubledOf ?? Number.POSITIVE_INFINITY);
  const listeners = new Set<(queueArn: string) => void>();

  // What was being worked on when the last run ended is worked on again: delivery is at least once.
  for (const message of journal.kept) {
    const queue = byName.get(message.queue);
    if (queue !== undefined) place(of(queue), message);
  }

  function of(queue: Queue): Held {
    const found = held.get(queue.arn);
    if (found === undefined) throw new Error(`No queue ${queue.arn}`);
    return found;
  }

  function place(to: Held, message: KeptMessage): void {
    if (message.dueAt <= clock.now()) {
      show(to, message);
      return;
    }
    const cancel = clock.at(message.dueAt, () => {
      to.delayed.delete(message.id);
      show(to, message);
    });
    to.delayed.set(message.id, { message, cancel });
  }

  function show(to: Held, message: KeptMessage): void {
    to.visible.set(message.id, message);
    for (const listener of listeners) listener(to.queue.arn);
  }

  function enqueue(queue: Queue, body: string, options: SendOptions = {}): string {
    const { attributes = {}, group, trace, delaySeconds = queue.delaySeconds } = options;
    const sentAt = clock.now();
    const message: KeptMessage = {
      id: randomUUID(),
      queue: queue.name,
      body,
      attributes,
      ...(group !== undefined && { group }),
      ...(trace !== undefined && { trace }),
      sentAt,
      dueAt: delaySeconds > 0 ? sentAt + delaySeconds * 1000 : sentAt,
      receives: 0,
    };
    journal.sent(message);
    place(of(queue), message);
    return message.id;
  }

  function receive(queue: Queue, max: number, visibilitySeconds?: number): ReceivedMessage[] {
    const from = of(queue);
    const flights: InFlight[] = [];
    for (const message of from.visible.values()) {
      if (flights.length >= max) break;
      from.visible.delete(message.id);
      if (!isDead(queue, message)) flights.push(take(from, message));
    }
    const received = flights.map(({ message }) => message);
    if (received.length > 0) journal.received(received);
    if (visibilitySeconds !== undefined) {
      for (const flight of flights) showAfter(from, flight, visibilitySeconds);
    }
    return received;
  }

  function take(from: Held, message: KeptMessage): InFlight {
    message.receives += 1;
    message.firstReceivedAt ??= clock.now();
    const flight: InFlight = { message: Object.assign(message, { handle: randomUUID() }) };
    from.inFlight.set(flight.message.handle, flight);
    return flight;
  }

  function showAfter(to: Held, flight: InFlight, seconds: number): void {
    const again = () => {
      to.inFlight.delete(flight.message.handle);
      show(to, flight.message);
    };
    flight.cancel?.();
    if (seconds > 0) flight.cancel = clock.at(clock.now() + seconds * 1000, again);
    else again();
  }

  function isDead(queue: Queue, message: KeptMessage): boolean {
    const { redrive } = queue;
    if (redrive === undefined || message.receives < redrive.maxReceiveCount) return false;
    const dead = held.get(redrive.deadLetterArn);
    if (dead === undefined) return false;
    bring(message, dead);
    return true;
  }

  /** Under its id and with its age, as SQS does. */
  function bring(message: KeptMessage, to: Held): void {
    const moved = { ...message, queue: to.queue.name, dueAt: message.sentAt };
    journal.sent(moved);
    show(to, moved);
  }

  function forget(messages: readonly KeptMessage[]): void {
    if (messages.length > 0) journal.deleted(messages);
  }

  return {
    all: () => deps.queues,
    find: name => byName.get(name),
    enqueue,
    send(queueArn, body) {
      const to = held.get(queueArn);
      if (to === undefined) throw new Error(`No queue ${queueArn}`);
      enqueue(to.queue, body);
    },
    receive,
    poll(queue, max) {
      const received = receive(queue, max);
      // An empty receive would cost a request for nothing; unlike AWS, we can see that there is none.
      if (received.length > 0) deps.counts.countOwn('sqs', 'ReceiveMessage');
      return received;
    },
    delete(queue, handles) {
      const from = of(queue);
      const gone = handles.flatMap(handle => {
        const flight = from.inFlight.get(handle);
        if (flight === undefined) return [];
        flight.cancel?.();
        from.inFlight.delete(handle);
        return [flight.message];
      });
      const again = gone.filter(isDoubled);
      forget(gone.filter(message => !again.includes(message)));
      for (const message of again) show(from, message);
    },
    changeVisibility(queue, handle, seconds) {
      const from = of(queue);
      const flight = from.inFlight.get(handle);
      if (flight === undefined) return;
      if (flight.cancel === undefined) flight.wish = seconds;
      else showAfter(from, flight, seconds);
    },
    retryLater(queue, { handle }) {
      const from = of(queue);
      const flight = from.inFlight.get(handle);
      if (flight === undefined) return;
      const usual = Math.min(queue.visibilitySeconds, retryAfterSecondsMax);
      showAfter(from, flight, flight.wish ?? usual);
    },
    purge(queue) {
      const { visible, delayed, inFlight } = of(queue);
      for (const { cancel } of [...delayed.values(), ...inFlight.values()]) cancel?.();
      forget([
        ...visible.values(),
        ...[...delayed.values(), ...inFlight.values()].map(({ message }) => message),
      ]);
      for (const some of [visible, delayed, inFlight]) some.clear();
    },
    move(from, to) {
      const messages = [...of(from).visible.values()];
      of(from).visible.clear();
      for (const message of messages) bring({ ...message, receives: 0 }, of(to));
      return messages.length;
    },
    forgetDelayed(queueName) {
      const queue = byName.get(queueName);
      if (queue === undefined) return 0;
      const { delayed } = of(queue);
      const lost = [...delayed.values()];
      for (const { cancel } of lost) cancel();
      delayed.clear();
      forget(lost.map(({ message }) => message));
      return lost.length;
    },
    onVisible(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    visible: queue => of(queue).visible.size,
    unsettled(queue) {
      const { visible, inFlight } = of(queue);
      const worked = [...inFlight.values()].filter(({ cancel }) => cancel === undefined);
      return visible.size + worked.length;
    },
    counts() {
      return Object.fromEntries(
        [...held.values()].map(({ queue, visible, inFlight, delayed }) => [
          queue.name,
          { visible: visible.size, inFlight: inFlight.size, delayed: delayed.size },
        ]),
      );
    },
    stop: () => journal.close(),
  };
}
