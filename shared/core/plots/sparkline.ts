const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One character per value, for a terminal. What was not measured is a blank. `range`: what low and high mean. */
export function sparkline(
  values: readonly (number | undefined)[],
  range: readonly [low: number, high: number] = rangeOf(values),
): string {
  const [low, high] = range;
  return values
    .map(value => {
      if (value === undefined) return ' ';
      if (high === low) return bars[0];
      return bars[Math.round(((value - low) / (high - low)) * (bars.length - 1))] ?? bars[0];
    })
    .join('');
}

export function rangeOf(values: readonly (number | undefined)[]): [low: number, high: number] {
  const known = values.filter(value => value !== undefined);
  return [Math.min(...known), Math.max(...known)];
}

/** What stands for several values where there is no room for each. */
export const merges = {
  sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  mean: (values: readonly number[]) => merges.sum(values) / values.length,
  most: (values: readonly number[]) => Math.max(...values),
  least: (values: readonly number[]) => Math.min(...values),
};

/** Neighbours become one until there are no more than there is room for: the newest is never cut off. */
export function condensed(
  values: readonly number[],
  room: number,
  merge: keyof typeof merges,
): number[] {
  const step = Math.max(1, Math.ceil(values.length / Math.max(1, room)));
  return Array.from({ length: Math.ceil(values.length / step) }, (_, index) =>
    merges[merge](values.slice(index * step, (index + 1) * step)),
  );
}
