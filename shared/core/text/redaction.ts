/*
 * What is not kept of a log line. A word names one of these; anything else is a regular expression of the team's own.
 */

interface Rule {
  name: string;
  form: RegExp;
  /** Whether what the form found is one after all. */
  holds?: (found: string) => boolean;
}

const named: Record<string, Omit<Rule, 'name'>> = {
  email: { form: /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g },
  card: { form: /\b\d(?:[ -]?\d){12,18}\b/g, holds: isCardNumber },
  ip: { form: /\b(?:\d{1,3}\.){3}\d{1,3}\b/g },
  phone: { form: /\+[1-9]\d{6,14}\b/g },
  token: { form: /\bBearer +[\w.~+/=-]{8,}|\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g },
  'aws-key': { form: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
};

export const redactionNames = Object.keys(named);

/** What is wrong with a rule of `evidence.redact`, in words. */
export function redactionFlaw(rule: string): string | undefined {
  if (Object.hasOwn(named, rule)) return undefined;
  const words = `must be one of ${redactionNames.join(', ')}, or a regular expression`;
  try {
    if (new RegExp(rule, 'g').test('')) return 'must not match nothing at all';
  } catch {
    // The platform is the one judge of what it takes.
    return words;
  }
  // `(a+)+` may take hours over one line, and the evidence would never be sealed.
  return /[+*}]\)[+*{]/.test(rule)
    ? 'must not repeat what repeats already, such as (a+)+'
    : undefined;
}

export type Redact = (text: string) => { text: string; count: number };

/** Puts `[email]` in the place of each address, and so on; the team's own expressions become `[redacted]`. */
export function redaction(rules: readonly string[]): Redact {
  const known = rules.map((rule): Rule => {
    const one = Object.hasOwn(named, rule) ? named[rule] : undefined;
    return one === undefined
      ? { name: 'redacted', form: new RegExp(rule, 'g') }
      : { name: rule, ...one };
  });
  return text => {
    let count = 0;
    let clean = text;
    for (const { name, form, holds } of known) {
      clean = clean.replace(form, found => {
        if (holds !== undefined && !holds(found)) return found;
        count += 1;
        return `[${name}]`;
      });
    }
    return { text: clean, count };
  };
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
