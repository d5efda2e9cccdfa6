/** A stretch of text that stands for itself: "not", "may" and "the database" in it belong together. */
export type Clause = readonly string[];

const textMax = 2000;
/** Between a subject and what is said of it: `Payments: down`. A place where a negation does not reach across. */
export const softBreak = '|';

const percentWord = /(\d)\s*(?:%|percent\b|per cent\b)/gi;
/** Products whose names have capitals inside are still one word. */
const productNames = /(?:My|Postgre|No)SQL|(?:Mongo|Maria|Dynamo)DB|RabbitMQ|OpenSearch/g;

/**
 * Lower-case words, in clauses. `HighErrorRate` and `error_rate` become words of their own, `63 %` stays one, and
 * addresses are left out: the words in a link say nothing about the incident.
 */
export function clausesOf(text: string): Clause[] {
  const plain = text
    .slice(0, textMax)
    .normalize('NFKC')
    .replace(/\bhttps?:\/\/\S+/gi, ' ')
    .replace(/[’‘`]/g, "'")
    .replace(productNames, name => name.toLowerCase())
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .replace(/\bcan't\b/g, 'cannot')
    .replace(/\bwon't\b/g, 'will not')
    .replace(/n't\b/g, ' not')
    .replace(/>=?/g, ' above ')
    .replace(/<=?/g, ' below ')
    .replace(percentWord, '$1% ')
    .replace(/(\d),(\d{3})(?=[\d.]*%)/g, '$1$2')
    .replace(/(\d),(\d{1,2}%)/g, '$1.$2')
    .replace(/\s+[-–—]+\s+|:\s+|[–—|]|\]/g, ` ${softBreak} `);
  return plain
    .split(/[.!?](?:\s|$)|[;,()[\n\r]|\b(?:but|however|although|though|whereas|while|except)\b/)
    .map(clause => joined(clause.match(/\d+(?:\.\d+)?%?|[\p{L}\p{N}]+|[|]/gu) ?? []))
    .filter(clause => clause.length > 0);
}

/** Pairs that mean something else than their words. Joined they match none of the definitions. */
const pairs = new Set([
  ...['slow down', 'slowed down', 'slowing down', 'scale down', 'scaled down', 'scaling down'],
  ...['drop down', 'drill down', 'count down', 'cool down', 'break down', 'trending down'],
  ...['down by', 'down to', 'down from', 'down migration', 'write down', 'ramp down'],
  ...['data source', 'data center', 'data centre', 'data plane', 'data stream', 'data type'],
  ...['failure rate', 'failure ratio', 'failures rate', 'failed rate', 'dead letter', 'dead man'],
  ...['deadmans snitch', 'failure domain', 'fail over', 'failed over', 'no data', 'search for'],
  ...['full text', 'full table', 'full disk', 'full gc', 'fails open', 'full backup', 'order of'],
]);

function joined(words: readonly string[]): string[] {
  const out: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const pair = `${words[index]} ${words[index + 1]}`;
    // "No data loss" denies a loss; only a bare "no data" is a name of its own.
    const isPair = pairs.has(pair) && !(pair === 'no data' && words[index + 2]?.startsWith('l'));
    out.push(isPair ? pair.replace(' ', '_') : (words[index] ?? ''));
    if (isPair) index += 1;
  }
  return out;
}

const conditional = new Set([
  ...['if', 'when', 'unless', 'may', 'might', 'could', 'would', 'should', 'can', 'risk', 'before'],
  ...['potential', 'potentially', 'possible', 'possibly', 'eventually', 'lead', 'leads', 'avoid'],
  ...['prevent', 'prevents', 'until', 'otherwise', 'example', 'e', 'check', 'see', 'whether'],
]);

/** Descriptions of alerts explain what might follow or what to check. That is not what happens now. */
export function isConditional(clause: Clause): boolean {
  return clause.some(word => conditional.has(word));
}
