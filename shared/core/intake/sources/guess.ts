import type { Parsed } from '#core/intake/alert.ts';
import { isMap, textOf } from '#core/intake/given.ts';
import { alertsMax, beyond, isWebAddress } from '#core/intake/limits.ts';
import { alertFrom, type Found, statusOf } from '#core/intake/make-alert.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import { securityLineIn } from '#core/intake/read-cef.ts';
import { fieldsIn } from '#core/intake/read-fields.ts';
import { rowsIn } from '#core/intake/read-rows.ts';
import { syslogIn } from '#core/intake/read-syslog.ts';
import { readXml } from '#core/intake/read-xml.ts';
import { isLabelTakenBack } from '#core/intake/sources/doubted-end.ts';
import { keyIn, seriesOf } from '#core/intake/sources/guess-key.ts';
import { alertsListed } from '#core/intake/sources/guess-lists.ts';
import { noAlertIn } from '#core/intake/sources/guess-none.ts';
import {
  best,
  isLaterService,
  isName,
  isPath,
  isShort,
  isTeller,
  isTitled,
  machineIn,
  type Place,
  partsIn,
  placesIn,
  siteIn,
  workplaceIn,
} from '#core/intake/sources/guess-places.ts';
import { sameOf } from '#core/intake/sources/guess-same.ts';
import { wordOfScale } from '#core/intake/sources/guess-scales.ts';
import {
  statusIn,
  statusOfColor,
  statusOfTitle,
  statusOfWords,
} from '#core/intake/sources/guess-status.ts';
import { isTestText, saysTest } from '#core/intake/sources/guess-test.ts';
import {
  asShown,
  beginningIn,
  eventName,
  identifierIn,
  inCapitals,
  isEventInWords,
  isFragment,
  isIdentifier,
  isOnlyName,
  isSaid,
  isTitle,
  measureIn,
  ofTitle,
  onlyWhy,
  partIn,
  raisedIn,
  readable,
  ruleIn,
  sentenceNear,
  taskIn,
  thingsIn,
  titleIn,
  untitled,
  withFailure,
  withHow,
  withSentence,
  withWhy,
} from '#core/intake/sources/guess-title.ts';
import {
  isEnd,
  isPicturedWell,
  levelIn,
  saysEnd,
  upOrDown,
  wordsOf,
} from '#core/intake/sources/guess-words.ts';
import { belowPreamble } from '#core/intake/sources/preamble.ts';
import { stateInFront } from '#core/intake/sources/stated-title.ts';
import { nameAndWords } from '#core/intake/well-known-labels.ts';
import { momentOf } from '#core/time/moment.ts';

/*
 * The best that can be made of a body that nobody knows. A title is always found; a status and a severity only where a field
 * that is called so says a word that means one. What was taken from where is said with the alert.
 */

/** One alert of each member of a list, one of anything else. `text`: what is no JSON and no form. */
export function guess(body: unknown): Extract<Parsed, { alerts: unknown }> {
  const members = listOf(body);
  const judged = members.slice(0, alertsMax).map(member => ({ member, none: noAlertIn(member) }));
  const alerts = judged.flatMap(({ member, none }) =>
    none === undefined ? [alertFrom('auto', guessed(member))] : [],
  );
  const none = judged.flatMap(each => each.none ?? []);
  const ignored = members.length === 0 ? ['the body is empty'] : beyond(members.length - alertsMax);
  return { alerts, ignored: [...none.slice(0, 100), ...ignored] };
}

function listOf(body: unknown, depth = 0): unknown[] {
  if (Array.isArray(body)) {
    const all = body.flat(3);
    const words = all.filter(each => typeof each === 'string' && /\p{L}{3}/u.test(each));
    const members = [...all.filter(isFilled), ...words];
    const isEmpty = all.every(each => isMap(each) || each === null || each === '');
    return members.length > 0 || isEmpty ? members : [body];
  }
  if (isMap(body)) {
    const only = Object.entries(body).filter(
      ([, value]) => Array.isArray(value) && value.some(isMap),
    );
    const [list] = only;
    const isList =
      list !== undefined &&
      /^(alerts|alarms|events|incidents|problems|messages|notifications|records|items)$/i.test(
        list[0],
      );
    if (isList && !isTitled(body)) {
      const { [list[0]]: _, ...around } = body;
      return (list[1] as unknown[]).filter(isMap).map(each => ({ ...around, ...each }));
    }
    const [wrapped, ...more] = Object.entries(body).filter(([, value]) => isMap(value));
    const isWrapper = wrapped !== undefined && more.length === 0 && ofWrapper.test(wrapped[0]);
    if (isWrapper && depth < 3 && !isTitled(body)) {
      const [name, inner] = wrapped;
      const { [name]: _, ...around } = body;
      const all = listOf(inner, depth + 1);
      if (all.length > 1) return all.map(each => (isMap(each) ? { ...around, ...each } : each));
    }
    for (const name of ['text', 'message', 'content', 'body']) {
      const { [name]: words, ...around } = body;
      const below = typeof words === 'string' ? fromDaemon(words, body) : undefined;
      if (below !== undefined) return below;
      const pairs = typeof words === 'string' ? pairsBelow(words) : undefined;
      if (pairs !== undefined) return [{ ...around, ...pairs, [name]: pairs.title }];
      const listed = typeof words === 'string' ? listedIn(words, around) : undefined;
      if (listed !== undefined) return listed;
    }
    return Object.keys(body).length === 0 ? [] : [body];
  }
  const text = textOf(body);
  return text === undefined
    ? []
    : (listedIn(text) ??
        fromDaemon(text) ??
        rowsIn(text, isColumn) ??
        syslogIn(text) ?? [securityLineIn(text.trim()) ?? readXml(text) ?? fieldsIn(text) ?? text]);
}

/** What a table of alerts may have as a column. */
function isColumn(name: string): boolean {
  return /^(?:alert|check|description|device|event|host|hostname|level|message|monitor|name|output|priority|server|service|severity|state|status|summary|time|timestamp|title)(?:[ _]?name)?$/i.test(
    name,
  );
}

function fromDaemon(words: string, around: object = {}): object[] | undefined {
  const below = belowPreamble(words);
  if (below === undefined) return undefined;
  const [title = '', ...rest] = below.text.split('\n');
  const text = rest.join('\n').trim();
  return [
    {
      ...{ title, ...around, text, message: undefined, content: undefined, body: undefined },
      ...(below.host !== undefined && { host: below.host }),
    },
  ];
}

/** `Task Failed.` above `*Task*: load` and `*Dag*: nightly`, and so on to the end. */
function pairsBelow(text: string): Record<string, string> | undefined {
  const [first = '', ...lines] = text
    .slice(0, 10_000)
    .trim()
    .split(/\s*\n\s*/);
  const pairs = lines.map(line => boldPair.exec(line)?.slice(1) ?? []);
  if (pairs.length < 2 || boldPair.test(first) || pairs.some(pair => pair.length === 0))
    return undefined;
  const isThing = ([name = '']: string[]) => ofThing.test(name);
  const things = pairs.filter(isThing).map(([, value]) => value);
  const [, service] = pairs.find(([name = '']) => /^dag$/i.test(name)) ?? [];
  const fields = Object.fromEntries(pairs.filter(pair => !isThing(pair))) as Record<string, string>;
  const head = first.replace(/[\s.:]+$/, '');
  return {
    ...fields,
    ...(service && { service }),
    title: things.length === 0 ? head : `${head}: ${things.join(', ')}`,
  };
}

const boldPair = /^[>•\s-]{0,4}\*([A-Za-z][\w /-]{0,30}):?\*:?\s+(\S.*)$/;

const ofThing = /^(?:task|dag|job|flow|model|pipeline|workflow|monitor|check)$/i;

const ofWrapper = /^(?:data|payload|body|content|response|result|envelope|input|variables)$/i;

function isFilled(value: unknown): value is Record<string, unknown> {
  return isMap(value) && Object.keys(value).length > 0;
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
  const isCheck = ofCheck.test(textOf(stated?.place.value) ?? '') && isCheckOfHost(places);
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
    titleIn(places, service) ??
    beginningIn(places);
  const titleText = asShown(textOf(title?.value));
  const isChat = isOfChat(body);
  const said =
    stated ??
    statusOfTitle(title) ??
    statusOfTitle(places.find(ofTitle)) ??
    (isChat ? (statusOfWords(title, places) ?? statusOfColor(title, places)) : undefined);
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
    places.filter(({ path, value }) => path !== title?.path || value !== title.value),
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
  const isOfHealth = /^health(?:status)?$/.test(stated?.place.name ?? '');
  const isOnlyWhy =
    serviceText !== undefined &&
    (title === undefined ||
      (stated !== undefined && (onlyWhy.test(title.name) || title.parent === 'error')) ||
      ((isOfHealth || isCheck) && isSaid.test(title.name)) ||
      (isUpOrDown && isSaid.test(title.name) && partIn(places, serviceText) !== ''));
  const told = serviceText ?? workplaceIn(places, titleText);
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
            componentIn(places) ??
            titleText ??
            textOf(inCapitals(places)?.value) ??
            thingsIn(body, places),
          rule === undefined && isEvent,
        );
  const record = serviceText === undefined ? undefined : recordIn(places);
  const machine = machineIn(places, service);
  const where = machine === undefined ? [] : [machine];
  const parts = partsIn(places, service, [serviceText, name, machine], isUpOrDown);
  const series = seriesOf(key, serviceText, name, [...where, ...parts]);
  // Before, fewer places were believed for a service, and nothing but a machine told two of one apart.
  const isFormer = service === undefined || !isLaterService(service);
  const formerMachine = isFormer ? machine : machineIn(places, undefined);
  const formerName =
    isCheck && isOnlyWhy && rule === undefined && titleText !== undefined
      ? sameOf(titleText, false)
      : name;
  const formerly =
    parts.length === 0 && isFormer
      ? seriesOf(key, serviceText, formerName, [])
      : seriesOf(
          key,
          isFormer ? serviceText : otherwise,
          formerName,
          formerMachine === undefined ? [] : [formerMachine],
        );
  return {
    status: said?.status ?? 'firing',
    ...(said?.status === 'unknown' && { statusReason: `its state is ${textOf(said.place.value)}` }),
    series,
    ...(series.join() !== formerly.join() && { formerly }),
    kind: saysTest(places) ? 'test' : undefined,
    title: headOf(
      title === undefined || titleText === undefined
        ? untitled(places, serviceText, textOf(said?.place.value))
        : record !== undefined
          ? nameAndWords(
              `${serviceText}: ${[record, textOf(said?.place.value)].filter(Boolean).join(' ')}`,
              titleText === serviceText ? undefined : titleText,
            )
          : title.name === 'policyname'
            ? nameAndWords(titleText, measuredBy)
            : rule !== undefined && (isSaid.test(title.name) || isEventInWords(title))
              ? nameAndWords(rule, titleText)
              : isEvent
                ? (sentenceNear(title, places) ??
                  withFailure(
                    withHow(readable(titleText, serviceText), titleText, said),
                    places,
                    said,
                  ))
                : isOneWord && event !== undefined
                  ? nameAndWords(readable(event, serviceText), titleText)
                  : isOnlyName.test(title.name)
                    ? withWhy(titleText, places, said, serviceText)
                    : (isOnlyWhy || isFragment(title, titleText)) &&
                        serviceText &&
                        rule === undefined
                      ? nameAndWords(serviceText, titleText)
                      : withSentence(title, titleText, isChat ? places.filter(isAttached) : places),
    ),
    ...(told !== undefined && { service: told }),
    severity:
      severity === undefined
        ? level
        : scaled === undefined
          ? textOf(severity.value)
          : `${textOf(severity.value)} (${scaled})`,
    ...(description !== undefined
      ? { description: textOf(description.value) }
      : titleText?.includes('\n') && { description: titleText }),
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

/** The first of several lines, where it says something; the others are the description. */
function headOf(text: string): string {
  const [line = ''] = text.split('\n', 1);
  return /\S\s+\S+\s+\S/.test(line) ? line.trim() : text;
}

/** `PSU0003` of power supply 1: Dell says of the end in other words, and under another number. */
function componentIn(places: readonly Place[]): string | undefined {
  const [, kind] =
    places
      .filter(({ name }) => name === 'messageid')
      .map(({ value }) => /(?:^|\.)([A-Z]{2,4})\d{3,4}$/.exec(textOf(value) ?? ''))
      .find(Boolean) ?? [];
  const which = places.flatMap(({ name, value }) =>
    name === 'messageargs' ? (textOf(value) ?? []) : [],
  );
  return kind === undefined || which.length === 0 ? undefined : [kind, ...which].join(' ');
}

const ofCheck = /^(?:ok|warn(?:ing)?|crit(?:ical)?|unknown)$/i;

/** A service on a host, as Nagios and its kin name a check: what it prints is another thing each time. */
function isCheckOfHost(places: readonly Place[]): boolean {
  const has = (names: RegExp) =>
    places.some(({ name, depth, value }) => depth === 1 && names.test(name) && isShort(value));
  return (
    has(/^(?:host|hostname|hostdisplayname)$/) &&
    has(/^(?:service|servicedesc|servicename|servicedescription|check|checkname)$/)
  );
}

/** What proves who sends it is nobody's to read, neither in a title nor among the labels. */
function isSecret({ name }: Place): boolean {
  return /(?:secret|password|passwd|(?:api|access|private)key|(?:auth|access|bearer|verification)token)$|^(?:token|authorization)$/.test(
    name,
  );
}

/** `deployment_failed` and `deployment_success` tell of the same in whichever words. */
function workIn(places: readonly Place[]): string | undefined {
  const work =
    wordsOf(identifierIn(places) ?? '').find(word => works.test(word)) ?? recordIn(places);
  const own = places.find(
    ({ name, parent }) => parent === work?.toLowerCase() && /^(name|slug)$/.test(name),
  );
  return own === undefined ? work : `${work} ${textOf(own.value)}`;
}

/** `release` of who tells under it what was done to each record. */
function recordIn(places: readonly Place[]): string | undefined {
  const near = places.filter(({ depth }) => depth === 1);
  const record = near.find(
    ({ name, value }) => name === 'resource' && works.test(textOf(value) ?? ''),
  );
  return near.some(({ name }) => name === 'action') ? textOf(record?.value) : undefined;
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

function isOfChat(body: Record<string, unknown>): boolean {
  return ['attachments', 'blocks', 'embeds'].some(name => Array.isArray(body[name]));
}

function isAttached({ depth }: Place): boolean {
  return depth > 1;
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
        depth > 1 && name === 'pretext' && isTitle(value) && ofState.test(String(value)),
    ) ??
    places.find(
      ({ depth, name, value }) =>
        depth > 1 &&
        /^(text|description)$/.test(name) &&
        isShort(value) &&
        aboutOne.test(String(value)),
    )
  );
}

/** `[OK] Queue depth`. */
const ofState =
  /^\W{0,3}(?:alert|critical|warning|firing|problem|down|ok|resolved|recovered)[\]:]+\s+\S+\s\S/i;

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
  const worded = lines.filter(line => /[\p{L}\p{N}]/u.test(line));
  const first = raisedIn(text) ?? worded.find(line => !isNotice.test(line)) ?? worded[0] ?? text;
  const title =
    first
      .replace(/^subject:\s+/i, '')
      .replace(/<\/?[a-z][a-z\d]*(?:\s[^<>]{0,200})?\/?>/gi, ' ')
      .trim() || first;
  const label = stateInFront(title) ?? '';
  const isLabel = label !== '' && statusOf(label) === 'cleared' && !isLabelTakenBack(title);
  const isOver = isLabel || saysEnd(title) || isPicturedWell(title);
  return {
    status: isOver ? 'cleared' : 'firing',
    ...(isTestText(text.trim()) && { kind: 'test' as const }),
    series: ['', '', sameOf(title, false)],
    title,
    description: text,
    guess: `guessed, since nobody knows this sender: title from its first line${isOver ? `, status from its word${isLabel ? ` ${label}` : 's'}` : ''}`,
  };
}

/** What mdadm writes above all that it tells. */
const isNotice = /^this (?:is|message was) an? (?:automatic|generated)/i;

/** What CloudEvents and others wrap counts as much as the wrapping. */
function withData(body: Record<string, unknown>): Record<string, unknown> {
  const { data } = body;
  return 'specversion' in body && typeof data === 'string'
    ? { ...body, data: { text: data } }
    : body;
}

function isSeverity(text: string): boolean {
  return text !== '' && text.length <= 40 && !isPlaceholder(text) && !/^-\d/.test(text);
}
