import type { Operations } from '#app/api/operation.ts';
import { noConfiguration } from '#app/api/refusal.ts';
import { eachIncident, runningPhases } from '#app/incident/each-incident.ts';
import { drillMark } from '#core/incident/drill-mark.ts';
import { type Headline, headlineOf } from '#core/incident/headline.ts';
import { mailOfPeople } from '#core/oncall/addresses.ts';
import { coverage } from '#core/oncall/coverage.ts';
import { accountFacts } from '#core/oncall/sms-account.ts';
import { worstFirst } from '#core/paging/page-bundle.ts';
import { escaped } from '#core/text/markdown.ts';
import { dayAndTime, duration } from '#core/time/clock-time.ts';
import { addSeconds, secondsBetween } from '#core/time/instant.ts';
import { zoneOffsets } from '#core/time/zone-offsets.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { DutyBook, RosterStore, UnconfirmedMail } from '#ports/oncall.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const shownMax = 50;

/** What may go wrong in the days to come, and what the next shift has to know. */
export function coverageOperations(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  book: Pick<DutyBook, 'accountRead'>;
  unconfirmedMail: UnconfirmedMail;
  log: Log;
  timeZoneData: string;
  now: Now;
}): Operations<'coverage' | 'handOffNote'> {
  return {
    async coverage({ query, asked: { timeZone } }) {
      const from = deps.now();
      const until = addSeconds(from, query.days * 86_400);
      const current = await deps.configuration.current();
      if (current === undefined) {
        return noConfiguration;
      }
      const { directory } = current;
      const [roster, read] = await Promise.all([deps.roster.newest(), deps.book.accountRead()]);
      const unconfirmedMail = await unconfirmedNow(mailOfPeople(directory, roster));
      const mail = unconfirmedMail && { unconfirmedMail };
      const facts =
        read === undefined ? { ...mail } : accountFacts(directory, { ...read.account, ...mail });
      const findings = coverage({
        ...{ directory, roster, from, until, facts },
        ...(timeZone !== undefined && { timeZone }),
      });
      const zones = new Set(Object.values(directory.schedules).map(({ timeZone }) => timeZone));
      return {
        answer: {
          ...{ from, until, findings, ...(read && { accountReadAt: read.at }) },
          timeZoneData: deps.timeZoneData,
          timeZones: [...zones].map(timeZone => ({
            timeZone,
            offsets: zoneOffsets(timeZone, from, until),
          })),
        },
      };
    },

    async handOffNote({ query: { schedule }, asked }) {
      const current = await deps.configuration.current();
      const schedules = current?.directory.schedules ?? {};
      if (schedule !== undefined && !Object.hasOwn(schedules, schedule)) {
        return { notFound: `schedule ${schedule}` };
      }
      const now = deps.now();
      const zone = asked.timeZone ?? current?.directory.organisation.timeZone;
      const concerned: Headline[] = [];
      for await (const incident of eachIncident(deps.incidents, runningPhases)) {
        const isConcerned =
          schedule === undefined ||
          incident.plan.levels.some(level => level.schedules?.includes(schedule));
        if (isConcerned) concerned.push(headlineOf(incident));
      }
      const worst = concerned.toSorted(worstFirst).slice(0, shownMax);
      const lines = worst.map(headline => {
        const { severity, id, title, phase, declaredAt, status = 'no update yet' } = headline;
        const age = duration(secondsBetween(declaredAt, now));
        return `- **${severity} ${id}** ${drillMark(headline)}${escaped(title)}: ${phase}, ${age} old. Last said: ${escaped(status)}`;
      });
      const title = `# Hand-off at ${dayAndTime(now, zone)}`;
      const others = concerned.length - worst.length;
      const more = others > 0 ? ['', `And ${others} more, none of them worse.`] : [];
      const open = lines.length === 0 ? ['Nothing is open.'] : [...lines, ...more];
      return { answer: [title, '', '## Open incidents', '', ...open, ''].join('\n') };
    },
  };
  /** Asked now: people look here right after they have followed the link. `undefined`: SNS does not say. */
  async function unconfirmedNow(addresses: readonly string[]): Promise<string[] | undefined> {
    try {
      return await deps.unconfirmedMail(addresses);
    } catch (error) {
      deps.log('warn', 'the subscriptions to mail cannot be read', { error: String(error) });
      return undefined;
    }
  }
}
