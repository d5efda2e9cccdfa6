import type { AccountFacts } from '#core/oncall/finding.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory, Level } from '#core/setup/directory.ts';

/** What decides whether this account's texts arrive, beside the numbers themselves. */
export interface SmsAccount {
  /** SNS sends none from this region. */
  noTexts?: true;
  /** In the sandbox, texts reach verified numbers only. */
  sandbox: boolean;
  sandboxVerified: string[];
  /** At this amount texts stop without an error. Absent: nobody set one, and AWS's own is 1 US dollar. */
  monthlySpendLimitUsd?: number;
  /** Numbers that sent STOP: no text reaches them. */
  optedOut: string[];
  /** Addresses that have not said that they want the topic's mail: none reaches them. */
  unconfirmedMail?: string[];
}

/** A month that a pager must stand: this many incidents that nobody answers before the end of the ladder. */
const incidentsPerMonth = 10;
/** What one text costs at most in most countries; some cost a fifth of it. */
const usdPerText = 0.05;
const awsDefaultLimitUsd = 1;

/** What the coverage check asks of the account, beside what people said of themselves. */
export function accountFacts(directory: Directory, account: SmsAccount): AccountFacts {
  const { monthlySpendLimitUsd = awsDefaultLimitUsd } = account;
  return { ...account, monthlySpendLimitUsd, smsForecastUsd: smsForecastUsd(directory) };
}

/** A month of texts, by the policy that sends the most of them. */
export function smsForecastUsd(directory: Directory): number {
  const ladders = Object.values(directory.escalationPolicies).map(
    ({ levels, repeats = 1 }) =>
      repeats * levels.reduce((sum, level) => sum + textsOf(directory, level), 0),
  );
  return Math.max(0, ...ladders) * incidentsPerMonth * usdPerText;
}

/** One person for a schedule, who is texted as often as most are. */
function textsOf({ people, notify }: Directory, { people: named, schedules = [] }: Level): number {
  const rules = [
    ...named.map(id => entryOf(people, id)?.notify?.high ?? notify.high),
    ...schedules.map(() => notify.high),
  ];
  return rules.flat().filter(({ channel }) => channel === 'sms').length;
}
