import type * as z from 'zod/mini';
import type { coverage } from '#contract/oncall.ts';

type Finding = z.output<typeof coverage>['findings'][number];

/** `who`: by name, where it is the same of several people. */
export type Told = Pick<Finding, 'kind' | 'severity' | 'text' | 'from'> & { who: string[] };

/** What is so of several people is said once, where the first of them stood: in a new team it is of each the same. */
export function saidOnce(
  findings: readonly Finding[],
  people: readonly { id: string; name: string }[],
): Told[] {
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const all: (Told & { same?: string })[] = [];
  for (const { kind, severity, text, from, person = '' } of findings) {
    const name = names.get(person);
    const about = name !== undefined && text.startsWith(`${name} `) ? text.slice(name.length) : '';
    const one = { kind, severity, text, ...(from !== undefined && { from }) };
    const same = `${kind} ${severity}${about}`;
    const before = about === '' ? undefined : all.find(each => each.same === same);
    if (before === undefined || name === undefined) {
      all.push({ ...one, who: [], ...(about !== '' && { same, who: [name ?? ''] }) });
      continue;
    }
    before.who.push(name);
    before.text = `Each of ${before.who.length} people${about}`;
  }
  return all.map(({ same: _same, ...told }) => ({
    ...told,
    who: told.who.length > 1 ? told.who : [],
  }));
}
