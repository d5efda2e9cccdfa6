import * as z from 'zod/mini';
import type { Alert, Parsed } from '#core/intake/alert.ts';
import { fingerprintOf, problemOf } from '#core/intake/fingerprint.ts';
import * as limits from '#core/intake/limits.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import { type Refusal, readAs, refusalsMax } from '#core/intake/refusal.ts';
import { parseInstant } from '#core/time/instant.ts';

const text = z.string().check(z.refine(value => value.trim() !== '', 'must not be empty'));
const webAddress = z
  .string()
  .check(z.refine(limits.isWebAddress, 'must be an http or https address'));

/** Our own form, so it is strict: a misspelt field is refused by name, never silently lost. */
export const genericAlert = z.strictObject({
  title: z.optional(text),
  status: z.optional(z.enum(['firing', 'resolved'])),
  severity: z.optional(text),
  service: z.optional(text),
  /** What makes alerts the same problem; a resolving alert needs it or the same title and service. */
  key: z.optional(text),
  dedupKey: z.optional(text),
  description: z.optional(z.string()),
  labels: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
  values: z.optional(z.record(z.string(), z.number())),
  links: z.optional(
    z
      .array(z.strictObject({ title: z.optional(z.string()), url: z.optional(webAddress) }))
      .check(z.maxLength(8, 'may have 8 entries')),
  ),
  startedAt: z.optional(
    z
      .string()
      .check(
        z.refine(
          value => parseInstant(value) !== undefined,
          'must be a time with a zone, such as 2026-11-23T02:14:05Z',
        ),
      ),
  ),
});
type GenericAlert = z.infer<typeof genericAlert>;

const fields = Object.keys(genericAlert.shape).join(', ');

/** One alert, a list of them, or `{ "alerts": [ … ] }`. All or nothing: one bad alert refuses the body. */
export function parseGeneric(body: unknown): Parsed {
  const { entries, base } = entriesOf(body);
  if (!Array.isArray(entries)) return refuse('/alerts', 'must be an array');
  if (entries.length === 0) return refuse(base ?? '', 'must hold at least one alert');
  if (entries.length > limits.alertsMax) {
    return refuse(base ?? '', `may hold ${limits.alertsMax} alerts, and has ${entries.length}`);
  }
  if (base === '/alerts') {
    const unknown = Object.keys(body as object).filter(key => key !== 'alerts');
    if (unknown.length > 0) {
      return {
        invalid: unknown
          .slice(0, refusalsMax)
          .map(key => ({ path: `/${key}`, message: 'is not a known field beside alerts' })),
      };
    }
  }
  const alerts: Alert[] = [];
  const invalid: Refusal[] = [];
  for (const [index, entry] of entries.entries()) {
    const at = base === undefined ? '' : `${base}/${index}`;
    const read = readAs(genericAlert, withoutNothing(entry), { base: at, known: fields });
    if ('invalid' in read) invalid.push(...read.invalid);
    else {
      const fault = faultOf(read.value);
      if (fault === undefined) alerts.push(alertOf(read.value));
      else invalid.push({ ...fault, path: at + fault.path });
    }
  }
  return invalid.length > 0 ? { invalid: invalid.slice(0, refusalsMax) } : { alerts, ignored: [] };
}

/**
 * A template that has nothing for a field writes null, nothing, or what it would have put there: that is as good as leaving
 * it out, at any depth. A status may be in any case.
 */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(item => !isNothing(item)).map(withoutNothing);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (isNothing(item)) return [];
      const isStatus = key === 'status' && typeof item === 'string';
      return [[key, isStatus ? item.trim().toLowerCase() : withoutNothing(item)]];
    }),
  );
}

function isNothing(value: unknown): boolean {
  return value === null || (typeof value === 'string' && isPlaceholder(value));
}

function entriesOf(body: unknown): { entries: unknown; base?: string } {
  if (Array.isArray(body)) return { entries: body, base: '' };
  if (typeof body === 'object' && body !== null && 'alerts' in body) {
    return { entries: body.alerts, base: '/alerts' };
  }
  return { entries: [body] };
}

function faultOf({ title, status, key, dedupKey }: GenericAlert): Refusal | undefined {
  if (key !== undefined && dedupKey !== undefined && key !== dedupKey) {
    return { path: '/dedupKey', message: 'differs from key; it is another name for it' };
  }
  if (title !== undefined) return undefined;
  if (status !== 'resolved') return { path: '/title', message: 'is missing' };
  return key === undefined && dedupKey === undefined
    ? { path: '/title', message: 'is missing; a resolved alert needs a key or its title' }
    : undefined;
}

function alertOf(given: GenericAlert): Alert {
  const { severity, service, description, values, links = [] } = given;
  const key = (given.key ?? given.dedupKey)?.trim();
  const title = given.title ?? key ?? '';
  const identity = key === undefined ? ['', service ?? '', title.trim()] : [key];
  const labels = limits.textMap(given.labels);
  const startedAt = given.startedAt === undefined ? undefined : limits.timeOf(given.startedAt);
  return {
    source: 'generic',
    status: given.status === 'resolved' ? 'cleared' : 'firing',
    fingerprint: fingerprintOf('generic', ...identity),
    problem: problemOf('generic', ...identity),
    name: limits.cutName(labels.alertname ?? title) || 'Unnamed alert',
    title: limits.cutTitle(title) || 'Unnamed alert',
    ...(description !== undefined &&
      description.trim() !== '' && { description: limits.cutDescription(description) }),
    ...(service !== undefined && { service: limits.cutName(service) }),
    ...(severity !== undefined && { vendorSeverity: limits.cutName(severity) }),
    labels: limits.cutLabels(labels),
    annotations: {},
    numbers: limits.cutNumbers(values),
    ...(startedAt !== undefined && { startedAt }),
    links: limits.webLinks(links.map(({ title = 'Link', url }) => ({ title, url }))),
  };
}

function refuse(path: string, message: string): Parsed {
  return { invalid: [{ path, message }] };
}
