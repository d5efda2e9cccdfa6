/*
 * What takes the words of an end back: `Site isn't up`, `db-1 should be online`, `[RESOLVED] reopened`. An end that is none
 * loses a page, so that what is not said for sure is none.
 */

/** Of what is not, not yet, only nearly, only wished or asked for. */
const notSo =
  /n['’]t\b|\b(?:cannot|unable|should|must|would|could|might|whether|unless|hopefully|supposed|expected to|refuses|needs? to|hardly|barely|almost|nearly|scarcely|partially|partly|neither|reopened|at (?:most|least)|less than|fewer than|instead of|except|all but|most)\b|\bwill be (?:\w+ )?(?:up|back|fixed|resolved|restored|online|available)\b|^(?:if|when|once|while|until|failed to)\s|\?(?:\s|$)/i;

const notSoElsewhere =
  /(?<!\p{L})(?:nicht|noch|nie|pas encore|toujours pas|kein\w*|wird|werden|soll(?:te|ten|en)?|teilweise|kaum|n['’](?:a|est|ont|était)|jamais|partiellement|sera|seront|devrait|presque|aún|nunca|será|serán|parcialmente|sigue|quase|ainda|mai(?= risolt)|parzialmente|ancora|niet|nooit|wordt|gedeeltelijk|bijna|не|частично|почти|ещё|еще)(?!\p{L})|(?<!\p{L})n[oã]o?\s(?:\S+\s){0,4}(?=resuelt|resolvid|restablecid|restaurad|disponible|operativ|activ)|(?<!\p{L})non\s(?:\S+\s){0,3}(?=risolt|ripristinat)|(?<!\p{L})(?:ist|sind) wieder da$|尚未|无法|没有|部分|未回復|未復旧|していません|失敗/iu;

/** What another clause says, and how it went. */
const allTheSame =
  /\b(?:but|however|although)\b|\b(?:then|again|still) (?:\w+ ){0,2}(?:down|broken|failed|failing|lost|unreachable)\b|[,;.:–-]\s(?:\S+ ){1,3}(?:is|are) (?:not|down|unreachable|failed|lost|unhealthy|offline)\b|\b(?:is|are) (?:down|unreachable|failed|lost|unhealthy|offline)[,;] (?:\S+ ){1,3}(?:is|are)\b|\bfail(?:ed|ure)\b.{0,80}\b(?:restored|rolled back|reverted)\b|\bwith (?:[1-9]\d* )?(?:errors|failures|warnings)\b|\bdata loss\b|\b(?:by (?:mistake|accident)|accidentally|prematurely)\b|\bexpected (?:to|running|up|online|open)\b/i;

/** `Recovered on 1 of 3 nodes`. */
function isOfSome(text: string): boolean {
  return [...text.matchAll(someOfAll)].some(
    ([, some, all]) => Number(some) === 0 || Number(some) < Number(all),
  );
}

const someOfAll = /\b(\d+) (?:out )?of (\d+)\b/gi;

/** Whom nobody is glad to have; that they are gone is an end all the same. */
const theirs =
  /\b(?:attack(?:er)?s?|botnet|malware|malicious|ransomware|intruder|rogue|suspicious|phishing|exfiltrat\w*|unapproved|unauthori[sz]ed)\b(?! (?:service|page|api|portal|server|feed|detection|scanner|protection)\b)/i;
const rid =
  /\b(?:resolved|mitigated|ended|over|removed|stopped|cleared|closed|contained|no longer)\b/i;

/** More of it is worse. */
const moreIsWorse =
  /\b(?:errors?|latency|cpu|memory|load|temperature|times?|failures?|costs?|rate|timeouts|loss|5xx|4xx)\s+(?:is|are|was|were|has|have|went)\s+(?:now\s+|been\s+)*(?:back\s+)?up\b/i;

/** What should be there, and is gone; and what hides something once it is cleared. */
const gone =
  /\b(?:heartbeat|fan|disk|drive|gpu|camera|battery|supply|controller|antivirus|sensor|host|node|device|agent|server|replica|backup)(?: \S+)? (?:is |was |are )?no longer (?:detected|seen|found)\b|\b(?:logs?|trail|history) (?:was |were |is |are |has been |have been )?cleared\b/i;

/** `Users are reporting errors again`, `Data received too late`. */
const amiss =
  /\b(?:errors|failing|firing|crashing|stopped \w+|lost|down|failed|broken|gone|offline|unavailable|unreachable) again\b|\breceived (?:too )?(?:late|twice|out of order)\b/i;

const doubts = [notSo, notSoElsewhere, allTheSame, moreIsWorse, gone, amiss];

export function isDoubtedEnd(text: string): boolean {
  // `Disk full, but only on db-1 - RESOLVED` is a label, too, that stands behind.
  if (/\s(?:resolved|recovered)[\s.!]*$/i.test(text)) return notSo.test(text);
  const isTheirs = theirs.test(text) && !rid.test(text);
  return (
    isTheirs || isOfSome(text) || doubts.some(each => each.test(text)) || isLabelTakenBack(text)
  );
}

/** What follows a label is what was wrong, unless it takes the label back: `[RESOLVED] reopened by Kim`, `Resolved: no`. */
export function isLabelTakenBack(text: string): boolean {
  return takenBack.test(text);
}

const takenBack =
  /\breopened\b|\bnot fixed\b|\bstill (?:broken|down|failing)\b|\bdown again\b|^\W*recovery failed\b|\b(?:firing|alerting) (?:again|now|today)\b|^\W*(?:ok|up|normal|resolved|recovered|cleared|closed|healthy|green)\W{0,2}(?:->|→|=>)|^\W*ok (?:button|rate|ratio|count|response|status)s?\b|^[^\p{L}]*\p{L}+[\])]?\?|^[^\p{L}]*\p{L}+[\])]?\W{1,4}(?:not (?:really|possible|yet)\b|no,|(?:no|never|none|pending|unknown|nein|non|nee|não)$)/iu;
