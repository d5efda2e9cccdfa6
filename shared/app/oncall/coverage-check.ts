import type { NotifyOnce } from '#app/communication/notify-once.ts';
import { eachIncident, runningPhases } from '#app/incident/each-incident.ts';
import { ownAlert } from '#app/intake/own-alert.ts';
import { coverageLines, coverageNotice, coverageTitle } from '#core/communication/coverage-note.ts';
import type { ReceiptId } from '#core/ids.ts';
import { partsOf } from '#core/intake/fingerprint.ts';
import { apart, isOfDomain, ownAlerts } from '#core/intake/trust-domain.ts';
import { type AccountFacts, coverage } from '#core/oncall/coverage.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { accountFacts } from '#core/oncall/sms-account.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { leadOf, teamsConcerned } from '#core/setup/leads.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { Accept } from '#ports/intake.ts';
import type { ReadSmsAccount } from '#ports/oncall.ts';
import type { Log } from '#ports/runtime.ts';

const days = 90;
const keyPrefix = 'tocsin-coverage#';

interface Found {
  severity: 'problem' | 'warning';
  text: string;
}

const unread: Found = {
  severity: 'problem',
  text: "the account's settings for texts cannot be read, so nobody knows who gets them",
};

export interface CoverageMoment {
  directory: Directory;
  roster: Roster;
  at: Instant;
  /** The day by the organisation's calendar; a mail goes out once on it. */
  day: string;
  /** No alert, and so no incident. */
  byMailOnly?: boolean;
}

/**
 * Each team's problems go to whoever answers for it, as a mail and as an alert that stays one incident until the
 * coverage is whole. What concerns no team in particular is the organisation's.
 */
export function coverageCheck(deps: {
  smsAccount: ReadSmsAccount;
  accept: Accept;
  newReceiptId: (at: Instant) => ReceiptId;
  tell: NotifyOnce;
  incidents: Pick<IncidentStore, 'list'>;
  log: Log;
}) {
  return async (moment: CoverageMoment): Promise<'done' | 'again'> => {
    const { directory } = moment;
    const byTeam = await findings(moment);
    const outcomes: ('done' | 'again')[] = [];
    if (!moment.byMailOnly) await endOfFormerTeams(moment);
    for (const team of [undefined, ...Object.keys(directory.teams)]) {
      const found = byTeam.get(team) ?? [];
      const isWhole = !found.some(({ severity }) => severity === 'problem');
      if (!moment.byMailOnly) await alert(moment, team, isWhole ? undefined : found);
      if (!isWhole) outcomes.push(await mail(moment, team, found));
    }
    return outcomes.includes('again') ? 'again' : 'done';
  };

  async function findings({ directory, roster, at }: CoverageMoment) {
    const until = addSeconds(at, days * 86_400);
    const facts = await factsOf(directory);
    const found = coverage({ directory, roster, from: at, until, facts: facts ?? {} });
    const byTeam = new Map<string | undefined, Found[]>();
    const add = (team: string | undefined, { severity, text }: Found) =>
      byTeam.set(team, [...(byTeam.get(team) ?? []), { severity, text }]);
    if (facts === undefined) add(undefined, unread);
    for (const finding of found) {
      const { severity, text } = finding;
      // What is not known is for whoever asks.
      if (severity === 'note') continue;
      const teams = teamsConcerned(directory, finding);
      for (const team of teams.length === 0 ? [undefined] : teams) add(team, { severity, text });
    }
    return byTeam;
  }

  async function factsOf(directory: Directory): Promise<AccountFacts | undefined> {
    try {
      return accountFacts(directory, await deps.smsAccount());
    } catch (error) {
      deps.log('error', 'the settings for texts cannot be read', { error: String(error) });
      return undefined;
    }
  }

  async function alert(
    { directory, at }: CoverageMoment,
    team: string | undefined,
    found: readonly Found[] | undefined,
  ): Promise<void> {
    const service = Object.entries(directory.services).find(([, each]) => each.team === team)?.[0];
    // One key for ever: the next day's news of it joins the same incident.
    const key = `${keyPrefix}${team ?? ''}`;
    const title = titleOf(directory, team, found ?? []);
    const body =
      found === undefined
        ? { key, title, status: 'resolved' }
        : { key, title, severity: 'SEV4', description: coverageLines(found).join('\n') };
    const from = { receiptId: deps.newReceiptId(at), by: 'the daily coverage check', service, at };
    await deps.accept(ownAlert(body, from), 'alerts');
  }

  /** A team that is gone, or called by another id, is looked at no more: nothing else would ever clear its incident. */
  async function endOfFormerTeams(moment: CoverageMoment): Promise<void> {
    const { teams } = moment.directory;
    for await (const { problem = '' } of eachIncident(deps.incidents, runningPhases)) {
      if (!isOfDomain(ownAlerts, problem)) continue;
      const [key = ''] = partsOf('generic', apart(problem).key);
      const team = key.startsWith(keyPrefix) ? key.slice(keyPrefix.length) : '';
      if (team !== '' && !Object.hasOwn(teams, team)) await alert(moment, team, undefined);
    }
  }

  async function mail(
    { directory, roster, day }: CoverageMoment,
    team: string | undefined,
    found: readonly Found[],
  ): Promise<'done' | 'again'> {
    const lead = leadOf(directory, team);
    if (lead === undefined) {
      deps.log('warn', 'nobody answers for these problems: name a fallback contact', { team });
      return 'done';
    }
    const name = nameOf(directory, team);
    const about = { days, findings: found, ...(name !== undefined && { team: name }) };
    const email = responderFor(directory, roster, lead, 'low')?.email;
    const task = `coverage-mail#${day}#${team ?? ''}`;
    return deps.tell(task, { person: lead, email }, coverageNotice(about));
  }
}

function titleOf(directory: Directory, team: string | undefined, findings: readonly Found[]) {
  const name = nameOf(directory, team);
  const title = coverageTitle({ findings, ...(name !== undefined && { team: name }) });
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function nameOf({ teams }: Directory, team: string | undefined): string | undefined {
  return entryOf(teams, team)?.name ?? team;
}
