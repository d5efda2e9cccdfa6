/*
 * The subjects of senders that have their state in the middle of it, or tell of the end in other words than of the
 * beginning: `Monitor is DOWN: Shop`, `Check_MK: db-1/Load CRIT -> OK`, `Device db-1 recovered from Ping`.
 */

/** What it is about (`where` and `name`), and how that is; without a state it has begun. */
const forms: readonly RegExp[] = [
  // UptimeRobot
  /^monitor is (?<state>down|up): (?<name>.+)$/i,
  // Datadog, PagerDuty, Statuspage
  /^\[[^\]]{1,40}\] (?<state>(?:re-?)?triggered|warn|no data|recovered|resolved|acknowledged|investigating|identified|monitoring|update)(?: #\d+)?: (?<name>.+)$/i,
  /^(?:\[P\d\] )?\[(?<state>(?:re-?)?triggered|warn|no data|recovered)(?: on (?<where>[^\]]+))?\] (?<name>.+)$/i,
  // New Relic, Better Stack
  /^(?:\[[^\]]{1,40}\] |[\w ]{1,40} )?(?:issue|incident) (?<state>opened|activated|created|started|closed|resolved) ?[:–-] (?<name>.+)$/i,
  // Azure Monitor
  /^(?<state>fired|resolved):sev\d (?<name>.+?)(?: at \d.*)?$/i,
  // Checkmk
  /^(?<name>check_mk: .+) \w+ -> (?<state>\w+)$/i,
  // PRTG
  /^(?<name>\[PRTG[^\]]*\] .+?) (?<state>down|up|warning|unusual)(?: ended \(now: (?<now>\w+)\).*| \(.*)?$/i,
  // Uptime Kuma
  /^\[(?<name>[^\]]+)\] \[[^\p{L}\]]*(?<state>down|up)\]/iu,
  // LibreNMS
  /^alert for device (?<where>.+?) - (?<name>.+)$/i,
  /^device (?<where>.+?) (?<state>recovered from|acknowledged) (?<name>.+)$/i,
  // Jenkins
  /^build (?<state>failed) in jenkins: (?<name>.+?) #\d+$/i,
  /^jenkins build (?:is|became) (?<state>back to normal|(?:still )?unstable) ?: (?<name>.+?) #\d+$/i,
  /^(?<name>.+?) - build # ?\d+ - (?<state>(?:still )?failing|failure|successful|fixed|(?:still )?unstable)!$/i,
  // GitLab
  /^(?<where>[^|]{1,80} \| )?(?<state>failed|fixed|successful) pipeline for (?<name>.+?)(?: \| [0-9a-f]{7,40})?$/i,
  // StatusCake
  /^(?:website|site|service|host|server) (?<state>down|up) alert ?[:–-] (?<name>.+)$/i,
  // Veeam
  /^\[(?<state>failed|warning|success)\] (?<name>.+?) \(\d+ \w+\).*$/i,
  // Monit
  /^monit alert -- (?<where>.+?) (?<state>failed|succeeded|matched) (?<name>\S+)$/i,
  /^monit alert -- {1,2}(?<state>does not exist|exists) (?<name>\S+)$/i,
];

const ends =
  /^(up|ok|recovered(?: from)?|resolved|closed|back to normal|successful|success|succeeded|fixed|exists)$/i;

const subjectMax = 500;

export function partedSubject(subject: string): { name: string; isOver: boolean } | undefined {
  for (const form of forms) {
    const found = form.exec(subject.slice(0, subjectMax))?.groups;
    if (found === undefined) continue;
    const { where = '', name = '', state = '', now = state } = found;
    return { name: `${where} ${name}`.trim().toLowerCase(), isOver: ends.test(now) };
  }
  return undefined;
}
