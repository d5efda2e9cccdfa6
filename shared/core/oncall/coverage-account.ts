import type { AccountFacts, Finding } from '#core/oncall/finding.ts';
import { listed } from '#core/text/listing.ts';

/** What the account may send; whose number it refuses is said of each person. */
export function accountFindings(facts: AccountFacts): Finding[] {
  const { sandbox, sandboxVerified, monthlySpendLimitUsd, optedOut, smsForecastUsd } = facts;
  if (facts.noTexts) {
    return [
      {
        kind: 'no-texts',
        severity: smsForecastUsd === 0 ? 'note' : 'problem',
        text: 'SNS sends no texts from this region: nobody is reached by text',
      },
    ];
  }
  const findings: Finding[] = [];
  if (sandbox) {
    findings.push({
      kind: 'sandbox',
      severity: 'warning',
      text: "the account is in the SMS sandbox: texts reach the account's verified numbers only, ten at most",
    });
  }
  if (
    monthlySpendLimitUsd !== undefined &&
    smsForecastUsd !== undefined &&
    monthlySpendLimitUsd < smsForecastUsd
  ) {
    findings.push({
      kind: 'sms-quota',
      severity: 'problem',
      text: `texts stop for the rest of a month once ${dollars(monthlySpendLimitUsd)} are spent, and ${dollars(smsForecastUsd)} are expected: ask AWS for a higher SMS spend quota`,
    });
  }
  const unknown = Object.entries({
    'whether it is in the SMS sandbox': sandbox === undefined,
    'which numbers its sandbox has verified': sandbox === true && sandboxVerified === undefined,
    'which numbers have opted out': optedOut === undefined,
    'its SMS spend quota': monthlySpendLimitUsd === undefined,
    'what a month of texts will cost': smsForecastUsd === undefined,
  }).flatMap(([what, isUnknown]) => (isUnknown ? [what] : []));
  if (unknown.length > 0) {
    const text = `of the account it is not known ${listed(unknown)}`;
    findings.push({ kind: 'unknown', severity: 'note', text });
  }
  return findings;
}

function dollars(usd: number): string {
  return `$${usd.toFixed(2)}`;
}
