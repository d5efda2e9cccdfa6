import { describe, expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { coverageOperations } from '#app/oncall/coverage-operations.ts';
import { insightOperations } from '#app/paging/insight-operations.ts';
import { incidentId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, epochMs, type Instant, instant } from '#core/time/instant.ts';
import { memoryDutyBook } from '../../support/memory/memory-duty-book.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { declaration, firstId, later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const schedules = {
  primary: {
    name: 'Primary',
    timeZone: 'UTC',
    layers: [
      {
        name: 'Workdays',
        people: ['ana'],
        start: '2026-11-02T00:00',
        turn: 'daily',
        restrictions: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '00:00', to: '24:00' }],
      },
    ],
  },
};

function office(document: unknown = { ...team, schedules }) {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  configuration.put(parsed.directory);
  const roster = memoryRoster();
  const book = memoryDutyBook();
  const handle = handleCommand({ incidents, pause: async () => {} });
  let clock: Instant = start;
  const mail = { unconfirmed: async (_of: readonly string[]): Promise<string[]> => [] };
  const deps = { incidents, configuration, roster, handle, now: () => clock };
  return {
    ...insightOperations({
      ...deps,
      pagesOf: memory.memoryPagesOf(table),
      silences: memory.memorySilences(table),
      alerts: memory.memoryAlerts(table),
      keyed: idempotentCommands(deps).keyed,
    }),
    ...coverageOperations({
      ...deps,
      timeZoneData: '2026c',
      book,
      unconfirmedMail: addresses => mail.unconfirmed(addresses),
      log: () => {},
    }),
    book,
    mail,
    incidents,
    handle,
    save: configuration.save,
    does: (command: IncidentCommand) => handle(firstId, command),
    passes: (seconds: number) => {
      clock = addSeconds(clock, seconds);
    },
  };
}

const ana = { kind: 'person', id: 'ana', name: 'Ana' } as const;

describe('why', () => {
  test('nothing was open, and who was on call', async () => {
    const { why } = office();
    expect(await why(callOf({ query: { person: 'ana' } }))).toMatchObject({
      answer: {
        wasPaged: false,
        answer: expect.stringContaining('Ana was on call for Primary, and nothing was open'),
      },
    });
    expect(await why(callOf({ query: { person: 'bo' } }))).toMatchObject({
      answer: { answer: expect.stringContaining('On call were: Ana for Primary.') },
    });
    expect(await why(callOf({ query: { person: 'zoe' } }))).toEqual({ notFound: 'person zoe' });
  });

  test('what has been open for longer than a week is open', async () => {
    const { why, does, passes } = office();
    await does(declaration(firstId, start));
    passes(9 * 86_400);
    expect(await why(callOf({ query: { person: 'chidi' } }))).toMatchObject({
      answer: { answer: expect.stringContaining('INC-2026-001') },
    });
  });

  test('somebody else acknowledged before it came to them', async () => {
    const { why, does, startDrill } = office();
    const drill = await startDrill(
      callOf({ body: { service: 'payments', severity: 'SEV1', announced: false } }),
    );
    if (!('answer' in drill)) throw new Error(JSON.stringify(drill));
    await does({ type: 'AcknowledgeIncident', at: addSeconds(start, 30), by: ana });
    const asked = await why(callOf({ query: { person: 'chidi' } }));
    expect(asked).toMatchObject({
      answer: {
        wasPaged: false,
        answer: expect.stringMatching(
          /did not get as far as level 3, where Chidi is: Ana acknowledged it at/,
        ),
        evidence: expect.arrayContaining([
          expect.objectContaining({ text: expect.stringContaining('Acknowledged by Ana') }),
        ]),
      },
    });
  });
});

describe('who carries how much', () => {
  test('is counted by when somebody was woken, not by when it was declared', async () => {
    const { dutyFairness, does, passes } = office();
    await does(declaration(firstId, start));
    const level = { purpose: 'acknowledge', round: 1, level: 1 } as const;
    const page = (at: Instant) => `${firstId}#${epochMs(at)}#acknowledge#1.1#ana#0`;
    for (const at of [start, later(2 * 86_400)]) {
      const outcome = { sent: true } as const;
      const about = { page: page(at), person: 'ana', channel: 'sms' } as const;
      await does({ type: 'RecordPageOutcome', at, ...about, ...level, outcome });
    }
    passes(2 * 86_400 + 3600);
    const pagesIn = async (days: number) => {
      const load = await dutyFairness(callOf({ query: { days } }));
      if (!('answer' in load)) throw new Error(JSON.stringify(load));
      return load.answer.people.find(({ person }) => person === 'ana')?.pages;
    };
    expect(await pagesIn(30)).toBe(2);
    expect(await pagesIn(1)).toBe(1);
  });
});

describe('the schedules of then', () => {
  /** Ana alone until the second of December, from when on it is Bo. */
  const changed = () => {
    const had = office();
    const [layer] = schedules.primary.layers;
    const primary = { ...schedules.primary, layers: [{ ...layer, people: ['bo'] }] };
    const document = { ...team, schedules: { primary } };
    const parsed = parseDirectory(document);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const { directory } = parsed;
    const at = instant('2026-12-02T00:00:00Z');
    return { ...had, save: () => had.save({ version: 2, document, directory, by: 'Ana', at }) };
  };

  test('say who was on call when somebody asks why', async () => {
    const { why, save, passes } = changed();
    await save();
    passes(14 * 86_400);
    const asked = (at: string) => why(callOf({ query: { person: 'ana', at } }));
    expect(await asked('2026-12-01T12:00:00Z')).toMatchObject({
      answer: { answer: expect.stringContaining('Ana was on call for Primary') },
    });
    expect(await asked('2026-12-02T12:00:00Z')).toMatchObject({
      answer: { answer: expect.stringContaining('On call were: Bo for Primary.') },
    });
  });

  test('say who was on duty how long', async () => {
    const { dutyFairness, save, passes } = changed();
    await save();
    // From Monday the 30th to Saturday the 5th.
    passes(12 * 86_400);
    const load = await dutyFairness(callOf({ query: { days: 5 } }));
    if (!('answer' in load)) throw new Error(JSON.stringify(load));
    const hours = new Map(load.answer.people.map(each => [each.person, each.dutyHours]));
    expect([hours.get('ana'), hours.get('bo')]).toEqual([45.77, 72]);
  });
});

describe('whoever has left the team', () => {
  test('keeps what they carried before, and nobody is told who carried nothing', async () => {
    const had = office();
    const { ana: _left, ...people } = team.people;
    const { chidi, ...others } = people as Record<string, object>;
    const document = { ...team };
    const parsed = parseDirectory(document);
    if ('problems' in parsed || chidi === undefined) throw new Error(JSON.stringify(parsed));
    const directory = { ...parsed.directory, people: others as typeof parsed.directory.people };
    await had.save({ version: 2, document, directory, by: 'Bo', at: later(3600) });
    had.passes(2 * 86_400);
    const load = await had.dutyFairness(callOf({ query: { days: 30 } }));
    if (!('answer' in load)) throw new Error(JSON.stringify(load));
    const known = new Map(load.answer.people.map(each => [each.person, each]));
    expect(known.get('ana')).toMatchObject({ name: 'Ana', dutyHours: expect.any(Number) });
    expect(known.get('ana')?.dutyHours).toBeGreaterThan(0);
    expect(known.has('chidi')).toBe(false);
  });
});

describe('an exercise', () => {
  test('is marked, reported, left out of figures, and over when nobody answers', async () => {
    const { startDrill, drillReport, dutyFairness, incidents, does, passes } = office();
    const body = { service: 'payments', severity: 'SEV1', announced: true } as const;
    await startDrill(callOf({ body }));
    const { incident } = await incidents.load(firstId);
    expect(incident).toMatchObject({ drill: { kind: 'drill', announced: true } });
    for (let level = 1; level <= 6; level++) {
      passes(300);
      await does({ type: 'Wake', at: addSeconds(start, 300 * level) });
    }
    expect((await incidents.load(firstId)).incident.phase).toBe('resolved');
    expect(await drillReport(callOf({ params: { id: firstId } }))).toMatchObject({
      answer: { kind: 'drill', isOver: true },
    });
    const load = await dutyFairness(callOf({ query: { days: 30 } }));
    expect('answer' in load && load.answer.people.every(({ pages }) => pages === 0)).toBe(true);
    expect(await startDrill(callOf({ body: { ...body, service: 'nothing' } }))).toMatchObject({
      invalid: { path: '/service' },
    });
  });

  test('is not what a real incident was', async () => {
    const { drillReport, does } = office();
    await does(declaration(firstId, start));
    expect(await drillReport(callOf({ params: { id: firstId } }))).toMatchObject({
      notFound: expect.stringContaining('it was the real thing'),
    });
  });

  test('of one person pages them alone and ends with their answer', async () => {
    const { testPage, incidents, does } = office();
    expect(await testPage(callOf({ params: { id: 'ana' }, body: {} }))).toMatchObject({
      answer: { title: 'Test page for Ana' },
    });
    const { incident } = await incidents.load(incidentId('INC-2026-001'));
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    expect(incident.plan.levels.map(({ people }) => people.map(({ person }) => person))).toEqual([
      ['ana'],
    ]);
    await does({ type: 'AcknowledgeIncident', at: addSeconds(start, 20), by: ana });
    expect((await incidents.load(firstId)).incident.phase).toBe('resolved');
  });
});

describe('coverage', () => {
  test('finds gaps, and people whom fewer than two verified ways reach', async () => {
    const { coverage } = office();
    const found = await coverage(callOf({ query: { days: 7 } }));
    if (!('answer' in found)) throw new Error(JSON.stringify(found));
    const { findings } = found.answer;
    expect(findings.filter(({ kind }) => kind === 'gap').map(({ text }) => text)).toEqual([
      'nobody is on duty for Primary from 2026-11-27 19:00 EST to 2026-11-29 19:00 EST: no level depends on it alone',
    ]);
    expect(findings.filter(({ kind }) => kind === 'unverified')).toHaveLength(5);
  });

  test('knows of the account what the daily round read of it, and when', async () => {
    const { coverage, book } = office();
    const kinds = async () => {
      const found = await coverage(callOf({ query: { days: 7 } }));
      if (!('answer' in found)) throw new Error(JSON.stringify(found));
      const { findings, accountReadAt } = found.answer;
      return { kinds: new Set(findings.map(({ kind }) => kind)), accountReadAt };
    };
    const before = await kinds();
    expect(before.accountReadAt).toBeUndefined();
    expect(before.kinds).toContain('unknown');
    expect(before.kinds).not.toContain('sandbox');
    const account = { sandbox: true, sandboxVerified: ['+15555550101'], optedOut: [] };
    await book.keepAccount({ at: start, account });
    const after = await kinds();
    expect(after.accountReadAt).toBe(start);
    for (const kind of ['sandbox', 'sandboxed', 'sms-quota']) expect(after.kinds).toContain(kind);
    expect(after.kinds).not.toContain('unknown');
  });

  test('asks now who has not confirmed the subscription to mail, and keeps nothing: the round does', async () => {
    const { coverage, book, mail } = office();
    const unconfirmed = async () => {
      const found = await coverage(callOf({ query: { days: 7 } }));
      if (!('answer' in found)) throw new Error(JSON.stringify(found));
      return found.answer.findings.flatMap(({ kind, person }) =>
        kind === 'unconfirmed' ? person : [],
      );
    };
    await book.keepAccount({
      at: start,
      account: { sandbox: false, sandboxVerified: [], optedOut: [], unconfirmedMail: [] },
    });
    expect(await unconfirmed()).toEqual([]);
    // Of all who may get mail, whoever is not on the list of those that it reaches.
    mail.unconfirmed = async addresses => addresses.filter(address => address.startsWith('bo'));
    expect(await unconfirmed()).toEqual(['bo']);
    const kept = await book.accountRead();
    expect(kept?.account.unconfirmedMail).toEqual([]);
    // Where nobody can be asked, what the round has kept is all that is known.
    mail.unconfirmed = async () => {
      throw new Error('SNS is down');
    };
    if (kept === undefined) throw new Error('Nothing was kept');
    const account = { ...kept.account, unconfirmedMail: ['bo@example.com'] };
    await book.keepAccount({ at: later(60), account });
    expect(await unconfirmed()).toEqual(['bo']);
  });
});

describe('a hand-off note', () => {
  test('tells what is open, or that nothing is', async () => {
    const { handOffNote, does } = office();
    const note = async () => {
      const told = await handOffNote(callOf({ query: {} }));
      return 'answer' in told ? told.answer : '';
    };
    expect(await note()).toContain('Nothing is open.');
    await does(declaration(firstId, start));
    expect(await note()).toContain(`**SEV1 ${firstId}**`);
    expect(await handOffNote(callOf({ query: { schedule: 'none' } }))).toEqual({
      notFound: 'schedule none',
    });
  });

  test('names the worst first, however old it is, and exercises last', async () => {
    const { handOffNote, startDrill, does, handle, passes } = office();
    await does(declaration(firstId, start));
    passes(60);
    const drill = await startDrill(
      callOf({ body: { service: 'payments', severity: 'SEV1', announced: false } }),
    );
    if (!('answer' in drill)) throw new Error(JSON.stringify(drill));
    const mild = incidentId('INC-2026-099');
    await handle(mild, { ...declaration(mild, later(120)), severity: 'SEV3' });
    const told = await handOffNote(callOf({ query: {} }));
    const lines = 'answer' in told ? told.answer.match(/^- .*$/gm) : [];
    expect(lines).toEqual([
      expect.stringContaining(`**SEV1 ${firstId}**`),
      expect.stringContaining(`**SEV3 ${mild}**`),
      expect.stringContaining('** DRILL '),
    ]);
  });

  test('names the worst of more than it names, and says how many there are besides', async () => {
    const { handOffNote, does, handle } = office();
    await does(declaration(firstId, start));
    for (let number = 100; number < 160; number++) {
      const id = incidentId(`INC-2026-${number}`);
      await handle(id, { ...declaration(id, later(number)), severity: 'SEV3' });
    }
    const told = await handOffNote(callOf({ query: {} }));
    const text = 'answer' in told ? told.answer : '';
    const [first, ...others] = text.match(/^- .*$/gm) ?? [];
    expect(first).toContain(`**SEV1 ${firstId}**`);
    expect(others).toHaveLength(49);
    expect(text).toContain('And 11 more, none of them worse.');
  });
});
