/** Of the long line that browsers say of themselves, the two words that help. */
export function browserName(text = 'A browser'): string {
  const name = /(Firefox|Edg|Chrome|Safari)\//.exec(text)?.[1]?.replace('Edg', 'Edge');
  const on = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(text)?.[1];
  return name === undefined ? text.slice(0, 60) : `${name}${on === undefined ? '' : ` on ${on}`}`;
}
