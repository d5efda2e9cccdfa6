import type { Notice } from '#core/communication/notice.ts';
import type { SendEmail } from '#ports/communication.ts';
import type { DutyBook } from '#ports/oncall.ts';
import type { Log, Now } from '#ports/runtime.ts';

/** `again`: the vendor may take it later, or another round is at it, so the next one has to see to it. */
export type NotifyOnce = (
  task: string,
  to: { person: string; email?: string | undefined },
  notice: Notice,
) => Promise<'done' | 'again'>;

/** One mail under one name, claimed before it is sent: rounds that overlap do not tell the same twice. */
export function notifyOnce(deps: {
  book: DutyBook;
  sendEmail: SendEmail;
  now: Now;
  log: Log;
}): NotifyOnce {
  return async (task, { person, email }, notice) => {
    const lease = await deps.book.claim(task, deps.now());
    if (lease !== 'taken') return lease === 'done' ? 'done' : 'again';
    if (email === undefined) {
      deps.log('warn', 'nobody was told: no e-mail address that works', { task, person });
      await deps.book.finish(task, deps.now());
      return 'done';
    }
    const delivery = await deps.sendEmail(email, notice);
    if (!delivery.sent && delivery.failed === 'retry') {
      deps.log('warn', 'a mail has to be tried again', { task, person });
      await deps.book.release(task, deps.now());
      return 'again';
    }
    if (!delivery.sent) deps.log('error', 'a mail was refused for good', { task, person });
    await deps.book.finish(task, deps.now());
    return 'done';
  };
}
