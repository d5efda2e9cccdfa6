import { beforeEach, describe, expect, test } from 'vitest';
import { numberedIncidentId } from '#core/ids.ts';
import { undeclared } from '#core/incident/incident.ts';
import { carryOut, commitOf, declaration, later, plan } from '../support/samples.ts';
import { onDynamoDb, type Stores } from '../support/tables.ts';

/* What is asked costs what is answered, however much else is open. */

let read = 0;
const { open } = onDynamoDb({
  onAnswer({ ScannedCount: scanned, Responses: batches }) {
    read += scanned ?? Object.values(batches ?? {}).flat().length;
  },
});
beforeEach(() => {
  read = 0;
});

const elsewhere = 30;
const limit = 3;

/** Many open incidents of one service, and before them a few of another. */
async function manyAreOpen({ incidents }: Stores) {
  for (let number = 1; number <= elsewhere + limit; number++) {
    const id = numberedIncidentId(2026, number);
    const isWanted = number <= limit;
    const service = isWanted ? plan.service : { id: 'search', name: 'Search' };
    const command = {
      ...declaration(id, later(number)),
      severity: isWanted ? 'SEV2' : 'SEV1',
      plan: { ...plan, service },
    } as const;
    await incidents.append(commitOf(id, undeclared, 1, command));
  }
}

describe('with many incidents open', () => {
  test.each([
    { of: 'a severity', query: { severity: 'SEV2' } },
    { of: 'a service', query: { service: plan.service.id } },
    { of: 'a severity of a service', query: { severity: 'SEV2', service: plan.service.id } },
    { of: 'everything', query: {} },
  ] as const)('a list of $of reads what it answers, twice at most', async ({ query }) => {
    const stores = await open();
    await manyAreOpen(stores);
    read = 0;
    const { incidents } = await stores.incidents.list({ phases: ['open'], limit, ...query });
    expect(incidents).toHaveLength(limit);
    // Their keys and the next one's, then themselves.
    expect(read).toBeLessThanOrEqual(2 * limit + 1);
  });

  test('what is overdue is read without what is due later', async () => {
    const stores = await open();
    await manyAreOpen(stores);
    read = 0;
    expect(await stores.incidents.overdue(later(301), 100)).toHaveLength(1);
    expect(read).toBe(1);
  });

  test('an incident leaves the lists of what it was when it becomes something else', async () => {
    const stores = await open();
    await manyAreOpen(stores);
    const id = numberedIncidentId(2026, 1);
    const by = { kind: 'person', id: 'ana', name: 'Ana' } as const;
    const reason = { rule: 'person', text: 'worse' };
    const at = later(60);
    await carryOut(stores.incidents, id, {
      ...{ type: 'ChangeSeverity', at, by, to: 'SEV1', reason, plan },
    });
    const listed = async (query: object) => {
      const page = await stores.incidents.list({ phases: ['open'], limit: 100, ...query });
      return page.incidents.map(({ incident }) => ('id' in incident ? incident.id : ''));
    };
    expect(await listed({ severity: 'SEV2' })).not.toContain(id);
    const service = plan.service.id;
    expect(await listed({ severity: 'SEV1', service })).toEqual([id]);
  });
});
