import * as z from 'zod/mini';
import type { Inhibition } from '#core/intake/inhibition.ts';
import { inhibition } from '#core/setup/document-inhibit.ts';
import { patternFlaw, readyFor } from '#core/text/full-pattern.ts';
import { type Matcher, matchersOf, parseMatchers, patternsIn } from '#core/text/matchers.ts';
import { tooWide } from '#core/text/wide-matchers.ts';

/*
 * `inhibit_rules` of an alertmanager.yml as `inhibit` of tocsin.yaml: matchers of today, and `source_match` and
 * `source_match_re` of before. What cannot be said here is told, with why.
 */

const text = z.string();
const pairs = z.nullish(z.record(text, z.union([text, z.number(), z.boolean()])));
const lines = z.nullish(z.array(text));
const rule = z.looseObject({
  name: z.nullish(text),
  ...{ source_matchers: lines, source_match: pairs, source_match_re: pairs },
  ...{ target_matchers: lines, target_match: pairs, target_match_re: pairs },
  equal: lines,
});
const interval = z.looseObject({ name: text });
const file = z.looseObject({
  inhibit_rules: z.nullish(z.array(z.unknown())),
  mute_time_intervals: z.nullish(z.array(interval)),
  time_intervals: z.nullish(z.array(interval)),
});

export interface Left {
  path: string;
  message: string;
}

/** What comes out is what `tocsin apply` takes. */
export async function inhibitOf(
  document: unknown,
): Promise<{ inhibit: Inhibition[]; left: Left[] }> {
  const read = z.safeParse(file, document);
  if (!read.success) {
    return { inhibit: [], left: [{ path: '', message: 'is no configuration of Alertmanager' }] };
  }
  const { inhibit_rules: rules, mute_time_intervals: muted, time_intervals: named } = read.data;
  const left: Left[] = [];
  const inhibit: Inhibition[] = [];
  for (const [index, each] of (rules ?? []).entries()) {
    const made = await ofRule(each, inhibit);
    if ('fault' in made) left.push({ path: `inhibit_rules/${index}`, message: made.fault });
    else inhibit.push(made);
  }
  for (const { name } of [...(muted ?? []), ...(named ?? [])]) {
    left.push({
      path: `time_intervals/${name}`,
      message:
        'mutes routes, not alerts, and names nobody who answers for it: write it as maintenance, with the matchers of its routes',
    });
  }
  return { inhibit, left };
}

async function ofRule(
  each: unknown,
  before: readonly Inhibition[],
): Promise<Inhibition | { fault: string }> {
  const read = z.safeParse(rule, each);
  if (!read.success) {
    return { fault: `${read.error.issues[0]?.path.join('/') ?? ''} is not as Alertmanager has it` };
  }
  const { data } = read;
  if ('source' in data || 'sources' in data)
    return { fault: 'has several sources: write one rule for each' };
  const source = sideOf(data.source_matchers, data.source_match, data.source_match_re);
  const target = sideOf(data.target_matchers, data.target_match, data.target_match_re);
  if ('fault' in source) return { fault: `of its source, ${source.fault}` };
  if ('fault' in target) return { fault: `of its target, ${target.fault}` };
  const made = z.safeParse(inhibition, {
    name: nameOf(
      data.name ?? `${mainWord(source.matchers)}-inhibits-${mainWord(target.matchers)}`,
      before,
    ),
    source: source.matchers.map(written).join(', '),
    target: target.matchers.map(written).join(', '),
    ...(data.equal && data.equal.length > 0 && { equal: data.equal }),
    // There nothing pierces.
    includeSev1: true,
  });
  if (made.success) {
    const { equal = [] } = made.data;
    const flaw =
      (await unusable(made.data.source, true)) ??
      (await unusable(made.data.target, equal.length === 0));
    return flaw === undefined ? made.data : { fault: flaw };
  }
  const [issue] = made.error.issues;
  return { fault: `its ${issue?.path.join('/')} ${issue?.message}` };
}

/** What is alike in something may be as much as there is. */
async function unusable(match: string, isNarrow: boolean): Promise<string | undefined> {
  const patterns = patternsIn(matchersOf(match));
  for (const pattern of patterns) {
    const flaw = await patternFlaw(pattern);
    if (flaw !== undefined) return `${quoted(pattern)} ${flaw}`;
  }
  await readyFor(patterns);
  const wide = isNarrow ? tooWide(match) : undefined;
  return wide === undefined ? undefined : `${match} ${wide}`;
}

function sideOf(
  matchers: readonly string[] | null | undefined,
  match: Readonly<Record<string, string | number | boolean>> | null | undefined,
  matchRe: Readonly<Record<string, string | number | boolean>> | null | undefined,
): { matchers: Matcher[] } | { fault: string } {
  const found: Matcher[] = [];
  for (const [is, all] of [
    ['=', match],
    ['=~', matchRe],
  ] as const) {
    for (const [name, value] of Object.entries(all ?? {})) {
      found.push({ name, is, value: String(value) });
    }
  }
  for (const line of matchers ?? []) {
    const read = parseMatchers(line);
    if ('fault' in read) return { fault: read.fault };
    found.push(...read.matchers);
  }
  return found.length === 0
    ? { fault: 'there is no matcher: it is about whatever comes, which nothing here may be' }
    : { matchers: found };
}

/** In quotes, with the escapes that are read again: a name may be of any signs, too. */
function written({ name, is, value }: Matcher): string {
  const said = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? name : quoted(name);
  return `${said}${is}${quoted(value)}`;
}

function quoted(value: string): string {
  const escaped = value.replace(/[\\"]/g, sign => `\\${sign}`).replaceAll('\n', '\\n');
  return `"${escaped}"`;
}

/** What a person would call it by: an alert's name before anything else. */
function mainWord(matchers: readonly Matcher[]): string {
  const named = matchers.find(({ name }) => name === 'alertname') ?? matchers[0];
  return named?.value ?? '';
}

function nameOf(wanted: string, before: readonly Inhibition[]): string {
  const plain =
    wanted
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 50) || 'rule';
  const taken = new Set(before.map(({ name }) => name));
  for (let count = 1; ; count++) {
    const name = count === 1 ? plain : `${plain}-${count}`;
    if (!taken.has(name)) return name;
  }
}
