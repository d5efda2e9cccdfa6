import { roleNames } from '#core/incident/events.ts';
import { type DeclaredIncident, unfilledRoles } from '#core/incident/incident.ts';
import { postmortemDueAt } from '#core/incident/review.ts';
import { entryOf } from '#core/own-entry.ts';
import { dayAndTime } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** One line of the commander's checklist (R16), as it stands. */
export interface ChecklistItem {
  item: string;
  group: 'During the incident' | 'Resolution';
  text: string;
  done: boolean;
  /** Who ticked it, or what was seen. */
  by?: string;
  at?: Instant;
  ticksItself: boolean;
}

type Seen = { by: string; at?: Instant } | undefined;

interface Rule {
  item: string;
  group: ChecklistItem['group'];
  text: string;
  /** What the incident itself shows; without it only a person can know. */
  seen?: (incident: DeclaredIncident, timeZone: string | undefined) => Seen;
  /** What has to have arrived before it is done. */
  effect?: string;
}

/** How what follows from the all-clear went. */
export interface Followed {
  purpose?: string;
  to: string;
  at: Instant;
  state: 'waiting' | 'sent' | 'failed' | 'not-wanted';
}

const rules: readonly Rule[] = [
  {
    item: 'take-command',
    group: 'During the incident',
    text: 'Take command, announce in channel',
    seen: ({ roles: { incidentCommander: holder } }) =>
      holder && { by: `${holder.name} is Incident Commander`, at: holder.since },
  },
  {
    item: 'assign-roles',
    group: 'During the incident',
    text: 'Assign roles (Tech Lead, Comms, Scribe)',
    seen: incident => {
      const open = unfilledRoles(incident).filter(role => role !== 'incidentCommander');
      if (open.length > 0) return undefined;
      const names = Object.entries(incident.roles).map(
        ([role, { name }]) => `${name}: ${roleNames[role as keyof typeof roleNames]}`,
      );
      return { by: names.join(', ') };
    },
  },
  {
    item: 'set-cadence',
    group: 'During the incident',
    text: 'Set update cadence',
    seen: ({ plan: { updateEverySeconds: every } }) =>
      every === undefined ? undefined : { by: `every ${Math.round(every / 60)} min, by the plan` },
  },
  {
    item: 'focus-on-resolution',
    group: 'During the incident',
    text: 'Keep focus on resolution, not blame',
  },
  {
    item: 'decide-fix-or-rollback',
    group: 'During the incident',
    text: 'Make decisive calls on rollback vs fix',
  },
  {
    item: 'customer-communication',
    group: 'During the incident',
    text: 'Ensure customer communication',
    seen: ({ latestUpdate, publicNotices }) => {
      const [first] = publicNotices ?? [];
      if (first !== undefined) return { by: 'the status page tells them', at: first.at };
      return latestUpdate?.impact === undefined
        ? undefined
        : { by: 'an update told the impact', at: latestUpdate.at };
    },
  },
  {
    item: 'keep-timeline',
    group: 'During the incident',
    text: 'Track timeline of events',
    seen: ({ declaredAt }) => ({ by: 'kept by Tocsin', at: declaredAt }),
  },
  {
    item: 'verify-resolved',
    group: 'Resolution',
    text: 'Verify issue resolved',
    seen: incident =>
      'resolvedAt' in incident
        ? { by: `${incident.resolvedBy.name} resolved it`, at: incident.resolvedAt }
        : undefined,
  },
  {
    item: 'monitor-30-minutes',
    group: 'Resolution',
    text: 'Monitor for 30 minutes',
    seen: incident =>
      incident.phase === 'resolved'
        ? { by: 'the watch ended quietly', at: incident.closedAt }
        : undefined,
  },
  {
    item: 'stand-down',
    effect: 'stand-down',
    group: 'Resolution',
    text: 'Stand down incident team',
    seen: incident =>
      incident.phase === 'resolved'
        ? { by: 'told with the all-clear', at: incident.closedAt }
        : undefined,
  },
  {
    item: 'update-status-page',
    group: 'Resolution',
    text: 'Update status page',
    effect: 'status-page',
    seen: ({ publicNotices }) => {
      const last = publicNotices?.at(-1);
      return last?.stage === 'resolved' ? { by: 'the page says resolved', at: last.at } : undefined;
    },
  },
  {
    item: 'all-clear',
    effect: 'all-clear',
    group: 'Resolution',
    text: 'Send all-clear message',
    seen: incident =>
      incident.phase === 'resolved' ? { by: 'sent by Tocsin', at: incident.closedAt } : undefined,
  },
  {
    item: 'schedule-postmortem',
    effect: 'post-mortem',
    group: 'Resolution',
    text: 'Schedule post-mortem',
    seen: (incident, timeZone) => {
      const due = incident.phase === 'resolved' ? postmortemDueAt(incident) : undefined;
      if (incident.phase !== 'resolved' || due === undefined) return undefined;
      return { by: `due by ${dayAndTime(due, timeZone)}`, at: incident.closedAt };
    },
  },
];

/** The runbook's checklist for this incident: ticked by what the state shows, else by people. A person's word wins. */
export function checklistOf(
  incident: DeclaredIncident,
  timeZone = incident.plan.timeZone,
  effects: readonly Followed[] = [],
): ChecklistItem[] {
  return rules.map(({ item, group, text, seen, effect }) => {
    const line = { item, group, text, ticksItself: seen !== undefined || effect !== undefined };
    const said = entryOf(incident.checklist, item);
    if (said !== undefined) return { ...line, done: said.done, by: said.by, at: said.at };
    const followed = effect === undefined ? [] : followedBy(incident, effect, effects);
    const left = followed.filter(({ state }) => state === 'waiting' || state === 'failed');
    if (left.length > 0) return { ...line, done: false, by: left.map(leftText).join(', ') };
    const arrived = followed.findLast(({ state }) => state === 'sent');
    const shown = seen?.(incident, timeZone) ?? (arrived && { by: arrived.to, at: arrived.at });
    return shown === undefined ? { ...line, done: false } : { ...line, done: true, ...shown };
  });
}

/** Of this all-clear, not of one before it was reopened. */
function followedBy(
  incident: DeclaredIncident,
  purpose: string,
  effects: readonly Followed[],
): Followed[] {
  if (incident.phase !== 'resolved') return [];
  const { closedAt } = incident;
  return effects.filter(each => each.purpose === purpose && each.at >= closedAt);
}

function leftText({ to, state }: Followed): string {
  return state === 'failed' ? `${to} was not told` : `${to} is not told yet`;
}

export function isChecklistItem(item: string): boolean {
  return rules.some(rule => rule.item === item);
}
