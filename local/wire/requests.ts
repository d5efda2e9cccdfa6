/** How often each AWS operation was asked for: what a bill would count. */
export interface RequestCounts {
  count(service: string, operation: string, caller: string): void;
  /** The same for calls by the local stack itself, which stand for work that AWS does inside. */
  countOwn(service: string, operation: string): void;
  all(): Record<string, number>;
  /** `on-page dynamodb:Query`: who asked, too. */
  byCaller(): Record<string, number>;
}

export function requestCounts(): RequestCounts {
  const counts = new Map<string, number>();
  const add = (key: string, count = 1, to = counts) => to.set(key, (to.get(key) ?? 0) + count);
  return {
    count: (service, operation, caller) => void add(`${caller} ${service}:${operation}`),
    countOwn: (service, operation) => void add(`poller:${service}:${operation}`),
    all() {
      const all = new Map<string, number>();
      for (const [key, count] of counts) add(key.slice(key.indexOf(' ') + 1), count, all);
      return sorted(all);
    },
    byCaller: () => sorted([...counts].filter(([key]) => key.includes(' '))),
  };
}

function sorted(counts: Iterable<[string, number]>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([one], [other]) => one.localeCompare(other)));
}
