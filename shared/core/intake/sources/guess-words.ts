import type { Alert } from '#core/intake/alert.ts';
import { textOf } from '#core/intake/given.ts';
import { statusOf } from '#core/intake/make-alert.ts';
import { isDoubtedEnd, isLabelTakenBack } from '#core/intake/sources/doubted-end.ts';
import type { Place } from '#core/intake/sources/guess-places.ts';
import {
  isDenied as isDeniedBefore,
  isTrouble,
  labelElsewhere,
  stateInFront,
  stateOf,
  stateWithin,
  withoutPast,
} from '#core/intake/sources/stated-title.ts';
import { turnedIn } from '#core/intake/sources/turned-words.ts';

/* What a word, or the words of a title, say of trouble: that it is there, that it is over, or nothing. */

/** `✅ Queue is at 3`, and no word of trouble in it. */
export function isPicturedWell(text: string): boolean {
  const isWell = pictureOfEnd.test(text.slice(0, 60)) || pictureOfEnd.test(text.slice(-60));
  return (
    isWell &&
    !/[🔴❌🚨🔥]/u.test(text) &&
    !isDoubtedEnd(text) &&
    !wordsOf(text.replace(ofMeasure, ' ')).some(
      word =>
        failing.test(word) || (isTrouble(word) && !/^new$/i.test(word)) || /^not?$/i.test(word),
    )
  );
}

/** `✅ Error rate 0.1%`. */
const ofMeasure =
  /\b(?:errors?|failures?|crash(?:es)?|alerts?|outages?|warnings?) (?:rate|ratio|count|budget|percentage|level)s?\b/gi;

const pictureOfEnd =
  /^\s*(?:🟢|✅|:(?:white_check_mark|heavy_check_mark|(?:large_)?green_circle):)|(?:🟢|✅|:(?:white_check_mark|heavy_check_mark|(?:large_)?green_circle):)\s*$/u;

export function saysEnd(title: string): boolean {
  // Each look at it takes longer than it is long.
  const shown = withoutPast(title.slice(0, 500));
  const text = withoutMarks(shown).replace(kindWords, '');
  const isLabelled = [stateInFront(text), labelElsewhere.exec(text)?.[1]].some(
    word => ofWord(word ?? '') === 'cleared',
  );
  if (isLabelled ? isLabelTakenBack(text) : isDoubtedEnd(text)) return false;
  const words = [stateOf(text), inParentheses.exec(text)?.[1]];
  return (
    [...words, stateWithin(shown)].some(word => ofWord(word ?? '') === 'cleared') ||
    [isBack, hasPower, wentWell, alertEnded].some(each => {
      const found = each.exec(text);
      const before = text.slice(0, found?.index);
      // A log that was cleared hides something.
      return found !== null && !isDeniedBefore(before) && !/\blogs?\s*$/i.test(before);
    }) ||
    isUp(text) ||
    endElsewhere.test(text) ||
    turnedIn(text)?.isOver === true
  );
}

/** `API is operational. We will keep monitoring`, `Backup completed successfully with 0 errors`. */
const kindWords =
  /(?:[.,;!]\s+(?:(?:and )?we(?:['’]ll| will| are|['’]re)? (?:keep|continue|continuing|still)(?: to)? (?:an eye|monitor\w*|watch\w*)\b|no (?:further |more )?(?:action|work)s? (?:is |are )?(?:needed|required|necessary)|thanks?(?: you)? for\b|(?:we )?apologi[sz]e\b|sorry for\b).{0,200}|\s(?:with|and) (?:0|no|zero) (?:errors|failures|warnings))$/is;

/** `Prometheus Alert (resolved)`. */
const inParentheses = /[([]([A-Za-z]{2,15})[)\]]$/;

/** `Störung an Anlage 3 behoben`. */
export const endElsewhere =
  /(?<!\s(?:nicht|noch|niet|pas|non|no|não|не))(?:\s?[:–-])?(?:\s(?:ist|sind|wurde|est|sont|a été|está|están|fue|ha sido))?(?:\s(?:wieder|de nouveau))?\s(?:behoben|gelöst|wiederhergestellt|r[ée]solue?|rétablie?|resuelt[oa]|restablecid[oa]|resolvid[oa]|restaurad[oa]|risolt[oa]|ripristinat[oa]|opgelost|hersteld|verholpen|normalizad[oa]|решен[оа]?|восстановлен[оа]?|устран[её]н[оа]?)[\s.!]*$/iu;

/** `Response time alert resolved`. */
const alertEnded =
  /\b(?:alert|alarm|incident|problem|issue) (?:resolved|solved|cleared|closed|recovered|ended|fixed)(?: and (?:verified|closed|confirmed)| (?:at|for|on) \S{1,60})?[\s.!]*$|\b(?:alert|alarm|incident|problem|issue|outage)(?: #?[\w-]{1,20})? (?:is|was|has|has been|is now) (?:closed|ended|over|solved)[\s.!]*$|^end of (?:the )?(?:alert|alarm|incident|outage|problem)\b|\b(?:alert|alarm|condition|incident|problem)(?: is)? no longer (?:active|met)\b|\b(?:cpu|errors?(?: rate)?|latency|load|memory|performance) (?:has |have )?recovered[\s.!]*$|\b(?:outage|incident|emergency) (?:is )?over(?=$|[.!,;:])|\balarm (?:inactive|reset|off)[\s.!]*$|^\W*(?:alert|alarm) off\s?[:–-]|^fin (?:d['’]|de (?:la |l['’])?)(?:alerte|incident|alarme|alerta|alarma|incidencia)\s?:|(?<!\b(?:be|being|dns|host|hostname|name|partly|partially|only))\s+resolved[\s.!]*$|^\W*(?:alert|alarm|event|incident|trigger)\b.*\s[–-]\s(?:ok|normal|resolved|recovered|cleared)[\s.!]*$/i;

/** `Interface Gi0/1, changed state to up`, `neighbor 10.0.0.2 Up`, `HA2 link up`. */
export const ofLink =
  /\b(?<what>(?:link|interface|port|tunnel|peer|neighbou?r|adjacency)(?: (?!(?:is|not|has|was)\b)[\w.:/-]{0,40}\d[\w.:/-]{0,40})?),? (?:(?:is|was|went|has|turned|gone|come|came) |changed (?:its )?state to |state changed to ){0,3}(?<how>up|down)\b(?! (?:to|time)\b)/i;

const isBack =
  /^(?:(?:incident|alert|alarm|problem|issue)\s+)?(?:auto(?:matically)?[ -]?)?(?:closed|resolved|cleared|recovered)(?: (?:by|via|automatically)\b| (?:in|after) \d|:\s(?!0\b))|\b(?:resolved|recovered|fixed)\s*[:=]\s*(?:yes|true)\b|^(?:service|host) recovery\s?[:–-]|^no longer (?:alerting|breaching|down|failing|firing)\s?[:–-]|\bno longer (?:above|below|over|under) (?:the |its )?(?:threshold|limit|maximum|minimum|\d)|^all clear(?=$|[.!:]|\s(?:at|for|in|on)\b)|\b(?:is|are|was|has|have)\s+(?:now\s+|been\s+|back\s+|turned\s+)*(?:up|ok|resolved|recovered|cleared|online|healthy|reachable|normal|restored|repaired|(?:active|running|working|available) again|operating normally|operating within range|(?:with)?in (?:the |its )?(?:normal|allowed|safe|operating|expected) (?:operating )?(?:range|limits))\b(?!\s+to\b(?! (?:all|every)\b)|,? but\b|,? (?:and|now) (?:\w+ ){0,2}down\b)|\b(?:back|returned) to (?:normal|(?:the )?baseline)\b|^retour à la normale(?=$|\s?[:–-]\s)|\bvuelve a la normalidad[\s.!]*$|\bfunktioniert wieder[\s.!]*$|\bin (?:the )?ok state\b|\S back online[\s.!]*$|\b(?:works|working|accessible|flowing) again(?=$|[.!,]|\s(?:at|from|in|on)\b)|\bback (?:(?:with)?in (?:(?:the )?(?:normal|safe|allowed) )?(?:range|limits|bounds)|(?:below|under) \d)|\b(?:came|comes) (?:back )?(?:up|online)\b|\bentered (?:the )?state \W?(?:completed|succeeded)\b/i;

const hasPower =
  /\bno longer on battery\b|\bon (?:mains|(?:line|utility|grid) power)\b|\b(?:returned|switched|back) (?:to|on) (?:ac|mains|line|utility|normal) (?:mode|power)\b|\bpower (?:has )?(?:returned|(?:been |is )?(?:back|restored))\b/i;

/** Work of one's own: what somebody else did, a login or an attack, goes well for them. */
const wentWell =
  /\b(?:back-?up|build|check|clean-?up|deploy|deployment|dump|export|import|job|migration|pipeline|release|renewal|replication|restore|rollout|run|snapshot|sync|task|test|update|upgrade|validation|verification|workflow)s?\b.*(?<!\b(?:not|never|partially|partly)) (?:succeeded|successful|(?:completed|finished|ran) successfully|(?<!\b(?:deadline|time|limit|threshold|date|window)s?(?: has)? )passed)(?: (?:on|for|in|at) \S{1,80}(?: \S{1,40}){0,3})?[.!]*(?:\s*\([^()]{0,80}\))?$|\b(?:back-?up|build|check|deploy|deployment|job|pipeline|run|sync|test|workflow) (?:succeeded|passed|successful): (?!.*\bfail)| #\d+:? (?:has |is |was )?(?:success|succeeded|passed|fixed|back to normal)[.!]*$|\bhas been successfully (?:deployed|released|restored|sync(?:hroni[sz])?ed|updated|upgraded)\b|^successfully (?:backed up|built|completed|deployed|exported|finished|imported|released|renewed|restored|synced|synchronized|updated|upgraded)\b/i;

function isUp(text: string): boolean {
  const link = ofLink.exec(text);
  const rest = link === null ? '' : text.slice(link.index + link[0].length);
  return link?.groups?.how?.toLowerCase() === 'up' && /^[\s.!]*$/.test(rest);
}

/** Chat rooms write pictures as `:white_check_mark:`; `94:b4:0f` is part of a number of a machine. */
export function withoutMarks(text: string): string {
  return text
    .replace(/(?<!\w):[a-z0-9_+-]{2,40}:(?!\w)/g, ' ')
    .replace(/\p{Extended_Pictographic}\ufe0f?/gu, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069]/g, '')
    .trim();
}

export type Status = Alert['status'];

export interface Said {
  place: Place;
  status: Status;
}

export const isEnd = /^(ok|okay|clear(ed)?|recover(ed|y)?|resolved)$/i;

const off = /^(cancell?ed|aborted)$/i;

const ready =
  /^(ready|recovering|online|deployed|applied|reset|pass|successful|closing|(re)?connected|comm_?ok)$/i;

export const failing =
  /^(fail(s|ed|ure|ing)?|errors?|errored|not|un(?!ack|i[a-z]|der|til|less)\w+|crash(ed|ing)?|broken|degraded|offline|disconnected|missed|missing|lost|expir(es?|ed|ing))$/i;

export const upOrDown = /^(up|down|online|offline|uptime)$/i;

export const troubles = /^(alert|alarm|incident|problem|issue|violation|outage)s?$/i;

/** What one field says, if it says anything. A name such as `ALERT_RECOVERED` or `checkFailed` says it in one of its words. */
export function saidBy(given: string): Status | 'off' | undefined {
  const text = withoutMarks(given.slice(0, 500));
  if (off.test(text)) return 'off';
  if (text.length > 200) return undefined;
  if (/^(?:reporting|exists|done)$/i.test(text)) return 'cleared';
  const plain = ofWord(text);
  if (plain !== undefined) return plain;
  const words = wordsOf(text);
  if (/\s/.test(text.trim())) {
    const last = words.at(-1) ?? '';
    const isOn = /^(?:(?:re)?connected|online)$/i.test(last);
    const isSaying = isOn || statusOf(last) !== 'firing' || isTrouble(last);
    const said = isOn
      ? 'cleared'
      : isSaying
        ? statusOf(last)
        : words.some(isBadly)
          ? 'firing'
          : undefined;
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
    failing.test(word) ||
    /^(?:partial|partially|rejected|timed|timedout|denied|never|pending)$/i.test(word)
  );
}

export function hasState(value: unknown): boolean {
  return wordsOf(textOf(value) ?? '').some(
    word => !troubles.test(word) && (ofWord(word) !== undefined || failing.test(word)),
  );
}

export function ofWord(word: string): Status | undefined {
  const status = ready.test(word) ? 'cleared' : statusOf(word);
  return status !== 'firing' || isTrouble(word) ? status : undefined;
}

/** The words of a name, however they are joined. */
export function wordsOf(text: string): string[] {
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
export function levelIn(state: string | undefined): string | undefined {
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

export function isTroubles(word: string): boolean {
  return troubles.test(word);
}
