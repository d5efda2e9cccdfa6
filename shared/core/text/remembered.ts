/** As many texts as a large batch brings; longer ones are worked out each time. */
const textsMax = 256;
const lengthMax = 5000;

/**
 * A pure function of a text, which remembers its newest answers: a storm says the same words again and again, and each
 * alert is judged more than once. `most`: so many answers. What is remembered is a copy of the text, so that it keeps no body in memory.
 */
export function remembered<Answer extends object | string | boolean>(
  make: (text: string) => Answer,
  most = textsMax,
): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return text => {
    if (text.length > lengthMax) return make(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const copy = ` ${text}`.slice(1);
    const answer = make(copy);
    if (known.size >= most) known.clear();
    known.set(copy, answer);
    return answer;
  };
}
