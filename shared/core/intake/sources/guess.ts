import type { Alert, Parsed } from '#core/intake/alert.ts';
import { isMap, textOf } from '#core/intake/given.ts';
import { alertsMax, isWebAddress } from '#core/intake/limits.ts';
import { alertFrom, type Found, statusOf } from '#core/intake/make-alert.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import {
  best,
  isShort,
  isTitled,
  type Place,
  placesIn,
  siteIn,
} from '#core/intake/sources/guess-places.ts';
import { isTrouble, withoutState } from '#core/intake/sources/stated-title.ts';
import { nameAndWords } from '#core/intake/well-known-labels.ts';
import { momentOf } from '#core/time/moment.ts';

/*
 * The best that can be made of a body that nobody knows. A title is always found; a status and a severity only where a field
 * that is called so says a word that means one. What was taken from where is said with the alert.
 */

const isGood = /^(is)?(resolved|recovered|cleared|up|ok|healthy|closed|success|succeeded)$/;
const isDone = /^(completed?|finished|done|ended)$/i;
const isBad = /^(is)?(firing|down|alerting|failed|failing|problem|active|triggered|open)$/;

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
    if (isList && !isTitled(body)) return (list[1] as unknown[]).filter(isMap);
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
  const said = statusIn(places);
  const severity = best(places, 'severity', value => isSeverity(textOf(value) ?? ''));
  const level = severity === undefined ? levelIn(textOf(said?.place.value)) : undefined;
  const service = best(places, 'service', isShort);
  const serviceText = textOf(service?.value) ?? siteIn(places);
  const key = keyIn(places);
  const started = best(places, 'startedAt', value => momentOf(value) !== undefined);
  const description = best(
    places.filter(({ path }) => path !== title?.path),
    'description',
    value => typeof value === 'string' && value.trim() !== '',
  );
  const links = places.filter(({ value }) => typeof value === 'string' && isWebAddress(value));
  const titleText = textOf(title?.value);
  const rule = textOf(
    best(places, 'rule', value => isTitle(value) && value !== service?.value)?.value,
  );
  const from = [
    title === undefined ? 'no title was found' : `title from ${title.path}`,
    ...(said === undefined ? [] : [`status from ${said.place.path}`]),
    ...(severity === undefined ? [] : [`severity from ${severity.path}`]),
    ...(level === undefined || said === undefined ? [] : [`severity from ${said.place.path}`]),
    ...(service === undefined ? [] : [`service from ${service.path}`]),
    ...(key === undefined ? [] : [`identity from ${key.path}`]),
  ];
  return {
    status: said?.status ?? 'firing',
    ...(said?.status === 'unknown' && { statusReason: `its state is ${textOf(said.place.value)}` }),
    series: seriesOf(key, serviceText, rule ?? titleText ?? JSON.stringify(body)),
    title:
      titleText === undefined
        ? `A body of nobody that is known: ${Object.keys(body).slice(0, 5).join(', ')}`
        : rule !== undefined && isSaid.test(title?.name ?? '')
          ? nameAndWords(rule, titleText)
          : readable(titleText, serviceText),
    ...(serviceText !== undefined && { service: serviceText }),
    ...(severity !== undefined ? { severity: textOf(severity.value) } : { severity: level }),
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
    guess: `guessed, since nobody knows this sender: ${from.join(', ')}`,
  };
}

/** Names of what is said of a thing, which is less than its name. */
const isSaid = /^(message|msg|text|\w+message|body|description|details|error|output|pluginoutput)$/;

/** That something is done says only then how it ended where nothing else does. */
function statusIn(places: readonly Place[]): { place: Place; status: Status } | undefined {
  const word = (value: unknown) => textOf(value) ?? '';
  const place =
    best(
      places,
      'status',
      value => saidBy(word(value)) !== undefined && !isDone.test(word(value)),
    ) ?? best(places, 'status', value => saidBy(word(value)) !== undefined);
  if (place !== undefined) {
    const said = saidBy(word(place.value)) ?? 'firing';
    // What is called off is over where it is an alarm; a build that is called off has not ended well.
    const isOff = said === 'off' && best(places, 'severity', isShort) !== undefined;
    if (said !== 'off' || isOff) return { place, status: said === 'off' ? 'cleared' : said };
  }
  const flag = places.find(
    ({ name, value }) => typeof value === 'boolean' && (isGood.test(name) || isBad.test(name)),
  );
  if (flag !== undefined) {
    return { place: flag, status: flag.value === isGood.test(flag.name) ? 'cleared' : 'firing' };
  }
  const ended = best(places, 'endedAt', value => momentOf(value) !== undefined);
  return ended && { place: ended, status: 'cleared' };
}

type Status = Alert['status'];
const off = /^cancell?ed$/i;
const ready = /^(ready|recovering|online|deployed)$/i;
const failing = /^(fail(s|ed|ure|ing)?|errors?|errored|not|un\w+|broken|degraded)$/i;

/** What one field says, if it says anything. A name such as `ALERT_RECOVERED` or `checkFailed` says it in one of its words. */
function saidBy(text: string): Status | 'off' | undefined {
  if (off.test(text)) return 'off';
  if (text.length > 200) return undefined;
  const plain = ofWord(text);
  if (plain !== undefined) return plain;
  const words = wordsOf(text);
  const said = words.map(ofWord);
  if (/\s/.test(text.trim())) return said.at(-1);
  if (words.some(word => failing.test(word))) return 'firing';
  return (['cleared', 'unknown', 'firing'] as const).find(each => said.includes(each));
}

function ofWord(word: string): Status | undefined {
  const status = ready.test(word) ? 'cleared' : statusOf(word);
  return status !== 'firing' || isTrouble(word) ? status : undefined;
}

/** The words of a name, however they are joined. */
function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .filter(Boolean);
}

/** Where nothing is called a severity, a state such as `critical` is one. What is an error may be anything. */
function levelIn(state: string | undefined): string | undefined {
  return wordsOf(state ?? '').find(word =>
    /^(critical|crit|fatal|emergency|major|warning|warn|minor|info)$/i.test(word),
  );
}

/** Who orders (`trigger`, `resolve`) names what is meant; other ids of events are new each time. */
function keyIn(places: readonly Place[]): Place | undefined {
  const isKey = (value: unknown) =>
    textOf(value) !== undefined && !isPlaceholder(textOf(value) ?? '');
  const near = places.filter(({ depth }) => depth === 1);
  const isOrdered = near.some(
    ({ name, value }) =>
      ['messagetype', 'alerttype'].includes(name) ||
      (['status', 'state', 'action', 'eventtype'].includes(name) &&
        /^(trigger|resolve|acknowledge)$/i.test(textOf(value) ?? '')),
  );
  return (
    best(places, 'key', isKey) ??
    (isOrdered
      ? near.find(({ name, value }) => ['entityid', 'eventid'].includes(name) && isKey(value))
      : undefined)
  );
}

/** The ids of rules and checks are the same for all that they look at. */
function seriesOf(
  key: Place | undefined,
  service: string | undefined,
  name: string,
): (string | undefined)[] {
  if (key === undefined) return ['', service, sameOf(name)];
  const isOfRule = /^(rule|check|monitor|trigger|condition)id$/.test(key.name);
  return [textOf(key.value), ...(isOfRule && service !== undefined ? [service] : [])];
}

/** Without the words of a state, and with what was measured left out. */
function sameOf(name: string): string {
  const measured = /(?<![.\d])\d+(?:\.\d+)?(?=\s*%)|(?<![.\d])\d+\.\d+(?![.\d])/g;
  const plain = withoutState(name.slice(0, 500)).replace(measured, '#');
  return isIdentifier(name)
    ? wordsOf(name)
        .filter(word => ofWord(word) === undefined)
        .join(' ')
        .toLowerCase()
    : plain;
}

function isIdentifier(text: string): boolean {
  return /^[A-Za-z]+$/.test(text) && wordsOf(text).length >= 3;
}

/** `siteCheckFailed` as words, with what it is about. */
function readable(title: string, service: string | undefined): string {
  if (!isIdentifier(title)) return title;
  const words = wordsOf(title).join(' ').toLowerCase();
  return service === undefined ? words : `${words}: ${service}`;
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

/** What CloudEvents and others wrap counts as much as the wrapping. */
function withData(body: Record<string, unknown>): Record<string, unknown> {
  const { data } = body;
  return 'specversion' in body && typeof data === 'string'
    ? { ...body, data: { text: data } }
    : body;
}

/** Words, not an id, a time, a number or an address. */
function isTitle(value: unknown): boolean {
  if (!isShort(value)) return false;
  const text = String(value).trim();
  return (
    /\p{L}{3}/u.test(text) &&
    !/^[0-9a-f]{8}-[0-9a-f-]{27,}$|^[0-9a-f]{16,}$|^(issue|event|alert|incident|monitor|https?)$/i.test(
      text,
    ) &&
    !/^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(text) &&
    momentOf(text) === undefined &&
    ofWord(text) === undefined
  );
}

function isSeverity(text: string): boolean {
  return text !== '' && text.length <= 40 && !isPlaceholder(text);
}
