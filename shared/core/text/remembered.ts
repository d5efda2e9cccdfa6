/** As many texts as a large batch brings. */
const textsMax = 256;

/**
 * A pure function of a text, which remembers its newest answers: a storm says the same words again and again, and each
 * alert is judged more than once. What is remembered is a copy of the text, so that it keeps no body in memory.
 */
export function remembered<Where extends string, Answer extends object>(
  make: (where: Where, text: string) => Answer,
): (where: Where, text: string) => Answer {
  const known = new Map<string, Answer>();
  return (where, text) => {
    const key = `${where}\n${text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = make(where, key.slice(where.length + 1));
    if (known.size >= textsMax) known.clear();
    known.set(key, answer);
    return answer;
  };
}
