import { textOf } from '#core/intake/given.ts';
import type { Place } from '#core/intake/sources/guess-places.ts';

/*
 * Whether somebody tries a sender out that nobody knows. Only where it says so in as many words: a trouble with tests, in a
 * test environment or of something that is called a test is a trouble all the same.
 */

const flag = /^(is)?test(ing|mode|event|alert|notification)?$|^triggeredby(user)?test$/;
const kind =
  /^(type|kind|event|eventtype|eventname|alerttype|messagetype|notificationtype|action|trigger|status|state)$/;
const around =
  /^(webhook|notification|event|message|alert|integration|connection|channel|hook|ping|of|the|a|an|is|send|sent|user)s?$/i;
const words =
  /\bthis is (?:a|an|the|just a|only a) (?:\w+ ){0,2}test(?:\s+(?:message|notification|alert|webhook|event|payload|incident)|[.!,:]|$)|^\W*(?:test|testing) (?:alert|message|notification|webhook|event|payload)\W*$|^\W*test\b.{0,40}\bignore\W*$/i;
/** The name of whoever sends it, and nothing that it says: a test message from a probe that did not arrive is trouble. */
const ofSender =
  /^\W*(?:[Tt]est (?:message|notification|webhook|event|alert|payload) from (?:[A-Z][\w.-]* ?){1,3}|[Ww]ebhook test)\W*$/;
const said = /^(title|subject|headline|summary|message|msg|text|body|description|details|content)$/;

export function saysTest(places: readonly Place[]): boolean {
  // Who names nothing but the address itself asks whether somebody is there.
  if (places.length > 0 && places.every(({ name }) => ofAddress.test(name))) return true;
  return places.some(({ name, depth, value }) => {
    if (depth > 2) return false;
    const text = textOf(value) ?? '';
    if (depth === 1 && saysPing(name, text) && places.every(isOfPing)) return true;
    if (flag.test(name)) return /^(true|1|yes)$/i.test(text);
    // GitHub, Buildkite and others ask so whether somebody listens.
    if (/^event(?:type|name)?$/.test(name) && /^ping$/i.test(text)) return true;
    if (kind.test(name) && text.length <= 60) return isTest(text);
    return said.test(name) && isTestInWords(text);
  });
}

/** Of a text that is all there is, the bare word counts. */
export function isTestText(text: string): boolean {
  return (
    /^\W*(?:test(?:ing)?|ping|hello(?:,? world)?)\W*$/i.test(text.slice(0, 50)) ||
    isTestInWords(text)
  );
}

/** `{ "ping": true }`, `{ "type": "ping" }`: a check of that type names what it looks at. */
function saysPing(name: string, text: string): boolean {
  if (/^(?:hello|foo)$/.test(name)) return /^(?:world|bar)\W*$/i.test(text);
  if (/^(?:ping|test)$/.test(name)) return /^(?:true|1|yes|ok|ping|pong|test)$/i.test(text);
  return (kind.test(name) || said.test(name)) && isTestText(text);
}

function isOfPing({ name, value }: Place): boolean {
  return ofPing.test(name) || saysPing(name, textOf(value) ?? '');
}

const ofPing =
  /^(?:(?:web)?hook)?(?:id|uid|url)$|^(?:time|timestamp|ts|date|sentat|createdat|version|zen|nonce|source|sender)$/;

function isTestInWords(text: string): boolean {
  return text.length <= 500 && (words.test(text) || ofSender.test(text));
}

const ofAddress = /^(?:web)?hook(?:id|uid|url)?$/;

/** `test`, `webhook.test`, `TEST_NOTIFICATION`, and what asks whether an address is right. */
function isTest(text: string): boolean {
  if (/^(verification|channelconfirmation|url_verification)$/i.test(text)) return true;
  const parts = text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .filter(Boolean);
  return (
    parts.some(part => /^test$/i.test(part)) &&
    parts.every(part => /^test$/i.test(part) || around.test(part))
  );
}
