import { describe, expect, test } from 'vitest';
import {
  changeProcessed,
  invalid,
  processed,
  readChange,
  readEvent,
} from '#core/intake/drop-in/pagerduty.ts';

const made = () => 'made-1';
const trigger = {
  routing_key: 'key-1',
  event_action: 'trigger',
  dedup_key: 'db-1/disk',
  payload: { summary: 'Disk full on db-1', source: 'db-1', severity: 'critical' },
};

describe('an event of PagerDuty v2', () => {
  test('is handed on as it came when it names its alert', () => {
    const text = JSON.stringify(trigger);
    expect(readEvent(text, made)).toEqual({
      kind: 'event',
      form: 'v2',
      routingKey: 'key-1',
      dedupKey: 'db-1/disk',
      body: text,
    });
  });

  test.each([undefined, '', '  ', null])('gets a key where it has %j for one', given => {
    const heard = readEvent(JSON.stringify({ ...trigger, dedup_key: given }), made);
    expect(heard).toMatchObject({ kind: 'event', dedupKey: 'made-1' });
    expect(heard.kind === 'event' && JSON.parse(heard.body)).toMatchObject({ dedup_key: 'made-1' });
  });

  test('takes its routing key from the header where the body has none', () => {
    const { routing_key: _, ...rest } = trigger;
    expect(readEvent(JSON.stringify(rest), made, 'key-2')).toMatchObject({ routingKey: 'key-2' });
  });

  test.each([
    [{ ...trigger, routing_key: undefined }, ["'routing_key' is missing or blank"]],
    [{ ...trigger, event_action: undefined }, ["'event_action' is missing or blank"]],
    [{ ...trigger, payload: undefined }, ["'payload' is missing or blank"]],
    [{ ...trigger, payload: [] }, ["'payload' is missing or blank"]],
    [
      { ...trigger, payload: { summary: '', source: null } },
      [
        "'payload.summary' is missing or blank",
        "'payload.source' is missing or blank",
        "'payload.severity' is missing or blank",
      ],
    ],
    [
      { ...trigger, event_action: 'shout' },
      [
        "'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge', 'resolve')",
      ],
    ],
    [
      { ...trigger, payload: { ...trigger.payload, severity: 'SEV1' } },
      [
        "'payload.severity' is invalid (must be one of the following: 'critical', 'error', 'warning', 'info')",
      ],
    ],
    [{ routing_key: 'k', event_action: 'resolve' }, ["'dedup_key' is missing or blank"]],
    [{ ...trigger, dedup_key: 'x'.repeat(256) }, ["'dedup_key' must not be longer than 255"]],
  ])("is refused in PagerDuty's words for what is wrong: %j", (body, errors) => {
    expect(readEvent(JSON.stringify(body), made)).toEqual({ kind: 'invalid', form: 'v2', errors });
    expect(invalid(errors)).toEqual({
      status: 400,
      body: { status: 'invalid event', message: 'Event object is invalid', errors },
    });
  });

  test.each(['', '{', '[]', '"text"', 'null', '3'])('that is %j is no event', text => {
    expect(readEvent(text, made)).toMatchObject({ kind: 'invalid', errors: ['JSON is not valid'] });
    expect(readChange(text)).toMatchObject({ kind: 'invalid', errors: ['JSON is not valid'] });
  });

  test('is answered with the key that names its alert', () => {
    expect(processed({ form: 'v2', dedupKey: 'k' })).toEqual({
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: 'k' },
    });
  });
});

describe('an event of PagerDuty v1', () => {
  test('has its own names and its own answer', () => {
    const text = JSON.stringify({
      service_key: 'key-1',
      event_type: 'trigger',
      incident_key: 'db-1/disk',
      description: 'Disk full',
    });
    expect(readEvent(text, made)).toMatchObject({ form: 'v1', routingKey: 'key-1', body: text });
    expect(processed({ form: 'v1', dedupKey: 'k' })).toEqual({
      status: 200,
      body: { status: 'success', message: 'Event processed', incident_key: 'k' },
    });
  });

  test('needs a description to trigger, and a key for everything else', () => {
    const event = { service_key: 'key-1', event_type: 'trigger' };
    expect(readEvent(JSON.stringify(event), made)).toMatchObject({
      errors: ["'description' is missing or blank"],
    });
    const resolve = { ...event, event_type: 'resolve' };
    expect(readEvent(JSON.stringify(resolve), made)).toMatchObject({
      errors: ["'incident_key' is missing or blank"],
    });
  });
});

describe('a change event', () => {
  test('needs a key and a summary', () => {
    const text = JSON.stringify({ routing_key: 'k', payload: { summary: 'Deployed 1.2' } });
    expect(readChange(text)).toEqual({ kind: 'change', routingKey: 'k', body: text });
    expect(readChange('{"payload":{}}')).toMatchObject({
      errors: ["'routing_key' is missing or blank", "'payload.summary' is missing or blank"],
    });
    expect(changeProcessed.status).toBe(202);
  });
});
