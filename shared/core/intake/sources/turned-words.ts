import { isDenied } from '#core/intake/sources/stated-title.ts';

/*
 * The words that come in pairs, of which one tells that something is gone and the other that it is there again:
 * `U6 was disconnected` and `U6 was connected`, `Service nginx stopped on web-1` and `Service nginx started on web-1`.
 */

const how =
  /(?<!\s)(?<verb>\s+(?:is|are|was|were|has|have|went|came|got)(?:\s+(?:now|been|gone|come|back(?: to)?)\b)*|\s+back to)?\s+(?:(?<bad>(?:disconnected|lost|offline|unreachable|missing|dropped|failed over(?: to \S+)?|too (?:high|low|hot|cold)|failing|lagging|unhealthy|degraded|stopped(?: unexpectedly)?|died|opened|not ready|entered (?:the )?failed state)(?=[\s.!]*$|\s*\(|:\s|\s+(?:on|in|at|from)\s))|(?:(?<good>(?:re)?connected|restored|online|reachable|failed back(?: to \S+)?|normal|passing|healthy|operational|caught up)|(?<own>back|started|closed|ready|(?:re-?)?established|entered (?:the )?running state))(?: again)?(?=[\s.!]*$|\s*\(|:\s|\s+(?:on|in|at)\s))/i;

const inFront =
  /^(?:(?<bad>lost)|(?<good>restored|regained)) (?=(?:connection|contact|signal|power)\b)/i;

/** Who else starts, is closed or is ready may be an attack, a door or a report. */
const whose: readonly [RegExp, RegExp][] = [
  [
    /start|running/i,
    /^(?:the )?(?:agent|app|application|container|daemon|host|instance|machine|node|pod|process|server|service|unit|vm|worker)\b/i,
  ],
  [
    /back/i,
    /^(?:the )?(?:agent|camera|device|disk|gateway|host|node|sensor|server|service|site)\b/i,
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
    bad: /(?<!\s)\s+(?:(?:is|are|has|have|was|were)\s+(?:been\s+)?)?(?:missed|overdue|not (?:been )?received)\b/i,
    good: /(?<!\s)\s+(?:(?:is|are|has|have|was|were)\s+(?:(?:now|been|being)\s+)*)?(?:received|resumed|recovered)\b(?: again)?/i,
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
];

/** `No data received from sensor 7`, `No heartbeat from sensor 7`: what there is none of. */
const none =
  /^no (data|heartbeats?|pings?|check-?ins?|metrics|logs|telemetry|readings?|samples?|signal|traffic)\b(?: (?:(?:has|have|was|were|is|are) )?(?:(?:been|being) )?received)?(?: (?:for|in|since) (?:the last )?\d+ ?[a-z]{1,8}\b)?/i;

/** `must be renewed`, `malformed data`; `valid but not trusted`, `received by an attacker`. */
const onlyWished =
  /\b(?:be|without|until|last)$|\b(?:attack\w*|suspicious|malicious|malformed|bad|invalid|corrupt\w*|unknown|unexpected|unauthori[sz]ed|stolen|leaked|no longer)\b/i;
const butNot = /\b(?:but|not|by|unknown)\b/i;

function ofOneIn(text: string): Turned | undefined {
  const [lacking = '', noun] = none.exec(text) ?? [];
  if (noun !== undefined)
    return { isOver: false, rest: withoutTime(`${noun}${text.slice(lacking.length)}`) };
  for (const { of, bad, good } of ofOne) {
    if (!of.test(text)) continue;
    const [worse, better] = [bad.exec(text), good.exec(text)];
    const found = worse ?? better;
    if (found === null) continue;
    const before = text.slice(0, found.index);
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
    .replace(/[\s.!]+$/, '')
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
  return { isOver, rest: `${before}${isWhy ? '' : after}`.trim() };
}
