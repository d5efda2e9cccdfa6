import type { Severity } from '#core/severity.ts';

/** One webhook, as a sender posts it. */
export interface Posted {
  seconds: number;
  from: Sender;
  source: 'generic' | 'alertmanager';
  body: unknown;
  /** What it says of each series that it lists. */
  says: { series: string; status: 'firing' | 'resolved'; severity: Severity }[];
}

/** Two doors of one sender share a domain. */
interface Sender {
  integration: string;
  domain: string;
}

const severities = ['SEV1', 'SEV2', 'SEV3', 'SEV4'] as const satisfies readonly Severity[];
const floodOf = 40;

/**
 * What other senders say during a history: the same keys under several domains, repeats that get worse or milder, groups
 * whose list was cut, floods. None of it may touch what came from elsewhere.
 */
export function otherSenders(pick: (below: number) => number): Posted[] {
  const oneIn = (count: number) => pick(count) === count - 1;
  const one = <Item>(items: readonly Item[]) => items[pick(items.length)] as Item;
  // Whoever holds a key: some are doors of one sender, some strangers to all others.
  const senders = Array.from({ length: 2 + pick(4) }, (_, number): Sender => {
    const integration = `door-${number}`;
    return { integration, domain: oneIn(2) ? 'domain:shared' : `key:${integration}` };
  });
  const posted: Posted[] = [];
  if (oneIn(2)) for (let count = 2 + pick(8); count > 0; count--) posted.push(single());
  if (oneIn(4)) for (let count = 2 + pick(5); count > 0; count--) posted.push(group());
  if (oneIn(8)) posted.push(...flood());
  return posted;

  function single(): Posted {
    // A key that the first story uses too, and one of their own.
    const key = one(['down', 'disk']);
    const status = oneIn(4) ? 'resolved' : 'firing';
    const severity = one(severities);
    const body = { title: `Trouble with ${key}`, service: 'payments', key, status, severity };
    const says = [{ series: key, status, severity } as const];
    return { seconds: 40 + pick(2500), from: one(senders), source: 'generic', body, says };
  }

  /** Of one group with three series; what was cut off is not said. */
  function group(): Posted {
    const listed = ['a', 'b', 'c'].filter(() => !oneIn(3));
    const says = (listed.length === 0 ? ['a'] : listed).map(host => ({
      series: `host-${host}`,
      status: oneIn(3) ? ('resolved' as const) : ('firing' as const),
      severity: 'SEV2' as const,
    }));
    const cut = 3 - says.length;
    const isFiring = cut > 0 || says.some(({ status }) => status === 'firing');
    const body = {
      version: '4',
      status: isFiring ? 'firing' : 'resolved',
      receiver: 'tocsin',
      groupKey: '{}:{alertname="Slow"}',
      ...(cut > 0 && { truncatedAlerts: cut }),
      alerts: says.map(({ series, status }) => ({
        status,
        labels: { alertname: 'Slow', service: 'payments', severity: 'high', host: series },
        annotations: { summary: 'Answers are slow' },
        startsAt: '2026-11-23T02:00:00Z',
        endsAt: status === 'resolved' ? '2026-11-23T02:30:00Z' : '0001-01-01T00:00:00Z',
      })),
    };
    const from = one(senders);
    return { seconds: 40 + pick(2500), from, source: 'alertmanager', body, says };
  }

  function flood(): Posted[] {
    const seconds = 40 + pick(1500);
    const from = one(senders);
    return Array.from({ length: floodOf }, (_, number) => {
      const key = `flood-${number}`;
      const severity = oneIn(10) ? 'SEV1' : 'SEV3';
      const body = { title: `Lost ${key}`, service: 'payments', key, status: 'firing', severity };
      const says = [{ series: key, status: 'firing', severity } as const];
      return { seconds: seconds + pick(10), from, source: 'generic', body, says };
    });
  }
}
