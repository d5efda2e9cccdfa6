import type { Alert, Parsed } from '#core/intake/alert.ts';
import { fingerprintOf, labelsDigest, problemOf } from '#core/intake/fingerprint.ts';
import { isMap, type Members } from '#core/intake/given.ts';
import * as limits from '#core/intake/limits.ts';
import { type Refusal, refusalsMax } from '#core/intake/refusal.ts';
import { restOf } from '#core/intake/trust-domain.ts';
import * as known from '#core/intake/well-known-labels.ts';
import type { Source } from '#core/sources.ts';
import { remembered } from '#core/text/remembered.ts';
import type { Instant } from '#core/time/instant.ts';

/** Lenient on purpose: old versions, adapters and hand-made templates leave out nearly everything. */
interface Group {
  status?: unknown;
  receiver?: unknown;
  groupKey?: unknown;
  orgId?: unknown;
  externalURL?: unknown;
  truncatedAlerts?: unknown;
  groupLabels?: unknown;
  commonLabels?: unknown;
  commonAnnotations?: unknown;
}

export interface Member {
  status?: unknown;
  labels?: Members | null;
  annotations?: Members | null;
  startsAt?: unknown;
  endsAt?: unknown;
  generatorURL?: unknown;
  fingerprint?: unknown;
  dashboardURL?: unknown;
  panelURL?: unknown;
  silenceURL?: unknown;
  values?: unknown;
  valueString?: unknown;
}

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
  const about: Group & { alerts?: unknown } = bare === undefined && isMap(body) ? body : {};
  const entries = bare ?? about.alerts;
  if (!Array.isArray(entries)) {
    if (!isMap(body)) return { invalid: [{ path: '', message: 'must be an object' }] };
    const message = entries === undefined ? 'is missing' : 'must be an array';
    return { invalid: [{ path: '/alerts', message }] };
  }
  const base = bare === undefined ? '/alerts' : '';

  const members: Member[] = [];
  const refusals: Refusal[] = [];
  for (const [index, entry] of entries.entries()) {
    if (isMember(entry)) members.push(entry);
    else
      refusals.push(
        ...refused(entry, Array.isArray(body) || base !== '' ? `${base}/${index}` : base),
      );
  }
  if (members.length === 0 && refusals.length > 0)
    return { invalid: refusals.slice(0, refusalsMax) };

  const all = alertsOf(members, about, at, dialect);
  const kept = all.length <= limits.alertsMax ? all : firingFirst(all).slice(0, limits.alertsMax);
  const isOver = isOverAsWhole(about, all);
  return {
    alerts: [
      ...(isOver ? kept.map(each => ({ ...each, endsGroup: true as const })) : kept),
      ...leftOut(about, dialect, kept, isOver),
    ],
    ignored: [
      ...refusals.slice(0, refusalsMax).map(({ path, message }) => `${path} ${message}`),
      ...(entries.length === 0 ? ['the body holds no alerts'] : []),
      ...limits.beyond(all.length - kept.length),
      ...(typeof about.truncatedAlerts === 'number' && about.truncatedAlerts > 0
        ? [`the sender left out ${about.truncatedAlerts} alerts of this group (truncatedAlerts)`]
        : []),
    ],
  };
}

/** What one of them says of itself counts more: that it fires, or that its sender lost sight of it. */
function isOverAsWhole({ status }: Group, all: readonly Alert[]): boolean {
  return statusOf(status) === 'cleared' && all.every(each => each.status === 'cleared');
}

/**
 * What the sender left out of the body is not known. While the group fires, the rest of it stands as a member of its own, so
 * that what is listed cannot clear the whole; once the group is over, every member is, listed or not. A group of several
 * services is a problem for each.
 */
function leftOut(
  { status, truncatedAlerts: left }: Group,
  { source }: Dialect,
  listed: readonly Alert[],
  isOver: boolean,
): Alert[] {
  const isFiring = statusOf(status) === 'firing';
  if (typeof left !== 'number' || left <= 0 || !(isFiring || isOver)) return [];
  const told = isFiring ? listed.filter(each => each.status === 'firing') : listed;
  const samples = told.length > 0 ? told : listed.slice(0, 1);
  return [...new Map(samples.map(each => [each.problem, each])).values()].map(sample => {
    const { startedAt: _from, endedAt: _to, description: _text, formerly: _was, ...rest } = sample;
    const { statusReason: _why, ...known } = rest;
    return {
      ...known,
      status: isOver ? 'cleared' : 'firing',
      fingerprint: restOf(source, sample.problem),
      title: limits.cutTitle(
        `${sample.name}: ${left} more alerts of this group, which the sender left out`,
      ),
      ...(isOver && { wholeProblem: true }),
    };
  });
}

/** A list without a group around it, one alert by itself, and one that somebody wraps. */
function bareAlerts(body: unknown): unknown[] | undefined {
  if (Array.isArray(body)) return body;
  if (!isMap(body) || 'alerts' in body) return undefined;
  if ('labels' in body) return [body];
  return isMap(body.alert) && 'labels' in body.alert ? [body.alert] : undefined;
}

function isMember(entry: unknown): entry is Member {
  return (
    isMap(entry) &&
    isMapOrNothing(entry.labels) &&
    isMapOrNothing(entry.annotations) &&
    (hasAny(entry.labels) || hasAny(entry.annotations) || textOf(entry.fingerprint) !== undefined)
  );
}

/** Why it is no member; `path`: where it stands. */
function refused(entry: unknown, path: string): Refusal[] {
  if (!isMap(entry)) return [{ path, message: 'must be an object' }];
  const wrong = ['labels', 'annotations'].filter(name => !isMapOrNothing(entry[name]));
  return wrong.length > 0
    ? wrong.map(name => ({ path: `${path}/${name}`, message: 'must be an object' }))
    : [{ path: `${path}/labels`, message: 'is missing, and there are no annotations' }];
}

function isMapOrNothing(value: unknown): value is Members | null | undefined {
  return value === undefined || value === null || isMap(value);
}

function hasAny(map: object | null | undefined): boolean {
  for (const _ in map) return true;
  return false;
}

/** What all members of a group have in common is looked at once. */
function alertsOf(
  members: readonly Member[],
  about: Group,
  at: Instant | undefined,
  { source, scope: scopeOf, numbers, links, title, isTest, doubt }: Dialect,
): Alert[] {
  const scope = scopeOf(about);
  const common = {
    labels: textsOf(about.commonLabels),
    annotations: textsOf(about.commonAnnotations),
    name: known.firstLabel(['alertname'], textsOf(about.groupLabels)),
    status: statusOf(about.status),
  };
  const shared = sharedFingerprints(members);
  // Version 3 sent a number, and 0 where the sender had none.
  const groupKey = isUngrouped(about) ? undefined : textOf(about.groupKey);
  const receiver = textOf(about.receiver) ?? '';
  const problemOfGroup =
    groupKey === undefined
      ? undefined
      : remembered(service => problemOf(source, ...scope, groupKey, receiver, service));

  return members.map(each => {
    const own = limits.textMap(each.labels);
    const labels = { ...common.labels, ...own };
    const annotations = { ...common.annotations, ...limits.textMap(each.annotations) };
    const alertname = known.firstLabel(['alertname'], labels);
    const isOwn = alertname !== undefined && !missing.has(alertname);
    const name =
      (isOwn ? undefined : known.firstLabel(['rulename'], labels)) ??
      alertname ??
      common.name ??
      unnamed;
    const service = known.serviceOf(labels, annotations);
    const subject = service ?? known.resourceOf(labels);
    const labelled = known.severityOf(labels);
    const severity = labelled ?? known.severityOf(annotations);
    const description = known.descriptionOf(annotations);
    const endsAt = limits.timeOf(each.endsAt);
    const isPast = endsAt !== undefined && at !== undefined && endsAt <= at;
    const said = statusOf(each.status) ?? common.status ?? (isPast ? 'cleared' : 'firing');
    const statusReason = said === 'cleared' ? doubt(each) : suppressed(each);
    const status = statusReason === undefined ? said : 'unknown';
    const given = textOf(each.fingerprint);
    const series = given === undefined ? [labelsDigest(own)] : [given, labelsDigest(lasting(own))];
    const formerly = given !== undefined && shared.has(given) ? labelsDigest(own) : given;
    const startedAt = limits.timeOf(each.startsAt);
    const shownName = limits.cutName(name) || unnamed;
    const shownTitle =
      title?.(each, name) ?? known.titleOf(name === unnamed ? '' : name, own, annotations);
    const isHeartbeat = known.isHeartbeat(name, labelled);
    const kind = isTest?.(each) ? 'test' : isHeartbeat ? 'heartbeat' : undefined;
    const alert: Alert = {
      source,
      status,
      fingerprint: fingerprintOf(source, ...scope, ...series),
      problem: problemOfGroup?.(service ?? '') ?? problemOf(source, ...scope, name, service ?? ''),
      name: shownName,
      title: limits.cutTitle(shownTitle) || shownName,
      labels: limits.cutLabels(labels),
      annotations: limits.cutAnnotations(annotations),
      numbers: limits.cutNumbers(numbers(each)),
      links: limits.webLinks([
        { title: 'Runbook', url: known.runbookOf(annotations) },
        ...links(each),
        { title: 'Source', url: each.generatorURL },
        { title: 'Dashboard', url: known.firstLabel(['dashboard_url', 'dashboard'], annotations) },
        ...known.linksIn(annotations),
        { title: 'Sender', url: about.externalURL },
      ]),
    };
    if (statusReason !== undefined) alert.statusReason = statusReason;
    if (kind !== undefined) alert.kind = kind;
    if (formerly !== undefined) alert.formerly = fingerprintOf(source, ...scope, formerly);
    if (description !== undefined) alert.description = limits.cutDescription(description);
    if (subject !== undefined) alert.service = limits.cutName(subject);
    if (severity !== undefined) alert.vendorSeverity = limits.cutName(severity);
    if (startedAt !== undefined) alert.startedAt = startedAt;
    if (status === 'cleared' && endsAt !== undefined) alert.endedAt = endsAt;
    return alert;
  });
}

const unnamed = 'Unnamed alert';

function textsOf(value: unknown): Record<string, string> {
  return isMap(value) ? limits.textMap(value) : {};
}

/** No grouping puts everything that a route sends into one group; name and service tell troubles apart then. */
function isUngrouped({ groupKey, groupLabels }: Group): boolean {
  if (groupKey === 0) return true;
  return (
    /:\s*\{\s*\}$/.test(textOf(groupKey) ?? '') && !(isMap(groupLabels) && hasAny(groupLabels))
  );
}

/** Under these names stands the state of a rule, and its own name elsewhere. */
const missing = new Set(['DatasourceNoData', 'DatasourceError']);

/**
 * A fingerprint stands for a set of labels. Adapters send the same one for different sets, and then one alert would clear
 * another: so the labels count as well, but for those that tell how it is at the moment.
 */
function lasting(labels: Record<string, string>): Record<string, string> {
  const names = Object.keys(labels);
  if (!names.some(name => passing.test(name))) return labels;
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !passing.test(key)));
}

const passing = /^(?:(?:current_?)?value|description|summary|message|timestamp)$/i;

/** By the rule before, a fingerprint stood for itself, unless the body had it for several sets of labels. */
function sharedFingerprints(members: readonly Member[]): Set<string> {
  const given = members.flatMap(({ fingerprint }) => textOf(fingerprint) ?? []);
  // Hardly any stands for two members: no digest is made of the labels of the others.
  if (new Set(given).size === given.length) return new Set();
  const byFingerprint = Map.groupBy(members, ({ fingerprint }) => textOf(fingerprint) ?? '');
  byFingerprint.delete('');
  const several = [...byFingerprint].filter(
    ([, of]) =>
      of.length > 1 &&
      new Set(of.map(({ labels }) => labelsDigest(limits.textMap(labels)))).size > 1,
  );
  return new Set(several.map(([fingerprint]) => fingerprint));
}

/** As its API lists it; its webhooks leave out what is silenced. */
function suppressed({ status }: Member): string | undefined {
  return isMap(status) && textOf(status.state) === 'suppressed'
    ? 'Alertmanager has it silenced or inhibited'
    : undefined;
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
