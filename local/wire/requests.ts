/** How often each AWS operation was asked for: what a bill would count. */
export interface RequestCounts {
  count(service: string, operation: string): void;
  /** The same for calls by the local stack itself, which stand for work that AWS does inside. */
  countOwn(service: string, operation: string): void;
  all(): Record<string, number>;
}

export function requestCounts(): RequestCounts {
  const counts = new Map<string, number>();
  const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  return {
    count: (service, operation) => void add(`${service}:${operation}`),
    countOwn: (service, operation) => void add(`poller:${service}:${operation}`),
    all: () => Object.fromEntries([...counts].sort(([one], [other]) => one.localeCompare(other))),
  };
}
