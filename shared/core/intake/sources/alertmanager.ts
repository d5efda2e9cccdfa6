import * as z from 'zod/mini';
import type { Alert, Parsed } from '#core/intake/alert.ts';
import { fingerprintOf, labelsDigest, problemOf } from '#core/intake/fingerprint.ts';
import * as limits from '#core/intake/limits.ts';
import { type Refusal, readAs, refusalsMax } from '#core/intake/refusal.ts';
import * as known from '#core/intake/well-known-labels.ts';
import type { Source } from '#core/sources.ts';
import type { Instant } from '#core/time/instant.ts';

const anyMap = z.nullish(z.record(z.string(), z.unknown()));

/** Lenient on purpose: old versions, adapters and hand-made templates leave out nearly everything. */
const groupMembers = z.object({
  status: z.optional(z.unknown()),
  receiver: z.optional(z.unknown()),
  groupKey: z.optional(z.unknown()),
  orgId: z.optional(z.unknown()),
  externalURL: z.optional(z.unknown()),
  truncatedAlerts: z.optional(z.unknown()),
  groupLabels: z.catch(anyMap, undefined),
  commonLabels: z.catch(anyMap, undefined),
  commonAnnotations: z.catch(anyMap, undefined),
});
const group = z.extend(groupMembers, { alerts: z.array(z.unknown()) });
type Group = z.infer<typeof groupMembers>;

const member = z.object({
  status: z.optional(z.unknown()),
  labels: anyMap,
  annotations: anyMap,
  startsAt: z.optional(z.unknown()),
  endsAt: z.optional(z.unknown()),
  generatorURL: z.optional(z.unknown()),
  fingerprint: z.optional(z.unknown()),
  dashboardURL: z.optional(z.unknown()),
  panelURL: z.optional(z.unknown()),
  silenceURL: z.optional(z.unknown()),
  values: z.catch(anyMap, undefined),
  valueString: z.optional(z.unknown()),
});
export type Member = z.infer<typeof member>;

/** What Grafana adds to the form that it shares with Alertmanager. */
export interface Dialect {
  source: Source;
  /** Tells apart two senders whose labels are the same, such as two organisations of one Grafana. */
  scope: (group: Group) => string[];
  numbers: (member: Member) => Record<string, number>;
  links: (member: Member) => { title: string; url: unknown }[];
  /** A title that is better than what labels and annotations say; `name`: of the rule. */
  title?: (member: Member, name: string) => string | undefined;
  /** Whether it is what a test button sends. */
  isTest?: (member: Member) => boolean;
  /** Why a member that is said to be resolved is only out of sight; `undefined`: it really is. */
  doubt: (member: Member) => string | undefined;
}

export function parseAlertmanager(body: unknown, at?: Instant): Parsed {
  return parseGroup(body, at, {
    source: 'alertmanager',
    scope: () => [],
    numbers: () => ({}),
    links: () => [],
    doubt: () => undefined,
  });
}

/**
 * A webhook group; also the bare list or the single alert that Prometheus and its relatives push. One unreadable
 * alert does not cost the others their page: it is named in `ignored`.
 */
export function parseGroup(body: unknown, at: Instant | undefined, dialect: Dialect): Parsed {
  const bare = bareAlerts(body);
  const read = readAs(group, bare === undefined ? body : { alerts: bare });
  if ('invalid' in read) return read;
  const { alerts: entries, ...about } = read.value;
  const base = bare === undefined ? '/alerts' : '';

  const members: Member[] = [];
  const refusals: Refusal[] = [];
  for (const [index, entry] of entries.entries()) {
    const at = Array.isArray(body) || base !== '' ? `${base}/${index}` : base;
    const alert = readAs(member, entry, { base: at });
    if ('invalid' in alert) refusals.push(...alert.invalid);
    else if (saysNothing(alert.value)) {
      refusals.push({ path: `${at}/labels`, message: 'is missing, and there are no annotations' });
    } else members.push(alert.value);
  }
  if (members.length === 0 && refusals.length > 0)
    return { invalid: refusals.slice(0, refusalsMax) };

  const shared = sharedFingerprints(members);
  const all = members.map(each => alertOf(each, about, at, { ...dialect, shared }));
  const kept = all.length <= limits.alertsMax ? all : firingFirst(all).slice(0, limits.alertsMax);
  return {
    alerts: [...kept, ...restOf(about, dialect, kept[0])],
    ignored: [
      ...refusals.slice(0, refusalsMax).map(({ path, message }) => `${path} ${message}`),
      ...(entries.length === 0 ? ['the body holds no alerts'] : []),
      ...(all.length > kept.length
        ? [`${all.length - kept.length} alerts beyond the first ${limits.alertsMax} of one body`]
        : []),
      ...(typeof about.truncatedAlerts === 'number' && about.truncatedAlerts > 0
        ? [`the sender left out ${about.truncatedAlerts} alerts of this group (truncatedAlerts)`]
        : []),
    ],
  };
}

/**
 * What the sender left out of the body is not known. While the group fires, the rest of it stands as a member of its own, so
 * that what is listed cannot clear the whole; once the group is over, every member is, listed or not.
 */
function restOf(about: Group, dialect: Dialect, sample: Alert | undefined): Alert[] {
  const { truncatedAlerts: left } = about;
  const group = statusOf(about.status);
  if (typeof left !== 'number' || left <= 0 || group === undefined || sample === undefined)
    return [];
  const { startedAt: _from, endedAt: _to, description: _text, formerly: _was, ...rest } = sample;
  return [
    {
      ...rest,
      status: group,
      fingerprint: fingerprintOf(dialect.source, 'rest', sample.problem),
      title: limits.cutTitle(
        `${sample.name}: ${left} more alerts of this group, which the sender left out`,
      ),
      ...(group === 'cleared' && { wholeProblem: true }),
    },
  ];
}

function bareAlerts(body: unknown): unknown[] | undefined {
  if (Array.isArray(body)) return body;
  const isObject = typeof body === 'object' && body !== null;
  return isObject && !('alerts' in body) && 'labels' in body ? [body] : undefined;
}

function saysNothing({ labels, annotations, fingerprint }: Member): boolean {
  const empty = (map: object | null | undefined) => Object.keys(map ?? {}).length === 0;
  return empty(labels) && empty(annotations) && textOf(fingerprint) === undefined;
}

function alertOf(
  each: Member,
  about: Group,
  at: Instant | undefined,
  { source, scope, numbers, links, title, isTest, doubt, shared }: Dialect & Shared,
): Alert {
  const own = limits.textMap(each.labels);
  const labels = { ...limits.textMap(about.commonLabels), ...own };
  const annotations = {
    ...limits.textMap(about.commonAnnotations),
    ...limits.textMap(each.annotations),
  };
  const alertname = known.firstLabel(['alertname'], labels) ?? '';
  const name =
    known.firstLabel(
      missing.has(alertname) ? ['rulename', 'alertname'] : ['alertname', 'rulename'],
      labels,
    ) ??
    known.firstLabel(['alertname'], limits.textMap(about.groupLabels)) ??
    'Unnamed alert';
  const service = known.serviceOf(labels, annotations);
  const subject = service ?? known.resourceOf(labels);
  const severity = known.severityOf(labels, annotations);
  const description = known.descriptionOf(annotations);
  const endsAt = limits.timeOf(each.endsAt);
  const isPast = endsAt !== undefined && at !== undefined && endsAt <= at;
  const said = statusOf(each.status) ?? statusOf(about.status) ?? (isPast ? 'cleared' : 'firing');
  const statusReason = said === 'cleared' ? doubt(each) : undefined;
  const status = statusReason === undefined ? said : 'unknown';
  const given = textOf(each.fingerprint);
  const series = given === undefined ? [labelsDigest(own)] : [given, labelsDigest(lasting(own))];
  const formerly = given !== undefined && shared.has(given) ? labelsDigest(own) : given;
  // Version 3 sent a number, and 0 where the sender had none.
  const groupKey = isUngrouped(about) ? undefined : textOf(about.groupKey);
  const receiver = textOf(about.receiver) ?? '';
  const startedAt = limits.timeOf(each.startsAt);
  const endedAt = status === 'cleared' ? endsAt : undefined;
  const isNamed = name !== 'Unnamed alert';
  const shownName = limits.cutName(name) || 'Unnamed alert';
  const kind = isTest?.(each) ? 'test' : known.isHeartbeat(name, labels) ? 'heartbeat' : undefined;
  return {
    source,
    status,
    ...(statusReason !== undefined && { statusReason }),
    ...(kind !== undefined && { kind }),
    fingerprint: fingerprintOf(source, ...scope(about), ...series),
    ...(formerly !== undefined && { formerly: fingerprintOf(source, ...scope(about), formerly) }),
    problem:
      groupKey === undefined
        ? problemOf(source, ...scope(about), name, service ?? '')
        : problemOf(source, ...scope(about), groupKey, receiver, service ?? ''),
    name: shownName,
    title:
      limits.cutTitle(
        title?.(each, name) ?? known.titleOf(isNamed ? name : '', own, annotations),
      ) || shownName,
    ...(description !== undefined && { description: limits.cutDescription(description) }),
    ...(subject !== undefined && { service: limits.cutName(subject) }),
    ...(severity !== undefined && { vendorSeverity: limits.cutName(severity) }),
    labels: limits.cutLabels(labels),
    annotations: limits.cutAnnotations(annotations),
    numbers: limits.cutNumbers(numbers(each)),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    links: limits.webLinks([
      { title: 'Runbook', url: known.runbookOf(annotations) },
      ...links(each),
      { title: 'Source', url: each.generatorURL },
      { title: 'Dashboard', url: known.firstLabel(['dashboard_url', 'dashboard'], annotations) },
      ...known.linksIn(annotations),
      { title: 'Sender', url: about.externalURL },
    ]),
  };
}

/** No grouping puts everything that a route sends into one group; name and service tell troubles apart then. */
function isUngrouped({ groupKey, groupLabels }: Group): boolean {
  if (groupKey === 0) return true;
  return /:\s*\{\s*\}$/.test(textOf(groupKey) ?? '') && Object.keys(groupLabels ?? {}).length === 0;
}

/** Under these names stands the state of a rule, and its own name elsewhere. */
const missing = new Set(['DatasourceNoData', 'DatasourceError']);

/**
 * A fingerprint stands for a set of labels. Adapters send the same one for different sets, and then one alert would clear
 * another: so the labels count as well, but for those that tell how it is at the moment.
 */
function lasting(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !passing.test(key)));
}

const passing = /^(?:(?:current_?)?value|description|summary|message|timestamp)$/i;

interface Shared {
  /** Fingerprints that stand for several sets of labels in one body. */
  shared: ReadonlySet<string>;
}

/** By the rule before, a fingerprint stood for itself, unless the body had it for several sets of labels. */
function sharedFingerprints(members: readonly Member[]): Set<string> {
  const byFingerprint = Map.groupBy(members, ({ fingerprint }) => textOf(fingerprint) ?? '');
  byFingerprint.delete('');
  // Hardly any stands for two members: no digest is made of the labels of the others.
  const several = [...byFingerprint].filter(
    ([, of]) =>
      of.length > 1 &&
      new Set(of.map(({ labels }) => labelsDigest(limits.textMap(labels)))).size > 1,
  );
  return new Set(several.map(([fingerprint]) => fingerprint));
}

/** Without any status an alert counts as firing: a page too many is the better mistake. */
function statusOf(value: unknown): Alert['status'] | undefined {
  switch (textOf(value)?.toLowerCase()) {
    case 'firing':
      return 'firing';
    case 'resolved':
      return 'cleared';
    default:
      return undefined;
  }
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function firingFirst(alerts: readonly Alert[]): Alert[] {
  return alerts.toSorted((a, b) => Number(a.status === 'cleared') - Number(b.status === 'cleared'));
}
