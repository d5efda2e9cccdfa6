const hour = 3_600_000;

/** For when somebody is asked to stand in for a shift: what is left of it, from a whole hour on where one comes before its end. */
export function askedSpan(
  { starts, ends }: { starts: number; ends: number },
  nowMs: number,
): { from: number; until: number } | undefined {
  if (ends <= nowMs) return undefined;
  if (starts >= nowMs) return { from: starts, until: ends };
  const whole = Math.ceil(nowMs / hour) * hour;
  return { from: whole < ends ? whole : nowMs, until: ends };
}
