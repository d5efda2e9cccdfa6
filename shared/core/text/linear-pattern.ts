import { RE2JS, RE2JSException } from 're2js';

/*
 * Regular expressions that people write into the configuration, run over text that strangers write. The platform's own
 * engine goes back and tries again, so that `(\w+\.?)+@corp` takes minutes over 40 letters; this one reads every letter
 * once per find, whatever the expression is. It weighs 150 KB: whoever needs it loads it when it is needed.
 */

/** Finds in one text. What a line says behind so many is hidden as a whole, or finding would be quadratic after all. */
const findsMax = 100;

/** What is wrong with an expression, and what to write instead. */
export function linearPatternFlaw(pattern: string): string | undefined {
  const flaw = syntaxFlaw(pattern);
  if (flaw !== undefined) return flaw;
  const compiled = RE2JS.compile(pattern);
  // `\b` finds nothing in nothing, and yet something empty in every line.
  const isEmptyFind = ['', 'a', '1', ' ', '-', 'a b', '\n'].some(text => {
    const matcher = compiled.matcher(text);
    return matcher.find() && matcher.start() === matcher.end();
  });
  return isEmptyFind ? 'must not match nothing at all' : undefined;
}

/** The same of one that must hold of a whole text, which may be empty. */
export function syntaxFlaw(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return flawText(pattern, error.message);
  }
}

function flawText(pattern: string, message: string): string {
  if (/\(\?<?[=!]/.test(pattern)) {
    return 'looks around with (?=, (?!, (?<= or (?<!, which takes more than one reading: match the words beside it too';
  }
  if (/\\(?:[1-9]|k<)/.test(pattern)) {
    return 'refers back to what it found, as \\1 does, which takes more than one reading: write both parts out';
  }
  return `is not a regular expression: ${message.replace(/^error parsing regexp: /, '')}`;
}

/** Whether it holds of a whole text. Throws when the pattern has a flaw. */
export function wholeTest(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  return text => compiled.matches(text);
}

/**
 * Puts `by(found)` in the place of everything that is found, and `rest` in the place of whatever follows the
 * last of very many finds. Throws when the pattern has a flaw.
 */
export function linearReplace(
  pattern: string,
): (text: string, by: (found: string) => string, rest: () => string) => string {
  const compiled = RE2JS.compile(pattern);
  return (text, by, rest) => {
    // Most lines have none, which is told many times faster than where.
    if (!compiled.test(text)) return text;
    const matcher = compiled.matcher(text);
    let clean = '';
    let at = 0;
    for (let finds = 0; matcher.find(); finds++) {
      if (finds === findsMax) return clean + rest();
      clean += text.slice(at, matcher.start());
      const found = text.slice(matcher.start(), matcher.end());
      clean += found === '' ? '' : by(found);
      at = matcher.end();
    }
    return clean + text.slice(at);
  };
}
