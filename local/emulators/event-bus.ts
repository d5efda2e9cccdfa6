import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Clock } from '#local/clock/clock.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

/** An event as it left: to the bus of the account, or to a program's own address. */
export interface SentEvent {
  at: string;
  /** The bus by its name, or the address. */
  to: string;
  type: string;
  /** What the address answered. */
  status?: number;
  /** Of the post, as they came. */
  headers?: Record<string, string>;
  event: unknown;
  /** As it was signed. */
  body?: string;
}

export interface SentEvents {
  add(sent: Omit<SentEvent, 'at'>): void;
  /** The newest, oldest first. */
  list(): readonly SentEvent[];
}

/** In memory; the file has all of them. */
const keptMax = 2000;

export function sentEvents({ clock, file }: { clock: Clock; file?: string }): SentEvents {
  const events: SentEvent[] =
    file !== undefined && existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter(line => line.endsWith('}'))
          .slice(-keptMax)
          .map(line => JSON.parse(line) as SentEvent)
      : [];
  return {
    add(sent) {
      const event = { at: new Date(clock.now()).toISOString(), ...sent };
      events.push(event);
      if (events.length > keptMax) events.shift();
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(event)}\n`);
    },
    list: () => events,
  };
}

const entriesMax = 10;
const bytesMax = 256 * 1024;

/** EventBridge's PutEvents, with its limits. Nobody has a rule on the stack's own bus here: what is put there is listed. */
export function eventBusEmulator({ sent, buses }: { sent: SentEvents; buses: readonly string[] }) {
  return (request: AwsRequest): AwsResponse => {
    if (request.operation !== 'PutEvents') {
      throw noCounterpart(request);
    }
    const { Entries = [] } = readJson(request) as { Entries?: Entry[] };
    if (Entries.length === 0 || Entries.length > entriesMax) {
      throw new AwsError('ValidationException', `PutEvents takes 1 to ${entriesMax} entries`);
    }
    const bytes = Entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
    if (bytes > bytesMax) {
      throw new AwsError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    }
    const answers = Entries.map(entry => put(entry));
    return jsonResponse({
      FailedEntryCount: answers.filter(answer => 'ErrorCode' in answer).length,
      Entries: answers,
    });
  };

  function put({ EventBusName: bus = 'default', Source, DetailType: type, Detail }: Entry) {
    if (!buses.includes(bus)) return { ErrorCode: 'NoSuchBus', ErrorMessage: `No bus ${bus}` };
    if (!Source || !type || Detail === undefined) {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, type and detail are needed' };
    }
    try {
      sent.add({ to: bus, type, event: JSON.parse(Detail) });
      return { EventId: randomUUID() };
    } catch {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    }
  }
}

interface Entry {
  EventBusName?: string;
  Source?: string;
  DetailType?: string;
  Detail?: string;
}
