import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { incidentEvent } from '#core/incident/events.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';

/*
 * What earlier versions wrote, and what they made of it: a file per version that changed what is written, a life per line.
 * A file is never changed; a new one is added.
 */

interface Life {
  events: unknown[];
  state: Incident;
}

const folder = fileURLToPath(new URL('../../fixtures/events/', import.meta.url));
const lives = readdirSync(folder).flatMap(file =>
  readFileSync(`${folder}${file}`, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Life),
);
const typeOf = (event: unknown) => (event as { type: string }).type;

describe('what an earlier version wrote', () => {
  test('is of every kind of event', () => {
    const known = incidentEvent.def.options.map(({ shape }) => shape.type.def.values[0]);
    const kept = new Set(lives.flatMap(({ events }) => events.map(typeOf)));
    expect(known.filter(type => type !== undefined && !kept.has(type))).toEqual([]);
  });

  test('is read, and means what it meant', () => {
    for (const { events, state } of lives) {
      const read = events.map(event => incidentEvent.parse(event));
      // A later version may know more of an incident; what was known stays.
      expect(read.reduce(evolve, undeclared)).toMatchObject(state);
    }
  });
});
