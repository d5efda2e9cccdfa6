import type { HandleCommand } from '#app/incident/handle-command.ts';
import { patternFacts } from '#core/diagnosis/pattern-words.ts';
import { drillMark } from '#core/incident/drill-mark.ts';
import type { Incident } from '#core/incident/incident.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import type { SmsAccount } from '#core/oncall/sms-account.ts';
import { noLongerAsked } from '#core/paging/standing.ts';
import { type Actor, isSameActor } from '#core/people.ts';
import { duration } from '#core/time/clock-time.ts';
import { secondsBetween } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { DutyBook, RosterStore } from '#ports/oncall.ts';
import type { Link, Links } from '#ports/paging.ts';
import type { Now } from '#ports/runtime.ts';

/** What stands behind an acknowledgement link, for the page that shows it. */
export type LinkView =
  | { kind: 'unknown' }
  | { kind: 'expired'; id: string }
  | {
      kind: 'incident';
      id: string;
      severity: string;
      title: string;
      service: string;
      runbook?: string;
      /** What it resembles and what helps: name and value. */
      hints: [string, string][];
      age: string;
      phase: string;
      acknowledgedBy?: string;
      name: string;
      /** Whether the button is offered. */
      mayAcknowledge: boolean;
      /** What the person should mend of how they are reached. */
      remark?: string;
      /** What just happened, or why the button is not there and what to do instead. */
      news?: string;
    };

/**
 * Page-then-POST. Looking never changes anything, because mail software opens links before people do; the button
 * acts, once, for the one recipient that the link was made for.
 */
export function answerLink(deps: {
  links: Links;
  incidents: IncidentStore;
  roster: Pick<RosterStore, 'current'>;
  book: Pick<DutyBook, 'accountRead'>;
  handle: HandleCommand;
  now: Now;
}) {
  return {
    async look(token: string): Promise<LinkView> {
      const link = await deps.links.find(token);
      return link === undefined ? { kind: 'unknown' } : show(link);
    },

    async acknowledge(token: string): Promise<LinkView> {
      const link = await deps.links.find(token);
      if (link === undefined) return { kind: 'unknown' };
      const at = deps.now();
      if (link.expiresAt <= at) return { kind: 'expired', id: link.incidentId };
      // Marked only after the acknowledgement holds: a failure in between leaves a link that still works.
      if (link.usedAt !== undefined) return show(link, 'This link was used before.');
      const { incident } = await deps.incidents.load(link.incidentId);
      if (
        incident.phase !== 'undeclared' &&
        noLongerAsked(incident, link, await deps.roster.current())
      ) {
        return show(link);
      }

      const by: Actor = { kind: 'person', id: link.person, name: link.name, via: 'link' };
      const handled = await deps.handle(link.incidentId, { type: 'AcknowledgeIncident', at, by });
      await deps.links.use(token, at);
      if ('rejected' in handled) return show(link, handled.rejected.text);
      const used = { ...link, usedAt: at };
      if ('taken' in handled || handled.incident.phase === 'undeclared') return show(used);
      if (handled.incident.drill?.kind === 'test-page') {
        return show(used, 'Your test page arrived. That was all.');
      }
      if (handled.incident.phase !== 'acknowledged') return show(used);
      const { acknowledgedBy: first } = handled.incident;
      return isSameActor(first, by)
        ? show(used, 'You acknowledged it. Escalation has stopped.')
        : show(used, `${first.name} was first and is already on it.`);
    },
  };

  async function show(link: Link, news?: string): Promise<LinkView> {
    const [{ incident }, read] = await Promise.all([
      deps.incidents.load(link.incidentId),
      deps.book.accountRead(),
    ]);
    const now = deps.now();
    if (incident.phase === 'undeclared') return { kind: 'unknown' };
    if (link.expiresAt <= now) return { kind: 'expired', id: link.incidentId };
    const first = acknowledgerOf(incident);
    const ended = noLongerAsked(incident, link, await deps.roster.current());
    const told = news ?? (ended && `${ended} Your page is over. ${instead(incident, link)}`);
    const { runbook } = incident.plan.service;
    return {
      kind: 'incident',
      id: incident.id,
      severity: incident.severity,
      title: `${drillMark({ ...(incident.drill && { drill: incident.drill.kind }) })}${incident.title}`,
      service: incident.plan.service.name,
      ...(runbook !== undefined && { runbook }),
      hints: patternFacts(incident.patterns, incident.plan.service.contacts, incident.lookAlikes),
      age: duration(secondsBetween(incident.declaredAt, now)),
      phase: incident.phase,
      ...(first !== undefined && { acknowledgedBy: first }),
      name: link.name,
      mayAcknowledge: incident.phase === 'open' && link.usedAt === undefined && ended === undefined,
      ...(hearsNoMail(incident, link, read?.account) && { remark: confirmIt }),
      ...(told !== undefined && { news: told }),
    };
  }
}

const confirmIt =
  'Your e-mail address has not confirmed AWS’s mail “Subscription Confirmation”: no mail from Tocsin reaches you until you follow its link.';

function hearsNoMail(
  { plan }: { plan: ResponsePlan },
  { person }: Link,
  account: SmsAccount | undefined,
): boolean {
  const people = plan.levels.flatMap(level => [
    ...level.people,
    ...(level.handOffs ?? []).flatMap(shift => shift.people),
  ]);
  const email = people.find(each => each.person === person)?.email;
  return email !== undefined && (account?.unconfirmedMail?.includes(email) ?? false);
}

function instead({ id }: { id: string }, { name }: Link): string {
  return `If you are on it all the same, ${name}, acknowledge it with the CLI: tocsin acknowledge --id=${id}`;
}

function acknowledgerOf(incident: Incident): string | undefined {
  return 'acknowledgedBy' in incident ? incident.acknowledgedBy?.name : undefined;
}
