import { statusOf } from '#core/intake/make-alert.ts';
import { isDenied, isTrouble } from '#core/intake/sources/stated-title.ts';

/*
 * The words that come in pairs, of which one tells that something is gone and the other that it is there again:
 * `U6 was disconnected` and `U6 was connected`, `Service nginx stopped on web-1` and `Service nginx started on web-1`.
 */

const how =
  /(?<!\s)(?<verb>\s+(?:is|are|was|were|has|have|went|came|got)(?:\s+(?:now|been|gone|come|back(?: to)?)\b)*|\s+back to)?\s+(?:(?<bad>(?:disconnected|lost|offline|unreachable|missing|dropped|failed over(?: to \S+)?|too (?:high|low|hot|cold)|failing|lagging|unhealthy|degraded|stopped(?: unexpectedly)?|died|opened|not ?ready|not (?:running|reachable|available|working)|stalled|stuck|exhausted|flapping|tim(?:ing|ed) out|crashed|down|running late|yellow|red|in crashloopbackoff|exceeded \d\S*|did not run|entered (?:the )?failed state)(?=[\s.!]*$|\s*\(|:\s|\s+(?:on|in|at|from)\s))|(?:(?<good>(?:re)?connected|restored|online|reachable|failed back(?: to \S+)?|normal|passing|healthy|operational|caught up|resumed|stable|recovered|green|ran successfully)|(?<own>back|up|started|running|closed|ready|(?:re-?)?established|entered (?:the )?running state))(?: again)?(?=[\s.!]*$|\s*\(|:\s(?!(?:false|no|0)\b)|\s+(?:on|in|at)\s(?!(?:\w+ ){0,2}mode\b)))/i;

const inFront =
  /^(?:(?<bad>lost)|(?<good>restored|regained)) (?=(?:connection|contact|signal|power)\b)/i;

/** Who else starts, is closed or is ready may be an attack, a door or a report. */
const whose: readonly [RegExp, RegExp][] = [
  [
    /start|running/i,
    /^(?:the )?(?:agent|app|application|container|daemon|host|instance|machine|node|pod|process|server|service|unit|vm|worker|job|task)\b|^\S+\.service$/i,
  ],
  [/start|running/i, /\breplication$/i],
  [
    /back/i,
    /^(?:the )?(?:agent|camera|device|disk|gateway|host|node|sensor|server|service|site)\b/i,
  ],
  [
    /^up$/i,
    /\b(?:bgp|circuit|connection|gateway|host|internet|ipsec|link|node|peer|server|service|session|site|tunnel|uplink|vpn|wan|website)\b/i,
  ],
  [/closed/i, /\bcircuit\b/i],
  [/ready/i, /^(?:the )?(?:host|instance|node|pod|server)\b/i],
  [/established/i, /\b(?:adjacency|link|neighbou?r|peer|session|tunnel|vpn)\b/i],
];

/** What is connected, or back, and should not be; and what is above normal. */
const unwelcome =
  /\b(?:unknown|new|rogue|unauthori[sz]ed|suspicious|unexpected|foreign|guest|publicly|internet is|user|usb|attack\w*|attacker|malware|intruder|bugs?|errors?|problems?|issues?|outage|fire|alerts?|alarms?|high|low|latency|spikes?|leak|ransomware|virus|threats?|root|admin\w*|client|drive|external|remote|above|below|over|under|than|not|no longer|never|outside|of|from)\b/i;

/**
 * Of one thing each, in words that say nothing of others: what expires is renewed, what is missed is received, who runs on
 * the backup goes back to the first.
 */
const ofOne: readonly { of: RegExp; bad: RegExp; good: RegExp }[] = [
  {
    of: /\b(?:certificates?|certs?|ssl|tls|licen[cs]e|domain|token|secret|subscription|registration|lease|password)\b/i,
    bad: /(?<!\s)\s+(?:(?:is|are|has|have|was|will)\s+(?:(?:now|already|about|going|due|to)\s+)*)?(?:expir(?:es?|ed|ing)\b(?: (?:soon|today|tomorrow))?(?:,? (?:in|within) (?:less than |under )?\d+ (?:days?|hours?|weeks?|[dhw]\b))?|(?:not (?:yet |currently )?|no longer )valid|invalid)/i,
    good: /(?<!\s)\s+(?:(?:is|are|has|have|was)\s+(?:(?:now|been)\s+)*)?(?:renewed|valid(?! (?:for|only)\b))\b(?: again)?(?:,? (?:for|until|till) (?:\d+ days?|(?=\d)\S+))?/i,
  },
  {
    of: /\b(?:heartbeats?|check-?ins?|pings?|data|metrics|logs|telemetry|readings?|samples?|signal|traffic)\b/i,
    bad: /(?<!\s)\s+(?:(?:is|are|has|have|was|were)\s+(?:been\s+)?)?(?:missed|overdue|not (?:been )?received|lost)\b/i,
    good: /(?<!\s)\s+(?:(?:is|are|has|have|was|were)\s+(?:(?:now|been|being)\s+)*)?(?:received|resumed|recovered|restored)\b(?: again)?/i,
  },
  {
    of: /(?:)/,
    bad: /(?<!\s)\s+(?:(?:is|are|has|have)\s+)?(?:stopped|not|no longer) (?=(?:sending|reporting|responding|receiving|answering|syncing)\b)/i,
    good: /(?<!\s)\s+(?:(?:is|are|has|have)\s+)?(?:now |started |resumed )?(?=(?:sending|reporting|responding|receiving|answering|syncing)\b.{0,60}\bagain\b)/i,
  },
  {
    of: /(?:)/,
    bad: /(?:^|(?<!\s)\s+)(?:(?:is|was|has)\s+)?(?:switched|failed|fail|moved|running|now)[ -]?(?:over )?(?:to|on) (?:the |its )?(?:backup|secondary|failover|lte|[45]g|cellular|wan ?[2-9])(?: (?:link|connection|line|internet|wan|uplink|circuit))?\b/i,
    good: /(?:^|(?<!\s)\s+)(?:(?:is|was|has)\s+)?(?:switched|fail(?:ed)?|moved|running|now|returned|restored|back)[ -]?(?:back )?(?:to|on) (?:the |its )?(?:(?:primary|main|first) (?:link|connection|line|internet|wan|uplink|circuit)|wan ?1)\b/i,
  },
  {
    // Of parts of machines.
    of: /^(?:\[[^\]]{1,40}\] )?(?:\S+ ){0,2}(?:psu|power supply|fan|disk|drive|raid|array|dimm|memory|battery|controller|sensor|volume|pool|\S+\.service|unit|module|blade)\b/i,
    bad: /(?<!\s)\s+(?:(?:is|has|are|have)\s+)?(?:failed|failure|fault|faulty|low|degraded)(?=$|[.!]|\s+(?:on|in|at|of)\s)/i,
    good: /(?<!\s)\s+(?:(?:is|has|are|have|was)\s+(?:(?:now|been|back|to)\s+)*)?(?:ok|optimal|rebuilt|repaired|restored|replaced|started|normal)(?: successfully)?(?=$|[.!]|\s+(?:on|in|at|of)\s)/i,
  },
  {
    // What should not be there.
    of: /(?:)/,
    bad: /(?<!\s)\s+(?:(?:is|are|was|were|has been|have been)\s+)?(?<!no longer\s{1,3})(?:detected|experiencing)\b/i,
    good: /(?<!\s)\s+(?:(?:is|are|was|were)\s+)?no longer (?:detected|experiencing)\b|(?<=\b(?:leak|smoke|flood\w*|fault|jam|blockage|congestion|overload)\b.{0,60})\s+(?:(?:is|was|has been)\s+)?cleared$/i,
  },
  {
    of: /(?:)/,
    bad: /(?<!\s)\s+(?:is|are|was|were)\s+(?:firing|failing|alerting|breaching)\b/i,
    good: /(?<!\s)\s+(?:(?:is|are|was|were)\s+)?no longer\s+(?:firing|failing|alerting|breaching)\b/i,
  },
  {
    // What a page of states says of its parts.
    of: /(?:)/,
    bad: /(?<![\s:–-])[\s:–-]+(?:(?:is|has|changed to|experiencing|in)\s+){0,2}(?:(?:major|partial|minor) (?:system )?outage|degraded (?:performance|availability))\b/i,
    good: /(?<![\s:–-])[\s:–-]+(?:is\s+|changed to\s+)?operational$/i,
  },
  {
    of: /(?:)/,
    bad: /(?<!\s)\s+(?:(?:failed|failing) (?=(?:\w+ ){0,2}checks?\b)|(?:is )?out of (?:service|order)\b|(?:(?:is|has|was)\s+)?not (?:been )?(?:checked in|seen)\b)/i,
    good: /(?<!\s)\s+(?:(?:passed|passing) (?=(?:\w+ ){0,2}checks?\b)|(?:is )?back in (?:service|operation)\b|has checked in\b|(?:is |was |has been )?seen again\b)/i,
  },
  {
    of: /(?:)/,
    bad: /\s+returned [45]\d\d\b/i,
    good: /\s+returned 2\d\d(?=$|[.!]|\s*\(|\s+(?:ok|on|in)\b)/i,
  },
  {
    // The same in other languages.
    of: /(?:)/,
    bad: /\s+(?:(?:ist|sind)\s+(?:derzeit |aktuell )?nicht (?:mehr )?(?:erreichbar|verfügbar)|est\s+(?:hors ligne|injoignable|indisponible|en panne)|está\s+(?:caíd[oa]|inaccesible|fuera de línea)|недоступ[а-я]*|не отвечает)|\s*(?:宕机|不可用|无响应|掉线)|(?:が)?(?:ダウン|応答なし)/i,
    good: /\s+(?:(?:ist|sind)\s+(?:jetzt )?wieder (?:erreichbar|verfügbar|online|da)|est\s+(?:de|à) nouveau\s+(?:en ligne|joignable|disponible)|está\s+(?:de nuevo )?(?:operativ[oa]|activ[oa]|disponible|en línea)|(?:снова|опять)\s+(?:доступ[а-я]*|отвечает|работает))|\s*(?:已恢复(?:正常)?|恢复正常)|(?:が)?(?:復旧|回復)(?:しました)?/i,
  },
];

/** `No data received from sensor 7`, `No heartbeat from sensor 7`: what there is none of. */
const none =
  /^no (data|heartbeats?|pings?|check-?ins?|metrics|logs|telemetry|readings?|samples?|signal|traffic)\b(?: (?:(?:has|have|was|were|is|are) )?(?:(?:been|being) )?received)?(?: (?:for|in|since) (?:the last )?\d+ ?[a-z]{1,8}\b)?/i;

/** `must be renewed`, `malformed data`; `valid but not trusted`, `received by an attacker`. */
const onlyWished =
  /\b(?:be|without|until|last)$|\b(?:attack\w*|suspicious|malicious|malformed|bad|invalid|corrupt\w*|unknown|unexpected|unauthori[sz]ed|stolen|leaked|no longer)\b/i;
const butNot = /\b(?:but|not|by|unknown)\b/i;

/** `State changed from OK to CRITICAL: disk`, `disk: CRITICAL -> OK`. */
const transition =
  /(?:^|(?<!\s)[\s:]+)(?:(?:state|status|health)\s+)?(?:(?:has\s+)?(?:changed|went|moved|transitioned)\s+(?:from\s+(?<from>[a-z]{2,12})\s+)?to|(?<was>[a-z]{2,12})\s*(?:->|→|=>))\s+(?<to>[a-z]{2,12})\b/i;

function transitionIn(text: string): Turned | undefined {
  const found = transition.exec(text);
  const { from, was = from, to = '' } = found?.groups ?? {};
  const isGood = (word: string) => statusOf(word) === 'cleared' || /^(?:green|ready)$/i.test(word);
  const isState = (word: string) =>
    isGood(word) || isTrouble(word) || /^(?:unknown|red|yellow|amber|notready)$/i.test(word);
  if (found === null || !isState(to) || (was !== undefined && !isState(was))) return undefined;
  const rest = `${text.slice(0, found.index)}${text.slice(found.index + found[0].length)}`;
  return { isOver: isGood(to), rest: withoutTime(rest) };
}

/** `web-1 HTTP CRITICAL`, `nginx (web-1): OK - 200 in 0.1 s`: as Nagios and its kin have it. */
const inCapitals =
  /(?<![\s:–-])[\s:–-]+(?<state>CRITICAL|WARNING|UNKNOWN|DOWN|OK|UP)(?:[.!]*$|\s[–-]\s.*$)/s;

function shoutedIn(text: string): Turned | undefined {
  const found = inCapitals.exec(text);
  const rest = text.slice(0, found?.index);
  // With a verb others know it, and the last state is not the present one.
  const isOther =
    /\b(?:is|are|was|has|went|now|still|state|status|last|previous|expected|from|to)$/i.test(rest);
  if (found === null || isOther || !/\p{Ll}/u.test(rest) || isDenied(rest)) return undefined;
  if (
    /\b(?:fail\w*|lost|but|down|critical|warning|not|[1-9]\d* \w+ found)\b/i.test(found[0].slice(1))
  )
    return /OK|UP/.test(found.groups?.state ?? '') ? undefined : { isOver: false, rest };
  return { isOver: /^(?:OK|UP)$/.test(found.groups?.state ?? ''), rest };
}

function ofOneIn(text: string): Turned | undefined {
  const changed = shoutedIn(text) ?? transitionIn(text);
  if (changed !== undefined) return changed;
  const [lacking = '', noun] = none.exec(text) ?? [];
  if (noun !== undefined)
    return { isOver: false, rest: withoutTime(`${noun}${text.slice(lacking.length)}`) };
  for (const { of, bad, good } of ofOne) {
    const [worse, better] = [bad.exec(text), good.exec(text)];
    const found = worse ?? better;
    const before = text.slice(0, found?.index);
    if (found === null || !of.test(before)) continue;
    const isOver = worse === null;
    const after = text.slice(found.index + found[0].length);
    if (isOver && (onlyWished.test(before) || isDenied(before) || butNot.test(after)))
      return undefined;
    const joint = /\w$/.test(before) && /^\w/.test(after) ? ' ' : '';
    return { isOver, rest: withoutTime(`${before}${joint}${after}`) };
  }
  return undefined;
}

function withoutTime(rest: string): string {
  return rest
    .replace(/(?<=\S)[.!]\s.*$/s, '')
    .replace(/[\s.!:]+$/, '')
    .replace(/(?<!\s)\s+(?:again|(?:for|in|since) (?:the (?:last|past) )?\d+ ?[a-z]{1,8})$/i, '')
    .replace(/^[\s:–-]+/, '')
    .trim();
}

interface Turned {
  isOver: boolean;
  /** What it is about, and where that is. */
  rest: string;
}

export function turnedIn(text: string): Turned | undefined {
  const shown = text.slice(0, 300);
  const one = ofOneIn(shown);
  if (one !== undefined) return one;
  const found = inFront.exec(shown) ?? how.exec(shown);
  if (found === null) return undefined;
  const { bad, good, own, verb } = found.groups ?? {};
  const before = shown.slice(0, found.index);
  if (/(?:^|\s)(?:to|back)$/i.test(before)) return undefined;
  // `Site is DOWN (HTTP 503)` is known without whatever follows.
  if (verb !== undefined && /^(?:down|up)$/i.test(bad ?? own ?? '')) return undefined;
  const isWhose = /^back$/i.test(own ?? '') && verb !== undefined;
  if (
    own !== undefined &&
    !isWhose &&
    !whose.some(([word, of]) => word.test(own) && of.test(before))
  )
    return undefined;
  if (/^opened$/i.test(bad ?? '') && !/\bcircuit\b/i.test(before)) return undefined;
  const isOver = good !== undefined || own !== undefined;
  if (isOver && (unwelcome.test(before) || isDenied(before))) return undefined;
  const after = shown.slice(found.index + found[0].length).replace(/[\s.!]+$/, '');
  // What follows of one that is named is why; of one that is not, it is its name.
  const isAmount =
    /^\s*\(\D{0,12}\d[^()]*\)$/.test(after) && /too (?:high|low|hot|cold)|normal/i.test(found[0]);
  const isWhy = isAmount || (/^:|^\s*\(/.test(after) && /\d/.test(before));
  const rest = `${before}${isWhy ? '' : after}`.replace(/\s?[:–-]$/, '');
  return { isOver, rest: rest.trim() };
}
