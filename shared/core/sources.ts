/** The kinds of sender that we understand; each has an address of its own. */
export const sources = ['alertmanager', 'grafana', 'cloudwatch', 'generic'] as const;
export type Source = (typeof sources)[number];

export function parseSource(text: string): Source | undefined {
  return sources.find(source => source === text);
}
