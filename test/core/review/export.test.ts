import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { incidentYaml } from '#adapters/formats/incident-yaml.ts';
import { numberedIncidentId } from '#core/ids.ts';
import { headlineOf } from '#core/incident/headline.ts';
import {
  type ImportedDocument,
  type IncidentDocument,
  importedDocument,
  importedMoments,
  incidentDocument,
} from '#core/incident/imported-document.ts';
import { reactions } from '#core/reactions.ts';
import { csvOf } from '#core/review/export-forms.ts';
import { documentOf, linesToTake } from '#core/review/incident-document.ts';
import { clocksIn, incidentFigures } from '#core/review/incident-figures.ts';
import { csv } from '#core/text/csv.ts';
import { harmless } from '#core/text/harmless-json.ts';
import { fromEpochMs } from '#core/time/instant.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  addActionItem,
  addNote,
  ana,
  declare,
  declareByHand,
  hours,
  importIncident,
  incidentTemplate,
  recordExport,
  resolve,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

function exported(life: Parameters<typeof given>, change: Parameters<typeof documentOf>[2] = {}) {
  const { incident, events } = given(...life);
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return documentOf(incident, [{ events }], change);
}

describe('the incident template of the runbook (R25)', () => {
  test('has its fields, in its order', () => {
    const life = [declare(), acknowledge(180), resolve(5400), addActionItem(5500)] as const;
    const { incident } = exported([...life], {
      assessment: { usersAffected: 15_000, revenueLost: '$45000' },
    });
    expect(Object.keys(incident)).toEqual([
      'id',
      'severity',
      'title',
      'started_at',
      'detected_by',
      'resolved_at',
      'impact',
      'timeline',
      'action_items',
    ]);
    expect(incident).toMatchObject({
      id: 'INC-2026-001',
      severity: 'SEV1',
      started_at: '2026-11-23T02:14:00Z',
      detected_by: 'monitoring_alert',
      resolved_at: '2026-11-23T03:44:00Z',
      impact: { users_affected: 15_000, revenue_lost: '$45000', duration_minutes: 90 },
      action_items: ['Add monitoring for connection pool'],
    });
    expect(incident.timeline[0]?.time).toBe('2026-11-23 02:14');
  });

  test('leaves empty what nobody measured, and what has not happened yet', () => {
    const { incident } = exported([declareByHand()]);
    expect(incident).toMatchObject({
      detected_by: 'person',
      resolved_at: null,
      impact: { users_affected: null, revenue_lost: null, duration_minutes: null },
    });
  });

  test('says the date of what happened on another day', () => {
    const { incident } = exported([declare(), acknowledge(hours(30))]);
    expect(incident.timeline.at(-1)?.time).toBe('2026-11-24 08:14');
  });

  test('survives being written as YAML and read again', () => {
    const document = exported([declare(), acknowledge(180), resolve(5400)]);
    const read = incidentDocument.parse(parse(stringify(document)));
    expect(read).toEqual(document);
    expect(importedMoments(read.incident)).toEqual({
      startedAt: '2026-11-23T02:14:00.000Z',
      resolvedAt: '2026-11-23T03:44:00.000Z',
    });
  });

  test('is refused with a moment that is none', () => {
    const document = exported([declare()]);
    document.incident.started_at = 'yesterday';
    expect(incidentDocument.safeParse(document).error?.issues[0]?.message).toContain(
      'must be a moment with its zone',
    );
  });
});

const plain = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const text = plain.filter(value => value.trim() !== '' && value.isWellFormed());
const at = (seconds: number) => fromEpochMs(seconds * 1000);
/** In the year of its id, as what is imported must be. */
const start = fc.integer({ min: 1_704_067_200, max: 1_735_689_599 });
const measured = fc.option(fc.nat());

/** Whatever somebody may have kept about an incident elsewhere. */
const elsewhere = fc
  .record({
    id: fc.integer({ min: 1, max: 9999 }).map(number => numberedIncidentId(2024, number)),
    severity: fc.constantFrom('SEV1', 'SEV2', 'SEV3', 'SEV4'),
    title: text,
    times: fc.tuple(start, fc.nat()).map(([from, length]) => [at(from), at(from + length)]),
    detected_by: text,
    impact: fc.record({
      users_affected: measured,
      revenue_lost: fc.option(text),
      duration_minutes: measured,
    }),
    timeline: fc.array(fc.record({ time: text.map(t => t.slice(0, 20)), event: text })),
    action_items: fc.array(text, { maxLength: 20 }),
  })
  .map(({ id, severity, title, times, detected_by, ...rest }) => ({
    incident: {
      id,
      severity,
      title,
      started_at: times[0] ?? '',
      detected_by,
      resolved_at: times[1] ?? '',
      ...rest,
    },
  }))
  .filter(({ incident }) => importedDocument.safeParse(incident).success);

function importedLife(document: ImportedDocument, ...after: Parameters<typeof given>) {
  return exported([importIncident(document), ...after]);
}

describe('readers of YAML 1.1, which take more words for numbers, dates and truths', () => {
  test.each(['no', 'on', 'Y', '22:25', '1:30', '012', '0x1f', '1_000', '2026-11-23', '~', '1e3'])(
    'read %j in a title, a line and an item as it was written',
    word => {
      const document = exported([declare(), resolve(hours(26)), addActionItem(hours(27))]);
      const { incident } = document;
      incident.title = word;
      incident.action_items = [word];
      incident.timeline = incident.timeline.map(({ time }) => ({ time, event: word }));
      const read = parse(incidentYaml(document), { version: '1.1' }).incident;
      expect(read).toMatchObject({ title: word, action_items: [word] });
      expect(read.timeline).toEqual(incident.timeline);
    },
  );

  test('read each moment of ours with its day', () => {
    const yaml = incidentYaml(exported([declare(), resolve(hours(26))]));
    expect(yaml).toContain('- time: "2026-11-23 02:14"\n');
    expect(yaml).toContain('- time: "2026-11-24 04:14"\n');
    expect(yaml).not.toMatch(/time: [^"]/);
  });
});

test('what cannot be seen is spelled out: readers of YAML refuse it, and it would steer a terminal', () => {
  const words =
    'Pool\u009b31m \u0085\u2028\u001b]8;;x\u0007 \u202Eaid\u200b \u{E0041} 👩‍👩‍👧 “Čaj” \n价格 " \\u0041';
  const document = exported([declare(), resolve(hours(26))]);
  const { incident } = document;
  incident.title = words;
  incident.action_items = [words, 'a: \u202E', '\ufeff'];
  incident.timeline = incident.timeline.map(({ time }) => ({ time, event: words }));
  const yaml = incidentYaml(document);
  expect(yaml).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(yaml).toContain('Pool\\u009b31m');
  expect(yaml).toContain('“Čaj”');
  const { title, action_items, timeline } = incident;
  for (const version of ['1.1', '1.2'] as const) {
    expect(parse(yaml, { version }).incident).toMatchObject({ title, action_items, timeline });
  }
  const json = harmless(JSON.stringify(document));
  expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  expect(JSON.parse(json)).toEqual(document);
});

describe('an incident from elsewhere', () => {
  test('comes out as the document that it came in by, byte for byte, whatever it says', () => {
    fc.assert(
      fc.property(elsewhere, document => {
        const yaml = incidentYaml(document as IncidentDocument);
        const read = incidentDocument.parse(parse(yaml));
        expect(read).toEqual(document);
        const { incident } = read;
        expect(incidentYaml(importedLife(incident, recordExport(5)))).toBe(yaml);
      }),
    );
  });

  test('is the runbook’s own template to the letter', () => {
    const read = incidentDocument.parse(parse(incidentTemplate));
    expect(incidentYaml(importedLife(read.incident))).toBe(incidentTemplate);
  });

  test('is over from the beginning: nothing is due, nobody hears of it, it cannot be opened', () => {
    const { incident: document } = incidentDocument.parse(parse(incidentTemplate));
    const { incident, events, when, thenNothingIsDue } = given(importIncident(document));
    expect(incident).toMatchObject({
      phase: 'resolved',
      imported: true,
      declaredAt: '2024-01-15T14:15:00.000Z',
      resolvedAt: '2024-01-15T15:45:00.000Z',
      paging: { audience: [] },
    });
    thenNothingIsDue();
    if (incident.phase === 'undeclared') throw new Error('Not there');
    const headline = headlineOf(incident);
    expect(reactions({ incidentId: incident.id, version: 1, headline, events })).toEqual([]);
    when({ type: 'ReopenIncident', at: later(9), by: ana, reason: 'x' }).thenRefused('imported');
    when(importIncident(document)).thenRefused('already-declared');
    expect(incidentFigures(incident, [{ events }], clocksIn(undefined))?.target).toBeUndefined();
  });

  test('may be one of ours, of a long night with long notes', () => {
    const notes = Array.from({ length: 400 }, (_, index) => addNote(60 + index));
    for (const told of [notes, Array(10).fill(addNote(60, 'Words. '.repeat(571)))]) {
      const ours = exported([declare(), ...told, resolve(hours(1))]);
      expect(importedLife(importedDocument.parse(ours.incident))).toEqual(ours);
    }
  });

  test('keeps what was added to it here', () => {
    const { incident: document } = incidentDocument.parse(parse(incidentTemplate));
    const { incident } = importedLife(document, addActionItem(10));
    expect(incident.action_items).toEqual([
      ...document.action_items,
      'Add monitoring for connection pool',
    ]);
  });

  test.each([
    [{ id: 'OUTAGE-7' }, 'must be in the form INC-2026-001'],
    [{ id: 'INC-2024-999999999' }, 'must not have a number beyond 99999'],
    [{ id: 'INC-2026-001' }, 'must have the year of started_at'],
    [{ resolved_at: null }, 'only what is over can be imported'],
    [{ resolved_at: '2024-01-15T14:14:59Z' }, 'must not be before started_at'],
    [{ action_items: Array(51).fill('x') }, 'must not have more than 50 items'],
    [{ timeline: Array(1001).fill({ time: '14:15', event: 'x' }) }, 'more than 1000 lines'],
  ])('is refused with %o', (change, message) => {
    const { incident } = incidentDocument.parse(parse(incidentTemplate));
    const { error } = importedDocument.safeParse({ ...incident, ...change });
    expect(error?.issues.map(issue => issue.message).join()).toContain(message);
  });
});

describe('taking an incident away', () => {
  test('is a fact once for each format', () => {
    const over = given(declare(), resolve(60), recordExport(70));
    over.when(recordExport(80)).thenNothing();
    over.when(recordExport(80, 'csv')).thenFacts({ type: 'IncidentExported', format: 'csv' });
  });

  test('does not change what is taken away', () => {
    const life = [declare(), resolve(60)] as const;
    expect(exported([...life, recordExport(70)])).toEqual(exported([...life]));
  });

  test('as CSV is one row for each line of the timeline', () => {
    const { incident, events } = given(declare(), resolve(hours(24)), recordExport(hours(25)));
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    const rows = csvOf(incident, linesToTake([{ events }])).split('\r\n');
    expect(rows[0]).toBe('\ufeff"incident","severity","title","time_utc","event","by"');
    expect(rows[1]).toMatch(
      /^"INC-2026-001","SEV1","Payment processing down","2026-11-23 02:14:00","SEV1 declared/,
    );
    expect(rows.at(-2)).toMatch(/,"2026-11-24 02:14:00","Resolved by Ana.*","Ana"$/);
  });
});

describe('CSV', () => {
  test('quotes what would break a row', () => {
    expect(csv([['a', 'b,c', 'say "no"', 7, undefined], ['two\nlines']])).toBe(
      '\ufeff"a","b,c","say ""no""",7,\r\n"two\nlines"\r\n',
    );
  });

  test('keeps a formula from an alert text', () => {
    expect(csv([['=HYPERLINK("http://evil.example.com")', '+1', '-2', '@x', '\ty']])).toBe(
      '\ufeff"\'=HYPERLINK(""http://evil.example.com"")","\'+1","\'-2","\'@x","\'\ty"\r\n',
    );
  });

  test.each([
    ['x;=cmd', "x;'=cmd"],
    ['x\t=cmd', "x\t'=cmd"],
    ['x\n =cmd', "x\n '=cmd"],
    [' =cmd', " '=cmd"],
    ['a"=cmd', 'a""\'=cmd'],
    ['a-b = c', 'a-b = c'],
  ])('%j is no formula for a reader of semicolons or tabs either', (given, kept) => {
    expect(csv([[given]])).toBe(`\ufeff"${kept}"\r\n`);
  });
});
