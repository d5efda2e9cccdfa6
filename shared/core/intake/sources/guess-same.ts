import { withoutDays } from '#core/intake/sources/days.ts';
import {
  endElsewhere,
  failing,
  ofLink,
  ofWord,
  withoutMarks,
  wordsOf,
} from '#core/intake/sources/guess-words.ts';
import {
  withoutPast,
  withoutState,
  withoutStateWithin,
} from '#core/intake/sources/stated-title.ts';
import { turnedIn } from '#core/intake/sources/turned-words.ts';

/* What stays the same of a title while the trouble that it tells of comes, worsens and goes. */

/** Without the words of a state and what follows them, and without what was measured. */
export function sameOf(name: string, isEvent: boolean): string {
  const text = withoutLink(
    withoutMarks(
      withoutDays(withoutStateWithin(asBegun(name.slice(0, 500))).replace(moments, ' ')),
    ),
  );
  const words = wordsOf(text);
  const [, kind, which] = ofKind.exec(text) ?? [];
  if (which !== undefined) return `${kind} ${which}`.toLowerCase();
  const isState = (word: string) => ofWord(word) !== undefined || failing.test(word);
  const withoutIt = (all: string, word: string) => (isState(word) ? '' : all);
  if (isEvent)
    return words
      .filter(word => !isState(word) && !/^(updated?|changed?|high|low)$/i.test(word))
      .join(' ')
      .toLowerCase();
  const turned = turnedIn(
    text.replace(inBrackets, withoutIt).replace(/(?<!\s)\s+[-–—]\s+([A-Za-z]{2,15})$/, withoutIt),
  );
  if (
    turned !== undefined &&
    (!/\b(?:errors|alerts?|alarms?)\b/i.test(withoutState(turned.rest)) ||
      /\bexperiencing\b/i.test(text))
  )
    return withoutState(turned.rest).replace(measured, '#');
  const isShortly =
    /^[A-Za-z]+(?: (?!(?:is|are|has|have|was|went|came)\b)[A-Za-z]+){1,3}$/.test(text) &&
    isState(words.at(-1) ?? '') &&
    // `Database errors` names what is wrong, as `Database latency` does.
    !/^errors$/i.test(words.at(-1) ?? '');
  if (isShortly) return words.slice(0, -1).join(' ').toLowerCase();
  const plain = withoutHow(withoutHow(text, ofPower, 'power'), ends)
    .replace(ofBuild, '$1$2')
    .replace(numbered, '$1')
    .replace(counted, '')
    .replace(compared, '')
    .replace(version, ' #')
    .replace(aside, '')
    .replace(/ with (?:exit )?(?:code|status) \d+\b/i, '')
    .replace(ofRun, '$1')
    .replace(atEnd, '')
    .replace(ofEnded, '')
    .replace(inFrontOfAll, '')
    .replace(/^fin (?:d['’]|de (?:la |l['’])?)\p{L}{4,12}\s?:\s*/iu, '')
    .replace(endElsewhere, '')
    .replace(inBrackets, withoutIt)
    .replace(/\bis (?:now|back (?:to|at)|down to|up to)\b/, 'is');
  return withoutState(plain).replace(ofResult, '$1$2').replace(measured, '#');
}

/** By what it was: `Disk usage no longer above 90 %`, `Outage over: shop`. */
function asBegun(name: string): string {
  return withoutPast(name)
    .replace(isItOver, '')
    .replace(unlikeBefore, ' is')
    .replace(isOverNow, '$1');
}

const isOverNow = /^(\W{0,5}(?:emergency|incident|outage)) (?:is )?over(?=[:,;.]\s)/i;

const isItOver = /\s(?:resolved|recovered|fixed)\s?[:=]\s?(?:yes|no|true|false)\b/gi;
const unlikeBefore = /\s+(?:(?:is|are|was|were)\s+)?no longer(?=\s+(?:above|below|over|under)\b)/gi;

/** `Deploy to production failed for shop`, `Validation succeeded: orders`, `health check failed 3 times in a row`. */
const ofResult =
  /^((?:[\w.-]{1,80}\/[\w.-]{1,80}: )?[^:]{0,80}?\b(?:check|dag|healthcheck|deploy|deployment|build|job|pipeline|release|test|validation(?: result)?|run|sync|task|upgrade|rollout|backup|verification|workflow)s?(?: [\w.-]+){0,3}?) (?:failed|succeeded|passed|successful)(?= (?:for|of|on|in|at|to|with|after|\d)\b|:\s|\s*\()(.*)$/is;

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
  const sentence = rest.slice(0, 200).replace(/[.!]+(?:\s.*)?$/s, '');
  const where = /[:(–]|\s-/.test(sentence) ? undefined : atPlace.exec(sentence)?.[1];
  return `${head}${where ?? ''}`;
}

const atPlace =
  /(\s(?:on|in|at|for) (?!a\b|the (?:last|past)\b|total\b|\d)[^\s.]\S*(?: \S+){0,2}?)(?: (?:for|after|since|at) \d.*)?$/i;

const ends =
  /(?<!\s)\s+(?:is|are|was|has|went|came)\s+(?:now\s+|been\s+|back\s+|running\s+|turned\s+|too\s+|operating\s+)*(?:up|down|ok|normally|resolved|recovered|cleared|online|offline|healthy|unhealthy|degraded|reachable|unreachable|restored|repaired|failed|successfully \w+ed|(?:active|running|working|available) again|(?<amount>(?:to )?normal|high|low|triggered|above|below|over|under(?! maintenance)|out of|outside|(?:with)?in (?:\w+ ){0,3}(?:range|limits|bounds)))\b/i;

/** `on battery power`, `no longer on battery`, `Power failure !!!`: what holds for the current. */
const ofPower =
  /\b(?:(?:no longer )?on (?:battery|mains(?: power)?|(?:line|utility|grid) power)|power (?:failure|outage|loss|cut|has returned|(?:has been |is )?(?:back|restored))|(?:has )?(?:entered battery mode|(?:returned|switched|back) (?:to|on) (?:ac|batter(?:y|ies)|mains|line|utility|normal) (?:mode|power)))\b/i;

/** `Build shop #12 FAILED`, `shop - #12 Failure after 2 min`, `shop - #13 Back to normal after 1 min`. */
const ofBuild =
  /^(\S.{0,100}?)(?: -)? #\d+( \([^()]{1,60}\))?:? (?:(?:has |is |was )?(?:still )?(?:failing|unstable|failed|passed|succeeded|broken)|failure|success|back to normal|fixed|unstable|aborted)\b.*$/is;

/** `Build #12`. */
const numbered = /\b(build|deployment|job|pipeline|run|workflow) #\d+/gi;

/** `p99 > 2s (now 3.4s)`, and in its place `p99 back to normal`. */
const compared =
  /(?<!\s)\s+(?:(?:[<>≥≤]=?|(?:above|below|over|under|exceeds|exceeded|crossed|back (?:below|under|above))(?: (?:threshold|limit))?)\s*-?\d+(?:\.\d+)?\s?[%°\w]{0,4}|back (?:to normal|(?:with)?in (?:range|limits)))(?=\s*(?:\(|$)|\s(?:on|in|at)\s)/i;

/** Each release has another. */
const version =
  /(?<=\b(?:release|version)) v?\d+(?:\.\d+)+[\w.+-]*|(?<=\b(?:deploy|commit|revision)) [0-9a-f]{7,40}\b|(?<!\s)\s+\((?=[a-f]*\d)[0-9a-f]{7,40}\)$/gi;

/** When it came about is another each time. */
const moments =
  /(?:\b(?:at|on|since) )?\b\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\b)?/g;

/** `Monitor is DOWN: Shop (https://…)` is known by what it is about. */
const ofKind =
  /^\W*(monitor|service|host|site|website|server|check|device|node|endpoint|job)\s+(?:is|went|has)\s+(?:now\s+|back\s+|gone\s+)*[a-z]{2,15}:\s+(\S.*?)(?=\s+[(–-]|[.,]\s|\.?$)/is;

/** `97 %`, `340 s`, `4.2`, `3 of 5 replicas`; a number that nothing is measured in may be the name of a disk. */
const measured =
  /(?<![\w.])\d+(?:\.\d+)?(?=\s*(?:%|°|(?:[mµn]?s|secs?|seconds?|mins?|minutes?|h|hours?|[KMGT]i?B|bytes|[AVW]|rpm|days|messages|requests|errors|failures|events|times|attempts|users|connections|items|files|pods|hosts|processes)\b|(?:active|blocked|dead|failed|healthy|open|pending|slow|stuck|unavailable|unhealthy) [a-z]{3,20}s\b))|(?<=\bis )-?\d+(?=\s*(?:\(|$))|(?<![\w.])\d+(?= (?:out )?of \d)|(?<=\d (?:out )?of )\d+(?= [a-z])|(?<![.\d])\d+\.\d+(?![.\d])/g;

/** `(was 95 %)`, `(threshold: 90)`; `Critical Alert: `, `Reminder: `. */
const aside =
  /\s*\((?:was|threshold|limit|value|current|currently|now|for|after|since|duration)\b[^()]{0,80}\)/gi;

/** `Errors - 12 lines found`, `CPU - 93 exceeds 80`. */
const counted =
  /\s[-–—]\s\d+(?:\.\d+)?\s(?:(?:\w+ ){0,2}(?:found|matched|detected|seen|counted|reported)|(?:is|was|exceeds|equals|above|below|over|under|more|less|meets|falls)\b.*)$/i;

/** `Flow run nightly/brave-fox entered state Failed at …`: each run has a name of its own. */
const ofRun = /\b((?:flow|task) run [\w.-]+)\/[\w.-]+(?: (?:entered|observed in|is in) .*)?$/is;

/** `Backup of nas-1 failed`, `Nightly run completed successfully`. */
const atEnd =
  /(?<!\s)(?::|\s[–-])?\s+(?:(?:has|have|was|is) )?(?:been )?(?:failed|succeeded|successful|completed|finished|passed|recovered|resolved|restored|triggered)(?: successfully)?[.!]*$/i;

/** `checkout down [OPEN]`. */
const inBrackets = /(?<!\s)\s+[([]([A-Za-z]{2,15})[)\]]$/;

const ofEnded =
  /(?<=\b(?:alert|alarm|incident|problem|issue)) (?:active|inactive|on|off|reset|triggered|fired|raised|opened|started|resolved|cleared|closed|recovered|ended)[\s.!]*$/i;

const inFrontOfAll =
  /^(?:(?:critical|warning|warn|info|minor|major|high|low|reminder|alert|alarm|update|resolved|recovered|recovery|ok)\b[\s!]*){1,3}:\s+/i;
