import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Answer } from '#console/api.ts';
import type { Command } from '#console/incident/words.ts';

/** What can be done with several at once. */
const doables = ['acknowledge', 'escalate', 'resolve'] as const;
export type Doable = (typeof doables)[number];

/** Those that are ticked, each as it was shown last. */
export const chosen = signal<ReadonlyMap<string, Row>>(new Map());
/** What is to be done with them: asked for by a key or a button. */
export const wanted = signal<Doable | undefined>(undefined);

export type Row = Answer<'GET', '/v1/incidents'>['incidents'][number];

/** `whyNot` says nothing of a command that nobody may: only what is there and possible is. */
export function possibleOf({ commands = [] }: Row): Doable[] {
  const isPossible = (command: Command) =>
    commands.some(each => each.command === command && each.standing === 'possible');
  return doables.filter(isPossible);
}

export function choose(rows: readonly Row[]): void {
  const able = rows.filter(row => possibleOf(row).length > 0);
  chosen.value = new Map(able.map(row => [row.id, row]));
}

/** One of them, as it is now: what cannot be done any more is not asked for. */
export function mark(row: Row, isChosen: boolean): void {
  const next = new Map(chosen.peek());
  if (isChosen && possibleOf(row).length > 0) next.set(row.id, row);
  else next.delete(row.id);
  chosen.value = next;
}

/** What was shown among others and is there no more is not chosen either: nobody sees any more what a key would do. */
export function useLeft(rows: readonly Row[]): void {
  const before = useRef(rows);
  useEffect(() => {
    for (const row of before.current) {
      if (chosen.peek().has(row.id) && !rows.some(({ id }) => id === row.id)) mark(row, false);
    }
    before.current = rows;
  });
}

export const chosenFor = (doable: Doable): Row[] =>
  [...chosen.value.values()].filter(row => possibleOf(row).includes(doable));
