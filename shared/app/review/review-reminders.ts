import type { NotifyOnce } from '#app/communication/notify-once.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { OpenReview } from '#core/review/open-review.ts';
import { reviewNotice } from '#core/review/review-notice.ts';
import { dueReminders, type Reminder } from '#core/review/review-reminders.ts';
import type { Directory } from '#core/setup/directory.ts';
import { leadOfService } from '#core/setup/leads.ts';
import type { Instant } from '#core/time/instant.ts';
import type { OpenReviews } from '#ports/review.ts';
import type { Log } from '#ports/runtime.ts';

/** Tells of what is left to do after incidents: before it is due whoever does it, after that who answers for it. */
export function reviewReminders(deps: { openReviews: OpenReviews; tell: NotifyOnce; log: Log }) {
  return async (directory: Directory, roster: Roster, at: Instant): Promise<'done' | 'again'> => {
    const { timeZone } = directory.organisation;
    const outcomes: ('done' | 'again')[] = [];
    for (const review of await deps.openReviews()) {
      for (const reminder of dueReminders(review, at, timeZone)) {
        const { task } = reminder;
        const person = toWhom(directory, review, reminder);
        if (person === undefined) {
          deps.log('warn', 'nobody is there to be reminded: name a fallback contact', { task });
          continue;
        }
        const email = responderFor(directory, roster, person, 'low')?.email;
        const notice = reviewNotice(review, reminder, timeZone);
        outcomes.push(await deps.tell(`review#${task}`, { person, email }, notice));
      }
    }
    return outcomes.includes('again') ? 'again' : 'done';
  };
}

/** Whoever has left meanwhile, or never was a person, is stood in for by the lead of the service's team. */
function toWhom(directory: Directory, review: OpenReview, { to }: Reminder): string | undefined {
  const wanted = to === 'owner' ? review.owner : to === 'lead' ? undefined : to;
  if (wanted !== undefined && Object.hasOwn(directory.people, wanted.person)) return wanted.person;
  return leadOfService(directory, review.service.id);
}
