import { textOf } from '#core/intake/given.ts';
import { isWebAddress } from '#core/intake/limits.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import {
  best,
  isKind,
  isName,
  isOfSetting,
  isPath,
  isShort,
  type Place,
} from '#core/intake/sources/guess-places.ts';
import { sameOf } from '#core/intake/sources/guess-same.ts';
import {
  failing,
  hasState,
  ofWord,
  type Said,
  saidBy,
  troubles,
  upOrDown,
  wordsOf,
} from '#core/intake/sources/guess-words.ts';
import { nameAndWords } from '#core/intake/well-known-labels.ts';
import { momentOf } from '#core/time/moment.ts';

/* Which of the words of a body that nobody knows a person would choose for its title. */

/** `module: CPU`, `interface: eth0`: a device without further words has several parts, each with a state of its own. */
export function partIn(places: readonly Place[], service: string | undefined): string {
  const parts = places.flatMap(({ name, depth, value }) =>
    depth <= 2 && part.test(name) && typeof value === 'string' && value.length <= 60 ? value : [],
  );
  const event = inCapitals(places);
  if (event !== undefined) parts.push(sameOf(String(event.value), true));
  return [...new Set(parts)].filter(each => each !== service).join(' ');
}

const part =
  /^(?:module|plugin|sensor|monitor|check|probe|metric|interface|interfacename|ifname|ifdescr|component|disk|volume|mountpoint|filesystem|partition|process|queue)$/;

/** `97 % used`, `process is not running`: of what, stands elsewhere. */
export function isFragment({ name }: Place, text: string): boolean {
  return (
    isSaid.test(name) &&
    /\s/.test(text) &&
    (/^\d/.test(text) || (name === 'description' && /^\p{Ll}/u.test(text)))
  );
}

/** One policy may watch several measures, of which each fires and clears by itself. */
export function measureIn(places: readonly Place[]): string | undefined {
  const found = measures.map(each =>
    places.find(({ name, value }) => name === each && isTitle(value)),
  );
  return textOf(found.find(place => place !== undefined)?.value);
}

/** Each task of a DAG fails and succeeds by itself. */
export function taskIn(places: readonly Place[]): string | undefined {
  return textOf(places.find(({ name, depth }) => name === 'taskid' && depth <= 2)?.value);
}

const measures = ['metricshowname', 'metricname', 'conditionname', 'eventshowname'];

/** What Python says last of an error is what it was. */
export function raisedIn(text: string): string | undefined {
  return text.startsWith('Traceback (most recent call last):')
    ? text.trim().split('\n').at(-1)?.trim()
    : undefined;
}

/** `[Disk of db-1](https://x)` of Markdown, `<https://x|Disk of db-1>` of Slack, `*Disk*` and `<b>Disk</b>` as they are shown. */
export function asShown(text: string | undefined): string | undefined {
  return (text && (raisedIn(text) ?? text))
    ?.slice(0, 2000)
    .replace(/\[([^[\]]{1,200})\]\((?:https?|mailto):[^\s()]{1,500}\)/g, '$1')
    .replace(/<(?:https?|mailto):[^\s<>|]{1,500}(?:\|([^<>|]{1,200}))?>/g, (_, shown = '') =>
      /^(?:open|view|details|here|link|more|see more)$/i.test(shown) ? '' : shown,
    )
    .replace(/(?<![\w*])\*{1,2}([^\s*](?:[^*\n]{0,200}[^\s*])?)\*{1,2}(?![\w*])/g, '$1')
    .replace(/<\/?(?:b|i|u|em|strong|code|pre|font|br|p|span)(?:\s[^<>]{0,200})?\/?>/gi, '')
    .replace(
      /<(?:!(?:channel|here|everyone)(?:\|[^<>]{0,40})?|[@!]&?[A-Z\d]{6,24})>|@(?:channel|here|everyone)\b/g,
      '',
    )
    .replace(/\(\s*\)/g, '')
    .trimStart()
    .replace(/^(?:\s*:[a-z][a-z0-9_+-]{2,40}:)+\s*/, '')
    .replace(/^\s*#{1,6}\s+(\S[^\n]*)[\s\S]*$/, '$1')
    .trim();
}

/** What a body without words is known by: what its members are called, and which things it names. */
export function thingsIn(body: Record<string, unknown>, places: readonly Place[]): string {
  const things = places.flatMap(({ name, depth, value }) =>
    depth <= 2 && thing.test(name) && isFact(value) ? (textOf(value) ?? []) : [],
  );
  return [...Object.keys(body).sort(), ...things].join(' ');
}

const thing =
  /^(?:entity|node|device|sensor|resource|object|host|site|location|zone|channel|camera)(?:id|name|key)?$/;

/** Where no words are found: what it is about, and how that is, or else whatever is said of it. */
export function untitled(
  places: readonly Place[],
  service: string | undefined,
  state: string | undefined,
): string {
  const isSaying =
    state !== undefined && !/^(true|false|\d+)$/i.test(state) && !saysNothing.test(state);
  const event = inCapitals(places);
  const metric = textOf(places.find(({ name }) => name === 'metricname')?.value);
  if (event !== undefined)
    return `${readable(String(event.value), service)}${metric === undefined ? '' : ` (${metric})`}`;
  const id = places.find(
    ({ name, parent, value }) =>
      name === 'id' && trouble.test(parent) && textOf(value) !== undefined,
  );
  if (service === undefined && id !== undefined && isSaying)
    return `${id.parent[0]?.toUpperCase()}${id.parent.slice(1)} ${textOf(id.value)}: ${state}`;
  if (service !== undefined && isSaying)
    return `${[service, partIn(places, service)].filter(Boolean).join(' ')}: ${state}`;
  const how = ['tactic', 'technique'].flatMap(
    each => textOf(places.find(({ name, value }) => name === each && isTitle(value))?.value) ?? [],
  );
  if (how.length > 0) return nameAndWords(service ?? how[0] ?? '', how.join(', '));
  const facts = places
    .filter(({ value }) => isFact(value) && textOf(value) !== service)
    .slice(0, 4)
    .map(({ path, value }) => `${path.slice(path.lastIndexOf('/') + 1)} ${textOf(value)}`);
  return nameAndWords(service ?? 'A body of nobody that is known', facts.join(', '));
}

const trouble = /^(?:alert|alarm|incident|issue|problem|violation|event|finding)$/;

/** `NO_PRIMARY`, where no words say more. */
export function inCapitals(places: readonly Place[]): Place | undefined {
  return places.find(
    ({ name, depth, value }) =>
      depth <= 2 &&
      (eventName.test(name) || /^(category|findingname|problemname)$/.test(name)) &&
      isInCapitals(textOf(value) ?? '') &&
      hasWords(value),
  );
}

function hasWords(value: unknown): boolean {
  return wordsOf(String(value)).some(word => !troubles.test(word) && word.length > 3);
}

function isInCapitals(text: string): boolean {
  return /^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(text);
}

/** What a person can read: no address, no moment, no number that only machines count by. */
function isFact(value: unknown): boolean {
  const text = textOf(value);
  return (
    text !== undefined &&
    text.length <= 80 &&
    !isPlaceholder(text) &&
    !isWebAddress(text) &&
    momentOf(value) === undefined
  );
}

/** `Shop` alone says nothing: why it is told of, what came about, or how it is. Why it was so is none of its end. */
export function withWhy(
  name: string,
  places: readonly Place[],
  said: Said | undefined,
  service: string | undefined,
): string {
  const why = said?.status === 'cleared' ? undefined : best(places, 'why', isTitle);
  if (why !== undefined) return nameAndWords(name, textOf(why.value));
  const event = places.find(
    ({ name, depth, value }) =>
      depth <= 2 &&
      eventName.test(name) &&
      isIdentifier(textOf(value) ?? '') &&
      hasState(value) &&
      // That a build finished does not say how it ended.
      (said === undefined || saidBy(textOf(value) ?? '') === said.status),
  );
  if (event !== undefined) return readable(String(event.value), name);
  const state = textOf(said?.place.value) ?? '';
  const any = said === undefined ? identifierIn(places) : undefined;
  if (any !== undefined) return readable(any, name);
  const isSaying =
    !saysNothing.test(state) ||
    (said?.status === 'firing' && name === service && /^(?:error|critical|warning)$/i.test(state));
  return /^[A-Za-z](?:[a-z _-]{1,20}|[A-Z _-]{1,20})$/.test(state) && isSaying
    ? nameAndWords(name, state.replaceAll('_', ' '))
    : name;
}

/** `deploy_ended` does not say that it failed: a word beside it does. */
export function withHow(title: string, event: string, said: Said | undefined): string {
  const state = textOf(said?.place.value) ?? '';
  const isNews = said?.status === 'firing' && failing.test(state) && saidBy(event) !== 'firing';
  return isNews ? `${title}, ${state.toLowerCase()}` : title;
}

/** `payout.failed` does not say why it did. */
export function withFailure(
  title: string,
  places: readonly Place[],
  said: Said | undefined,
): string {
  const why = places.find(
    ({ name, value }) => /^(?:failure|error)(?:message|reason)$/.test(name) && isTitle(value),
  );
  return said?.status === 'cleared' || why === undefined
    ? title
    : nameAndWords(title, textOf(why.value));
}

/** `branch.out_of_memory`. */
export function identifierIn(places: readonly Place[]): string | undefined {
  const event = places.find(
    ({ name, depth, value }) =>
      depth <= 2 && eventName.test(name) && isIdentifier(textOf(value) ?? ''),
  );
  return textOf(event?.value);
}

/** `service_resp_time_rule` is a name for machines: people have it told in a sentence beside it. */
export function withSentence(place: Place, title: string, places: readonly Place[]): string {
  return /\s/.test(title) ? title : nameAndWords(title, sentenceNear(place, places));
}

export function sentenceNear({ path, depth }: Place, places: readonly Place[]): string | undefined {
  const near = places.filter(place => place.path !== path && place.depth <= depth);
  return textOf(best(near, 'title', isSentence)?.value);
}

/** That something is wrong is why it is told at all. */
const saysNothing =
  /^((?:alert|alarm|incident)[ _-](?:opened|fired|triggered|created)|firing|fired|trigger(ed)?|open(ed)?|alert(ing)?|alarm|problem|active|new|created?|critical|warning|warn|error|info|true|false)$/i;

export const eventName =
  /^(type|event|eventtype|eventname|eventtypename|alerttype|notificationtype|notifytype|webhooktype)$|event$/;

export const onlyWhy = /reason$|^(?:plugin)?output$/;

/** Names of names. */
export const isOnlyName =
  /^(name|label|(?:job|connector|workflow|monitor|test|trigger|pipeline|task|unit)name|job|monitor|workflow|pipeline|suite|unit)$/;

/** `DEPLOY`, `NETWORK`: one word of what kind of thing it is. */
function isBareKind({ name, value }: Place): boolean {
  return eventName.test(name) && /^[A-Za-z]+$/.test(String(value)) && !isIdentifier(String(value));
}

export function isEventInWords({ name, depth, value }: Place): boolean {
  return depth <= 2 && eventName.test(name) && /\S\s\S/.test(textOf(value) ?? '') && isTitle(value);
}

export function ofTitle({ name, depth, value }: Place): boolean {
  return depth === 1 && /^(title|subject)$/.test(name) && isShort(value);
}

/** What serves as the service is only then the title, too, when nothing better is there. */
export function titleIn(places: readonly Place[], service: Place | undefined): Place | undefined {
  const wordy = service === undefined ? places : places.filter(place => !isBareKind(place));
  const others = best(
    wordy.filter(place => place !== service),
    'title',
    isTitleAt,
  );
  // An event in words is told by them, before why it came about.
  const isLess =
    others === undefined || isOnlyName.test(others.name) || /reason$/.test(others.name);
  const event = isLess ? places.find(isEventInWords) : undefined;
  if (event !== undefined) return event;
  const isGood =
    others !== undefined &&
    !eventName.test(others.name) &&
    !/^(label|info)$/.test(others.name) &&
    (!isOfSetting(others) || isWordsOfCause(others) || others.name === 'alertname');
  if (isGood) return others;
  const any =
    best(wordy, 'title', isTitle) ??
    best(
      wordy,
      'title',
      value => isName(value) && !isInCapitals(String(value)) && ofWord(String(value)) === undefined,
    );
  // Whose it is says less than what it is about.
  const isAround =
    service !== undefined && any !== service && any !== undefined && isOfSetting(any);
  return isAround ? undefined : any;
}

/** Of words that are too long for a title their beginning is one, where there is no other. */
export function beginningIn(places: readonly Place[]): Place | undefined {
  const long = best(places, 'title', value => typeof value === 'string' && value.length > 500);
  if (long === undefined) return undefined;
  const text = String(long.value);
  const [line = ''] = [
    raisedIn(text),
    ...text
      .slice(0, 2000)
      .trim()
      .split(/[\r\n]/),
  ].filter(Boolean);
  const value = line.slice(0, 500);
  return isTitle(value) ? { ...long, value } : undefined;
}

/** `trigger: { message }` is what came about. */
function isWordsOfCause({ name, parent, value }: Place): boolean {
  return parent === 'trigger' && /^(message|text|summary)$/.test(name) && isSentence(value);
}

/** The name of a machine is no name of a rule; that of a check may be both. */
export function ruleIn(places: readonly Place[], service: Place | undefined): Place | undefined {
  const isOnlyService = ({ name, parent, value }: Place) =>
    value === service?.value &&
    /^(name|label)$/.test(name) &&
    !/^(monitor|check|test)$/.test(parent);
  return best(
    places.filter(place => !isOnlyService(place)),
    'rule',
    (value, place) => isTitleAt(value, place) && !(isIdentifier(String(value)) && hasState(value)),
  );
}

/** Names of what is said of a thing, which is less than its name. */
export const isSaid =
  /^(message|msg|text|content|\w+(?:message|msg)|body|description|details|summary|\w*reason|error|exception|output|pluginoutput)$/;

/** `siteCheckFailed`, `build_failure`, `job.run.errored`. */
export function isIdentifier(text: string): boolean {
  return (
    /^[A-Za-z]+(?:[._:-][A-Za-z]+)*$/.test(text) &&
    (wordsOf(text).length >= 3 || /[_:.]/.test(text))
  );
}

/** `siteCheckFailed` as words, with what it is about. */
export function readable(event: string, service: string | undefined): string {
  const words = wordsOf(event).join(' ').toLowerCase();
  return service === undefined ? words : `${words}: ${service}`;
}

/** Words, not an id, a time, a number or an address. */
export function isTitle(value: unknown): boolean {
  if (!isShort(value)) return false;
  const text = String(value).trim();
  return (
    /\p{L}{3}/u.test(text) &&
    !isKind(text) &&
    !/^[0-9a-f]{8}-[0-9a-f-]{27,}$|^[0-9a-f]{16,}$|^message$/i.test(text) &&
    !isInCapitals(text) &&
    !isPath(text) &&
    // `zen:ticket:35436`.
    !/^[a-z]+(?::[\w-]+){2,}$/.test(text) &&
    !/^\{|^(?:sha\d+|v\d)=/.test(text) &&
    !/^(?:\S+\s){1,4}notifications?$/i.test(text) &&
    // `Prometheus Alert (firing)` says whose it is.
    !/^\S+ alerts? \(\w+\)$/i.test(text) &&
    !/^this is an? (?:webhook|automated|automatic) (?:message|notification)\b/i.test(text) &&
    momentOf(text) === undefined &&
    ofWord(text) === undefined &&
    !failing.test(text) &&
    !upOrDown.test(text)
  );
}

/** A rule may be called `Errors`, which is a state anywhere else. */
function isTitleAt(value: unknown, { name }: Place): boolean {
  const isRule = /^(?:alert|rule|alarm|policy)(?:name|title)$/.test(name) && isShort(value);
  return isTitle(value) || (isRule && wordsOf(String(value)).some(word => failing.test(word)));
}

/** Three words and more. */
export function isSentence(value: unknown): boolean {
  return isTitle(value) && /\S\s+\S+\s+\S/.test(String(value));
}
