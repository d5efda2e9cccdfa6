import { isDenied } from '#core/intake/sources/stated-title.ts';

/*
 * The words that come in pairs, of which one tells that something is gone and the other that it is there again:
 * `U6 was disconnected` and `U6 was connected`, `Service nginx stopped on web-1` and `Service nginx started on web-1`.
 */

const how =
  /(?<!\s)(?<verb>\s+(?:is|are|was|were|has|have|went|came|got)(?:\s+(?:now|been|gone|come|back)\b)*)?\s+(?:(?<bad>(?:disconnected|lost|offline|unreachable|missing|dropped|failed over(?: to \S+)?|too (?:high|low|hot|cold)|failing|lagging|stopped(?: unexpectedly)?|died|opened|not ready|entered (?:the )?failed state)(?=[\s.!]*$|\s*\(|:\s|\s+(?:on|in|at|from)\s))|(?:(?<good>(?:re)?connected|restored|online|reachable|failed back(?: to \S+)?|normal|passing|caught up)|(?<own>back|started|closed|ready|(?:re-?)?established|entered (?:the )?running state))(?: again)?(?=[\s.!]*$|\s*\(|:\s|\s+(?:on|in|at)\s))/i;

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

interface Turned {
  isOver: boolean;
  /** What it is about, and where that is. */
  rest: string;
}

export function turnedIn(text: string): Turned | undefined {
  const shown = text.slice(0, 300);
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
  const isWhy = /^:|^\s*\(/.test(after) && /\d/.test(before);
  return { isOver, rest: `${before}${isWhy ? '' : after}`.trim() };
}
