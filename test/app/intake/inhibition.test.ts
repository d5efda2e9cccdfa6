import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainOperation } from '#app/intake/explain.ts';
import type { Delivered } from '#app/intake/ingest.ts';
import { silenceOperations } from '#app/intake/silence-operations.ts';
import { simulateOperation } from '#app/intake/simulate.ts';
import { insightOperations } from '#app/paging/insight-operations.ts';
import { addSeconds } from '#core/time/instant.ts';
import { type IntakeOnMemory, intakeOnMemory } from '../../support/intake-on-memory.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import { memoryAlerts, memoryPagesOf } from '../../support/memory/memory-table.ts';

const node = { name: 'node', source: 'generic' };
const edge = { name: 'edge', source: 'generic' };
const rule = { name: 'node-down', source: 'alertname="NodeDown"', target: 'tier="app"' };
const alert = (name: string, more: object = {}) => ({
  ...{ title: `${name} on n1`, key: `${name}-n1`, severity: 'SEV2', service: 'website' },
  ...{ labels: { node: 'n1', alertname: name, ...(name !== 'NodeDown' && { tier: 'app' }) } },
  ...more,
});
const down = alert('NodeDown');
const slow = alert('Slow');
const over = (body: object) => ({ ...body, status: 'resolved' });
const desk = (rules: object[] = [{ ...rule, equal: ['node'] }], more: object = {}) =>
  intakeOnMemory([node, edge], { inhibit: rules, ...more });
const titles = (all: IntakeOnMemory) => all.all().map(({ title }) => title);

describe('an alert that another explains', () => {
  test('opens nothing, and its receipt says what inhibits it', async () => {
    const it = desk();
    await it.send('node', down);
    await it.send('node', slow);
    expect(titles(it)).toEqual(['NodeDown on n1']);
    expect((await it.receipt())?.outcomes).toEqual([
      {
        alert: 'Slow on n1',
        outcome: 'muted',
        reason: 'inhibited by NodeDown on n1 (INC-2026-001), as the rule node-down says',
      },
    ]);
  });

  test('is written with as many others as a transaction takes, however large they are', async () => {
    const it = desk();
    await it.send('node', down);
    const many = Array.from({ length: 30 }, (_, index) => [`label ${index}`, '障'.repeat(256)]);
    const labels = { ...slow.labels, ...Object.fromEntries(many) };
    const description = '障'.repeat(4000);
    const all = Array.from({ length: 60 }, (_, index) => {
      return { ...slow, key: `slow-${index}`, description, labels };
    });
    await it.send('node', all);
    expect(await it.outcomes()).toEqual(all.map(() => 'muted'));
    // Twice 35 KB of each, in transactions of 4 MB.
    expect(await it.notes('INC-2026-001')).toHaveLength(2);
  });

  test('opens its incident once that is over, with no further delivery', async () => {
    const it = desk();
    await it.send('node', down);
    await it.send('node', slow);
    it.passes(600);
    await it.sweep();
    expect(titles(it)).toEqual(['NodeDown on n1']);
    await it.send('node', over(down));
    it.passes(60);
    await it.sweep();
    expect(titles(it)).toEqual(['NodeDown on n1', 'Slow on n1']);
    expect(it.all()[1]?.severityReason.text).toMatch(/; it was inhibited by .*, and still fires$/);
  });

  test('stands in the incident that inhibits it, once', async () => {
    const it = desk();
    await it.send('node', down);
    await it.send('node', slow);
    await it.send('node', slow);
    it.passes(60);
    await it.sweep();
    expect(await it.notes('INC-2026-001')).toEqual([
      'Keeps waiting an alert, which opens an incident if it still fires when this one is over: Slow on n1',
    ]);
  });

  test('opens as it is where a person has resolved what inhibits it', async () => {
    const it = desk(undefined, { severities: { SEV2: { hold: '0s', watch: '2h' } } });
    await it.send('node', down);
    await it.send('node', slow);
    await it.resolve('INC-2026-001');
    it.passes(60);
    await it.sweep();
    expect(titles(it)).toContain('Slow on n1');
  });

  test('that cleared meanwhile opens nothing', async () => {
    const it = desk();
    await it.send('node', down);
    await it.send('node', slow);
    await it.send('node', over(slow));
    await it.send('node', over(down));
    it.passes(120);
    await it.sweep();
    expect(titles(it)).toEqual(['NodeDown on n1']);
  });

  test('is recognised where both come in one body, whichever stands first', async () => {
    for (const both of [
      [slow, down],
      [down, slow],
    ]) {
      const it = desk();
      await it.sendTogether('node', both);
      expect(titles(it)).toEqual(['NodeDown on n1']);
    }
  });

  test('as SEV1 opens its incident all the same, unless the rule says otherwise', async () => {
    const worst = alert('Slow', { severity: 'SEV1' });
    const pierced = desk();
    await pierced.send('node', down);
    await pierced.send('node', worst);
    expect(titles(pierced)).toContain('Slow on n1');
    const muted = desk([{ ...rule, equal: ['node'], includeSev1: true }]);
    await muted.send('node', down);
    await muted.send('node', worst);
    expect(titles(muted)).toEqual(['NodeDown on n1']);
    expect(muted.all()).toMatchObject([{ severity: 'SEV1' }]);
  });

  test('makes the incident that inhibits it as bad as it is', async () => {
    const it = desk();
    await it.send('node', { ...down, severity: 'SEV3' });
    await it.send('node', slow);
    expect(it.all()).toMatchObject([{ title: 'NodeDown on n1', severity: 'SEV2' }]);
  });

  test('has to say the same in what must be equal; what both lack is the same', async () => {
    const it = desk();
    await it.send('node', down);
    await it.send('node', alert('Slow', { key: 'n2', labels: { node: 'n2', tier: 'app' } }));
    expect(it.all()).toHaveLength(2);
    const lacking = desk([{ ...rule, equal: ['rack'] }]);
    await lacking.send('node', down);
    await lacking.send('node', slow);
    expect(lacking.all()).toHaveLength(1);
  });

  test('is inhibited by neither itself nor what would be inhibited by it', async () => {
    const it = desk([{ ...rule, source: 'tier="app"' }]);
    await it.send('node', slow);
    await it.send('node', alert('Wide'));
    expect(titles(it)).toEqual(['Slow on n1', 'Wide on n1']);
  });

  test('waits neither behind one that waits for it', async () => {
    const it = desk([rule, { name: 'back', source: 'tier="app"', target: 'alertname="NodeDown"' }]);
    await it.sendTogether('node', [down, slow]);
    it.passes(120);
    await it.sweep();
    expect(it.all().length).toBeGreaterThan(0);
  });

  test('waits behind one that is silenced, as in Alertmanager', async () => {
    const it = desk();
    const { now } = it;
    await it.silences.add(
      {
        ...{ id: 'sil_1', match: 'alertname="NodeDown"', owner: 'ana', reason: 'Swapped' },
        ...{ from: now(), until: it.in(3600), by: 'Ana', createdAt: now() },
      },
      now(),
    );
    await it.send('node', down);
    await it.send('node', slow);
    expect(it.all()).toEqual([]);
    it.passes(3600);
    await it.sweep();
    expect(titles(it)).toEqual(['NodeDown on n1']);
    await it.send('node', over(down));
    it.passes(120);
    await it.sweep();
    expect(titles(it)).toEqual(['NodeDown on n1', 'Slow on n1']);
  });
});

test('a storm of what inhibits at one place costs one write, and what has room there is kept', async () => {
  const it = desk([{ ...rule, source: 'tier="node"', equal: ['rack'] }]);
  const nodes = Array.from({ length: 40 }, (_, index) => ({
    ...down,
    ...{ key: `node-${index}`, title: `Node ${index} is gone` },
    labels: { tier: 'node', rack: 'r1' },
  }));
  await it.sendTogether('node', nodes);
  const [[, noted] = []] = [...it.table.inhibitors];
  expect(noted).toHaveLength(20);
  await it.sendTogether('node', nodes);
  expect([...it.table.inhibitors]).toEqual([[expect.any(String), noted]]);
});

describe('where one sees what is inhibited', () => {
  const reason = 'inhibited by NodeDown on n1 (INC-2026-001), as the rule node-down says';
  const firing = async () => {
    const it = desk();
    await it.send('node', down);
    await it.send('node', slow);
    const { configuration, incidents, silences, now, table } = it;
    const roster = memoryRoster();
    const deps = { configuration, incidents, silences, roster, now, alerts: memoryAlerts(table) };
    return { it, deps };
  };

  test('explain says what would keep a body waiting', async () => {
    const { deps } = await firing();
    const { explain } = explainOperation(deps);
    const query = { source: 'generic', integration: 'node' };
    const told = await explain({ query, body: JSON.stringify(alert('Late')) } as never);
    expect(told).toMatchObject({
      answer: {
        alerts: [{ muted: { id: 'node-down', kind: 'inhibition', reason }, wouldPage: [] }],
      },
    });
  });

  test('simulate says that nobody is paged by it now, and nothing of another moment', async () => {
    const { deps, it } = await firing();
    const { simulate } = simulateOperation(deps);
    const body = {
      body: JSON.stringify(alert('Late')),
      source: 'generic',
      integration: 'node',
    };
    expect(await simulate({ body } as never)).toMatchObject({
      answer: {
        alerts: [{ nobody: `${reason}; what still fires then opens its incident`, rungs: [] }],
      },
    });
    const later = await simulate({ body: { ...body, at: addSeconds(it.now(), 3600) } } as never);
    expect(JSON.stringify(later)).not.toContain('inhibited');
  });

  test('tocsin silences lists it, and tocsin why says so', async () => {
    const { deps, it } = await firing();
    const { listSilences } = silenceOperations({ ...deps } as never);
    expect(await listSilences({ query: {} } as never)).toMatchObject({
      answer: {
        inhibited: [{ title: 'Slow on n1', rule: 'node-down', incident: 'INC-2026-001', reason }],
      },
    });
    const { why } = insightOperations({ ...deps, pagesOf: memoryPagesOf(it.table) } as never);
    it.passes(30);
    const told = await why({ query: { person: 'ana' }, asked: {} } as never);
    expect(JSON.stringify(told)).toContain(`Alerts were ${reason}: Slow on n1`);
  });
});

describe('whose alerts inhibit whose', () => {
  test('no key mutes what came with another', async () => {
    const it = desk();
    await it.send('edge', down);
    await it.send('node', slow);
    expect(titles(it)).toEqual(['NodeDown on n1', 'Slow on n1']);
  });

  test('the doors of one domain are one sender', async () => {
    const doors = [node, edge].map(each => ({ ...each, domain: 'both' }));
    const it = intakeOnMemory(doors, { inhibit: [rule] });
    await it.send('edge', down);
    await it.send('node', slow);
    expect(titles(it)).toEqual(['NodeDown on n1']);
  });

  test('those do that the rule names, and no others', async () => {
    const it = desk([{ ...rule, integrations: ['edge'] }]);
    await it.send('node', down);
    await it.send('node', slow);
    expect(it.all()).toHaveLength(2);
    await it.send('edge', { ...down, key: 'edge' });
    await it.send('node', alert('Late'));
    expect(titles(it)).not.toContain('Late on n1');
  });
});

describe('in whatever order', () => {
  const word = fc.record({
    name: fc.constantFrom('NodeDown', 'Slow', 'Late'),
    isOver: fc.boolean(),
  });
  const ending = async (
    words: { name: string; isOver: boolean }[],
    order: (waiting: Delivered[]) => Delivered[],
  ) => {
    const it = desk();
    for (const { name, isOver } of words) {
      await it.post('node', isOver ? over(alert(name)) : alert(name));
    }
    await it.deliver(order);
    // In the end what inhibits is over, and nothing that fires may be left waiting.
    await it.send('node', over(down));
    it.passes(120);
    await it.sweep();
    it.passes(120);
    await it.sweep();
    return it
      .all()
      .filter(({ alerts }) => alerts.firing > 0)
      .map(({ title }) => title)
      .toSorted();
  };

  test('whatever fires has its incident once nothing inhibits it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { maxLength: 8 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (words, chance) => {
          const next = () => Number(chance.next().value);
          const shuffled = await ending(words, waiting =>
            [...waiting, ...waiting.filter(() => next() > 0.6)]
              .map(each => ({ each, at: next() }))
              .toSorted((a, b) => a.at - b.at)
              .map(({ each }) => each),
          );
          const last = new Map(words.map(({ name, isOver }) => [name, isOver]));
          const firing = [...last].flatMap(([name, isOver]) =>
            isOver || name === 'NodeDown' ? [] : [`${name} on n1`],
          );
          expect(shuffled).toEqual(firing.toSorted());
        },
      ),
      { numRuns: 60 },
    );
  });
});
