import { changeText } from '#core/actions/changes.ts';
import type { EffectPurpose } from '#core/communication/effects.ts';
import {
  type Notice,
  progressNotice,
  stakeholderNotice,
  ticketNotice,
} from '#core/communication/notice.ts';
import type { MeetingAbout, MeetingAsked } from '#core/communication/postmortem-meeting.ts';
import { type Update, updateWords } from '#core/communication/update-words.ts';
import type { After, Unkeyed } from '#core/incident/commit.ts';
import type { Headline } from '#core/incident/headline.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import { type Actor, isPerson, type Responder } from '#core/people.ts';
import { isPaging, type Severity } from '#core/severity.ts';
import type { StakeholderKind } from '#core/stakeholder-kinds.ts';
import { said, saidInLines } from '#core/text/plain-text.ts';
import { dayAndTime, timeSeenFrom } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** E-mail to one person of the incident's audience. */
export interface NoticeReaction {
  kind: 'notice';
  key: string;
  incidentId: string;
  to: Responder;
  notice: Notice;
  /** It proposes a date for the post-mortem: which, is worked out when it is sent. */
  invitation?: { about: MeetingAbout } & MeetingAsked;
  /** It asks to be acknowledged: the link by which is made when it is sent. */
  ticket?: { incident: Headline; reason: string };
  purpose?: EffectPurpose;
}

/** One message to the stakeholders' topic; who gets it is their subscription's filter. */
export interface StakeholderReaction {
  kind: 'stakeholders';
  key: string;
  incidentId: string;
  severity: Severity;
  /** It has just changed: who heard of it as it was hears that it is so no more. */
  was?: Severity;
  service: string;
  about: StakeholderKind;
  /** Nobody wants to read of it later: it begins or ends, and it is the worst. */
  isUrgent?: true;
  notice: Notice;
  /** It names the incident's channel, which is being opened meanwhile: worded anew when it is sent. */
  inChannel?: Headline;
  purpose?: EffectPurpose;
}

type Told = Unkeyed<NoticeReaction | StakeholderReaction>;

/** Who hears of an event: the incident's audience, the team, and the stakeholders. */
export const noticesAfter = {
  IncidentDeclared(event, incident) {
    return [
      ...(event.drill?.announced === true ? announcement(incident, event.plan) : []),
      ...(isPaging(event.severity) ? declared(incident) : []),
    ];
  },

  TicketOpened(event, incident) {
    const { people, reason } = event;
    return notices(incident, people, ticketNotice(incident, reason)).map(told => ({
      ...told,
      ticket: { incident, reason },
    }));
  },

  AcknowledgementLapsed(event, incident) {
    const notice = progressNotice(incident, `Nobody is on it any more: ${event.reason}`);
    // Whose it was is told by what woke them.
    return notices(incident, othersThan(event.of, incident.audience), notice);
  },

  IncidentSnoozed(event, incident) {
    const until = timeSeenFrom(event.at, event.until, incident.timeZone);
    const others = othersThan(event.by, incident.audience);
    const notice = progressNotice(incident, `${event.by.name} snoozed it until ${until}`, [
      `Because: ${event.reason}`,
    ]);
    return notices(incident, others, notice);
  },

  IncidentReassigned(event, incident) {
    const names = event.plan.levels[0]?.people.map(({ name }) => name).join(', ') ?? 'nobody';
    const others = othersThan(event.by, incident.audience);
    const headline = `${event.by.name} handed it over to ${names}`;
    const notice = progressNotice(incident, headline, [`Because: ${event.reason}`]);
    return notices(incident, others, notice);
  },

  ActionRequested(event, incident) {
    const others = othersThan(event.by, [...incident.audience, ...(event.people ?? [])]);
    const until = timeSeenFrom(event.at, event.approveBefore, incident.timeZone);
    const notice = progressNotice(
      incident,
      `${event.by.name} asks for approval of ${event.action}`,
      [
        `Because: ${event.reason}`,
        ...event.changes.map(changeText),
        `Until ${until}: tocsin action:approve --id=${event.run}`,
      ],
    );
    return notices(incident, others, notice);
  },

  TeamNotified(event, incident) {
    const others = othersThan(event.by, [...incident.audience, ...event.people]);
    const notice = progressNotice(incident, `${event.by.name} to the team`, [
      `Message: ${event.text}`,
    ]);
    return notices(incident, others, notice);
  },

  IncidentAcknowledged(event, incident) {
    // Put off in the same breath: nobody responds, as the mail of that says.
    if (incident.snoozedUntil !== undefined) return [];
    const others = othersThan(event.by, incident.audience);
    const notice = progressNotice(incident, `${event.by.name} acknowledged and is responding`);
    return notices(incident, others, notice);
  },

  UpdatePosted(event, incident) {
    const { type: _type, by, ...update } = event;
    const words = updateWords(incident, update as Update);
    const others = othersThan(by, incident.audience);
    return [
      ...notices(incident, others, words.team),
      ...stakeholders(incident, words.stakeholders),
    ];
  },

  SeverityChanged(event, incident) {
    const notice = progressNotice(incident, `Severity changed from ${event.from} to ${event.to}`, [
      `Because: ${wordsOf(event.by, event.reason.text)}`,
    ]);
    const told = stakeholders(incident, notice).map(each => ({ ...each, was: event.from }));
    return [...notices(incident, incident.audience, notice), ...urgent(incident, told)];
  },

  /** Once for each alert, so that somebody looks: nothing resolves because of it. */
  AlertsDoubted(event, incident) {
    const notice = progressNotice(incident, 'Its sender lost sight of an alert', [
      `Alerts: ${event.alerts
        .map(({ title }) => said(title))
        .slice(0, 5)
        .join(', ')}`,
      `Because: ${said(event.reason)}`,
      'This is no all-clear: please look whether it is over.',
    ]);
    return notices(incident, incident.audience, notice);
  },

  IncidentResolved(event, incident) {
    // An exercise may be over at once: the all-clear of the same moment says how.
    if (incident.phase === 'resolved') return [];
    const watch = timeSeenFrom(event.at, event.watchUntil, incident.timeZone);
    const notice = progressNotice(incident, `Resolved by ${event.by.name}`, [
      `Resolution: ${event.resolution}`,
      `Watched until ${watch}; the all-clear follows.`,
    ]);
    return [...notices(incident, incident.audience, notice), ...stakeholders(incident, notice)];
  },

  IncidentReopened(event, incident) {
    const notice = progressNotice(incident, `Reopened: ${event.reason}`);
    const told = stakeholders(incident, notice);
    return [...notices(incident, incident.audience, notice), ...urgent(incident, told)];
  },

  IncidentClosed(event, incident) {
    const notice = progressNotice(incident, 'All clear. Stand down; thank you.', [
      ...(incident.resolution === undefined ? [] : [`Resolution: ${incident.resolution}`]),
      ...neverCleared(event.stillFiring),
      ...(event.postmortemDueAt === undefined
        ? []
        : [`Post-mortem due by ${dayAndTime(event.postmortemDueAt, incident.timeZone)}.`]),
    ]);
    const standDown = notices(incident, incident.audience, notice);
    const allClear = urgent(incident, stakeholders(incident, notice, 'all-clear'));
    return [
      ...standDown.map(told => ({ ...told, purpose: 'stand-down' as const })),
      ...allClear.map(told => ({ ...told, purpose: 'all-clear' as const })),
      ...invitations(incident, event.at, event.postmortemDueAt),
    ];
  },

  PostmortemPublished(event, incident) {
    const notice = progressNotice(incident, 'Post-mortem published', [
      `What we learned: ${event.learnings}`,
      `By: ${event.by.name}`,
      ...(event.hasRunbookChange ? ['It proposes a change of the runbook.'] : []),
    ]);
    return [
      ...notices(incident, incident.audience, notice),
      ...stakeholders(incident, notice, 'post-mortem'),
    ];
  },
} satisfies After<Told>;

/** Whoever an announced exercise may page knows it before they have found their phone. */
function announcement(incident: Headline, { levels }: ResponsePlan): Omit<NoticeReaction, 'key'>[] {
  const people = levels.flatMap(level => level.people);
  const once = new Map(people.map(responder => [responder.person, responder]));
  const notice = progressNotice(incident, 'An exercise has begun', [
    'Nothing is broken. Pages marked DRILL follow: please answer them as if they were real.',
  ]);
  return notices(incident, [...once.values()], notice);
}

/** In the runbook's words, with the channel where there will be one. */
function declared(incident: Headline): Omit<StakeholderReaction, 'key'>[] {
  const told = urgent(incident, stakeholders(incident, stakeholderNotice(incident), 'declared'));
  if (incident.chat?.channel !== true) return told;
  return told.map(each => ({ ...each, inChannel: incident }));
}

/** A date for looking back on it, to everybody who was on it. */
function invitations(
  incident: Headline,
  closedAt: Instant,
  dueAt: Instant | undefined,
): Omit<NoticeReaction, 'key'>[] {
  if (dueAt === undefined) return [];
  const { id, title, severity, service, timeZone } = incident;
  const about = { id, title, severity, service, ...(timeZone !== undefined && { timeZone }) };
  const notice = progressNotice(incident, 'A date for the post-mortem is proposed');
  return notices(incident, incident.audience, notice).map(told => ({
    ...told,
    ...{ invitation: { about, closedAt, dueAt }, purpose: 'post-mortem' },
  }));
}

function neverCleared(count: number): string[] {
  if (count === 0) return [];
  return count === 1
    ? ['1 alert never said that it cleared.']
    : [`${count} alerts never said that they cleared.`];
}

/** What is not a person's own has words of senders in it. */
function wordsOf({ kind }: Actor, text: string): string {
  return kind === 'system' ? saidInLines(text) : text;
}

/** Each once. */
function othersThan(who: Actor, people: readonly Responder[]): Responder[] {
  const each = new Map(people.map(responder => [responder.person, responder]));
  return [...each.values()].filter(({ person }) => !isPerson(who, person));
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

/** Of a SEV1 that begins, ends or comes back, also by a change of severity. */
function urgent(
  { severity }: Headline,
  told: readonly Omit<StakeholderReaction, 'key'>[],
): Omit<StakeholderReaction, 'key'>[] {
  return told.map(each => ({ ...each, ...(severity === 'SEV1' && { isUrgent: true }) }));
}

function stakeholders(
  incident: Headline,
  notice: Notice,
  about: StakeholderKind = 'update',
): Omit<StakeholderReaction, 'key'>[] {
  if (incident.drill !== undefined) return [];
  const { id: incidentId, severity, service } = incident;
  return [{ kind: 'stakeholders', incidentId, severity, service: service.id, about, notice }];
}
