import type { Notice } from '#core/communication/notice.ts';
import type { OpenReview } from '#core/review/open-review.ts';
import type { Reminder } from '#core/review/review-reminders.ts';
import { oneLine, said, subjectLine, underLabel } from '#core/text/plain-text.ts';
import { dayAndTime } from '#core/time/clock-time.ts';

/** For whoever is to do what is left of an incident, or for their team's lead when it was not done. */
export function reviewNotice(review: OpenReview, reminder: Reminder, timeZone: string): Notice {
  const { incident, severity, title, service } = review;
  const { subject, lines } = words(review, reminder, timeZone);
  return {
    subject: subjectLine(`Tocsin: ${subject}`),
    body: [
      ...lines.map(underLabel),
      '',
      `${severity} ${incident}: ${said(title)}`,
      `Service: ${oneLine(service.name)}`,
      ...(review.owner === undefined ? [] : [`Led by: ${oneLine(review.owner.name)}`]),
    ].join('\n'),
  };
}

function words(
  { incident, postmortem, resolvedAt }: OpenReview,
  reminder: Reminder,
  timeZone: string,
): { subject: string; lines: string[] } {
  switch (reminder.kind) {
    case 'record': {
      const when = resolvedAt === undefined ? '' : ` at ${dayAndTime(resolvedAt, timeZone)}`;
      return {
        subject: `nothing of ${incident} was exported yet`,
        lines: [
          `It was resolved${when}, and since then nobody exported it and its evidence is not archived.`,
          `npm run incident:export -- --id=${incident}`,
        ],
      };
    }
    case 'postmortem': {
      const due = dayAndTime(reminder.dueAt, timeZone);
      const state = stateWords[postmortem?.status ?? 'none'];
      const next =
        postmortem?.status === 'none'
          ? `npm run incident:create-postmortem -- --id=${incident}`
          : `tocsin postmortem show ${incident}`;
      return reminder.isOverdue
        ? {
            subject: `the post-mortem of ${incident} is overdue`,
            lines: [`It was due by ${due} and is not published: ${state}.`, next],
          }
        : {
            subject: `the post-mortem of ${incident} is due by ${due}`,
            lines: [`So far: ${state}.`, next],
          };
    }
    case 'action-item': {
      const { item, text, owner, dueOn = '' } = reminder.item;
      const when = {
        soon: `is due on ${dueOn}`,
        today: 'is due today',
        overdue: `was due on ${dueOn}`,
      }[reminder.stage];
      return {
        subject: `action item ${item} of ${incident} ${when}`,
        lines: [
          said(text),
          `Owner: ${owner === undefined ? 'nobody' : oneLine(owner.name)}`,
          `When it is done: tocsin action-items done ${incident} ${item}`,
        ],
      };
    }
    default:
      return reminder satisfies never;
  }
}

const stateWords = {
  none: 'nobody has begun it',
  draft: 'it is a draft',
  'in-review': 'it is in review',
} as const;
