import { linearPatternFlaw, linearReplace } from '#core/text/linear-pattern.ts';
import { redactionNames } from '#core/text/redaction-names.ts';

/*
 * What is not kept of a log line. A word names one of these; anything else is a regular expression of the team's own.
 */

const named: Record<
  (typeof redactionNames)[number],
  { form: string; holds?: (found: string) => boolean }
> = {
  email: { form: '[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63})+' },
  card: { form: '\\b\\d(?:[ -]?\\d){12,18}\\b', holds: isCardNumber },
  ip: { form: '\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b' },
  phone: { form: '\\+[1-9]\\d{6,14}\\b' },
  token: { form: '\\bBearer +[\\w.~+/=-]{8,}|\\beyJ[\\w-]{5,}\\.[\\w-]{5,}\\.[\\w-]*' },
  'aws-key': { form: '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b' },
};

/** What is wrong with a rule of `evidence.redact`, in words. */
export function redactionFlaw(rule: string): string | undefined {
  const flaw = Object.hasOwn(named, rule) ? undefined : linearPatternFlaw(rule);
  return flaw && `${flaw} (or name one of ${redactionNames.join(', ')})`;
}

export type Redact = (text: string) => { text: string; count: number };

/** Puts `[email]` in the place of each address, and so on; the team's own expressions become `[redacted]`. */
export function redaction(rules: readonly string[]): Redact {
  const known = rules.map(rule => {
    const isNamed = (rule: string): rule is keyof typeof named => Object.hasOwn(named, rule);
    return isNamed(rule)
      ? { name: rule, replace: linearReplace(named[rule].form), holds: named[rule].holds }
      : { name: 'redacted', replace: replacing(rule) };
  });
  return text => {
    let count = 0;
    let clean = text;
    for (const { name, replace, holds } of known) {
      const place = (found: string) => {
        if (holds !== undefined && !holds(found)) return found;
        count += 1;
        return `[${name}]`;
      };
      const rest = () => {
        count += 1;
        return `[${name}, and the rest]`;
      };
      clean = replace(clean, place, rest);
    }
    return { text: clean, count };
  };
}

/** A rule that was applied when another engine took it: what it meant to hide is not known, so nothing is kept. */
function replacing(rule: string): ReturnType<typeof linearReplace> {
  return linearPatternFlaw(rule) === undefined
    ? linearReplace(rule)
    : (text, by) => (text === '' ? text : by(text));
}

/** By its check digit (Luhn): most long numbers of a log are times and ids. */
function isCardNumber(found: string): boolean {
  const digits = [...found.replace(/\D/g, '')].map(Number).reverse();
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit : digit * 2;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
