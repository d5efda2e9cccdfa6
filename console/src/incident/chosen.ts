import { signal } from '@preact/signals';
import type { Command, whyNot } from '#console/incident/words.ts';

/** What can be done with several at once. */
const doables = ['acknowledge', 'escalate', 'resolve'] as const;
export type Doable = (typeof doables)[number];

/** Those that are ticked, each with what the API says is possible of it. */
export const chosen = signal<ReadonlyMap<string, readonly Doable[]>>(new Map());
/** What is to be done with them: asked for by a key or a button. */
export const wanted = signal<Doable | undefined>(undefined);

type Row = Parameters<typeof whyNot>[0] & { id: string };

/** `whyNot` says nothing of a command that nobody may: only what is there and possible is. */
export function possibleOf({ commands = [] }: Row): Doable[] {
  const isPossible = (command: Command) =>
    commands.some(each => each.command === command && each.standing === 'possible');
  return doables.filter(isPossible);
}

export function choose(rows: readonly Row[]): void {
  const can = rows.map(row => [row.id, possibleOf(row)] as const);
  chosen.value = new Map(can.filter(([, doable]) => doable.length > 0));
}

/** One of them, as it is now: what cannot be done any more is not asked for. */
export function mark(row: Row, isChosen: boolean): void {
  const { id } = row;
  const can = isChosen ? possibleOf(row) : [];
  if ((chosen.peek().get(id) ?? []).join() === can.join()) return;
  const next = new Map(chosen.peek());
  if (can.length === 0) next.delete(id);
  else next.set(id, can);
  chosen.value = next;
}

export const chosenFor = (doable: Doable): string[] =>
  [...chosen.value].flatMap(([id, can]) => (can.includes(doable) ? [id] : []));
