import { accountFindings } from '#core/oncall/coverage-account.ts';
import { dutyFindings } from '#core/oncall/coverage-duty.ts';
import { peopleFindings } from '#core/oncall/coverage-people.ts';
import { stepFindings } from '#core/oncall/coverage-steps.ts';
import type { AccountFacts, Finding } from '#core/oncall/finding.ts';
import { knownSchedule } from '#core/oncall/on-duty.ts';
import type { Outlook } from '#core/oncall/outlook.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { shiftsBetween } from '#core/oncall/who-is-on-call.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Instant } from '#core/time/instant.ts';

export type { AccountFacts, Finding } from '#core/oncall/finding.ts';

/**
 * Looks ahead over everything that pages depend on; the worst comes first. No problem means that somebody can always
 * be reached, as far as the account's facts are known; what is not known of them is a note.
 */
export function coverage(ahead: {
  directory: Directory;
  roster: Roster;
  from: Instant;
  until: Instant;
  facts?: AccountFacts;
  /** The reader's; the organisation's when not given. */
  timeZone?: string;
}): Finding[] {
  const { directory, roster, from, until, facts = {} } = ahead;
  const { timeZone = directory.organisation.timeZone } = ahead;
  const duty = new Map(
    Object.keys(directory.schedules).flatMap(id => {
      const schedule = knownSchedule(directory, id);
      if (schedule === undefined) return [];
      const shifts = shiftsBetween(schedule, roster.overrides, from, until);
      return [[id, { schedule, shifts }] as const];
    }),
  );
  const outlook: Outlook = { directory, roster, from, until, facts, timeZone, duty };
  const findings = [
    ...dutyFindings(outlook),
    ...stepFindings(outlook),
    ...peopleFindings(outlook),
    ...accountFindings(facts),
  ];
  return (['problem', 'warning', 'note'] as const).flatMap(severity =>
    findings.filter(finding => finding.severity === severity),
  );
}
