import { textOf } from '#core/intake/given.ts';
import { doneElsewhere } from '#core/intake/make-alert.ts';
import { isOfWork, ticketIn } from '#core/intake/sources/guess-key.ts';
import { best, isShort, isStateOfThing, type Place } from '#core/intake/sources/guess-places.ts';
import { wordOfScale } from '#core/intake/sources/guess-scales.ts';
import {
  asShown,
  eventName,
  isOnlyName,
  isSentence,
  isTitle,
} from '#core/intake/sources/guess-title.ts';
import {
  isEnd,
  isPicturedWell,
  ofWord,
  type Said,
  type Status,
  saidBy,
  saysEnd,
  wordsOf,
} from '#core/intake/sources/guess-words.ts';
import { isTrouble } from '#core/intake/sources/stated-title.ts';
import { momentOf } from '#core/time/moment.ts';

/* Whether what a body that nobody knows tells of is there or over, where a field says so, or a title. */

const isGood =
  /^(?:is|all[a-z]{0,20})?(resolved|recovered|cleared|fixed|restored|up|ok|healthy|closed|success|succeeded|passing|passed|alive|backtonormal)$/;

/** Beside how bad it is, it tells of how it was sent. */
const ofRequest = /^(?:success|succeeded)$/;

const isOverName = /^(is)?(resolved|recovered|cleared|fixed|restored|closed|backtonormal)$/;

const hasGoneBad = /^(is)?(firing|down|alerting|failed|failing|triggered|drifted)$/;

const hasNotGoneWell = /^all\w*(succeeded|passed|ok|healthy|passing)$/;

const isBefore = /^(prior|prev|old|former)/;

const isDone = /^(completed?|finished|done|end(ed)?)$/i;

const isBad =
  /^(?:is|started|still)?(?:firing|down|alerting|alarm|alert|failed|failing|problem|active|triggered|open|drifted)$|^(?:active(?:trigger|alert|alarm)|(?:trigger|alert|alarm)active)$/;

/** That something is done says only then how it ended where nothing else does. */
export function statusIn(places: readonly Place[]): Said | undefined {
  const word = (value: unknown) => textOf(value) ?? '';
  const told = places.find(isToldByFlux);
  if (told !== undefined) {
    const words = best(places, 'why', isShort)?.value ?? '';
    const isDone =
      saysDone.test(word(best(places, 'title', isSentence)?.value)) || saysDone.test(word(words));
    return { place: told, status: isDone ? 'cleared' : 'unknown' };
  }
  const isWeak = (text: string) =>
    (saidBy(text) === 'cleared' &&
      (wordsOf(text).some(isDoneWord) || doneElsewhere.test(text.trim()))) ||
    // A job that stopped has a result.
    (/^stopped$/i.test(text) &&
      places.some(({ name }) => /^(?:job)?(?:result|outcome)$/.test(name)));
  const isMore = (value: unknown, each: Place) =>
    saidAt(each, places) !== undefined && !isKindOfAll.test(word(value));
  const place =
    best(places, 'status', (value, each) => isMore(value, each) && !isWeak(word(value))) ??
    best(places, 'status', isMore);
  if (place !== undefined && beginsWork(place)) return { place, status: 'unknown' };
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
  const came = places.find(isCome);
  if (came !== undefined) return { place: came, status: ofWord(word(came.value)) ?? 'firing' };
  const turned = places.find(isTurned);
  if (turned !== undefined) {
    const isOn = /^(on|true|1)$/i.test(word(turned.value));
    return { place: turned, status: isOn ? 'firing' : 'cleared' };
  }
  // A bare 1 may be a number of alerts.
  const isFlag = (name: string, text: string) =>
    /^(true|false|yes|no)$/i.test(text) ||
    (/^is|^(?:up|alive|healthy|reachable)$/.test(name) && /^[01]$/.test(text));
  // That something is reachable says that all is well only where nothing else is told.
  const isTold = places.some(({ ranks, value }) => ranks.title !== undefined && isSentence(value));
  const isGoodName = (name: string) =>
    isGood.test(name) || (!isTold && /^(is)?(online|reachable|connected|available)$/.test(name));
  const isSevere = best(places, 'severity', value => isTrouble(word(value))) !== undefined;
  const flags = places.filter(
    ({ name, parent, value }) =>
      isFlag(name, word(value)) &&
      (isGoodName(name) || isBad.test(name)) &&
      !isBefore.test(parent) &&
      !(isSevere && ofRequest.test(name)),
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
      ((depth <= 2 && /^(message|msg|text|output)$/.test(name)) || name === 'subtitle') &&
      ofWord(word(value)) !== undefined,
  );
  if (alone !== undefined) return { place: alone, status: ofWord(word(alone.value)) ?? 'firing' };
  const begun = places.find(isBegun);
  const isWorded = places.some(isWords) || best(places, 'severity', isShort) !== undefined;
  if (begun !== undefined && !isWorded && (beginsWork(begun) || places.some(isOfWork)))
    return { place: begun, status: 'unknown' };
  const hasStart = places.some(({ name }) => /^start/.test(name));
  const end = places.find(
    place =>
      (ofTrouble.test(place.parent) && isItsEnd(place)) ||
      (!hasStart && place.name === 'endtime' && momentOf(place.value) !== undefined),
  );
  return end && { place: end, status: 'cleared' };
}

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
  /^(?:alert|alarm|incident|issue|problem|ticket|case|event|violation|outage|rule|condition|trigger|dispute)/;

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
function isTurned({ name, parent, value }: Place, _at: number, places: readonly Place[]): boolean {
  const isSwitch = /^(?:new)?state$/.test(name) && /^(?:on|off|true|false)$/i.test(String(value));
  const isOfAlert = places.some(
    place =>
      /^(?:alert|alarm)(?:name|id|type)?$/.test(place.name) ||
      /^binary_sensor\./.test(String(place.value)),
  );
  return (
    (isSwitch && isOfAlert) ||
    ((name === 'eventvalue' || (name === 'value' && parent === 'event')) &&
      /^[01]$/.test(textOf(value) ?? ''))
  );
}

/** `from: up, to: down`. */
function isCome({ name, path, value }: Place, _at: number, places: readonly Place[]): boolean {
  const holder = path.slice(0, path.lastIndexOf('/') + 1);
  const isState = (each: Place) => ofWord(textOf(each.value) ?? '') !== undefined;
  return (
    /^(?:to|after)$/.test(name) &&
    ofWord(textOf(value) ?? '') !== undefined &&
    places.some(
      each =>
        /^(?:from|before)$/.test(each.name) &&
        each.path === `${holder}${each.name}` &&
        isState(each),
    )
  );
}

/** A build or a run that begins is no trouble, and no end of any. */
function isBegun({ name, ranks, value }: Place): boolean {
  const text = textOf(value) ?? '';
  return (
    ((ranks.status !== undefined || name === 'phase') &&
      /^(?:started|running|queued|scheduled|waiting|in_?progress|building|working)$/i.test(text)) ||
    (eventName.test(name) && (/(?:[._:-]|on_?)start(?:ed)?$/i.test(text) || ofBegin.test(text)))
  );
}

/** `deployment.created`, `deploy_started`. */
function beginsWork({ value }: Place): boolean {
  return ofBegin.test(textOf(value) ?? '');
}

const ofBegin =
  /(?:^|[._:-])(?:build|deploy|deployment|backup|job|pipeline|run|sync|workflow|execution|release|migration|export|import|scan|restore)[._:-](?:start(?:ed)?|created|queued|scheduled|initiated|requested)$/i;

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
export function statusOfTitle(place: Place | undefined): Said | undefined {
  if (place === undefined) return undefined;
  const text = textOf(place.value)?.slice(0, 2000) ?? '';
  const isOver = saysEnd(asShown(text) ?? '') || isPicturedWell(text);
  return isOver ? { place, status: 'cleared' } : undefined;
}

/** What is attached has a title that only names it, and words beside it. */
export function statusOfWords(
  title: Place | undefined,
  places: readonly Place[],
): Said | undefined {
  const holder = title?.path.slice(0, title.path.lastIndexOf('/') + 1);
  return statusOfTitle(
    places.find(
      ({ path, name }) => holder !== undefined && name === 'text' && path === `${holder}text`,
    ),
  );
}

/** Slack's own name for green: whoever writes numbers of colors may mean nothing by them. */
export function statusOfColor(
  title: Place | undefined,
  places: readonly Place[],
): Said | undefined {
  const colors = places.filter(({ name, depth }) => depth > 1 && name === 'color');
  const [place] = colors;
  const isGreen = place !== undefined && colors.every(({ value }) => value === 'good');
  const isBadly = wordsOf(textOf(title?.value) ?? '').some(word => badEnd.test(word));
  return isGreen && !isBadly ? { place, status: 'cleared' } : undefined;
}
