import * as z from 'zod/mini';

/** How times are written in tocsin.yaml: largest unit first, such as `90s`, `15m` or `1h30m`. */
const form = /^(?=\d)(\d{1,6}d)?(\d{1,6}h)?(\d{1,6}m)?(\d{1,6}s)?$/;
const units = { d: 86_400, h: 3600, m: 60, s: 1 } as const;
const longest = 366 * units.d;

/** `undefined` when the text is not a time, or is longer than a year. */
export function parseDuration(text: string): number | undefined {
  if (!form.test(text)) return undefined;
  const seconds = [...text.matchAll(/(\d+)([dhms])/g)]
    .map(([, count, unit]) => Number(count) * units[unit as keyof typeof units])
    .reduce((sum, part) => sum + part, 0);
  return seconds > longest ? undefined : seconds;
}

export function durationText(seconds: number): string {
  let rest = seconds;
  let text = '';
  for (const [unit, size] of Object.entries(units)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}

/** A time in the document, seconds in the program. */
export function duration(description: string, atLeastSeconds = 1) {
  const words = { error: durationWords('') };
  return z.pipe(
    z.string(words).check(
      z.regex(form, words),
      z.refine(text => !form.test(text) || parseDuration(text) !== undefined, {
        error: 'must not be longer than 366d',
      }),
      z.refine(text => (parseDuration(text) ?? atLeastSeconds) >= atLeastSeconds, {
        error: `must be at least ${durationText(atLeastSeconds)}`,
      }),
      z.describe(description),
    ),
    z.transform(text => parseDuration(text) ?? 0),
  );
}

/** A time, or never. */
export function durationOrNever(description: string) {
  return z.union([z.literal('never'), duration(description)], {
    error: durationWords(', or never'),
  });
}

/** A bare number is refused: nobody knows its unit. */
export function durationWords(alternative: string) {
  return ({ input }: { input?: unknown }) =>
    typeof input === 'number'
      ? `must have a unit, such as ${input}s, ${input}m or ${input}h`
      : `must be a time such as 90s, 5m, 2h or 1d${alternative}`;
}
