import { changeText } from '#core/actions/changes.ts';
import {
  type Notice,
  newsNotice,
  stakeholderNotice,
  ticketNotice,
  updateNotice,
} from '#core/communication/notice.ts';
import {
  type AskedEvidence,
  type IncidentEvent,
  type Occasion,
  type Purpose,
  roleNames,
} from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';
import type { ActionItem } from '#core/incident/incident.ts';
import { isSaidAtItsTime, plannedPages } from '#core/incident/pages.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import type { Channel, Responder } from '#core/people.ts';
import { isPaging } from '#core/severity.ts';
import { clockTime, dayAndTime } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** One thing that the world is told because of one event. `key` is the same however often it is worked out. */
export type Reaction =
  | PageReaction
  | NoticeReaction
  | StakeholderReaction
  | ActionItemReaction
  | IssueReaction
  | FiguresReaction
  | ArchiveReaction;

export interface PageReaction {
  kind: 'page';
  key: string;
  incident: Headline;
  to: Responder;
  channel: Channel;
  level: number;
  levelName: string;
  round: number;
  purpose: Purpose;
  reason: string;
  /** For a reminder or a missed update: the moment that it is about. */
  dueAt?: Instant;
  decidedAt: Instant;
  /** How long after the decision this contact of the person's rules comes; more than 0 repeats an earlier one. */
  afterSeconds: number;
  /** From 1; a vendor that asked for patience is tried again. */
  attempt: number;
}

/** E-mail to one person of the incident's audience. */
export interface NoticeReaction {
  kind: 'notice';
  key: string;
  incidentId: string;
  to: Responder;
  notice: Notice;
}

/** One message to the stakeholders' topic; who gets it is their subscription's filter. */
export interface StakeholderReaction {
  kind: 'stakeholders';
  key: string;
  incidentId: string;
  severity: string;
  service: string;
  notice: Notice;
}

/** To where the organisation plans its work, if it has said where. */
export interface ActionItemReaction {
  kind: 'action-item';
  key: string;
  incidentId: string;
  at: Instant;
  incident: Headline;
  added: Pick<ActionItem, 'item' | 'text' | 'owner' | 'dueOn'>;
}

/** It becomes an issue there. What stands in it is read when it is opened. */
export interface IssueReaction {
  kind: 'issue';
  key: string;
  incidentId: string;
  item: number;
  /** From 1. */
  attempt: number;
}

/** What it took becomes metrics. */
export interface FiguresReaction {
  kind: 'figures';
  key: string;
  incidentId: string;
}

export interface ArchiveReaction {
  kind: 'archive';
  key: string;
  incidentId: string;
  attempt: number;
  /** Absent: it was resolved. */
  occasion?: Occasion;
  asked?: AskedEvidence;
  /** Only these; all that the occasion calls for when absent. */
  sources?: string[];
  /** Where the run before stopped, when its time was over. */
  progress?: string;
}

const archiveAttemptsMax = 5;
const secondsBetweenArchives = 120;
/** Logs and metrics of the first moments take about so long until they can be read. */
const secondsUntilCapture = 60;

/** How long the queue holds a reaction back: a repeated archive, and the later contacts of a person's rules. */
export function delaySecondsOf(reaction: Reaction): number {
  switch (reaction.kind) {
    case 'archive':
      return reaction.occasion === 'declared'
        ? secondsUntilCapture
        : secondsBetweenArchives * (reaction.attempt - 1);
    case 'page':
      return reaction.afterSeconds;
    case 'notice':
    case 'stakeholders':
    case 'action-item':
    case 'issue':
    case 'figures':
      return 0;
    default:
      return reaction satisfies never;
  }
}

/** A commit as dispatch sees it: what was decided, and what messages about it need. */
export interface Commit {
  incidentId: string;
  version: number;
  headline: Headline;
  events: IncidentEvent[];
}

type Wanted =
  | PageReaction
  | Omit<NoticeReaction, 'key'>
  | Omit<StakeholderReaction, 'key'>
  | Omit<ActionItemReaction, 'key'>
  | Omit<IssueReaction, 'key'>
  | Omit<FiguresReaction, 'key'>
  | Omit<ArchiveReaction, 'key'>;

/** What the world is told, worked out from the commit alone. */
export function reactions(commit: Commit): Reaction[] {
  return commit.events
    .flatMap(event => reactionsTo(event, commit.headline))
    .map((wanted, index) => ({
      key: `${commit.incidentId}#${commit.version}#${index}`,
      ...wanted,
    }));
}

function reactionsTo(event: IncidentEvent, incident: Headline): Wanted[] {
  switch (event.type) {
    case 'IncidentDeclared':
      return [
        ...(event.drill?.announced === true ? announcement(incident, event.plan) : []),
        ...(isPaging(event.severity) ? stakeholders(incident, stakeholderNotice(incident)) : []),
        // An exercise has nothing worth preserving but its log.
        ...(event.drill === undefined
          ? [
              {
                kind: 'archive',
                incidentId: incident.id,
                attempt: 1,
                occasion: 'declared',
              } as const,
            ]
          : []),
      ];
    case 'TicketOpened':
      return notices(incident, event.people, ticketNotice(incident, event.reason));
    case 'LevelPaged':
      return event.people.flatMap(to => {
        const because = event.because?.[to.person];
        const reason = because === undefined ? event.reason : `${event.reason}; you are ${because}`;
        return pages({ ...event, reason }, to, incident);
      });
    case 'PageAdvanced': {
      const { at: decidedAt, page: key, to, channel, level, levelName, round, purpose } = event;
      const about = { incident, to, channel, level, levelName, round, purpose, decidedAt };
      const { reason } = event;
      return [{ kind: 'page', key, ...about, reason, afterSeconds: 0, attempt: 1 }];
    }
    case 'RespondersAdded': {
      const { at, people } = event;
      const reason = `${event.by.name} asks for your help: ${event.reason}`;
      const page = { at, level: 0, levelName: 'asked by name', round: 0, purpose: 'help', reason };
      return people.flatMap(to => pages(page as typeof page & { purpose: 'help' }, to, incident));
    }
    case 'RolesChased': {
      const unfilled = event.roles.map(role => roleNames[role]).join(', ');
      const page = {
        at: event.at,
        level: 0,
        levelName: 'in command',
        round: 0,
        purpose: 'fill-roles',
        reason: `nobody has been given: ${unfilled}`,
      } as const;
      return event.people.flatMap(to => pages(page, to, incident));
    }
    case 'AcknowledgementLapsed': {
      const notice = newsNotice(incident, `Nobody is on it any more: ${event.reason}`);
      return notices(incident, incident.audience, notice);
    }
    case 'IncidentSnoozed': {
      const until = clockTime(event.until, incident.timeZone);
      const others = incident.audience.filter(({ person }) => person !== event.by.id);
      const notice = newsNotice(incident, `${event.by.name} snoozed it until ${until}`, [
        `Because: ${event.reason}`,
      ]);
      return notices(incident, others, notice);
    }
    case 'IncidentReassigned': {
      const names = event.plan.levels[0]?.people.map(({ name }) => name).join(', ') ?? 'nobody';
      const others = incident.audience.filter(({ person }) => person !== event.by.id);
      const headline = `${event.by.name} handed it over to ${names}`;
      const notice = newsNotice(incident, headline, [`Because: ${event.reason}`]);
      return notices(incident, others, notice);
    }
    case 'UpdateReminded': {
      const page = {
        at: event.at,
        level: 0,
        levelName: 'owner of the update',
        round: 0,
        purpose: 'update-reminder',
        reason: `the next update is due at ${clockTime(event.dueAt, incident.timeZone)}`,
        dueAt: event.dueAt,
      } as const;
      return event.people.flatMap(to => pages(page, to, incident));
    }
    case 'ActionRequested': {
      const others = othersThan(event.by.id, [...incident.audience, ...(event.people ?? [])]);
      const until = clockTime(event.approveBefore, incident.timeZone);
      const notice = newsNotice(incident, `${event.by.name} asks for approval of ${event.action}`, [
        `Because: ${event.reason}`,
        ...event.changes.map(changeText),
        `Until ${until}: tocsin action:approve --id=${event.run}`,
      ]);
      return notices(incident, others, notice);
    }
    case 'TeamNotified': {
      const others = othersThan(event.by.id, [...incident.audience, ...event.people]);
      const notice = newsNotice(incident, `${event.by.name} to the team`, [event.text]);
      return notices(incident, others, notice);
    }
    case 'IncidentAcknowledged': {
      const others = incident.audience.filter(({ person }) => person !== event.by.id);
      const notice = newsNotice(incident, `${event.by.name} acknowledged and is responding`);
      return notices(incident, others, notice);
    }
    case 'UpdatePosted': {
      const { type: _type, by, ...update } = event;
      const notice = updateNotice(incident, update as Parameters<typeof updateNotice>[1]);
      const others = incident.audience.filter(({ person }) => person !== by.id);
      return [...notices(incident, others, notice), ...stakeholders(incident, notice)];
    }
    case 'SeverityChanged': {
      const notice = newsNotice(incident, `Severity changed from ${event.from} to ${event.to}`, [
        `Because: ${event.reason.text}`,
      ]);
      return [...notices(incident, incident.audience, notice), ...stakeholders(incident, notice)];
    }
    case 'IncidentResolved': {
      const watch = clockTime(event.watchUntil, incident.timeZone);
      const notice = newsNotice(incident, `Resolved by ${event.by.name}`, [
        `Resolution: ${event.resolution}`,
        `Watched until ${watch}; the all-clear follows.`,
      ]);
      return [
        ...notices(incident, incident.audience, notice),
        ...stakeholders(incident, notice),
        ...(incident.drill === undefined
          ? [{ kind: 'archive', incidentId: incident.id, attempt: 1 } as const]
          : []),
      ];
    }
    case 'IncidentReopened': {
      const notice = newsNotice(incident, `Reopened: ${event.reason}`);
      return [...notices(incident, incident.audience, notice), ...stakeholders(incident, notice)];
    }
    case 'IncidentClosed': {
      const notice = newsNotice(incident, 'All clear. Stand down; thank you.', [
        ...(incident.resolution === undefined ? [] : [`Resolution: ${incident.resolution}`]),
        ...neverCleared(event.stillFiring),
        ...(event.postmortemDueAt === undefined
          ? []
          : [`Post-mortem due by ${dayAndTime(event.postmortemDueAt, incident.timeZone)}.`]),
      ]);
      return [
        ...notices(incident, incident.audience, notice),
        ...stakeholders(incident, notice),
        // An exercise is in no figure.
        ...(incident.drill === undefined
          ? [{ kind: 'figures', incidentId: incident.id } as const]
          : []),
      ];
    }
    case 'PostmortemPublished': {
      const notice = newsNotice(incident, 'Post-mortem published', [
        `What we learned: ${event.learnings}`,
        `By: ${event.by.name}`,
        ...(event.hasRunbookChange ? ['It proposes a change of the runbook.'] : []),
      ]);
      return [...notices(incident, incident.audience, notice), ...stakeholders(incident, notice)];
    }
    case 'ActionItemAdded': {
      const { at, item, text, owner, dueOn } = event;
      const added = { item, text, ...(owner && { owner }), ...(dueOn && { dueOn }) };
      return [
        { kind: 'action-item', incidentId: incident.id, at, incident, added },
        issue(incident, item),
      ];
    }
    case 'ActionItemExportRequested':
      return [issue(incident, event.item)];
    case 'IncidentImported':
    case 'IncidentExported':
    case 'PostmortemDrafted':
    case 'PostmortemEdited':
    case 'PostmortemSubmitted':
    case 'ActionItemCompleted':
    case 'ActionItemExported':
    case 'ActionItemExportFailed':
    case 'EscalationExhausted':
    case 'PageSent':
    case 'PageFailed':
    case 'PageDelivered':
    case 'PageUndelivered':
    case 'SnoozeEnded':
    case 'OnCallChanged':
    case 'ChecklistTicked':
    case 'ActionStarted':
    case 'ActionFinished':
    case 'ActionAbandoned':
    case 'RoleAssigned':
    case 'UpdateMissed':
    case 'NoteAdded':
    case 'PatternMatched':
    case 'ResemblanceNoted':
    case 'FindingAttached':
    case 'AlertsAttached':
    case 'AlertsCleared':
      return [];
    case 'EvidenceArchived': {
      // What a source would not give now it may give later; after that a person reads what is missing.
      const { attempt = 1, missing, occasion, asked, again: sources } = event;
      if (missing.length === 0 || attempt >= archiveAttemptsMax) return [];
      // What the beginning lacks is asked for again at the end.
      if (occasion === 'declared') return [];
      return [
        {
          ...({ kind: 'archive', incidentId: incident.id, attempt: attempt + 1 } as const),
          ...(occasion !== undefined && { occasion }),
          ...(asked !== undefined && { asked }),
          ...(sources !== undefined && { sources }),
        },
      ];
    }
    default:
      return event satisfies never;
  }
}

/** Whoever an announced exercise may page knows it before they have found their phone. */
function announcement(incident: Headline, { levels }: ResponsePlan): Omit<NoticeReaction, 'key'>[] {
  const people = levels.flatMap(level => level.people);
  const once = new Map(people.map(responder => [responder.person, responder]));
  const notice = newsNotice(incident, 'An exercise has begun', [
    'Nothing is broken. Pages marked DRILL follow: please answer them as if they were real.',
  ]);
  return notices(incident, [...once.values()], notice);
}

function neverCleared(count: number): string[] {
  if (count === 0) return [];
  return count === 1
    ? ['1 alert never said that it cleared.']
    : [`${count} alerts never said that they cleared.`];
}

function pages(
  page: {
    at: Instant;
    level: number;
    levelName: string;
    round: number;
    purpose: Purpose;
    reason: string;
    dueAt?: Instant;
  },
  to: Responder,
  incident: Headline,
): PageReaction[] {
  const { at: decidedAt, level, levelName, round, purpose, reason, dueAt } = page;
  const about = { incident, to, level, levelName, round, purpose, reason, decidedAt };
  const decided = { incidentId: incident.id, decidedAt, purpose, round, level };
  return plannedPages(decided, [to])
    .filter(planned => isSaidAtItsTime(purpose, planned))
    .map(({ key, channel, afterSeconds }) => ({
      kind: 'page',
      key,
      ...about,
      channel,
      afterSeconds,
      attempt: 1,
      ...(dueAt !== undefined && { dueAt }),
    }));
}

/** Each once. */
function othersThan(who: string, people: readonly Responder[]): Responder[] {
  const each = new Map(people.map(responder => [responder.person, responder]));
  return [...each.values()].filter(({ person }) => person !== who);
}

function notices(
  incident: Headline,
  people: readonly Responder[],
  notice: Notice,
): Omit<NoticeReaction, 'key'>[] {
  // A test page concerns the one person who is paged.
  if (incident.drill === 'test-page') return [];
  return people
    .filter(({ email }) => email !== undefined)
    .map(to => ({ kind: 'notice', incidentId: incident.id, to, notice }));
}

function stakeholders(incident: Headline, notice: Notice): Omit<StakeholderReaction, 'key'>[] {
  if (incident.drill !== undefined) return [];
  const { id: incidentId, severity, service } = incident;
  return [{ kind: 'stakeholders', incidentId, severity, service: service.id, notice }];
}

function issue({ id }: Headline, item: number): Wanted {
  return { kind: 'issue', incidentId: id, item, attempt: 1 };
}
