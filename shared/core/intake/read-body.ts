import { isMap } from '#core/intake/given.ts';
import { readJson } from '#core/intake/read-json.ts';
import type { Refusal } from '#core/intake/refusal.ts';

/**
 * A body as senders write it: JSON, a form (`payload={…}` or one field each), or a text. What is no JSON is refused as
 * such where only JSON will do.
 */
export function readBody(
  text: string,
): { value: unknown; form?: true } | { invalid: Refusal[]; isText: boolean } {
  const body = plain(text);
  const read = readJson(body);
  if ('value' in read) return unwrapped(read);
  const isJsonLike = /^\s*[[{]/.test(body.slice(0, 1000));
  if (isJsonLike && body.length <= formMax) {
    const again = readJson(mended(body));
    if ('value' in again) return again;
  }
  const lines = isJsonLike ? linesOf(body) : undefined;
  if (lines !== undefined) return { value: lines };
  const form = isJsonLike ? undefined : formOf(body);
  if (form === undefined) return { ...read, isText: !isJsonLike && body.trim() !== '' };
  const { payload } = form;
  const inner = payload === undefined ? undefined : readJson(payload);
  return inner !== undefined && 'value' in inner
    ? { value: inner.value, form: true }
    : { value: form, form: true };
}

/** Without its mark. Of UTF-16 that was read as UTF-8 on the way, the plain letters are left, with gaps between them. */
function plain(text: string): string {
  const isGappy = text.slice(0, 4).includes('\0');
  const body = isGappy ? text.replace(/^\ufffd+/, '').replaceAll('\0', '') : text;
  return body.startsWith('\ufeff') ? body.slice(1) : body;
}

/** Some write JSON into a text, and that as JSON; Pub/Sub hands on what it carries in base64. */
function unwrapped(read: { value: unknown }): { value: unknown } {
  const value = carried(read.value) ?? read.value;
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return { value };
  const inner = readJson(value);
  return 'value' in inner ? inner : { value };
}

function carried(value: unknown): string | undefined {
  if (!isMap(value) || typeof value.subscription !== 'string' || !isMap(value.message))
    return undefined;
  const { data } = value.message;
  const text = typeof data === 'string' ? Buffer.from(data, 'base64').toString() : '';
  return /^\s*[[{]/.test(text) ? text : undefined;
}

const linesMax = 10_000;

/** One JSON on each line is a list of them. */
function linesOf(body: string): unknown[] | undefined {
  if (!/\}[^\S\n]*\n\s*\{/.test(body)) return undefined;
  const lines = body.split('\n').filter(line => line.trim() !== '');
  if (lines.length > linesMax) return undefined;
  const values: unknown[] = [];
  for (const line of lines) {
    const read = readJson(line);
    if (!('value' in read)) return undefined;
    values.push(read.value);
  }
  return values;
}

/**
 * What templates do to JSON: line breaks and tabs within a text as they are, backslashes that escape nothing, a comma behind
 * the last of a list. Read letter by letter, so that what is right stays as it is.
 */
function mended(body: string): string {
  let text = '';
  let isInside = false;
  for (let at = 0; at < body.length; at++) {
    const letter = body.charAt(at);
    if (!isInside) {
      if (letter === ',' && /^\s*[}\]]/.test(body.slice(at + 1, at + 200))) continue;
      isInside = letter === '"';
      text += letter;
    } else if (letter === '\\') {
      const next = body.charAt(at + 1);
      const isEscape =
        /["\\/bfnrt]/.test(next) || /^u[0-9a-f]{4}/i.test(body.slice(at + 1, at + 6));
      text += isEscape ? letter + next : '\\\\';
      if (isEscape) at += 1;
    } else {
      isInside = letter !== '"';
      const code = letter.charCodeAt(0);
      text += code < 0x20 ? `\\u${code.toString(16).padStart(4, '0')}` : letter;
    }
  }
  return text;
}

const fieldsMax = 500;
/** As long as a form is at most; what is longer is a text. */
const formMax = 1024 * 1024;

function formOf(body: string): Record<string, string> | undefined {
  const text = body.trim();
  const isForm = /^[\w.[\]%+*-]{1,200}=/.test(text) && !/[\r\n]/.test(text);
  // Some senders fill their fields in without escaping them; words with an equals sign in them are no form.
  if (
    body.length > formMax ||
    !isForm ||
    (/\s/.test(text) && !/&[\w.[\]%+*-]{1,200}=/.test(text))
  ) {
    return undefined;
  }
  const fields = [...new URLSearchParams(body.trim())].slice(0, fieldsMax);
  return Object.fromEntries(fields.filter(([name]) => name !== '__proto__'));
}
