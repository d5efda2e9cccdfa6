import { anyTextAt, at, textAt, timeAt, wordsAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Raygun's errors, new ones and follow-ups; comments and assignments are no alerts. */
export const parse = reading('raygun', 'needs an error and its application', body => {
  const kind = textAt(body, 'eventType') ?? '';
  const application = anyTextAt(body, 'application.name');
  const message = textAt(body, 'error.message');
  const status = textAt(body, 'error.status');
  if (/comment|assigned/i.test(kind)) return { ignored: `what Raygun calls ${kind} is no alert` };
  const what =
    kind === 'NewErrorOccurred'
      ? 'New error'
      : /reoccurred/i.test(kind)
        ? 'An error is back'
        : 'An error goes on';
  const isOver = /^(resolved|ignored|permanentlyignored)$/i.test(status?.replace(/\s/g, '') ?? '');
  return application === undefined && message === undefined
    ? undefined
    : {
        status: isOver ? 'cleared' : 'firing',
        kind: /^test/i.test(kind) ? 'test' : undefined,
        series: [textAt(body, 'error.url') ?? message, application],
        name: message ?? what,
        title: message === undefined ? `${what} in ${application}` : `${message} (${application})`,
        service: application,
        labels: {
          event: kind,
          tags: wordsAt(body, 'error.instance.tags'),
        },
        numbers: {
          users_affected: at(body, 'error.usersAffected'),
          occurrences: at(body, 'error.totalOccurrences'),
        },
        startedAt: timeAt(body, 'error.firstOccurredOn'),
        links: { Error: textAt(body, 'error.url'), Application: textAt(body, 'application.url') },
      };
});
