import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aboutAt, proposalsAt, type Schema } from '#console/setup/yaml-schema.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../docs/tocsin.schema.json', import.meta.url), 'utf8'),
) as Schema;

/** `|` is the cursor. */
function at(text: string) {
  const cursor = text.indexOf('|');
  const whole = text.replace('|', '');
  const found = proposalsAt(schema, whole, cursor);
  return {
    labels: found?.proposals.map(({ label }) => label) ?? [],
    from: found && whole.slice(found.from, cursor),
    about: aboutAt(schema, whole, cursor),
  };
}

describe('what may stand in tocsin.yaml', () => {
  test('at its top are its parts', () => {
    expect(at('version: 1\npe|').labels).toEqual(expect.arrayContaining(['people', 'services']));
    expect(at('version: 1\npe|').from).toBe('pe');
  });

  test('of a person are the fields of a person, whatever their id', () => {
    const { labels } = at('people:\n  ana:\n    name: Ana\n    |\n  bo:\n    name: Bo\n');
    expect(labels).toEqual(expect.arrayContaining(['phone', 'email', 'timeZone']));
    expect(labels).not.toContain('services');
  });

  test('of an entry of a list are its fields, on its first line and on those after', () => {
    const wanted = expect.arrayContaining(['name', 'keySha256', 'source']);
    expect(at('integrations:\n  - na|').labels).toEqual(wanted);
    expect(at('integrations:\n  - name: x\n    |').labels).toEqual(wanted);
    // A dash below its key without indentation is YAML, too.
    expect(at('integrations:\n- name: x\n  s|').labels).toEqual(wanted);
    expect(at('integrations:\n  - name: x\n\n  # another\n  - name: y\n    |').labels).toEqual(
      wanted,
    );
  });

  test('of a list within an entry of a list are the fields of that one', () => {
    const text = 'escalationPolicies:\n  default:\n    levels:\n      - name: First\n        p|';
    expect(at(text).labels).toEqual(expect.arrayContaining(['people', 'schedules']));
  });

  test('after a key are its values', () => {
    expect(at('people:\n  ana:\n    admin: |').labels).toEqual(['true', 'false']);
    expect(at('tokens:\n  - name: x\n    scope: re|')).toMatchObject({
      labels: expect.arrayContaining(['read', 'respond', 'admin']),
      from: 're',
    });
  });

  test('within words of one’s own is nothing', () => {
    expect(at('organisation:\n  name: Northwind Bo|').labels).toEqual([]);
    expect(at('nonsense:\n  - |').labels).toEqual([]);
    expect(at('constructor:\n  |').labels).toEqual([]);
  });
});

test('a line is told about by what its key means, with the values that it may have', () => {
  expect(at('organisation:\n  time|Zone: Europe/London\n').about).toEqual({
    path: 'organisation.timeZone',
    about: expect.stringContaining('IANA time zone'),
  });
  expect(at('# a com|ment\n').about).toBeUndefined();
  expect(at('people:\n  ana:\n    pho|ne: "+15555550101"\n').about?.path).toBe('people.ana.phone');
});
