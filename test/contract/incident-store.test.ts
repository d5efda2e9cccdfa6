import { describe, expect, test } from 'vitest';
import { keys } from '#adapters/dynamodb/keys.ts';
import { updateIf } from '#adapters/dynamodb/table.ts';
import { fingerprint, incidentId, numberedIncidentId } from '#core/ids.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import type { Claim } from '#ports/incident.ts';
import {
  ana,
  carryOut,
  commitOf,
  declared,
  firstId,
  later,
  payments,
  secondId,
  start,
} from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const firing = (previous?: Claim & { kind: 'alert' }): Claim => ({
  kind: 'alert',
  status: {
    fingerprint: fingerprint('print-1'),
    status: 'firing',
    at: start,
    incidents: [firstId],
  },
  ...(previous && { previous: previous.status }),
});

describe.each([inMemory, onDynamoDb()])('incidents in $name', ({ open }) => {
  test('an unknown incident is undeclared at version 0', async () => {
    const { incidents } = await open();
    expect(await incidents.load(firstId)).toEqual({
      incident: { phase: 'undeclared' },
      version: 0,
    });
    expect(await incidents.history(firstId)).toEqual([]);
  });

  test('what was appended is loaded, and told as it happened', async () => {
    const { incidents } = await open();
    const commit = declared();
    expect(await incidents.append(commit)).toBe('appended');
    await carryOut(incidents, firstId, { type: 'AcknowledgeIncident', at: later(60), by: ana });

    const { incident, version } = await incidents.load(firstId);
    expect(version).toBe(2);
    expect(incident).toMatchObject({ phase: 'acknowledged', acknowledgedBy: ana });
    const history = await incidents.history(firstId);
    expect(history.map(({ version: number }) => number)).toEqual([1, 2]);
    expect(history[0]).toEqual({ version: 1, at: start, events: commit.events });
  });

  test('of two commits of one version, one conflicts and leaves nothing', async () => {
    const { incidents } = await open();
    const { after } = declared();
    await incidents.append(declared());
    const outcomes = await Promise.all(
      ['one', 'two'].map(text =>
        incidents.append(
          commitOf(firstId, after, 2, { type: 'AddNote', at: later(1), by: ana, text }),
        ),
      ),
    );
    expect(outcomes.toSorted()).toEqual(['appended', 'conflict']);
    expect(await incidents.history(firstId)).toHaveLength(2);
  });

  test('declaring an id twice conflicts', async () => {
    const { incidents } = await open();
    await incidents.append(declared());
    expect(await incidents.append(declared())).toBe('conflict');
  });

  test('of two declarations of one problem, one finds it taken and leaves nothing', async () => {
    const { incidents } = await open();
    const claim: Claim = { kind: 'problem', problem: payments };
    const outcomes = await Promise.all([
      incidents.append(declared(firstId, [claim])),
      incidents.append(declared(secondId, [claim])),
    ]);
    // Two transactions on one item at the same instant may also cancel each other: then it is tried again.
    const again = await Promise.all(
      outcomes.map((outcome, index) =>
        outcome === 'conflict'
          ? incidents.append(declared(index === 0 ? firstId : secondId, [claim]))
          : outcome,
      ),
    );
    expect(again.filter(outcome => outcome === 'appended')).toHaveLength(1);
    expect(again).toContainEqual({ taken: claim });
    const loaded = await incidents.loadMany([firstId, secondId]);
    expect(loaded.size).toBe(1);
  });

  test('the problem of a closed incident passes to the next one, once', async () => {
    const { incidents, alerts } = await open();
    const thirdId = incidentId('INC-2026-003');
    await incidents.append(declared(firstId, [{ kind: 'problem', problem: payments }]));
    const claim: Claim = { kind: 'problem', problem: payments, replaces: firstId };
    expect(await incidents.append(declared(secondId, [claim]))).toBe('appended');
    expect(await incidents.append(declared(thirdId, [claim]))).toEqual({ taken: claim });
    const found = await alerts.lookUp({ problems: [payments], fingerprints: [] });
    expect(found.problems.get(payments)).toBe(secondId);
  });

  test("an alert's status moves only from what was read", async () => {
    const { incidents, alerts } = await open();
    const first = firing() as Claim & { kind: 'alert' };
    await incidents.append(declared(firstId, [first]));
    expect(await incidents.append(declared(secondId, [first]))).toEqual({ taken: first });

    const cleared: Claim = {
      kind: 'alert',
      status: { ...first.status, status: 'cleared', at: later(9) },
      previous: first.status,
    };
    expect(await incidents.append(declared(secondId, [cleared]))).toBe('appended');
    // Somebody else read the same status before it moved, and would count the transition a second time.
    const thirdId = incidentId('INC-2026-003');
    expect(await incidents.append(declared(thirdId, [cleared]))).toEqual({ taken: cleared });
    const found = await alerts.lookUp({
      problems: [],
      fingerprints: [first.status.fingerprint],
    });
    expect(found.alerts.get(first.status.fingerprint)).toEqual(cleared.status);
  });

  test('a request is carried out once, and its outcome can be asked for', async () => {
    const { incidents } = await open();
    const claim: Claim = { kind: 'request', key: 'key', digest: 'body' };
    await incidents.append(declared(firstId, [claim]));
    expect(await incidents.append(declared(secondId, [claim]))).toEqual({ taken: claim });
    expect(await incidents.requestOutcome('key')).toEqual({ incidentId: firstId, digest: 'body' });
    expect(await incidents.requestOutcome('other')).toBeUndefined();
  });

  test('a request that changed nothing claims its key alone, and once', async () => {
    const { incidents } = await open();
    const claim: Claim = { kind: 'request', key: 'key', digest: 'body' };
    await incidents.append(declared());
    expect(await incidents.claimAlone(firstId, later(1), [])).toBe('claimed');
    expect(await incidents.claimAlone(firstId, later(1), [claim])).toBe('claimed');
    expect(await incidents.claimAlone(firstId, later(1), [claim])).toEqual({ taken: claim });
    expect(await incidents.requestOutcome('key')).toEqual({ incidentId: firstId, digest: 'body' });
    expect(await incidents.history(firstId)).toHaveLength(1);
  });

  test('deadlines are found once they passed, the most overdue first, and only while they stand', async () => {
    const { incidents } = await open();
    await incidents.append(declared(secondId, [], later(10)));
    await incidents.append(declared(firstId));
    expect(await incidents.overdue(later(299), 10)).toEqual([]);
    expect(await incidents.overdue(later(310), 10)).toEqual([
      { id: firstId, dueAt: later(300) },
      { id: secondId, dueAt: later(310) },
    ]);
    expect(await incidents.overdue(later(310), 1)).toHaveLength(1);

    const acknowledged = await carryOut(incidents, firstId, {
      type: 'AcknowledgeIncident',
      at: later(60),
      by: ana,
    });
    expect(nextDeadline(acknowledged.after)?.at).toBe(later(660));
    expect(await incidents.overdue(later(310), 10)).toEqual([{ id: secondId, dueAt: later(310) }]);
  });

  test('lists are newest first, filtered, and read page by page without gap or repetition', async () => {
    const { incidents } = await open();
    const ids = Array.from({ length: 7 }, (_, index) => numberedIncidentId(2026, index + 1));
    // Some are declared in the same millisecond.
    for (const [index, id] of ids.entries()) {
      await incidents.append(declared(id, [], later(Math.floor(index / 3))));
    }
    const [oldest] = ids;
    if (oldest === undefined) throw new Error('No ids');
    await carryOut(incidents, oldest, { type: 'AcknowledgeIncident', at: later(9), by: ana });

    const phases = ['open', 'acknowledged', 'watching', 'resolved'] as const;
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await incidents.list({ phases, limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.incidents.map(({ incident }) => ('id' in incident ? incident.id : 'none')));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids.toReversed());

    const open1 = await incidents.list({ phases: ['open'], limit: 100 });
    expect(open1.incidents).toHaveLength(6);
    expect(open1.next).toBeUndefined();
    const none = await incidents.list({ phases, severity: 'SEV2', limit: 5 });
    expect(none.incidents).toEqual([]);
    const some = await incidents.list({ phases, service: 'payments', limit: 5 });
    expect(some.incidents).toHaveLength(5);
  });

  test('what names a list stays until one in it changes, comes or goes, and is read without what they say', async () => {
    const { incidents } = await open();
    const query = { phases: ['open', 'acknowledged'] as const, limit: 2 };
    const named = () => incidents.listTag(query);
    const nothing = await named();
    const [first, second, third] = [1, 2, 3].map(number => numberedIncidentId(2026, number));
    if (first === undefined || second === undefined || third === undefined) throw new Error('None');
    await incidents.append(declared(first, [], later(1)));
    const one = await named();
    expect(one).not.toBe(nothing);
    expect(await named()).toBe(one);
    await carryOut(incidents, first, { type: 'AcknowledgeIncident', at: later(9), by: ana });
    const acknowledged = await named();
    expect(acknowledged).not.toBe(one);
    await incidents.append(declared(second, [], later(2)));
    const two = await named();
    expect(two).not.toBe(acknowledged);
    // Beyond the page, and still: from now on there is another one.
    await incidents.append(declared(third, [], later(0)));
    expect(await named()).not.toBe(two);
    expect(await incidents.listTag({ ...query, severity: 'SEV4' })).toBe(nothing);
  });

  test('numbers count up per year and are never given twice', async () => {
    const { incidents } = await open();
    const numbers = await Promise.all(Array.from({ length: 8 }, () => incidents.nextNumber(2026)));
    expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await incidents.nextNumber(2027)).toBe(1);
  });

  test('a number that came from elsewhere is not given again, and counts nothing back', async () => {
    const { incidents } = await open();
    await incidents.skipNumber(incidentId('INC-2026-040'));
    expect(await incidents.nextNumber(2026)).toBe(41);
    await incidents.skipNumber(incidentId('INC-2026-007'));
    expect(await incidents.nextNumber(2026)).toBe(42);
    await incidents.skipNumber(incidentId('INC-2026-999999999'));
    expect(await incidents.nextNumber(2026)).toBe(43);
    await incidents.skipNumber(incidentId('INC-2025-1001'));
    expect(await incidents.nextNumber(2025)).toBe(1);
  });
});

describe('incidents of a newer version, after a way back', () => {
  const kind = onDynamoDb();

  /** The first has a commit that this version cannot read, and its state is of a revision that it does not know. */
  async function wayBack(events: object[], version = 2) {
    const { incidents, table } = await kind.open();
    if (table === undefined) throw new Error('No table');
    const { after } = declared();
    await incidents.append(declared());
    await incidents.append(declared(secondId));
    await incidents.append(
      commitOf(firstId, after, 2, { type: 'AddNote', at: later(1), by: ana, text: 'Seen' }),
    );
    const isThere = 'attribute_exists(pk)';
    const values = { events: JSON.stringify(events) };
    await updateIf(table, keys.event(firstId, version), 'SET events = :events', isThere, values);
    const newer = { revision: 1_000_000 };
    await updateIf(table, keys.state(firstId), 'SET revision = :revision', isThere, newer);
    return incidents;
  }
  const unknown = [{ type: 'IncidentTowed', at: later(1), by: ana, harbour: 'north' }];

  test('are listed with all others, and say what cannot be read', async () => {
    const incidents = await wayBack(unknown);
    const { incidents: listed } = await incidents.list({ phases: ['open'], limit: 10 });
    expect(listed.map(({ version }) => version).toSorted()).toEqual([1, 2]);
    expect((await incidents.history(firstId)).at(-1)?.events).toEqual([
      expect.objectContaining({
        type: 'NoteAdded',
        at: later(1),
        text: expect.stringContaining('IncidentTowed'),
      }),
    ]);
  });

  test('are acknowledged as others are', async () => {
    const incidents = await wayBack(unknown);
    await carryOut(incidents, firstId, { type: 'AcknowledgeIncident', at: later(60), by: ana });
    expect(await incidents.load(firstId)).toMatchObject({
      incident: { phase: 'acknowledged' },
      version: 3,
    });
  });

  test('are what the newer version made of them where their declaration cannot be read', async () => {
    const [event] = declared().events;
    const incidents = await wayBack([{ ...event, at: 7 }], 1);
    expect(await incidents.load(firstId)).toMatchObject({ incident: { phase: 'open' } });
    expect((await incidents.list({ phases: ['open'], limit: 10 })).incidents).toHaveLength(2);
  });
});
