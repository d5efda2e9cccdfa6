/** How many items of a list come at once: so few that whoever reads the first page only is found out here. */
const pageLength = 3;

/** A page of a list and the token of the next; AWS may make pages as short as it likes. */
export function pageOf<Item>(
  all: readonly Item[],
  token: string | null | undefined,
  length = pageLength,
): { items: Item[]; next?: string } {
  const first = Number(token ?? 0);
  const end = first + length;
  return { items: all.slice(first, end), ...(end < all.length && { next: String(end) }) };
}
