import type { Alert } from '#core/intake/alert.ts';
import { namesInOrder } from '#core/text/names-in-order.ts';
import { cut, oneLine } from '#core/text/plain-text.ts';
import { remembered } from '#core/text/remembered.ts';
import { type Instant, parseInstant } from '#core/time/instant.ts';

/** Enough for any page, ticket and report; what is longer is in the raw body, which is kept. */
const titleMax = 200;
const nameMax = 200;
const descriptionMax = 4000;
const labelsMax = 64;
const labelMax = 256;
const annotationMax = 1024;
const numbersMax = 64;
const linksMax = 8;
const urlMax = 2000;

/**
 * A group of thousands of alerts, whose sender gives it up for good when it is refused. Lambda takes 6 MB of a request, in
 * which the quotation marks of a body count twice.
 */
export const bodyMax = 4 * 1024 * 1024;

/** A batch may hold more than this; the rest is named in `ignored`, with those that fire kept first. */
export const alertsMax = 10_000;

/** Why so many more that a body had are no alerts. */
export function beyond(more: number): string[] {
  return more > 0 ? [`${more} alerts beyond the first ${alertsMax} of one body`] : [];
}

export const cutTitle = (text: string) => cut(oneLine(text), titleMax);
export const cutName = (text: string) => cut(oneLine(text), nameMax);
export const cutDescription = (text: string) => cut(text.trim(), descriptionMax);

/** Senders put numbers, booleans and null among their labels. The latter says nothing and is dropped. */
export function textMap(map: object | null | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const key in map) {
    const value: unknown = map[key as keyof typeof map];
    if (value === null || value === undefined || key === '__proto__') continue;
    texts[key] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return texts;
}

/** Those of which it holds. */
export function textsWhere(
  texts: Record<string, string>,
  isKept: (text: string) => boolean,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const key in texts) {
    const text = texts[key] ?? '';
    if (isKept(text)) kept[key] = text;
  }
  return kept;
}

export function cutLabels(labels: Record<string, string>): Record<string, string> {
  return cutMap(labels, labelMax);
}

export function cutAnnotations(annotations: Record<string, string>): Record<string, string> {
  return cutMap(annotations, annotationMax);
}

/** In the order of the names, so that the same label set is cut the same way each time. */
function cutMap(map: Record<string, string>, valueMax: number): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const key of namesInOrder(map).slice(0, labelsMax)) {
    kept[cut(key, labelMax)] = cut(map[key] ?? '', valueMax);
  }
  return kept;
}

export function cutNumbers(numbers: object | null | undefined): Record<string, number> {
  const finite: Record<string, number> = {};
  let count = 0;
  for (const key in numbers) {
    const value: unknown = numbers[key as keyof typeof numbers];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number) || key === '__proto__') continue;
    finite[cut(key, labelMax)] = number;
    count += 1;
    if (count === numbersMax) break;
  }
  return finite;
}

/** Only web addresses: anything else in a link is of no use on a phone, or worse. */
export function webLinks(candidates: readonly { title: string; url: unknown }[]): Alert['links'] {
  const links: Alert['links'] = [];
  for (const { title, url } of candidates) {
    if (typeof url !== 'string' || url.length > urlMax || !isWebAddress(url)) continue;
    if (links.some(link => link.url === url)) continue;
    links.push({ title: cut(oneLine(title), labelMax), url });
  }
  return links.slice(0, linksMax);
}

/** Many alerts of a rule have the same few. */
export const isWebAddress = remembered(
  url => /^https?:\/\/[^\s]+$/i.test(url) && URL.canParse(url),
);

/** `0001-01-01`, 1970 and empty text are how senders write "not yet". */
export function timeOf(value: unknown): Instant | undefined {
  // Year 1 stands in nearly every alert of Prometheus.
  if (typeof value !== 'string' || value.startsWith('0')) return undefined;
  const at = parseInstant(value.trim());
  return at !== undefined && at >= '2000' && at < '2200' ? at : undefined;
}
