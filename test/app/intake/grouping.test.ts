import { describe, expect, test } from 'vitest';
import { intakeOnMemory } from '../../support/intake-on-memory.ts';

/* Which alerts are one problem, where their integration says by what. */

const body = (key: string, labels: object, more: object = {}) => ({
  ...{ key, title: `${key} is down`, severity: 'SEV2', service: 'website', labels, ...more },
});
const grouping = (groupBy?: string[]) =>
  intakeOnMemory([{ name: 'shop', source: 'generic', ...(groupBy && { groupBy }) }]);

describe('an integration that names what it groups by', () => {
  test('makes one incident of alerts that share it, and two of those that do not', async () => {
    const desk = grouping(['service', 'cluster']);
    await desk.send('shop', body('a', { cluster: 'eu' }));
    await desk.send('shop', body('b', { cluster: 'eu' }));
    await desk.send('shop', body('c', { cluster: 'us' }));
    expect(desk.all().map(({ alerts }) => alerts.firing)).toEqual([2, 1]);
  });

  test('clears each of them by itself', async () => {
    const desk = grouping(['cluster']);
    await desk.send('shop', body('a', { cluster: 'eu' }));
    await desk.send('shop', body('b', { cluster: 'eu' }));
    await desk.send('shop', body('a', { cluster: 'eu' }, { status: 'resolved' }));
    expect(desk.all()).toMatchObject([{ alerts: { firing: 1, cleared: 1 } }]);
  });

  test('takes what an alert does not have as empty, and leaves all others to their senders', async () => {
    const desk = grouping(['cluster']);
    await desk.send('shop', body('a', {}));
    await desk.send('shop', body('b', {}));
    expect(desk.all()).toHaveLength(1);
    const plain = grouping();
    await plain.send('shop', body('a', {}));
    await plain.send('shop', body('b', {}));
    expect(plain.all()).toHaveLength(2);
  });
});
