import { isMap, textOf } from '#core/intake/given.ts';
import { isWebAddress } from '#core/intake/limits.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import { readJson } from '#core/intake/read-json.ts';

/*
 * Where something stands in a body that nobody knows, and which place is believed for what. Joints and case of a name do not
 * matter. `service.name` of flat attributes is one name.
 */

/** In the order in which they are believed. */
const names = {
  title: `title alerttitle headline subject summary alertsummary entitydisplayname eventtitle alertname rulename incidentname
    problemtitle monitorname checkname triggername alarmname testname detectionname findingname policyname eventname alert
    problem humanreadable displaymessage message msg text alerttext statemessage errormessage briefdescription
    shortdescription name jobname connectorname workflowname body description details reason error exception rule policy job
    task check monitor workflow flowid dagid output pluginoutput info type event eventtype label alerttype`,
  status: `status state alertstatus alertstate alerttype messagetype triggertype currentstate currentstatus newstate newstatus
    incidentstatus incidentstate eventstate alarmstatus alarmstate condition transition alerttransition action eventaction
    eventtype event result parsedresult conclusion notificationtype clear type reason`,
  severity: `severity sev alertseverity incidentseverity severityname priority alertpriority urgency level loglevel alertlevel
    criticality importance impact`,
  service: `service servicename service.name involvedobject application applicationname app appname component project
    projectname workspace workspacename host hostname devicename devicehostname targetident clustername hostnameandport
    resource resourcename monitor monitorname device node server instance entity entityname hostnames system target agent
    check checkname repository repo site sitename source`,
  key: `dedupkey deduplicationkey dedupekey dedup dedupid deduplicationid idempotencykey fingerprint alias incidentkey
    problemkey correlationid groupkey alarmid errorid faultid issueid alertid incidentid problemid violationid findingid
    seriesuid monitorid checkid ruleid triggerid conditionid alertkey alertuid uid`,
  /** What is called the same whenever it tells of the same, whatever else it says of it. */
  rule: `alertname rulename checkname monitorname triggername alarmname testname policyname entitydisplayname check rule job
    jobname monitor task policy connectorname workflowname workflow flowid dagid label name`,
  startedAt: `startedat startsat starttime start firedat triggeredat occurredat createdat created timestamp time eventtime
    datetime date`,
  endedAt: 'recoveredat recoverytime recovertime resolvedat clearedat closedat',
  description: 'description details message body text reason output summary comment notes msg',
} as const;
type Field = keyof typeof names;
const rank = Object.fromEntries(
  Object.entries(names).map(([field, text]) => [
    field,
    new Map(text.split(/\s+/).map((name, index) => [name, index])),
  ]),
) as Record<Field, Map<string, number>>;

/** What is in one of these is what is wrong; what is in one of those is where it is, or who was there. */
const trouble = new Set(
  'alert alarm incident issue problem error fault rule condition event exception finding violation'.split(
    ' ',
  ),
);
const course = new Set(
  'pipeline workflow job build check monitor deployment connection test control'.split(' '),
);
const setting = new Set(
  `organization org account agent host webhook user sender author actor team commit owner creator assignee responder manager
  decoder project group region browser os customer tenant repository repo device app application service site location
  metadata workspace source destination environment branch trigger qualitygate`.split(/\s+/),
);

export interface Place {
  path: string;
  name: string;
  /** The name of what holds it, for `service: { name }`. */
  parent: string;
  depth: number;
  value: unknown;
}

const depthMax = 8;
const placesMax = 2000;

/** The nearest first. Members of a list go by its name, and what is JSON within a text is looked into. */
export function placesIn(root: Record<string, unknown>): Place[] {
  const places: Place[] = [];
  const left: Place[] = [{ path: '', name: '', parent: '', depth: 0, value: root }];
  for (let index = 0; index < left.length && places.length < placesMax; index++) {
    const { path, name: parent, depth, value } = left[index] as Place;
    if (typeof value !== 'object' || value === null) continue;
    const isList = Array.isArray(value);
    const pair = isList || depth < 2 ? undefined : pairOf(value as Record<string, unknown>);
    if (pair !== undefined) {
      // A fact of a card: as near as what stands beside the card.
      places.push({ path, name: nameOf(pair.name), parent: '', depth: 3, value: pair.value });
      continue;
    }
    for (const [key, each] of Object.entries(value).slice(0, 200)) {
      const name = isList ? parent : nameOf(key);
      const inner = withinText(each);
      const place = { path: `${path}/${key}`, name, parent, depth: depth + 1, value: inner };
      if (typeof inner === 'object' && inner !== null) {
        if (depth < depthMax) left.push(place);
      } else places.push(place);
    }
  }
  return places;
}

function nameOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9.]/g, '');
}

/** `{ "title": "Severity", "value": "high" }`: cards and lists of fields name things this way. */
function pairOf(value: Record<string, unknown>): { name: string; value: unknown } | undefined {
  const name = ['name', 'title', 'key', 'label'].map(each => value[each]).find(Boolean);
  const isPair = 'value' in value && typeof name === 'string' && typeof value.value !== 'object';
  return isPair && Object.keys(value).length <= 4 ? { name, value: value.value } : undefined;
}

function withinText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*\{\s*"/.test(value) || value.length > 20_000) return value;
  const read = readJson(value);
  return 'value' in read ? read.value : value;
}

/** Nearness counts for more than a better name two floors further down. */
export function best(
  places: readonly Place[],
  field: Field,
  fits: (value: unknown) => boolean,
): Place | undefined {
  let found: Place | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const place of places) {
    const weight = weightOf(place, field);
    if (weight >= least || !fits(place.value)) continue;
    [found, least] = [place, weight];
  }
  return found;
}

function weightOf({ name, parent, depth }: Place, field: Field): number {
  // The name of a service is as good as `service`, and the id of an incident all but as good as `incident_id`.
  const isNamed = name === 'name' && ['service', 'status', 'severity'].includes(field);
  const isOfHolder = isNamed || (field === 'key' && name === 'id');
  const holder = isNamed ? parent : trouble.has(parent) ? `${parent}id` : '';
  const isState = field === 'status' && isNow.test(name);
  const at =
    rank[field].get(name) ?? (isOfHolder ? rank[field].get(holder) : isState ? 40 : undefined);
  if (at === undefined || (field === 'rule' && setting.has(parent)))
    return Number.POSITIVE_INFINITY;
  if (field === 'key' && parent === 'metadata') return Number.POSITIVE_INFINITY;
  return at + depth * 4 + leaningOf(parent, field) + (isOfHolder ? 1 : 0);
}

/** `run_status`, but not `previous_status`. */
const isNow = /^(?!old|prev|last|former|from|was).*(status|state)$/;

function leaningOf(parent: string, field: Field): number {
  // A gate that is shut says more than that the look at it went well.
  if (field === 'status') return parent === 'qualitygate' ? -10 : 0;
  if (field !== 'title') return 0;
  if (trouble.has(parent)) return -8;
  if (course.has(parent)) return -3;
  return setting.has(parent) ? 30 : 0;
}

/** Where the site stands that a check looks at. Other addresses lead to who sent it. */
export function siteIn(places: readonly Place[]): string | undefined {
  const found = places.find(
    ({ name, parent, value }) =>
      ['url', 'target', 'website'].includes(name) &&
      (name !== 'url' || ['site', 'monitor', 'check', 'website'].includes(parent)) &&
      typeof value === 'string' &&
      isWebAddress(value),
  );
  return found && URL.parse(String(found.value))?.hostname;
}

export function isShort(value: unknown): boolean {
  const text = typeof value === 'string' ? value.trim() : '';
  return text !== '' && text.length <= 500 && !isPlaceholder(text) && !isWebAddress(text);
}

/** Whether it has a title of its own beside its lists: then they are what it tells of it. */
export function isTitled(body: Record<string, unknown>): boolean {
  const isName = (key: string) =>
    ['title', 'summary', 'subject', 'name', 'alertname'].includes(key.toLowerCase());
  return Object.entries(body).some(
    ([key, value]) =>
      isName(key) ||
      (trouble.has(key.toLowerCase()) && isMap(value) && Object.keys(value).some(isName)) ||
      (trouble.has(key.toLowerCase()) && textOf(value) !== undefined),
  );
}
