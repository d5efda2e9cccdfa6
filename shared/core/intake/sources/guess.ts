import type { Parsed } from '#core/intake/alert.ts';
import { isMap, textOf } from '#core/intake/given.ts';
import { alertsMax, isWebAddress } from '#core/intake/limits.ts';
import { alertFrom, type Found, statusOf } from '#core/intake/make-alert.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import { isTrouble, withoutState } from '#core/intake/sources/stated-title.ts';
import { momentOf } from '#core/time/moment.ts';

/*
 * The best that can be made of a body that nobody knows. A title is always found; a status and a severity only where a field
 * that is called so says a word that means one. What was taken from where is said with the alert.
 */

/** In the order in which they are believed. Joints and case of a name do not matter. */
const names = {
  title: `title alerttitle headline subject summary alertsummary eventtitle alertname rulename incidentname problemtitle
    monitorname checkname eventname alert problem message msg text name body description details reason error type rule
    policy jobname job task check monitor output`,
  status: `status state alertstatus alertstate currentstate currentstatus newstate newstatus incidentstatus incidentstate
    eventstate condition transition alerttransition action eventaction eventtype event result conclusion`,
  severity: `severity sev alertseverity incidentseverity severityname priority alertpriority urgency level loglevel alertlevel
    criticality importance impact`,
  service: `service servicename service.name application applicationname app appname component project projectname
    host hostname resource resourcename monitor monitorname device node server instance entity entityname system target
    check checkname source`,
  key: `dedupkey deduplicationkey dedupekey fingerprint alias incidentkey problemkey correlationid groupkey alertid incidentid
    problemid monitorid checkid ruleid triggerid alertkey alertuid uid`,
  startedAt: `startedat startsat starttime start firedat triggeredat occurredat createdat created timestamp time eventtime
    datetime date`,
  description: 'description details message body text reason output summary comment notes msg',
} as const;
type Field = keyof typeof names;
const rank = Object.fromEntries(
  Object.entries(names).map(([field, text]) => [
    field,
    new Map(text.split(/\s+/).map((name, index) => [name, index])),
  ]),
) as Record<Field, Map<string, number>>;

const isGood = /^(resolved|recovered|cleared|isup|up|ok|healthy|isok|closed|success|succeeded)$/;
const isDone = /^(completed?|finished|done|ended)$/i;
const isBad = /^(firing|isfiring|down|isdown|alerting|failed|failing|problem|active|triggered)$/;

interface Place {
  path: string;
  name: string;
  /** The name of what holds it, for `service: { name }`. */
  parent: string;
  depth: number;
  value: unknown;
}

const depthMax = 5;
const placesMax = 2000;

/** One alert of each member of a list, one of anything else. `text`: what is no JSON and no form. */
export function guess(body: unknown): Parsed {
  const members = listOf(body);
  const alerts = members.slice(0, alertsMax).map(each => alertFrom('auto', guessed(each)));
  const ignored =
    members.length === 0
      ? ['the body is empty']
      : members.length > alertsMax
        ? [`${members.length - alertsMax} alerts beyond the first ${alertsMax} of one body`]
        : [];
  return { alerts, ignored };
}

function listOf(body: unknown): unknown[] {
  if (Array.isArray(body))
    return body.some(isMap) ? body.filter(isMap) : body.length > 0 ? [body] : [];
  if (isMap(body)) {
    const only = Object.entries(body).filter(
      ([, value]) => Array.isArray(value) && value.some(isMap),
    );
    const [list] = only;
    const isList =
      list !== undefined &&
      /^(alerts|events|incidents|problems|messages|notifications|records|items)$/i.test(list[0]);
    const isTitled = Object.keys(body).some(key =>
      ['title', 'summary', 'subject', 'name'].includes(key.toLowerCase()),
    );
    if (isList && !isTitled) return (list[1] as unknown[]).filter(isMap);
    return Object.keys(body).length === 0 ? [] : [body];
  }
  const text = textOf(body);
  return text === undefined ? [] : [text];
}

function guessed(body: unknown): Found & { guess: string } {
  if (!isMap(body)) return ofText(textOf(body) ?? JSON.stringify(body) ?? '');
  const places = placesIn(withData(body));
  const title =
    headlineOfChat(body, places) ??
    best(places, 'title', isTitle) ??
    best(places, 'title', isShort);
  const says = (value: unknown) => {
    const text = textOf(value) ?? '';
    return isTrouble(lastWord(text)) || statusOf(lastWord(text)) !== 'firing';
  };
  // That something is done says only then how it ended where nothing else does.
  const status =
    best(places, 'status', value => says(value) && !isDone.test(textOf(value) ?? '')) ??
    best(places, 'status', says);
  const flag = places.find(
    ({ name, value }) => typeof value === 'boolean' && (isGood.test(name) || isBad.test(name)),
  );
  const isCleared = flag !== undefined && flag.value === isGood.test(flag.name);
  const severity = best(places, 'severity', value => isSeverity(textOf(value) ?? ''));
  const service =
    best(places, 'service', isShort) ??
    places.find(
      ({ name, parent, value }) => name === 'name' && rank.service.has(parent) && isShort(value),
    );
  const key = best(
    places,
    'key',
    value => (textOf(value)?.length ?? 0) > 0 && !isPlaceholder(textOf(value) ?? ''),
  );
  const started = best(places, 'startedAt', value => momentOf(value) !== undefined);
  const description = best(
    places.filter(({ path }) => path !== title?.path),
    'description',
    value => typeof value === 'string' && value.trim() !== '',
  );
  const links = places.filter(({ value }) => typeof value === 'string' && isWebAddress(value));
  const titleText = textOf(title?.value);
  const said = [
    title === undefined ? 'no title was found' : `title from ${title.path}`,
    ...(status === undefined ? [] : [`status from ${status.path}`]),
    ...(status === undefined && flag !== undefined ? [`status from ${flag.path}`] : []),
    ...(severity === undefined ? [] : [`severity from ${severity.path}`]),
    ...(service === undefined ? [] : [`service from ${service.path}`]),
    ...(key === undefined ? [] : [`identity from ${key.path}`]),
  ];
  const from = status === undefined ? undefined : statusOf(lastWord(textOf(status.value) ?? ''));
  const flagged = flag === undefined ? undefined : isCleared ? 'cleared' : 'firing';
  const serviceText = textOf(service?.value);
  return {
    status: from ?? flagged ?? 'firing',
    ...(from === 'unknown' && { statusReason: `its state is ${textOf(status?.value)}` }),
    series:
      key === undefined
        ? ['', serviceText, withoutState(titleText ?? JSON.stringify(body).slice(0, 200))]
        : [textOf(key.value)],
    title:
      titleText ?? `A body of nobody that is known: ${Object.keys(body).slice(0, 5).join(', ')}`,
    ...(serviceText !== undefined && { service: serviceText }),
    ...(severity !== undefined && { severity: textOf(severity.value) }),
    ...(description !== undefined && { description: textOf(description.value) }),
    labels: Object.fromEntries(
      places
        .flatMap(({ path, value }) =>
          (typeof value === 'string' && value.length <= 200) ||
          typeof value === 'number' ||
          typeof value === 'boolean'
            ? [[path.slice(1).replaceAll('/', '.'), String(value)]]
            : [],
        )
        .slice(0, 64),
    ),
    ...(started !== undefined && { startedAt: momentOf(started.value) }),
    links: Object.fromEntries(
      links.slice(0, 8).map(({ name, value }, index) => [`${index + 1}: ${name}`, value]),
    ),
    guess: `guessed, since nobody knows this sender: ${said.join(', ')}`,
  };
}

/** What is written for a chat room (Slack, Mattermost, Discord) says it in its text, and details in what is attached. */
function headlineOfChat(
  body: Record<string, unknown>,
  places: readonly Place[],
): Place | undefined {
  if (!['attachments', 'blocks', 'embeds'].some(name => Array.isArray(body[name])))
    return undefined;
  return places.find(
    ({ depth, name, value }) => depth === 1 && ['text', 'content'].includes(name) && isTitle(value),
  );
}

/** The first line that says something; the words that tell of an end, or of a severity in front, count. */
function ofText(text: string): Found & { guess: string } {
  const lines = text.split(/\r?\n/).map(line => line.trim());
  const first = lines.find(line => /[\p{L}\p{N}]/u.test(line)) ?? text;
  const title = first.replace(/<[^<>]{1,200}>/g, ' ').trim() || first;
  const label = /^\W*([A-Za-z]+)\b\W*[:\])\s|-]/.exec(title)?.[1] ?? '';
  const isOver = label !== '' && statusOf(label) === 'cleared';
  return {
    status: isOver ? 'cleared' : 'firing',
    series: ['', '', withoutState(title)],
    title,
    description: text,
    guess: `guessed, since nobody knows this sender: title from its first line${isOver ? `, status from its word ${label}` : ''}`,
  };
}

/** `incident.resolved` and `ALERT_RECOVERED` end in the word that counts. */
function lastWord(text: string): string {
  const plain = text.trim();
  return statusOf(plain) !== 'firing' || isTrouble(plain)
    ? plain
    : (plain.split(/[^A-Za-z]+/).findLast(Boolean) ?? '');
}

/** What CloudEvents and others wrap counts as much as the wrapping. */
function withData(body: Record<string, unknown>): Record<string, unknown> {
  const { data } = body;
  return 'specversion' in body && typeof data === 'string'
    ? { ...body, data: { text: data } }
    : body;
}

function placesIn(root: Record<string, unknown>): Place[] {
  const places: Place[] = [];
  const left: Place[] = [{ path: '', name: '', parent: '', depth: 0, value: root }];
  for (let index = 0; index < left.length && places.length < placesMax; index++) {
    const { path, name: parent, depth, value } = left[index] as Place;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value).slice(0, 200)) {
      const name = key.toLowerCase().replace(/[^a-z0-9.]/g, '');
      const place = { path: `${path}/${key}`, name, parent, depth: depth + 1, value: inner };
      if (typeof inner === 'object' && inner !== null) {
        if (depth < depthMax) left.push(place);
      } else places.push(place);
    }
  }
  return places;
}

/** Nearness counts for more than a better name two floors further down. */
function best(
  places: readonly Place[],
  field: Field,
  fits: (value: unknown) => boolean,
): Place | undefined {
  let found: Place | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const place of places) {
    const at = rank[field].get(place.name);
    if (at === undefined || !fits(place.value)) continue;
    const weight = at + place.depth * 4;
    if (weight >= least) continue;
    [found, least] = [place, weight];
  }
  return found;
}

function isShort(value: unknown): boolean {
  const text = typeof value === 'string' ? value.trim() : '';
  return text !== '' && text.length <= 500 && !isPlaceholder(text) && !isWebAddress(text);
}

/** Words, not an id, a time, a number or an address. */
function isTitle(value: unknown): boolean {
  if (!isShort(value)) return false;
  const text = String(value).trim();
  return (
    /\p{L}{3}/u.test(text) &&
    !/^[0-9a-f]{8}-[0-9a-f-]{27,}$|^[0-9a-f]{16,}$/i.test(text) &&
    momentOf(text) === undefined &&
    statusOf(text) === 'firing' &&
    !isTrouble(text)
  );
}

function isSeverity(text: string): boolean {
  return text !== '' && text.length <= 40 && !isPlaceholder(text);
}
