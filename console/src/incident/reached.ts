import { grouped } from '#console/shell/group-by.ts';
import type { IncidentPages } from '#contract/incident.ts';

type Page = IncidentPages['pages'][number];

/**
 * Of each person what became of what they were asked last: by each of their ways, of which one may ring while another failed.
 * A page that is told of late (a receipt, a second try) belongs to when it was decided, as the one before it may do.
 */
export function reached(pages: readonly Page[]): Page[][] {
  const decided = ({ decidedAt, at }: Page) => decidedAt ?? at;
  return [...grouped(pages, ({ person }) => person).values()].map(own => {
    const inOrder = own.toSorted((a, b) => decided(a).localeCompare(decided(b)));
    const last = inOrder.at(-1);
    const asked = inOrder.filter(
      ({ purpose, level, round }) =>
        purpose === last?.purpose && level === last.level && round === last.round,
    );
    // The newest of each way, where it first stood.
    return [...new Map(asked.map(page => [page.channel, page])).values()];
  });
}
