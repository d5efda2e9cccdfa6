import type { Parsed } from '#core/intake/alert.ts';
import { isMap } from '#core/intake/given.ts';
import { alertsMax } from '#core/intake/limits.ts';
import { type Parse, together } from '#core/intake/make-alert.ts';
import { isOwnTest, ownTest } from '#core/intake/own-test.ts';
import { readBody } from '#core/intake/read-body.ts';
import { type Sender, senderOf, senders } from '#core/intake/senders.ts';
import { batchOf } from '#core/intake/sources/sns-claims.ts';
import type { Mapping } from '#core/setup/document-integrations.ts';
import type { Source } from '#core/sources.ts';
import type { Instant } from '#core/time/instant.ts';

const complaintsMax = 3;

/**
 * A request body as the sender wrote it becomes alerts, or says which field cannot be read. Never throws. `auto` is never
 * refused: what nobody knows is guessed. `mapping`: how a sender of no kind that is known is read.
 */
export async function parsePayload(
  source: Source,
  body: string,
  at?: Instant,
  mapping?: Mapping,
): Promise<Parsed> {
  const read = await readPayload(body);
  if ('value' in read && isOwnTest(read.value)) return ownTest(source);
  if (source === 'auto') return parseAny(read, body, at);
  // A mail is a text where others are refused for being one.
  if ('invalid' in read && !(source === 'email' && read.isText)) return { invalid: read.invalid };
  const value = 'value' in read ? read.value : body;
  if (mapping !== undefined && source === 'generic') {
    const { parseMapped } = await import('#core/intake/mapping.ts');
    return parseMapped(value, mapping);
  }
  const sender = rows.get(source);
  if (sender === undefined) throw new Error(`No row for ${source}`);
  const parsed = await (await parserOf(sender))(value, at);
  const isTaken = !('invalid' in parsed);
  // Who reads leniently would make something of any body: what has another's shape and not its own is at the wrong door.
  if (isTaken && (sender.isOf(value) || isLenient(source))) return parsed;
  const other = senderOf(value);
  const isOther =
    other !== undefined && other !== sender && !(isTaken && isKin(source, other.name));
  if (!isOther) return isTaken ? parsed : inShort(source, parsed);
  const message = `is of ${other.label}, not of ${sender.label}: send it to /v1/alerts/${other.name}`;
  return { invalid: [{ path: '', message }] };
}

const rows: ReadonlyMap<Source, Sender> = new Map(senders.map(sender => [sender.name, sender]));

/** Asked for once: to ask again for what is loaded takes longer than to read a small body. */
const loaded = new Map<Sender, Parse>();

function parserOf(sender: Sender): Parse | Promise<Parse> {
  return loaded.get(sender) ?? load(sender);
}

async function load(sender: Sender): Promise<Parse> {
  const parse = await sender.parser();
  loaded.set(sender, parse);
  return parse;
}

/** As it is read here, however it is wrapped: XML as well, which Rundeck, of those that are known, posts where nobody chose JSON. */
export async function readPayload(body: string): Promise<ReturnType<typeof readBody>> {
  const read = readBody(body);
  if (!('invalid' in read && read.isText)) return read;
  const { readXml } = await import('#core/intake/read-xml.ts');
  const value = readXml(body);
  return value === undefined ? read : { value };
}

/** Whatever carries a mail is a mail, and own words are nobody's form. */
function isLenient(source: Source): boolean {
  return source === 'email' || source === 'generic';
}

/** Those of one family fill in the same words, and what nobody else's form is may have Tocsin's own words in it. */
function isKin(source: Source, other: Source): boolean {
  const families: Source[][] = [
    ['nagios', 'icinga', 'checkmk'],
    ['elastic', 'elastalert'],
    ['grafana', 'alertmanager'],
  ];
  return other === 'generic' || families.some(all => all.includes(source) && all.includes(other));
}

/** A body of a form of its own is not helped by a list of all that is wrong with it. */
function inShort(source: Source, parsed: Extract<Parsed, { invalid: unknown }>): Parsed {
  if (source !== 'generic' || parsed.invalid.length <= complaintsMax) return parsed;
  const message =
    'is not in the form of generic: give its integration a mapping, or post it to /v1/alerts/auto, which takes any body';
  return { invalid: [{ path: '', message }, ...parsed.invalid.slice(0, complaintsMax)] };
}

async function parseAny(
  read: ReturnType<typeof readBody>,
  body: string,
  at: Instant | undefined,
): Promise<Parsed> {
  const value = 'value' in read ? read.value : body;
  const sender = senderOf(value);
  const parsed = sender && (await (await parserOf(sender))(value, at));
  if (
    sender?.name === 'cloudwatch' &&
    !(parsed && 'alerts' in parsed && parsed.alerts.length > 0)
  ) {
    const { carriedIn } = await import('#core/intake/sources/carried.ts');
    const within = carriedIn(value);
    if (within !== undefined) return parseAny({ value: within }, body, at);
  }
  if (parsed !== undefined && !('invalid' in parsed)) {
    if (sender?.name !== 'generic') return parsed;
    const { byItsWords } = await import('#core/intake/sources/own-words.ts');
    return byItsWords(value, parsed);
  }
  if (typeof value === 'string') {
    const { fieldsIn } = await import('#core/intake/read-fields.ts');
    const fields = fieldsIn(value);
    // The mails of Nagios and its kin, posted as they are.
    if (fields !== undefined && senderOf(fields) !== undefined)
      return parseAny({ value: fields }, body, at);
  }
  const all = batchOf(value);
  const batch = all.slice(0, alertsMax);
  if (batch.length > 0 && batch.every(each => isMap(each) && senderOf(each) !== undefined)) {
    const read = await Promise.all(batch.map(value => parseAny({ value }, '', at)));
    return together(read, all.length - batch.length);
  }
  const { guess } = await import('#core/intake/sources/guess.ts');
  return guess(value);
}
