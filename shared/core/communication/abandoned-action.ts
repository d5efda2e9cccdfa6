import { changeOf, changeText } from '#core/actions/changes.ts';
import type { ActionRun } from '#core/actions/run.ts';
import type { Notice } from '#core/communication/notice.ts';
import { oneLine, subjectLine } from '#core/text/plain-text.ts';
import { dayAndTime } from '#core/time/clock-time.ts';

/** For whoever asked for an action that nobody will say the end of. */
export function abandonedActionNotice(
  run: ActionRun,
  how: 'unknown' | 'expired',
  timeZone: string,
): Notice {
  const what = `${run.action} on ${run.service}`;
  const { subject, told, next } = {
    unknown: {
      subject: `it is not known how ${what} ended`,
      told: 'It began, and whatever carried it out stopped before it said how it ended. All of this may be done, some of it, or nothing:',
      next: [
        'Look there before it is asked for again.',
        `What of it could be put back, without doing it yet: tocsin ${run.action} --undo=${run.id}`,
      ],
    },
    expired: {
      subject: `nobody approved ${what} in time`,
      told: 'Nobody approved of it within the hour, so nothing was changed. It would have been:',
      next: ['If it is still needed, ask for it again.'],
    },
  }[how];
  return {
    subject: subjectLine(`Tocsin: ${subject}`),
    body: [
      `${oneLine(run.by.name)} asked for ${what} at ${dayAndTime(run.at, timeZone)}, because: ${oneLine(run.reason)}`,
      told,
      ...run.steps.map(step => `- ${oneLine(changeText(changeOf(step)))}`),
      ...next,
      '',
      ...(run.incident === undefined ? [] : [`Incident: ${run.incident}`]),
      `Run: ${run.id}`,
    ].join('\n'),
  };
}
