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
  const form = isJsonLike ? undefined : (partsOf(body) ?? formOf(body));
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

/** Some write JSON into a text, and that as JSON, once more or twice; Pub/Sub hands on what it carries in base64. */
function unwrapped(read: { value: unknown }, times = 3): { value: unknown } {
  const value = carried(read.value) ?? read.value;
  if (times === 0 || typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return { value };
  const inner = readJson(value);
  return 'value' in inner ? unwrapped(inner, times - 1) : { value };
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
 * the last. And what Python does: its own quotes and words, and NaN. Read letter by letter, so that what is right stays as it is.
 */
function mended(body: string): string {
  let text = '';
  let quote = '';
  const last = body.trimEnd().length - 1;
  for (let at = 0; at < body.length; at++) {
    const letter = body.charAt(at);
    if (quote === '') {
      const isBehind = () => at === last || /^\s*[}\]]/.test(body.slice(at + 1, at + 200));
      if (letter === ',' && isBehind()) continue;
      const [word] = /^(?:None|True|False|NaN|-?Infinity)\b/.exec(body.slice(at, at + 10)) ?? [];
      if (word !== undefined) {
        text += /^[TF]/.test(word) ? word.toLowerCase() : 'null';
        at += word.length - 1;
        continue;
      }
      if (letter === '"' || letter === "'") quote = letter;
      text += quote === '' ? letter : '"';
    } else if (letter === '\\') {
      const next = body.charAt(at + 1);
      const isEscape =
        /["\\/bfnrt]/.test(next) || /^u[0-9a-f]{4}/i.test(body.slice(at + 1, at + 6));
      if (isEscape) text += letter + next;
      else text += next === quote ? next : '\\\\';
      if (isEscape || next === quote) at += 1;
    } else if (letter === quote) {
      quote = '';
      text += '"';
    } else {
      const code = letter.charCodeAt(0);
      const isOwn = letter !== '"' && code >= 0x20;
      text += isOwn ? letter : `\\u${code.toString(16).padStart(4, '0')}`;
    }
  }
  return text;
}

/** A form whose fields come as parts, as with files: what is in a file is nobody's to read here. */
function partsOf(body: string): Record<string, string> | undefined {
  const [, mark] =
    /^\s*(--\S{1,70})\r?\ncontent-disposition: form-data;/i.exec(body.slice(0, 500)) ?? [];
  if (mark === undefined || body.length > formMax) return undefined;
  const fields = body
    .split(mark)
    .slice(1, fieldsMax)
    .flatMap(part => {
      const [, head = '', value] =
        /^\r?\n([\s\S]{1,1000}?)\r?\n\r?\n([\s\S]*?)(?:\r?\n)?$/.exec(part) ?? [];
      const [, name] = /;\s*name="([^"]{1,200})"/i.exec(head) ?? [];
      const isField = name !== undefined && value !== undefined && !/;\s*filename=/i.test(head);
      return isField && name !== '__proto__' ? [[name, value] as const] : [];
    });
  return Object.fromEntries(fields);
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
