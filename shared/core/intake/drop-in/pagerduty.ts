import { isMap, type Members } from '#core/intake/given.ts';
import { readJson } from '#core/intake/read-json.ts';

/*
 * The Events API of PagerDuty, as its clients speak it: what is asked, and the very words of its answers, so that a sender
 * that waits for them understands. Source: the Events API v2 and v1 pages of its developer documentation.
 */

/** `v1` is the older form that AppDynamics, Nagios plug-ins and relays still send: other names, and 200 for 202. */
export type EventForm = 'v2' | 'v1';

export type PagerDutyEvent =
  | {
      kind: 'event';
      form: EventForm;
      routingKey: string;
      /** The sender's, or the one that was made for it; it names the alert from now on. */
      dedupKey: string;
      /** As it came, with the key that was made. */
      body: string;
    }
  | { kind: 'change'; routingKey: string; body: string }
  | { kind: 'invalid'; form: EventForm; errors: string[] };

const actions = ['trigger', 'acknowledge', 'resolve'];
const severities = ['critical', 'error', 'warning', 'info'];
const keyMax = 255;

/** `headerKey`: some clients send the routing key as `X-Routing-Key`. */
export function readEvent(text: string, newKey: () => string, headerKey?: string): PagerDutyEvent {
  const body = objectOf(text);
  if (body === undefined) return { kind: 'invalid', form: 'v2', errors: ['JSON is not valid'] };
  const form: EventForm = 'service_key' in body || 'event_type' in body ? 'v1' : 'v2';
  const [keyName, actionName, dedupName] = names[form];
  const routingKey = textOf(body[keyName]) ?? (form === 'v2' ? headerKey : undefined);
  const action = textOf(body[actionName]);
  const given = textOf(body[dedupName]);
  const isTrigger = action === 'trigger';
  const errors = [
    ...blank(keyName, routingKey),
    ...blank(actionName, action),
    ...oneOf(actionName, action, actions),
    ...(isTrigger ? [] : blank(dedupName, given)),
    ...tooLong(dedupName, given),
    ...(isTrigger && form === 'v2' ? inPayload(body.payload) : []),
    ...(isTrigger && form === 'v1' ? blank('description', textOf(body.description)) : []),
  ];
  if (errors.length > 0 || routingKey === undefined) return { kind: 'invalid', form, errors };
  const dedupKey = given ?? newKey();
  return {
    ...{ kind: 'event', form, routingKey, dedupKey },
    body: given === undefined ? JSON.stringify({ ...body, [dedupName]: dedupKey }) : text,
  };
}

export function readChange(text: string, headerKey?: string): PagerDutyEvent {
  const body = objectOf(text);
  if (body === undefined) return { kind: 'invalid', form: 'v2', errors: ['JSON is not valid'] };
  const routingKey = textOf(body.routing_key) ?? headerKey;
  const summary = isMap(body.payload) ? textOf(body.payload.summary) : undefined;
  const errors = [...blank('routing_key', routingKey), ...blank('payload.summary', summary)];
  if (errors.length > 0 || routingKey === undefined) return { kind: 'invalid', form: 'v2', errors };
  return { kind: 'change', routingKey, body: text };
}

/** Where each form has its three words: whose, what, about which. */
const names = {
  v2: ['routing_key', 'event_action', 'dedup_key'],
  v1: ['service_key', 'event_type', 'incident_key'],
} as const;

function inPayload(payload: unknown): string[] {
  if (!isMap(payload)) return ["'payload' is missing or blank"];
  const severity = textOf(payload.severity);
  return [
    ...blank('payload.summary', textOf(payload.summary)),
    ...blank('payload.source', textOf(payload.source)),
    ...blank('payload.severity', severity),
    ...oneOf('payload.severity', severity, severities),
  ];
}

function blank(name: string, value: string | undefined): string[] {
  return value === undefined ? [`'${name}' is missing or blank`] : [];
}

function oneOf(name: string, value: string | undefined, allowed: readonly string[]): string[] {
  if (value === undefined || allowed.includes(value)) return [];
  const list = allowed.map(each => `'${each}'`).join(', ');
  return [`'${name}' is invalid (must be one of the following: ${list})`];
}

function tooLong(name: string, value: string | undefined): string[] {
  return (value?.length ?? 0) > keyMax ? [`'${name}' must not be longer than ${keyMax}`] : [];
}

function objectOf(text: string): Members | undefined {
  const read = readJson(text);
  return 'value' in read && isMap(read.value) ? read.value : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export interface PagerDutyAnswer {
  status: number;
  body: { status: string; message: string } & Record<string, unknown>;
}

export function processed({
  form,
  dedupKey,
}: {
  form: EventForm;
  dedupKey: string;
}): PagerDutyAnswer {
  const said = { status: 'success', message: 'Event processed' };
  return form === 'v2'
    ? { status: 202, body: { ...said, dedup_key: dedupKey } }
    : { status: 200, body: { ...said, incident_key: dedupKey } };
}

export const changeProcessed: PagerDutyAnswer = {
  status: 202,
  body: { status: 'success', message: 'Change event processed' },
};

export function invalid(errors: readonly string[]): PagerDutyAnswer {
  return {
    status: 400,
    body: { status: 'invalid event', message: 'Event object is invalid', errors },
  };
}
