import type { LookAlike, PatternHit } from '#core/diagnosis/pattern.ts';
import { oneLine, said } from '#core/text/plain-text.ts';

/** Name and value, one line each: what an incident resembles, what to try, what ended others like it, whom to call (R15, R27). */
export function patternFacts(
  patterns: readonly PatternHit[] = [],
  contacts: readonly string[] = [],
  lookAlikes: readonly LookAlike[] = [],
): [string, string][] {
  const outside = [...new Set([...contacts, ...patterns.flatMap(hit => hit.contacts)])];
  return [
    ...patterns.flatMap(({ name, cause, quickFixes }): [string, string][] => [
      ['Looks like', `${oneLine(name)}. ${oneLine(cause)}`],
      ...quickFixes.map(({ text, command }): [string, string] => [
        'Try',
        command === undefined ? oneLine(text) : `${oneLine(text)}: npm run ${oneLine(command)}`,
      ]),
    ]),
    ...lookAlikes.map(({ incident, title, resolution, actions }): [string, string] => [
      'Before',
      [
        `${incident} (${said(title)})`,
        ...(resolution === undefined ? [] : [`ended with: ${said(resolution)}`]),
        ...(actions.length === 0 ? [] : [`done: ${actions.join(', ')}`]),
      ].join('; '),
    ]),
    ...(outside.length === 0
      ? []
      : [['Outside help', outside.map(oneLine).join('; ')] as [string, string]]),
  ];
}
