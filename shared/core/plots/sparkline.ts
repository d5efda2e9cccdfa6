const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One character per value, for a terminal. What was not measured is a blank. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter(value => value !== undefined);
  const low = Math.min(...known);
  const high = Math.max(...known);
  return values
    .map(value => {
      if (value === undefined) return ' ';
      if (high === low) return bars[0];
      return bars[Math.round(((value - low) / (high - low)) * (bars.length - 1))] ?? bars[0];
    })
    .join('');
}
