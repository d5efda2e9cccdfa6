import type { Alert, Parsed } from '#core/intake/alert.ts';
import { isMap, textOf } from '#core/intake/given.ts';
import { alertsMax, isWebAddress } from '#core/intake/limits.ts';
import { alertFrom, type Found, statusOf } from '#core/intake/make-alert.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import { fieldsIn } from '#core/intake/read-fields.ts';
import { readXml } from '#core/intake/read-xml.ts';
import { alertsListed } from '#core/intake/sources/guess-lists.ts';
import { noAlertIn } from '#core/intake/sources/guess-none.ts';
import {
  best,
  isKind,
  isLaterService,
  isName,
  isOfSetting,
  isPath,
  isShort,
  isStateOfThing,
  isTeller,
  isTitled,
  machineIn,
  type Place,
  partsIn,
  placesIn,
  siteIn,
} from '#core/intake/sources/guess-places.ts';
import { wordOfScale } from '#core/intake/sources/guess-scales.ts';
import { saysTest } from '#core/intake/sources/guess-test.ts';
import {
  isDenied as isDeniedBefore,
  isTrouble,
  stateInFront,
  stateOf,
  stateWithin,
  withoutState,
  withoutStateWithin,
} from '#core/intake/sources/stated-title.ts';
import { nameAndWords } from '#core/intake/well-known-labels.ts';
import { momentOf } from '#core/time/moment.ts';

/*
 * The best that can be made of a body that nobody knows. A title is always found; a status and a severity only where a field
 * that is called so says a word that means one. What was taken from where is said with the alert.
 */

const isGood =
  /^(?:is|all[a-z]{0,20})?(resolved|recovered|cleared|fixed|restored|up|ok|healthy|closed|success|succeeded|passing|passed|backtonormal)$/;
const isOverName = /^(is)?(resolved|recovered|cleared|fixed|restored|closed|backtonormal)$/;
const hasGoneBad = /^(is)?(firing|down|alerting|failed|failing|triggered|drifted)$/;
const hasNotGoneWell = /^all\w*(succeeded|passed|ok|healthy|passing)$/;
const isBefore = /^(prior|prev|old|former)/;
const isDone = /^(completed?|finished|done|end(ed)?)$/i;
const isBad =
  /^(?:is|started|still)?(?:firing|down|alerting|alarm|alert|failed|failing|problem|active|triggered|open|drifted)$|^(?:active(?:trigger|alert|alarm)|(?:trigger|alert|alarm)active)$/;

/** One alert of each member of a list, one of anything else. `text`: what is no JSON and no form. */
export function guess(body: unknown): Extract<Parsed, { alerts: unknown }> {
  const members = listOf(body);
  const judged = members.map(member => ({ member, none: noAlertIn(member) }));
  const alerts = judged
    .slice(0, alertsMax)
    .flatMap(({ member, none }) =>
      none === undefined ? [alertFrom('auto', guessed(member))] : [],
    );
  const none = judged.flatMap(each => each.none ?? []);
  const ignored =
    members.length === 0
      ? ['the body is empty']
      : members.length > alertsMax
        ? [`${members.length - alertsMax} alerts beyond the first ${alertsMax} of one body`]
        : [];
  return { alerts, ignored: [...none.slice(0, 100), ...ignored] };
}

function listOf(body: unknown): unknown[] {
  if (Array.isArray(body)) {
    const all = body.flat(3);
    const words = all.filter(each => typeof each === 'string' && /\p{L}{3}/u.test(each));
    const members = [...all.filter(isMap), ...words];
    return members.length > 0 ? members : body.length > 0 ? [body] : [];
  }
  if (isMap(body)) {
    const only = Object.entries(body).filter(
      ([, value]) => Array.isArray(value) && value.some(isMap),
    );
    const [list] = only;
    const isList =
      list !== undefined &&
      /^(alerts|events|incidents|problems|messages|notifications|records|items)$/i.test(list[0]);
    if (isList && !isTitled(body)) {
      const { [list[0]]: _, ...around } = body;
      return (list[1] as unknown[]).filter(isMap).map(each => ({ ...around, ...each }));
    }
    for (const name of ['text', 'message', 'content', 'body']) {
      const { [name]: words, ...around } = body;
      const listed = typeof words === 'string' ? listedIn(words, around) : undefined;
      if (listed !== undefined) return listed;
    }
    return Object.keys(body).length === 0 ? [] : [body];
  }
  const text = textOf(body);
  return text === undefined ? [] : (listedIn(text) ?? [readXml(text) ?? fieldsIn(text) ?? text]);
}

/** Of a text that lists several alerts each, with whatever stands around it. */
function listedIn(text: string, around: object = {}): unknown[] | undefined {
  const listed = alertsListed(text);
  return listed?.alerts.map(({ title, isOver }) => ({
    ...around,
    ...(listed.where !== '' && { host: listed.where }),
    ...{ title, status: isOver ? 'resolved' : 'firing' },
  }));
}

function guessed(body: unknown): Found & { guess: string } {
  if (!isMap(body)) return ofText(textOf(body) ?? JSON.stringify(body) ?? '');
  const places = placesIn(withData(body)).filter(place => !isSecret(place));
  const stated = statusIn(places);
  const isUpOrDown = wordsOf(textOf(stated?.place.value) ?? '').some(word => upOrDown.test(word));
  const service = best(
    places.filter(place => !isTeller(place)),
    'service',
    isName,
  );
  const path = best(places, 'service', isPath);
  const otherwise = siteIn(places, isUpOrDown) ?? textOf(path?.value)?.split('/').at(-1);
  const serviceText = textOf(service?.value) ?? otherwise;
  const title =
    headlineOfChat(body, places) ??
    titleIn(isOfChat(body) ? places.filter(({ value }) => !isSender(value)) : places, service) ??
    titleIn(places, service);
  const titleText = asShown(textOf(title?.value));
  const isChat = isOfChat(body);
  const said =
    stated ??
    statusOfTitle(title) ??
    statusOfTitle(places.find(ofTitle)) ??
    (isChat ? statusOfWords(title, places) : undefined);
  const severity = severityIn(places);
  const scaled = severity && wordOfScale(severity, places);
  const level =
    severity === undefined && said?.place !== title
      ? levelIn(textOf(said?.place.value))
      : undefined;
  // Who writes into a chat room has another name there.
  const key = keyIn(isChat ? places.filter(({ name }) => name !== 'alias') : places, title);
  const started = best(places, 'startedAt', value => momentOf(value) !== undefined);
  const description = best(
    places.filter(({ path }) => path !== title?.path),
    'description',
    value => typeof value === 'string' && value.trim() !== '',
  );
  const links = places.filter(({ value }) => typeof value === 'string' && isWebAddress(value));
  const ruled = ruleIn(places, service);
  const rule = textOf(ruled?.value);
  const measuredBy = measureIn(places);
  const work =
    rule === undefined && serviceText !== undefined
      ? (workIn(places) ?? eventIn(places))
      : undefined;
  // A name, or one word of why, says less than the event that it came with.
  const event = identifierIn(places);
  const isOneWord = /reason$/.test(title?.name ?? '') && !/\s/.test(titleText ?? '');
  const whatEvent =
    event !== undefined && (titleText === serviceText || isOneWord)
      ? sameOf(event, true) || undefined
      : undefined;
  const isEvent = eventName.test(title?.name ?? '') && isIdentifier(titleText ?? '');
  // Of what is said to be up or down, the end has no reason that could be told, and prints something else.
  const isOnlyWhy =
    serviceText !== undefined &&
    (title === undefined ||
      (stated !== undefined && (onlyWhy.test(title.name) || title.parent === 'error')) ||
      (isUpOrDown && isSaid.test(title.name) && partIn(places, serviceText) !== ''));
  const from = [
    title === undefined ? 'no title was found' : `title from ${title.path}`,
    ...(said === undefined ? [] : [`status from ${said.place.path}`]),
    ...(severity === undefined ? [] : [`severity from ${severity.path}`]),
    ...(level === undefined || said === undefined ? [] : [`severity from ${said.place.path}`]),
    ...(service === undefined ? [] : [`service from ${service.path}`]),
    ...(key === undefined ? [] : [`identity from ${key.path}`]),
  ];
  const name =
    rule === undefined && isOnlyWhy
      ? partIn(places, serviceText)
      : sameOf(
          (ruled?.name === 'policyname' && measuredBy !== undefined
            ? `${rule} ${measuredBy}`
            : ruled?.name === 'dagid'
              ? [rule, taskIn(places)].filter(Boolean).join(' ')
              : rule) ??
            work ??
            (isSaid.test(title?.name ?? '') ? measuredBy : undefined) ??
            whatEvent ??
            titleText ??
            textOf(inCapitals(places)?.value) ??
            thingsIn(body, places),
          rule === undefined && isEvent,
        );
  const machine = machineIn(places, service);
  const where = machine === undefined ? [] : [machine];
  const parts = partsIn(places, service, [serviceText, name, machine], isUpOrDown);
  const series = seriesOf(key, serviceText, name, [...where, ...parts]);
  // Before, fewer places were believed for a service, and nothing but a machine told two of one apart.
  const isFormer = service === undefined || !isLaterService(service);
  const formerMachine = isFormer ? machine : machineIn(places, undefined);
  const formerly =
    parts.length === 0 && isFormer
      ? seriesOf(key, serviceText, name, [])
      : seriesOf(
          key,
          isFormer ? serviceText : otherwise,
          name,
          formerMachine === undefined ? [] : [formerMachine],
        );
  return {
    status: said?.status ?? 'firing',
    ...(said?.status === 'unknown' && { statusReason: `its state is ${textOf(said.place.value)}` }),
    series,
    ...(series.join() !== formerly.join() && { formerly }),
    kind: saysTest(places) ? 'test' : undefined,
    title:
      title === undefined || titleText === undefined
        ? untitled(places, serviceText, textOf(said?.place.value))
        : title.name === 'policyname'
          ? nameAndWords(titleText, measuredBy)
          : rule !== undefined && isSaid.test(title.name)
            ? nameAndWords(rule, titleText)
            : isEvent
              ? (sentenceNear(title, places) ?? readable(titleText, serviceText))
              : isOneWord && event !== undefined
                ? nameAndWords(readable(event, serviceText), titleText)
                : isOnlyName.test(title.name)
                  ? withWhy(titleText, places, said)
                  : (isOnlyWhy || isFragment(title, titleText)) && serviceText && rule === undefined
                    ? nameAndWords(serviceText, titleText)
                    : withSentence(title, titleText, isChat ? places.filter(isAttached) : places),
    ...(serviceText !== undefined && { service: serviceText }),
    severity:
      severity === undefined
        ? level
        : scaled === undefined
          ? textOf(severity.value)
          : `${textOf(severity.value)} (${scaled})`,
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

/** `module: CPU`, `interface: eth0`: a device without further words has several parts, each with a state of its own. */
function partIn(places: readonly Place[], service: string | undefined): string {
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
function isFragment({ name }: Place, text: string): boolean {
  return (
    isSaid.test(name) &&
    /\s/.test(text) &&
    (/^\d/.test(text) || (name === 'description' && /^\p{Ll}/u.test(text)))
  );
}

/** One policy may watch several measures, of which each fires and clears by itself. */
function measureIn(places: readonly Place[]): string | undefined {
  const found = measures.map(each =>
    places.find(({ name, value }) => name === each && isTitle(value)),
  );
  return textOf(found.find(place => place !== undefined)?.value);
}

/** Each task of a DAG fails and succeeds by itself. */
function taskIn(places: readonly Place[]): string | undefined {
  return textOf(places.find(({ name, depth }) => name === 'taskid' && depth <= 2)?.value);
}

const measures = ['metricshowname', 'metricname', 'conditionname', 'eventshowname'];

/** `[Disk of db-1](https://x)` of Markdown, `<https://x|Disk of db-1>` of Slack, `*Disk*` and `<b>Disk</b>` as they are shown. */
function asShown(text: string | undefined): string | undefined {
  return text
    ?.slice(0, 2000)
    .replace(/\[([^[\]]{1,200})\]\((?:https?|mailto):[^\s()]{1,500}\)/g, '$1')
    .replace(/<(?:https?|mailto):[^\s<>|]{1,500}(?:\|([^<>|]{1,200}))?>/g, (_, shown = '') =>
      /^(?:open|view|details|here|link|more|see more)$/i.test(shown) ? '' : shown,
    )
    .replace(/(?<![\w*])\*{1,2}([^\s*](?:[^*\n]{0,200}[^\s*])?)\*{1,2}(?![\w*])/g, '$1')
    .replace(/<\/?(?:b|i|u|em|strong|code|pre|font|br|p|span)(?:\s[^<>]{0,200})?\/?>/gi, '')
    .replace(/\(\s*\)/g, '')
    .replace(/^(?:\s*:[a-z][a-z0-9_+-]{2,40}:)+\s*/, '')
    .replace(/^\s*#{1,6}\s+(\S[^\n]*)[\s\S]*$/, '$1')
    .trim();
}

/** What proves who sends it is nobody's to read, neither in a title nor among the labels. */
function isSecret({ name }: Place): boolean {
  return /(?:secret|password|passwd|(?:api|access|private)key|(?:auth|access|bearer|verification)token)$|^(?:token|authorization)$/.test(
    name,
  );
}

/** What a body without words is known by: what its members are called, and which things it names. */
function thingsIn(body: Record<string, unknown>, places: readonly Place[]): string {
  const things = places.flatMap(({ name, depth, value }) =>
    depth <= 2 && thing.test(name) && isFact(value) ? (textOf(value) ?? []) : [],
  );
  return [...Object.keys(body).sort(), ...things].join(' ');
}

const thing =
  /^(?:entity|node|device|sensor|resource|object|host|site|location|zone|channel|camera)(?:id|name|key)?$/;

/** Where no words are found: what it is about, and how that is, or else whatever is said of it. */
function untitled(
  places: readonly Place[],
  service: string | undefined,
  state: string | undefined,
): string {
  const isSaying =
    state !== undefined && !/^(true|false|\d+)$/i.test(state) && !saysNothing.test(state);
  const event = inCapitals(places);
  if (event !== undefined) return readable(String(event.value), service);
  if (service !== undefined && isSaying)
    return `${[service, partIn(places, service)].filter(Boolean).join(' ')}: ${state}`;
  const facts = places
    .filter(({ value }) => isFact(value) && textOf(value) !== service)
    .slice(0, 4)
    .map(({ path, value }) => `${path.slice(path.lastIndexOf('/') + 1)} ${textOf(value)}`);
  return nameAndWords(service ?? 'A body of nobody that is known', facts.join(', '));
}

/** `NO_PRIMARY`, where no words say more. */
function inCapitals(places: readonly Place[]): Place | undefined {
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
function withWhy(name: string, places: readonly Place[], said: Said | undefined): string {
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
  return /^[A-Za-z](?:[a-z _-]{1,20}|[A-Z _-]{1,20})$/.test(state) && !saysNothing.test(state)
    ? nameAndWords(name, state.replaceAll('_', ' '))
    : name;
}

/** `branch.out_of_memory`. */
function identifierIn(places: readonly Place[]): string | undefined {
  const event = places.find(
    ({ name, depth, value }) =>
      depth <= 2 && eventName.test(name) && isIdentifier(textOf(value) ?? ''),
  );
  return textOf(event?.value);
}

/** `deployment_failed` and `deployment_success` tell of the same in whichever words. */
function workIn(places: readonly Place[]): string | undefined {
  const work = wordsOf(identifierIn(places) ?? '').find(word => works.test(word));
  const own = places.find(
    ({ name, parent }) => parent === work?.toLowerCase() && /^(name|slug)$/.test(name),
  );
  return own === undefined ? work : `${work} ${textOf(own.value)}`;
}

/** Monit's `Connection failed` and `Connection succeeded`, with what was looked at told in other words each time. */
function eventIn(places: readonly Place[]): string | undefined {
  const event = places.find(({ name, depth }) => depth === 1 && name === 'event');
  return ofEvent
    .exec(textOf(event?.value) ?? '')
    ?.slice(1)
    .find(Boolean)
    ?.toLowerCase();
}

const ofEvent =
  /^(?:(?:does not )?(exist)s?|(checksum|connection|content|data access|execution|filesystem flags|link|permission|process id|resource limit|size|speed|status|timestamp|uptime) (?:failed|succeeded|error|matched|changed|recovery|up|down))$/i;

const works =
  /^(deploy|deployment|build|backup|restore|sync|release|migration|import|export|scan)$/i;

/** `service_resp_time_rule` is a name for machines: people have it told in a sentence beside it. */
function withSentence(place: Place, title: string, places: readonly Place[]): string {
  return /\s/.test(title) ? title : nameAndWords(title, sentenceNear(place, places));
}

function sentenceNear({ path, depth }: Place, places: readonly Place[]): string | undefined {
  const near = places.filter(place => place.path !== path && place.depth <= depth);
  return textOf(best(near, 'title', isSentence)?.value);
}

/** That something is wrong is why it is told at all. */
const saysNothing =
  /^((?:alert|alarm|incident)[ _-](?:opened|fired|triggered|created)|firing|fired|trigger(ed)?|open(ed)?|alert(ing)?|alarm|problem|active|new|created?|critical|warning|warn|error|info|true|false)$/i;

const eventName =
  /^(type|event|eventtype|eventname|eventtypename|alerttype|notificationtype|notifytype|webhooktype)$|event$/;
const onlyWhy = /reason$|^(?:plugin)?output$/;
/** Names of names. */
const isOnlyName =
  /^(name|label|(?:job|connector|workflow|monitor|test|trigger|pipeline|task|unit)name|job|monitor|workflow|unit)$/;

/** `DEPLOY`, `NETWORK`: one word of what kind of thing it is. */
function isBareKind({ name, value }: Place): boolean {
  return eventName.test(name) && /^[A-Za-z]+$/.test(String(value)) && !isIdentifier(String(value));
}

function isEventInWords({ name, depth, value }: Place): boolean {
  return depth <= 2 && eventName.test(name) && /\S\s\S/.test(textOf(value) ?? '') && isTitle(value);
}

function ofTitle({ name, depth, value }: Place): boolean {
  return depth === 1 && /^(title|subject)$/.test(name) && isShort(value);
}

/** What serves as the service is only then the title, too, when nothing better is there. */
function titleIn(places: readonly Place[], service: Place | undefined): Place | undefined {
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
    (!isOfSetting(others) || isWordsOfCause(others));
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

/** `trigger: { message }` is what came about. */
function isWordsOfCause({ name, parent, value }: Place): boolean {
  return parent === 'trigger' && /^(message|text|summary)$/.test(name) && isSentence(value);
}

/** The name of a machine is no name of a rule; that of a check may be both. */
function ruleIn(places: readonly Place[], service: Place | undefined): Place | undefined {
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
const isSaid =
  /^(message|msg|text|content|\w+message|body|description|details|summary|\w*reason|error|exception|output|pluginoutput)$/;

/** That something is done says only then how it ended where nothing else does. */
function statusIn(places: readonly Place[]): Said | undefined {
  const word = (value: unknown) => textOf(value) ?? '';
  const told = places.find(isToldByFlux);
  if (told !== undefined) {
    const words = best(places, 'why', isShort)?.value ?? '';
    const isDone =
      saysDone.test(word(best(places, 'title', isSentence)?.value)) || saysDone.test(word(words));
    return { place: told, status: isDone ? 'cleared' : 'unknown' };
  }
  const isWeak = (text: string) => saidBy(text) === 'cleared' && wordsOf(text).some(isDoneWord);
  const isMore = (value: unknown, each: Place) =>
    saidAt(each, places) !== undefined && !isKindOfAll.test(word(value));
  const place =
    best(places, 'status', (value, each) => isMore(value, each) && !isWeak(word(value))) ??
    best(places, 'status', isMore);
  if (place !== undefined) {
    const isOpen = (each: Place) =>
      each.path !== place.path &&
      each.ranks.status !== undefined &&
      saidAt(each, places) === 'firing';
    // What is open waits for somebody.
    const isWaiting = /^pending$/i.test(word(place.value)) && places.some(isOpen);
    // That one thing of several is well ends nothing of the others, and that work is done does not say that it went well.
    const isOneOfMany = (each: Place) =>
      (place.isListed && each.isListed) || (isStateOfThing(place) && isStateOfThing(each));
    const isOnlyDone = isWeak(word(place.value)) && ticketIn(places) === undefined;
    const isBadAllTheSame =
      saidAt(place, places) === 'cleared' &&
      (places.some(each => isOneOfMany(each) && isOpen(each)) ||
        (isOnlyDone && places.some(tellsFailure)));
    const told = isWaiting || isBadAllTheSame ? 'firing' : (saidAt(place, places) ?? 'firing');
    const said = told === 'firing' && isPast(place, places) ? 'cleared' : told;
    // What is called off is over where it is an alarm; a build that is called off has not ended well.
    const isOff = said === 'off' && best(places, 'severity', isShort) !== undefined;
    if (said !== 'off' || isOff) return { place, status: said === 'off' ? 'cleared' : said };
    if (places.some(isOfWork)) return { place, status: 'unknown' };
  }
  const turned = places.find(isTurned);
  if (turned !== undefined) {
    const isOn = /^(on|true|1)$/i.test(word(turned.value));
    return { place: turned, status: isOn ? 'firing' : 'cleared' };
  }
  // A bare 1 may be a number of alerts.
  const isFlag = (name: string, text: string) =>
    /^(true|false|yes|no)$/i.test(text) || (/^is/.test(name) && /^[01]$/.test(text));
  // That something is reachable says that all is well only where nothing else is told.
  const isTold = places.some(({ ranks, value }) => ranks.title !== undefined && isSentence(value));
  const isGoodName = (name: string) =>
    isGood.test(name) || (!isTold && /^(is)?(online|reachable|connected|available)$/.test(name));
  const flags = places.filter(
    ({ name, parent, value }) =>
      isFlag(name, word(value)) && (isGoodName(name) || isBad.test(name)) && !isBefore.test(parent),
  );
  const isTrue = ({ value }: Place) => /^(?:true|yes|1)$/i.test(word(value));
  // That whoever looked succeeded says less than what was found.
  const flag =
    flags.find(each => isTrue(each) && isOverName.test(each.name)) ??
    flags.find(each => (isTrue(each) ? hasGoneBad : hasNotGoneWell).test(each.name)) ??
    flags[0];
  if (flag !== undefined)
    return { place: flag, status: isTrue(flag) === isGoodName(flag.name) ? 'cleared' : 'firing' };
  // ServiceNow counts what is resolved and closed as 6 and 7.
  const counted = places.find(
    ({ name, depth, value }) => name === 'state' && depth <= 2 && /^[1-8]$/.test(word(value)),
  );
  if (counted !== undefined && /^INC\d/.test(word(ticketIn(places)?.value)))
    return { place: counted, status: /^[67]$/.test(word(counted.value)) ? 'cleared' : 'firing' };
  // `status` is the code of a check where its output is beside it.
  const isChecked = places.some(({ name }) => /^(plugin)?output$/.test(name));
  const code = places.find(
    ({ name, value }) =>
      (/^(state|rc|exit(code|status)|returncode)$/.test(name) && /^\d+$/.test(word(value))) ||
      (name === 'status' && isChecked && /^[0-3]$/.test(word(value))),
  );
  if (code !== undefined)
    return { place: code, status: Number(code.value) === 0 ? 'cleared' : 'firing' };
  const level = best(places, 'severity', value => isEnd.test(word(value)));
  if (level !== undefined) return { place: level, status: 'cleared' };
  const number = best(places, 'severity', value => /^0$/.test(word(value)));
  if (number !== undefined && wordOfScale(number, places) === 'clear')
    return { place: number, status: 'cleared' };
  const ended = best(places, 'endedAt', value => momentOf(value) !== undefined);
  if (ended !== undefined) return { place: ended, status: 'cleared' };
  const alone = places.find(
    ({ name, depth, value }) =>
      depth <= 2 && /^(message|msg|text|output)$/.test(name) && ofWord(word(value)) !== undefined,
  );
  if (alone !== undefined) return { place: alone, status: ofWord(word(alone.value)) ?? 'firing' };
  const begun = places.find(isBegun);
  const isWorded = places.some(isWords) || best(places, 'severity', isShort) !== undefined;
  if (begun !== undefined && !isWorded && places.some(isOfWork))
    return { place: begun, status: 'unknown' };
  const hasStart = places.some(({ name }) => /^start/.test(name));
  const end = places.find(
    place =>
      (ofTrouble.test(place.parent) && isItsEnd(place)) ||
      (!hasStart && place.name === 'endtime' && momentOf(place.value) !== undefined),
  );
  return end && { place: end, status: 'cleared' };
}

/** `OPS-12`, `INC0010001`: what somebody works on has a number of its own, and is over when it is done. */
function ticketIn(places: readonly Place[]): Place | undefined {
  return places.find(
    ({ name, depth, value }) =>
      depth <= 2 &&
      ofTicket.test(name) &&
      /^[A-Z][A-Z0-9]{1,9}-?\d{1,12}$/.test(textOf(value) ?? ''),
  );
}

const ofTicket = /^(?:issue|ticket|incident|case)?(?:key|number)$|^(?:issue|ticket|incident|case)$/;

/** What the word of a state says of whom it is the state of. */
function saidAt(place: Place, places: readonly Place[]): Status | 'off' | undefined {
  const text = textOf(place.value) ?? '';
  // The `connection: keep-alive` of a request is none.
  if (/^connect(?:ion|ivity)$/.test(place.name) && !ofConnection.test(text)) return undefined;
  const said = saidBy(text);
  if (said !== 'cleared') return said;
  const isOfAlert = ofAlert.test(place.name) || ofAlert.test(place.parent);
  // A server that stopped is not well, and a door that is closed says nothing of an alert.
  if (/^stopped$/i.test(text)) return isOfAlert ? said : 'firing';
  if (/^inactive$/i.test(text)) {
    const isAlert = isOfAlert || places.some(({ name }) => ofAlert.test(name));
    return isAlert && !places.some(isOfProcess) ? said : 'firing';
  }
  const isClosed = /^closed$/i.test(text)
    ? isStateOfThing(place) && !ofAlert.test(place.name)
    : isThingClosed(text);
  return isClosed ? undefined : said;
}

/** `door.closed`, and not `incident.closed`. */
function isThingClosed(text: string): boolean {
  const words = wordsOf(text).map(word => word.toLowerCase());
  return (
    words.length > 1 &&
    words.includes('closed') &&
    !words.some(word => ofAlert.test(word) || (word !== 'closed' && ofWord(word) === 'cleared'))
  );
}

const ofConnection = /^(?:(?:dis)?connected|up|down|lost|restored|(?:re)?established)$/i;
const ofAlert =
  /^(?:alert|alarm|incident|issue|problem|ticket|case|event|violation|outage|rule|condition|trigger)/;

function isOfProcess({ name }: Place): boolean {
  return /^(?:unit|unitname|process|processname|daemon|servicename|windowsservice)$/.test(name);
}

/** `Backup failed` beside `completed`, `exit_code: 1`, `error: no space left`. */
function tellsFailure({ name, parent, ranks, value }: Place): boolean {
  const text = textOf(value) ?? '';
  if (/^(?:rc|exit(?:code|status)|returncode)$/.test(name)) return /^-?[1-9]\d*$/.test(text);
  if (ofFailures.test(name) && /^\d+$/.test(text)) return text !== '0';
  const isWorded =
    ranks.title !== undefined || ranks.why !== undefined || ranks.status !== undefined;
  if (!isWorded || !isShort(value) || isOnlyName.test(name) || /name$/.test(name)) return false;
  if (/^(?:error|exception|errormessage)$/.test(name) && parent !== 'trigger')
    return !/^(?:no|none|false|0|ok)$/i.test(text);
  const plain = text.replace(
    /\b(?:no|0|zero|without(?: any)?) (?:\w+ )?(?:errors?|failures?|failed)\b/gi,
    ' ',
  );
  return wordsOf(plain).some(each => badEnd.test(each));
}

const ofFailures = /^(?:num|total)?(?:failed|failures?|errors?)(?:count|total)?$/;
const badEnd =
  /^(?:fail(?:s|ed|ure|ures|ing)?|errors?|errored|critical|fatal|crash(?:ed|es)?|reject(?:ed|s)?|timedout|timeout|aborted|denied|vulnerabilit(?:y|ies)|partial(?:ly)?)$/i;

/** Flux tells of what it did about an object under the severity of news; what it began to do ends nothing. */
function isToldByFlux(
  { name, depth, value }: Place,
  _at: number,
  places: readonly Place[],
): boolean {
  return (
    depth === 1 &&
    name === 'severity' &&
    value === 'info' &&
    places.some(place => place.parent === 'involvedobject') &&
    places.some(place => place.name === 'reportingcontroller')
  );
}

const saysDone =
  /\b(?:succeeded|finished|fetched|stored|applied|up-to-date|resolved|pushed)\b|succeeded$/i;

/** An alert, or what only watches, is on while there is trouble; a device that is off is none. */
function isTurned({ name, value }: Place, _at: number, places: readonly Place[]): boolean {
  const isSwitch = /^(?:new)?state$/.test(name) && /^(?:on|off|true|false)$/i.test(String(value));
  const isOfAlert = places.some(
    place =>
      /^(?:alert|alarm)(?:name|id|type)?$/.test(place.name) ||
      /^binary_sensor\./.test(String(place.value)),
  );
  return (isSwitch && isOfAlert) || (name === 'eventvalue' && /^[01]$/.test(textOf(value) ?? ''));
}

/** A build or a run that begins is no trouble, and no end of any. */
function isBegun({ name, ranks, value }: Place): boolean {
  const text = textOf(value) ?? '';
  return (
    ((ranks.status !== undefined || name === 'phase') &&
      /^(?:started|running|queued|scheduled|waiting|in_?progress|building|working)$/i.test(text)) ||
    (eventName.test(name) && /(?:[._:-]|on_?)start(?:ed)?$/i.test(text))
  );
}

/** Who says a word of it beside its names, other than why it was begun, has something to tell. */
function isWords({ name, ranks, value }: Place): boolean {
  return (
    ranks.title !== undefined &&
    !isOnlyName.test(name) &&
    !eventName.test(name) &&
    !/reason$|name$/.test(name) &&
    isTitle(value) &&
    /\S\s\S/.test(String(value))
  );
}

function isOfWork({ name, parent }: Place): boolean {
  return [name, parent].some(each =>
    /^(?:build|job|run|sync|deployment|pipeline|workflow|execution)(?:id|name|number|status|triggerid)?$|^playbook$/.test(
      each,
    ),
  );
}

/** That it is an alert holds for its end, too. */
const isKindOfAll =
  /^(?:(?:alert|alarm|incident|event|notification|outage)s?[_. ]?){1,2}(?:status|state)?$/i;

function isDoneWord(word: string): boolean {
  return isDone.test(word);
}

/** The state of a time of trouble is what was, once that time has an end. A job that failed has ended, too, and is no such. */
function isPast({ path, parent }: Place, places: readonly Place[]): boolean {
  if (!ofTrouble.test(parent)) return false;
  const holder = path.slice(0, path.lastIndexOf('/') + 1);
  return places.some(place => place.path.startsWith(holder) && isItsEnd(place));
}

const ofTrouble = /(period|outage|downtime|incident|alert|violation|issue|problem)$/;

function isItsEnd({ name, value }: Place): boolean {
  return (
    /^(ended|resolved|recovered|cleared|closed|completed|up)(at|on|time)?$/.test(name) &&
    momentOf(value) !== undefined
  );
}

/** Where no field says it, the title may: `[OK] Disk`, `RESOLVED Disk`, `Shop is back up`. */
function statusOfTitle(place: Place | undefined): Said | undefined {
  if (place === undefined) return undefined;
  const text = textOf(place.value)?.slice(0, 2000) ?? '';
  const isOver = saysEnd(asShown(text) ?? '') || isPicturedWell(text);
  return isOver ? { place, status: 'cleared' } : undefined;
}

/** `✅ Queue is at 3`, and no word of trouble in it. */
function isPicturedWell(text: string): boolean {
  const isWell = pictureOfEnd.test(text.slice(0, 60)) || pictureOfEnd.test(text.slice(-60));
  return (
    isWell &&
    !wordsOf(text).some(word => failing.test(word) || isTrouble(word) || /^not?$/i.test(word))
  );
}

const pictureOfEnd =
  /^\s*(?:🟢|✅|:(?:white_check_mark|heavy_check_mark|(?:large_)?green_circle):)|(?:🟢|✅|:(?:white_check_mark|heavy_check_mark|(?:large_)?green_circle):)\s*$/u;

function saysEnd(title: string): boolean {
  // Each look at it takes longer than it is long.
  const shown = title.slice(0, 500);
  const text = withoutMarks(shown);
  const words = [stateOf(text), inParentheses.exec(text)?.[1]];
  return (
    [...words, stateWithin(shown)].some(word => ofWord(word ?? '') === 'cleared') ||
    [isBack, hasPower, wentWell, alertEnded].some(each => {
      const found = each.exec(text);
      return found !== null && !isDeniedBefore(text.slice(0, found.index));
    }) ||
    isUp(text)
  );
}

/** `Prometheus Alert (resolved)`. */
const inParentheses = /\(([A-Za-z]{2,15})\)$/;
/** `Response time alert resolved`. */
const alertEnded =
  /\b(?:alert|alarm|incident|problem|issue) (?:resolved|cleared|closed|recovered|ended)[\s.!]*$/i;
/** `Interface Gi0/1, changed state to up`, `neighbor 10.0.0.2 Up`, `HA2 link up`. */
const ofLink =
  /\b(?<what>(?:link|interface|port|tunnel|peer|neighbou?r|adjacency)(?: (?!(?:is|not|has|was)\b)[\w.:/-]{0,40}\d[\w.:/-]{0,40})?),? (?:(?:is|was|went|has|turned|gone|come|came) |changed (?:its )?state to |state changed to ){0,3}(?<how>up|down)\b(?! (?:to|time)\b)/i;
const isBack =
  /^(?:(?:incident|alert|alarm|problem|issue)\s+)?(?:closed|resolved|cleared|recovered)(?: (?:by|via|automatically)\b| in \d|:\s(?!0\b))|\b(?:is|are|was|has|have)\s+(?:now\s+|been\s+|back\s+|turned\s+)*(?:up|ok|resolved|recovered|cleared|online|healthy|reachable|normal|restored|repaired|(?:active|running|working|available) again|operating normally|(?:with)?in (?:the |its )?(?:normal|allowed|safe|operating|expected) (?:operating )?(?:range|limits))\b(?!\s+to\b|,? but\b|,? (?:and|now) (?:\w+ ){0,2}down\b)|\b(?:back|returned) to normal\b|\bback (?:with)?in (?:range|limits|bounds)\b|\b(?:came|comes) (?:back )?(?:up|online)\b|\bentered (?:the )?state \W?(?:completed|succeeded)\b/i;
const hasPower =
  /\bno longer on battery\b|\bon (?:line|utility|mains|grid) power\b|\bpower (?:has )?(?:returned|(?:been |is )?(?:back|restored))\b/i;

/** Work of one's own: what somebody else did, a login or an attack, goes well for them. */
const wentWell =
  /\b(?:back-?up|build|check|clean-?up|deploy|deployment|dump|export|import|job|migration|pipeline|release|renewal|replication|restore|rollout|run|snapshot|sync|task|test|update|upgrade|workflow)s?\b.*(?<!\b(?:not|never|partially|partly)) (?:succeeded|successful|(?:completed|finished) successfully)[.!]*(?:\s*\([^()]{0,80}\))?$|^successfully (?:backed up|built|completed|deployed|exported|finished|imported|released|renewed|restored|synced|synchronized|updated|upgraded)\b/i;

function isUp(text: string): boolean {
  const link = ofLink.exec(text);
  const rest = link === null ? '' : text.slice(link.index + link[0].length);
  return link?.groups?.how?.toLowerCase() === 'up' && /^[\s.!]*$/.test(rest);
}

/** Chat rooms write pictures as `:white_check_mark:`; `94:b4:0f` is part of a number of a machine. */
function withoutMarks(text: string): string {
  return text
    .replace(/(?<!\w):[a-z0-9_+-]{2,40}:(?!\w)/g, ' ')
    .replace(/\p{Extended_Pictographic}\ufe0f?/gu, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069]/g, '')
    .trim();
}

type Status = Alert['status'];
interface Said {
  place: Place;
  status: Status;
}

const isEnd = /^(ok|okay|clear(ed)?|recover(ed|y)?|resolved)$/i;
const off = /^(cancell?ed|aborted)$/i;
const ready =
  /^(ready|recovering|online|deployed|applied|reset|pass|successful|closing|(re)?connected|comm_?ok)$/i;
const failing =
  /^(fail(s|ed|ure|ing)?|errors?|errored|not|un(?!ack|i[a-z]|der|til|less)\w+|crash(ed|ing)?|broken|degraded|offline|disconnected|missed|missing|lost|expir(es?|ed|ing))$/i;
const upOrDown = /^(up|down|online|offline|uptime)$/i;
const troubles = /^(alert|alarm|incident|problem|issue|violation|outage)s?$/i;

/** What one field says, if it says anything. A name such as `ALERT_RECOVERED` or `checkFailed` says it in one of its words. */
function saidBy(given: string): Status | 'off' | undefined {
  const text = withoutMarks(given.slice(0, 500));
  if (off.test(text)) return 'off';
  if (text.length > 200) return undefined;
  if (/^(?:reporting|exists|done)$/i.test(text)) return 'cleared';
  const plain = ofWord(text);
  if (plain !== undefined) return plain;
  const words = wordsOf(text);
  if (/\s/.test(text.trim())) {
    const last = words.at(-1) ?? '';
    const isSaying = statusOf(last) !== 'firing' || isTrouble(last);
    const said = isSaying ? statusOf(last) : words.some(isBadly) ? 'firing' : undefined;
    return said === 'cleared' && isDenied.test(text) ? 'firing' : said;
  }
  const said = words.map(ofWord);
  // `OK_TO_FIRING`: what it came to.
  if (/^to$/i.test(words.at(-2) ?? '') && said.at(-1) !== undefined) return said.at(-1);
  if (words.some(isBadly)) return 'firing';
  // That an alarm stopped is good; that anything else did is not.
  if (words.some(word => /^stopped$/i.test(word)) && !words.some(word => troubles.test(word)))
    return 'firing';
  return (['cleared', 'unknown', 'firing'] as const).find(each => said.includes(each));
}

/** `not yet resolved`, `partially recovered`, `nicht behoben`; `no errors` is well. */
const isDenied =
  /^0\s|(?<![\p{L}])(?:not|never|non|no(?! (?:\w+ )?(?:alerts?|alarms?|data|errors?|failures?|incidents?|issues?|problems?)\b)|partial|partially|partly|being|nicht|noch|kein\w*|wird|werden|teilweise|niet|geen|pas|jamais|não|nao|ainda|aún|parcial(?:mente)?)(?![\p{L}])/iu;

function isBadly(word: string): boolean {
  return (
    failing.test(word) || /^(?:partial|partially|rejected|timed|timedout|denied|never)$/i.test(word)
  );
}

function hasState(value: unknown): boolean {
  return wordsOf(textOf(value) ?? '').some(
    word => !troubles.test(word) && (ofWord(word) !== undefined || failing.test(word)),
  );
}

function ofWord(word: string): Status | undefined {
  const status = ready.test(word) ? 'cleared' : statusOf(word);
  return status !== 'firing' || isTrouble(word) ? status : undefined;
}

/** A number says less than the word beside it. */
function severityIn(places: readonly Place[]): Place | undefined {
  const fits = (value: unknown) =>
    isSeverity(textOf(value) ?? '') && !isEnd.test(textOf(value) ?? '');
  const found = best(places, 'severity', fits);
  if (found === undefined || !/^\d+$/.test(textOf(found.value) ?? '')) return found;
  const holder = (path: string) => path.slice(0, path.lastIndexOf('/'));
  const beside = places.filter(({ path }) => holder(path) === holder(found.path));
  const isWord = (value: unknown) => fits(value) && !/^\d+$/.test(String(value));
  const known = wordOfScale(found, places) === undefined ? best(places, 'severity', isWord) : found;
  return best(beside, 'severity', isWord) ?? known ?? found;
}

/** The words of a name, however they are joined. */
function wordsOf(text: string): string[] {
  return (
    text
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      // `check_up` and `follow-up` are no ends.
      .replace(
        /\b(?:check|follow|clean|set|start|scale|back|sign|warm|wake|look)[ _-]up(?![A-Za-z])/gi,
        ' ',
      )
      .split(/[^A-Za-z]+/)
      .filter(Boolean)
  );
}

/** Where nothing is called a severity, a state such as `critical` is one. What is an error may be anything. */
function levelIn(state: string | undefined): string | undefined {
  const own = ofLevelElsewhere.exec(state?.trim() ?? '')?.[0];
  return (
    own ??
    wordsOf(state ?? '').find(word =>
      /^(critical|crit|fatal|emergency|major|warning|warn|minor|info)$/i.test(word),
    )
  );
}

const ofLevelElsewhere =
  /^(?:kritisch|warnung|critique|avertissement|crític[oa]|critic[oa]|advertencia|aviso|avviso|kritiek|waarschuwing|критический|критическая|предупреждение|紧急|严重|緊急|致命的|重大|嚴重|심각|긴급|警告|경고)$/iu;
/** `alert.entity_id`, of who writes all flat. */
function isIdOfTrouble({ path, name, parent }: Place): boolean {
  return (
    path.lastIndexOf('.') > path.lastIndexOf('/') &&
    /^(?:alert|incident|issue|problem|alarm|outage|violation)$/.test(parent) &&
    /id$/.test(name) &&
    !/rule|type|config|policy|defin/.test(name)
  );
}

/** Who orders (`trigger`, `resolve`) names what is meant; other ids of events are new each time. */
function keyIn(places: readonly Place[], title: Place | undefined): Place | undefined {
  const isKey = (value: unknown) =>
    textOf(value) !== undefined &&
    !isPlaceholder(textOf(value) ?? '') &&
    // Half of a template is the same for all that it stands for.
    !/\{\{[^{}]*\}\}|\[%[^%[\]]*%\]/.test(String(value)) &&
    !/^[0-]+$/.test(String(value));
  const near = places.filter(({ depth }) => depth === 1);
  // Who names each kind of alert by an id names each message by the other.
  const isOfMessage = near.some(({ name }) => name === 'alerttypeid');
  const isOrdered = near.some(
    ({ name, value }) =>
      ['messagetype', 'alerttype'].includes(name) ||
      (['status', 'state', 'action', 'eventtype'].includes(name) &&
        /^(trigger|resolve|acknowledge)$/i.test(textOf(value) ?? '')),
  );
  return (
    best(
      places.filter(({ name }) => name !== 'alertid' || !isOfMessage),
      'key',
      isKey,
    ) ??
    ticketIn(places) ??
    places.find(place => isIdOfTrouble(place) && isKey(place.value)) ??
    (isOrdered
      ? near.find(({ name, value }) => ['entityid', 'eventid'].includes(name) && isKey(value))
      : undefined) ??
    // What an event such as `alert.updated` holds is the alert.
    (eventName.test(title?.name ?? '') && wordsOf(String(title?.value)).some(isTroubles)
      ? places.find(
          ({ name, parent, value }) =>
            name === 'id' && ['data', 'payload', 'object'].includes(parent) && isKey(value),
        )
      : undefined) ??
    // What an event of Stripe is about.
    (near.some(({ name, value }) => name === 'object' && value === 'event')
      ? places.find(
          ({ name, parent, value }) => name === 'id' && parent === 'object' && isKey(value),
        )
      : undefined) ??
    // What is created and updated is a record, which keeps its id. A build is another each time.
    (near.some(({ name }) => /^created(at|on)?$/.test(name)) &&
    near.some(({ name }) => /^(last)?(updated|modified)(at|on)?$/.test(name)) &&
    !places.some(isOfWork)
      ? near.find(({ name, value }) => name === 'id' && isKey(value))
      : undefined)
  );
}

function isTroubles(word: string): boolean {
  return troubles.test(word);
}

/** The ids of rules and checks are the same for all that they look at. */
function seriesOf(
  key: Place | undefined,
  service: string | undefined,
  name: string,
  where: readonly string[],
): (string | undefined)[] {
  if (key === undefined) return ['', service, name, ...where];
  const isOfRule =
    /^(rule|check|monitor|trigger|condition)id$/.test(key.name) ||
    (key.name === 'id' && /^(rule|trigger|condition)$/.test(key.parent));
  return [textOf(key.value), ...(isOfRule ? [service, ...where].filter(Boolean) : [])];
}

/** Without the words of a state and what follows them, and without what was measured. */
export function sameOf(name: string, isEvent: boolean): string {
  const text = withoutLink(
    withoutMarks(withoutStateWithin(name.slice(0, 500)).replace(moments, ' ')),
  );
  const words = wordsOf(text);
  const [, kind, which] = ofKind.exec(text) ?? [];
  if (which !== undefined) return `${kind} ${which}`.toLowerCase();
  const isState = (word: string) => ofWord(word) !== undefined || failing.test(word);
  if (isEvent)
    return words
      .filter(word => !isState(word) && !/^(updated?|changed?|high|low)$/i.test(word))
      .join(' ')
      .toLowerCase();
  const isShortly =
    /^[A-Za-z]+(?: (?!(?:is|are|has|have|was|went|came)\b)[A-Za-z]+){1,3}$/.test(text) &&
    isState(words.at(-1) ?? '') &&
    // `Database errors` names what is wrong, as `Database latency` does.
    !/^errors$/i.test(words.at(-1) ?? '');
  if (isShortly) return words.slice(0, -1).join(' ').toLowerCase();
  const plain = withoutHow(withoutHow(text, ofPower, 'power'), ends)
    .replace(ofBuild, '$1')
    .replace(numbered, '$1')
    .replace(compared, '')
    .replace(version, ' #')
    .replace(aside, '')
    .replace(atEnd, '')
    .replace(ofEnded, '')
    .replace(inFrontOfAll, '')
    .replace(/\bis (?:now|back (?:to|at)|down to|up to)\b/, 'is');
  return withoutState(plain).replace(ofResult, '$1$2').replace(measured, '#');
}

/** `Deploy to production failed for shop`, `Validation succeeded: orders`, `health check failed 3 times in a row`. */
const ofResult =
  /^([^:]{0,80}?\b(?:check|healthcheck|deploy|deployment|build|job|pipeline|release|test|validation(?: result)?|run|sync|upgrade|rollout|backup)s?(?: [\w-]+){0,3}?) (?:failed|succeeded|passed|successful)(?= (?:for|of|on|in|at|to|with|after|\d)\b|:\s|\s*\()(.*)$/is;
/** Of one that is named what follows is why, but for where it is: `Interface Gi0/1 down on sw-1`, `Tunnel down: eu-1`. */
function withoutLink(text: string): string {
  const link = ofLink.exec(text);
  if (link === null) return text;
  const what = link.groups?.what ?? '';
  const rest = text.slice(link.index + link[0].length);
  const isWhere = !/\d/.test(what) || /^\s*[([]/.test(rest);
  return `${text.slice(0, link.index)}${what}${isWhere ? rest : (atPlace.exec(rest)?.[1] ?? '')}`;
}

/** How it is, and what follows, but for where that is: `Memory is above 90 on web-1`, `Latency is high: cart`. */
function withoutHow(text: string, how: RegExp, instead = ''): string {
  const found = how.exec(text);
  if (found === null) return text;
  const head = text.slice(0, found.index) + instead;
  const rest = text.slice(found.index + found[0].length);
  // Of what is up or down, a reason follows the colon.
  if (rest.startsWith(': ') && found.groups?.amount !== undefined) return head + rest;
  const where = /[:(–]|\s-/.test(rest) ? undefined : atPlace.exec(rest)?.[1];
  return `${head}${where ?? ''}`;
}

const atPlace =
  /(\s(?:on|in|at|for) (?!a\b|the (?:last|past)\b|total\b|\d)[^\s.]\S*(?: \S+){0,2}?)(?: (?:for|after|since|at) \d.*)?$/i;
const ends =
  /(?<!\s)\s+(?:is|are|was|has|went|came)\s+(?:now\s+|been\s+|back\s+|running\s+|turned\s+|too\s+|operating\s+)*(?:up|down|ok|normally|resolved|recovered|cleared|online|offline|healthy|unhealthy|degraded|reachable|unreachable|restored|repaired|failed|(?:active|running|working|available) again|(?<amount>(?:to )?normal|high|low|triggered|above|below|over|under(?! maintenance)|out of|outside|(?:with)?in (?:\w+ ){0,3}(?:range|limits|bounds)))\b/i;
/** `on battery power`, `no longer on battery`, `Power failure !!!`: what holds for the current. */
const ofPower =
  /\b(?:(?:no longer )?on (?:battery|(?:line|utility|mains|grid) power)|power (?:failure|has returned|(?:has been |is )?(?:back|restored)))\b/i;

/** `shop - #12 Failure after 2 min`, `shop - #13 Back to normal after 1 min`. */
const ofBuild =
  /^(\S.{0,100}?) - #\d+ (?:(?:still )?(?:failing|unstable)|failure|success|back to normal|fixed|unstable|aborted)\b.*$/is;
/** `Build #12`. */
const numbered = /\b(build|deployment|job|pipeline|run|workflow) #\d+/gi;
/** `p99 > 2s (now 3.4s)`, and in its place `p99 back to normal`. */
const compared =
  /(?<!\s)\s+(?:[<>≥≤]=?\s*\d+(?:\.\d+)?\s?[%\w]{0,4}|back to normal)(?=\s*(?:\(|$))/i;
/** Each release has another. */
const version =
  /(?<=\b(?:release|version)) v?\d+(?:\.\d+)+[\w.+-]*|(?<=\b(?:deploy|commit|revision)) [0-9a-f]{7,40}\b/gi;
/** When it came about is another each time. */
const moments =
  /(?:\b(?:at|on|since) )?\b\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\b)?/g;

/** `Monitor is DOWN: Shop (https://…)` is known by what it is about. */
const ofKind =
  /^\W*(monitor|service|host|site|website|server|check|device|node|endpoint|job)\s+(?:is|went|has)\s+(?:now\s+|back\s+|gone\s+)*[a-z]{2,15}:\s+(\S.*?)(?=\s+[(–-]|[.,]\s|\.?$)/is;

/** `97 %`, `340 s`, `4.2`; a number that nothing is measured in may be the name of a disk. */
const measured =
  /(?<![\w.])\d+(?:\.\d+)?(?=\s*(?:%|°|(?:[mµn]?s|secs?|seconds?|mins?|minutes?|h|hours?|[KMGT]i?B|bytes|[AVW]|rpm|days|messages|requests|errors|failures|events|times|attempts|users|connections|items|files|pods|hosts|processes)\b))|(?<![.\d])\d+\.\d+(?![.\d])/g;

/** `(was 95 %)`, `(threshold: 90)`; `Critical Alert: `, `Reminder: `. */
const aside =
  /\s*\((?:was|threshold|limit|value|current|currently|now|for|after|since|duration)\b[^()]{0,80}\)/gi;
/** `Backup of nas-1 failed`, `Nightly run completed successfully`. */
const atEnd =
  /(?<!\s)\s+(?:(?:has|have|was|is) )?(?:been )?(?:failed|succeeded|successful|completed|finished|passed|recovered|resolved|restored)(?: successfully)?[.!]*$/i;
const ofEnded =
  /(?<=\b(?:alert|alarm|incident|problem|issue)) (?:triggered|fired|raised|opened|started|resolved|cleared|closed|recovered|ended)[\s.!]*$/i;
const inFrontOfAll =
  /^(?:(?:critical|warning|warn|info|minor|major|high|low|reminder|alert|alarm|update|resolved|recovered|recovery|ok)\b[\s!]*){1,3}:\s+/i;

/** `siteCheckFailed`, `build_failure`, `job.run.errored`. */
function isIdentifier(text: string): boolean {
  return (
    /^[A-Za-z]+(?:[._:-][A-Za-z]+)*$/.test(text) &&
    (wordsOf(text).length >= 3 || /[_:.]/.test(text))
  );
}

/** `siteCheckFailed` as words, with what it is about. */
function readable(event: string, service: string | undefined): string {
  const words = wordsOf(event).join(' ').toLowerCase();
  return service === undefined ? words : `${words}: ${service}`;
}

function isOfChat(body: Record<string, unknown>): boolean {
  return ['attachments', 'blocks', 'embeds'].some(name => Array.isArray(body[name]));
}

function isAttached({ depth }: Place): boolean {
  return depth > 1;
}

/** What is attached has a title that only names it, and words beside it. */
function statusOfWords(title: Place | undefined, places: readonly Place[]): Said | undefined {
  const holder = title?.path.slice(0, title.path.lastIndexOf('/') + 1);
  return statusOfTitle(
    places.find(
      ({ path, name }) => holder !== undefined && name === 'text' && path === `${holder}text`,
    ),
  );
}

/** What is written for a chat room (Slack, Mattermost, Discord) says it in its text, and details in what is attached. */
function headlineOfChat(
  body: Record<string, unknown>,
  places: readonly Place[],
): Place | undefined {
  if (!isOfChat(body)) return undefined;
  const above = places.find(
    ({ depth, name, value }) =>
      depth === 1 && ['text', 'content'].includes(name) && isTitle(value) && !isSender(value),
  );
  return (
    above ??
    places.find(
      ({ depth, name, value }) =>
        depth > 1 &&
        /^(text|description)$/.test(name) &&
        isShort(value) &&
        aboutOne.test(String(value)),
    )
  );
}

/** `GlitchTip Alert` only says whose it is. */
function isSender(value: unknown): boolean {
  return /^\S+ (?:\w+ )?(?:alert|notification)s?$/i.test(String(value).trim());
}

/** `An alert for shop/api has been triggered`, below whose it is. */
const aboutOne =
  /\b(?:alert|alarm|incident) (?:for|on|of) \S.{0,200}? (?:has been|was|is) (?:triggered|fired|raised|opened|resolved|cleared|closed)\b/i;

/** The first line that says something; the words that tell of an end, or of a severity in front, count. */
function ofText(text: string): Found & { guess: string } {
  const lines = text.split(/\r?\n/).map(line => line.trim());
  const first = lines.find(line => /[\p{L}\p{N}]/u.test(line)) ?? text;
  const title =
    first
      .replace(/^subject:\s+/i, '')
      .replace(/<\/?[a-z][a-z\d]*(?:\s[^<>]{0,200})?\/?>/gi, ' ')
      .trim() || first;
  const label = stateInFront(title) ?? '';
  const isLabel = label !== '' && statusOf(label) === 'cleared';
  const isOver = isLabel || saysEnd(title);
  return {
    status: isOver ? 'cleared' : 'firing',
    series: ['', '', sameOf(title, false)],
    title,
    description: text,
    guess: `guessed, since nobody knows this sender: title from its first line${isOver ? `, status from its word${isLabel ? ` ${label}` : 's'}` : ''}`,
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
  const isRule = /^(?:alert|rule|alarm|policy)name$/.test(name) && isShort(value);
  return isTitle(value) || (isRule && wordsOf(String(value)).some(word => failing.test(word)));
}

/** Three words and more. */
function isSentence(value: unknown): boolean {
  return isTitle(value) && /\S\s+\S+\s+\S/.test(String(value));
}

function isSeverity(text: string): boolean {
  return text !== '' && text.length <= 40 && !isPlaceholder(text) && !/^-\d/.test(text);
}
