/** Where somebody saw an escalation stand: the level paged last, 0 for none. `round` absent: whichever it is. */
export interface Rung {
  level: number;
  round?: number | undefined;
}

/** Whether an escalation that stood there stands elsewhere by now: it went on, or began anew. */
export const hasLeft = (from: Rung, { level, round }: Rung) =>
  level !== from.level || round !== (from.round ?? round);

/** In a field of a form. */
export function rungText({ level, round = 1 }: Rung): string {
  return `${level}.${round}`;
}

export function parseRung(text: string): Rung | undefined {
  const [, level, round] = /^(\d{1,3})\.(\d{1,6})$/.exec(text) ?? [];
  return level === undefined ? undefined : { level: Number(level), round: Number(round) };
}
