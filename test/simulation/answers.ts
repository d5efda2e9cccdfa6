import type { LinkView } from '#app/paging/answer-link.ts';
import type { IncidentEvent } from '#core/incident/events.ts';

/** What somebody does with what reached them. */
export type Answered =
  | { by: 'link'; token: string; form: Record<string, string> }
  | { by: 'text'; text: string };

/** Some press the link and choose what its page offers, some answer by text; most do nothing. */
export function answersTo(pick: (below: number) => number) {
  let answers = 0;
  const one = <Item>(items: readonly Item[]) => items[pick(items.length)] as Item;
  return (message: unknown): Answered | undefined => {
    if (pick(10) > 0) return undefined;
    const said = JSON.stringify(message);
    const words = `wish ${2000 + answers++}`;
    const [, token] = /\/a\/(token-\d+)/.exec(said) ?? [];
    const [, code] = /Reply A ([A-Z0-9]{4})/.exec(said) ?? [];
    if (code !== undefined && pick(2) === 0) {
      const text = one([`A ${code}`, 'A', `U ${code} ${words}`, `? ${code} ${words}`, `R ${code}`]);
      return { by: 'text', text };
    }
    if (token === undefined) return undefined;
    const form = one([
      {},
      {},
      { do: 'resolve', text: words, sure: 'yes' },
      { do: 'update', text: words },
      { do: 'help', text: words, from: one(['1.1', '1.2', '']) },
      { do: 'role', role: 'technicalLead' },
    ]);
    return { by: 'link', token, form: form as Record<string, string> };
  };
}

/** Whoever presses the button has it, or is told who has; a button that is there again did nothing. */
export function cameToNothing(form: Record<string, string>, view: LinkView): boolean {
  return form.do === undefined && view.kind === 'incident' && view.phase === 'open' && !view.news;
}

/** Whom a text told that they have it. */
export function saidToHave(text: string): string | undefined {
  return /You acknowledged (INC-\d{4}-\d+)\./.exec(text)?.[1];
}

export function hasAcknowledged(
  events: readonly IncidentEvent[],
  people: readonly string[],
): boolean {
  return events.some(
    ({ type, ...event }) =>
      type === 'IncidentAcknowledged' && 'by' in event && people.includes(event.by.id),
  );
}
