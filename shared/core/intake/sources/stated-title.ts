import { statusOf } from '#core/intake/make-alert.ts';

const trouble =
  /^(firing|fired?|alert(ing)?|alarm|trigger(ed)?|problem|open(ed)?|down|fail(ed|ure|ing)?|error|critical|crit|warn(ing)?|active|activated|new|created|degraded|unhealthy|outage|breached|acknowledged|ack|major|minor)$/i;
const troubleElsewhere =
  /^(störung|gestört|ausfall|ausgefallen|unerreichbar|injoignable|indisponible|caíd[oa]|kritisch|warnung|critique|crític[oa]|alarm[ea]|発生|触发|障害発生|panne|problème|alerte?|alerta|problema|storing|falla|falha|fallo|guasto|fehler|erreur|avería|проблема|авария|告警|报警|故障|警告|障害|異常|警報|장애|경고|경보|오류|awaria|arıza|uyarı)$/iu;
const label = /^[\W_]*([A-Za-z]+)(?::\d+)?[\W_]*\s/;
/** In another language no blank need stand behind it: `【復旧】x`. */
export const labelElsewhere =
  /^[【[]?((?=\p{L}*[\u0080-\uffff])\p{L}{2,20})(?:】\s*|\]\s+|\s*[:：]\s*|\s+)(?=\S)/u;
/** `Problem resolved: x`, `Störung behoben: x`. */
const labelOfTwo =
  /^[^\p{L}\p{N}]{0,20}(?:alert|alarm|incident|problem|issue|outage|ticket|case|störung|warnung|alerte|alarme|panne|problème|alerta|alarma|incidente|incidencia|problema)(?: #?[\w-]{0,12}\d{1,12})? (\p{L}{2,20})(?:\s*[:：]\s*|\s+[–-]\s+)(?=\S)/iu;

const ending =
  /(?<!\s)(?:\s+(?:is|are|was|ist(?: wieder)?|sind(?: wieder)?|est|sont|está|están|(?:state|status)[:=]?|->|[:=-])\s*|:\s+)[([*]*(\p{L}{2,15})[^\p{L}\p{N}]*$/iu;
/** In front of a colon or a state: what failed may have been well, and what is wanted is not there. */
const otherwise =
  /\b(?:fail\w*|errors?|lost|down|refused|last|previous|prior|old|expected|desired|wanted|required)\b/i;
/** `Shop ✅ Up [Uptime-Kuma]`, `[Shop] [🔴 Down] timeout`: what follows says why, or who tells of it. */
const pictured =
  /(?<=[\p{L}\p{N}\])])[\s[]*\p{Extended_Pictographic}\ufe0f?\s*(up|down|ok|online|offline|healthy|unhealthy|degraded|firing|resolved|recovered|problem)\b(?! to\b)/iu;
/** `web-1 CPU above threshold 🔴`: which side of it is the bad one, the picture says. */
const onSide =
  /(?<!\s)\s+(?:is )?(?:above|below|over|under) (?:the )?(?:threshold|limit)[\s!.]*(\p{Extended_Pictographic})\ufe0f?$/u;
/** `web-1 | http | CRITICAL | timeout`: a row without the names of its columns. */
const inRow =
  /^(?:[^|,;\t]{1,80}[|,;\t]\s*){1,3}?(critical|warning|unknown|ok|down|up|firing|resolved|problem|recovery)\s*(?:[|,;\t]|$)/i;
/** `[SysMon] OK: web-1`: behind who tells of it. */
const behindSender = /^(\[[\w .-]{1,40}\]\s+)([A-Za-z]{2,15}):\s+/;

/** Whether a word tells that something is wrong. */
export function isTrouble(word: string): boolean {
  return trouble.test(word) || troubleElsewhere.test(word);
}

/** The word of a state in front of a title, within it or at its end: `[FIRING:2] x`, `RESOLVED: x`, `x is DOWN`. */
export function stateOf(title: string): string | undefined {
  const end = ending.exec(title);
  const before = title.slice(0, end?.index);
  const isOther =
    isDenied(before) || (end !== null && /^(?::|\s+sta)/i.test(end[0]) && otherwise.test(before));
  const atEnd = isOther ? undefined : end?.[1];
  // `Alert for "Errors" - resolved` begins with what it is, and not with how it is.
  const isOver = ofOne.test(title) && statusOf(atEnd) === 'cleared';
  return (
    [labelOfTwo.exec(title)?.[1], isOver ? atEnd : undefined].find(isState) ??
    stateInFront(title) ??
    [labelElsewhere.exec(title)?.[1], atEnd].find(isState) ??
    stateWithin(title)
  );
}

const ofOne = /^\W{0,5}(?:alert|alarm|incident|problem|issue|outage) (?:for|in|of|on|with)\s/i;

/** Without how it was before: `web-1 is CRITICAL (was OK)`, `State: DOWN, last state: UP`, `disk critical, previously OK`. */
export function withoutPast(title: string): string {
  return title.replace(inPast, '');
}

const inPast =
  /\s*[([](?:was|from|before|prev|previous(?:ly)?|formerly|former|last|prior|old)\b[^()[\]]{0,60}[)\]]|[\s,;|.–-]{1,4}(?:(?:last|prev|previous|prior|old|former)(?: known)? (?:state|status|health|result|check)s?(?: (?:is|was))?\s*[:=]?\s+|(?:was|before|last|prev|previous|previously|formerly)\s*[:=]\s*|(?<=[,;|.–-]\s{1,2})(?:was(?! (?:resolved|cleared|passed)\b)|previously|formerly|last) )\W?(?:up|down|ok|okay|good|healthy|unhealthy|normal|online|offline|green|red|yellow|critical|warning|error|alert(?:ing)?|alarm|problem|resolved|clear(?:ed)?|firing|unknown|passing|failing|passed|failed)\b(?! (?:by|in|at|after|since)\b)/gi;

/** In front of what sounds well: `No node is up`, `Only 2 of 5 are healthy`. */
export function isDenied(before: string): boolean {
  return /\b(?:no(?! longer\b)|none|not|never|neither|nobody|nothing|only|few|fewer|half|some|\d+ (?:out )?of \d+|\d+\/\d+)\b/i.test(
    before,
  );
}

const front = /^[^\p{L}\p{N}]{0,20}([A-Za-z]{2,15})((?::\d+)?[^\p{L}\p{N}]{0,10})(.*)$/su;
const mark = /[:\])|*\u{1F300}-\u{1FAFF}]|\s[–—-]+\s|[–—]\s|-\s/u;

/**
 * A label: `Recovery failed`, `Success rate is low`, `End-to-end test is red` and `Online store is gone` begin with a word of
 * an end, and tell of none.
 */
export function stateInFront(title: string): string | undefined {
  const [, word = '', between = '', rest = ''] = front.exec(title.slice(0, 500)) ?? [];
  if (!isState(word)) return undefined;
  if (statusOf(word) !== 'cleared' && !/^reset$/i.test(word)) return word;
  if (/^(?:stopped|inactive)$/i.test(word)) return undefined;
  // `Healthy: false`, `Available: 0 replicas`, `Normal: 20, now 97`, `Resolved: 0 of 3`.
  const isCounted =
    /^[<>]?\d+(?:[.,]\d+)?(?:\s?(?:%|of\b|[/,])|$)/.test(rest) ||
    (/^\d/.test(rest) &&
      /^(?:available|normal|up|healthy|online|reachable|passed|passing)$/i.test(word));
  if (isCounted || /^(?:false|no|none|never)$/i.test(rest.trim())) return undefined;
  const isDone = /^(?:completed?|finished|end(?:ed)?|success|passed)$/i.test(word);
  if (isDone && /\b(?:fail|error|unexpected|abort|crash)/i.test(rest)) return undefined;
  if (mark.test(between)) return word;
  if (!/\s/.test(between)) return undefined;
  const isCalled = /^(?:RESOLVED|RECOVERED|CLEARED|CLOSED|OK|OKAY|FIXED|SOLVED|RESTORED)$/.test(
    word,
  );
  const isShouted = /^(?:RECOVERY|UP|NORMAL|CLEAR)$/.test(word) && /\p{Ll}/u.test(rest);
  const isTold = /^(?:Resolved|Recovered)$/.test(word) && /^(?:\p{Lu}|in \d)/u.test(rest);
  return (isCalled || isShouted || isTold) && !/^to\b/i.test(rest) ? word : undefined;
}

export function stateWithin(title: string): string | undefined {
  const picture = onSide.exec(title)?.[1];
  if (picture !== undefined) return /^[🟢✅💚]$/u.test(picture) ? 'ok' : 'problem';
  return [
    pictured.exec(title)?.[1],
    behindSender.exec(title)?.[2],
    inRow.exec(title.slice(0, 400))?.[1],
  ].find(isState);
}

/** So that `[FIRING] x` and `RESOLVED: x` are the same alert, and `x is DOWN` and `x is UP`. */
export function withoutState(title: string): string {
  let rest = withoutStateWithin(title);
  const front = [labelOfTwo, label, labelElsewhere]
    .map(place => place.exec(rest))
    .find(
      (found, index) =>
        isState(found?.[1]) ||
        ofStatusPage.test(found?.[1] ?? '') ||
        (index === 0 && /^(?:started|begun|on|off)$/i.test(found?.[1] ?? '')),
    );
  if (front !== undefined) rest = rest.slice(front?.[0].length).replace(howLong, '');
  const end = ending.exec(rest);
  if (isState(end?.[1])) rest = rest.slice(0, end?.index);
  return rest.trim().toLowerCase();
}

export function withoutStateWithin(title: string): string {
  const rest = title
    .replace(onSide, '')
    .replace(behindSender, (all, sender, word) =>
      isState(word) || ofStatusPage.test(word) ? sender : all,
    );
  const row = inRow.exec(rest.slice(0, 400));
  const state = row?.[1] ?? '';
  if (row !== null) return rest.slice(0, row[0].lastIndexOf(state)).replace(/[|,;\s]+$/, '');
  return rest.slice(0, pictured.exec(rest)?.index);
}

/** `[Acme status] Investigating: x`. */
const ofStatusPage = /^(?:investigating|identified|monitoring|update)$/i;

/** How long it took, as Zabbix tells of an end: `Resolved in 5m 3s: x`. */
const howLong = /^in (?:\d+\w+ ?){1,6}:\s+/;

function isState(word: string | undefined): boolean {
  return (
    word !== undefined && (isTrouble(word) || statusOf(word) !== 'firing' || /^reset$/i.test(word))
  );
}
