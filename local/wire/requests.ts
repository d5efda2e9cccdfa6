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
  const callers = new Map<string, number>();
  return {
    count(service, operation, caller) {
      add(counts, `${service}:${operation}`);
      add(callers, `${caller} ${service}:${operation}`);
    },
    countOwn: (service, operation) => add(counts, `poller:${service}:${operation}`),
    all: () => sorted(counts),
    byCaller: () => sorted(callers),
  };
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([one], [other]) => one.localeCompare(other)));
}
