import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  outgoingEvent,
  outgoingEvents,
  wants,
} from '#core/communication/outgoing/outgoing-event.ts';
import { pauseAfter } from '#core/communication/outgoing/pauses.ts';
import { envelope, publicEvents } from '#core/communication/outgoing/public-events.ts';
import { eventTypes } from '#core/event-types.ts';
import { type IncidentEvent, incidentEvent } from '#core/incident/events.ts';
import { headlineOf } from '#core/incident/headline.ts';
import type { Severity } from '#core/severity.ts';
import {
  eventDocuments,
  eventsFolder,
  writtenDocuments,
} from '../../../scripts/write-event-schemas.ts';
import { commitAfter } from '../../support/given.ts';
import { changeSeverity, declare } from '../../support/incidents.ts';
import { declared } from '../../support/samples.ts';

const { id, events, after } = declared();
if (after.phase === 'undeclared') throw new Error('unreachable');
const headline = headlineOf(after);
const commit = { incidentId: id, version: 1, headline, events };

const folder = 'test/fixtures/events';
const everyEvent: IncidentEvent[] = readdirSync(folder)
  .flatMap(file => readFileSync(join(folder, file), 'utf8').trim().split('\n'))
  .flatMap(line => (JSON.parse(line) as { events: unknown[] }).events)
  .map(event => incidentEvent.parse(event));

describe('what programs outside are told', () => {
  test('is the event with what it is about, under a name that signatures bear', () => {
    expect(outgoingEvent(commit, 0)).toEqual({
      id: 'evt_INC-2026-001_1_0',
      type: 'incident.declared',
      timestamp: events[0]?.at,
      version: 1,
      data: {
        incident: {
          ...{ id, title: 'Payment processing down', severity: 'SEV1', phase: 'open' },
          ...{ service: { id: 'payments', name: 'Payments' }, declaredAt: headline.declaredAt },
        },
        sequence: { commit: 1, event: 0 },
        event: {
          severity: 'SEV1',
          severityReason: { rule: 'payment', text: 'payments fail' },
          by: { kind: 'system', id: 'triage', name: 'triage' },
          origin: { kind: 'alert', source: 'generic' },
        },
      },
    });
    for (const { id } of outgoingEvents(commit)) expect(id).not.toContain('.');
  });

  test('of every kind of event is in the form that is documented, and holds nobody’s address', () => {
    const told = everyEvent.map(event => {
      const [only] = outgoingEvents({ ...commit, events: [event] });
      expect(envelope(event.type).parse(only)).toEqual(only);
      return only;
    });
    expect(new Set(told.map(each => each?.type)).size).toBe(eventTypes.length);
    const words = JSON.stringify(told);
    expect(words).not.toMatch(/\+1 ?555|@example\.com|"(phone|email|webhook|plan|contacts)":/);
  });

  test('has a schema for each event, made of the shapes, and no other', () => {
    const made = eventDocuments();
    expect(writtenDocuments().toSorted()).toEqual(Object.keys(made).toSorted());
    for (const [path, text] of Object.entries(made)) {
      expect(readFileSync(join(eventsFolder, path), 'utf8')).toBe(text);
    }
    expect(Object.values(publicEvents).map(({ type }) => type)).toEqual(eventTypes);
  });
});

describe('an address', () => {
  const [event] = outgoingEvents(commit);
  if (event === undefined) throw new Error('unreachable');
  const drill = {
    ...event,
    data: { ...event.data, incident: { ...event.data.incident, drill: 'drill' } },
  };

  test.each([
    ['that narrows nothing', {}, true],
    ['of this event', { events: ['incident.declared'] }, true],
    ['of all of its kind', { events: ['page.sent', 'incident.*'] }, true],
    ['of others', { events: ['page.*'] }, false],
    ['of its severity', { severities: ['SEV1'] }, true],
    ['of others of less weight', { severities: ['SEV2', 'SEV3'] }, false],
    ['of its service', { services: ['payments'] }, true],
    ['of another service', { services: ['search'] }, false],
    ['of its severity and another service', { severities: ['SEV1'], services: ['x'] }, false],
  ] as const)('%s is told: %o', (_name, filter, isTold) => {
    expect(wants(filter, event)).toBe(isTold);
  });

  test('of one severity is told that an incident is so no more', () => {
    const lowered = outgoingEvents(commitAfter([declare()], changeSeverity(60, 'SEV3')));
    const told = (severities: Severity[]) =>
      lowered.filter(each => wants({ severities }, each)).map(({ type }) => type);
    expect(told(['SEV1'])).toEqual(['severity.changed']);
    expect(told(['SEV2'])).toEqual([]);
    expect(told(['SEV3'])).toContain('severity.changed');
  });

  test('is told of exercises only where it says so', () => {
    expect(wants({}, drill)).toBe(false);
    expect(wants({ drills: true }, drill)).toBe(true);
  });

  test('that is down is asked again ever later, and as late as it asks for within an hour', () => {
    const pauses = Array.from({ length: 8 }, (_, index) => pauseAfter(index + 1));
    expect(pauses).toEqual([5, 30, 120, 300, 900, 1800, 3600, 3600]);
    expect(pauseAfter(1, 60.2)).toBe(61);
    expect(pauseAfter(1, 86_400)).toBe(3600);
  });
});
