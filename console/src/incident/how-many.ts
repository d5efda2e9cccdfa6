/** How much of a list is open: what is over and watched is not. `hasMore`: there is more than is known. */
export function howManyText(rows: readonly { phase: string }[], hasMore: boolean): string {
  const of = (which: string) => rows.filter(({ phase }) => phase === which).length;
  const [nobodys, watched] = [of('open'), of('watching')];
  const open = rows.length - watched;
  return [
    ...(open > 0 || hasMore ? [`${open}${hasMore ? ' and more' : ''} open`] : []),
    ...(nobodys > 0 ? [`${hasMore ? 'at least ' : ''}${nobodys} that nobody has`] : []),
    ...(watched > 0 ? [`${watched} resolved and watched`] : []),
  ].join(', ');
}
