/** In order, so many together; the last may be fewer. */
export function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** What is made of each, in their order, of so many at once: all at the same time would be too much for whatever is asked. */
export async function eachOf<Item, Made>(
  items: readonly Item[],
  atOnce: number,
  make: (item: Item) => Made | Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const some of chunks(items, atOnce)) made.push(...(await Promise.all(some.map(make))));
  return made;
}
