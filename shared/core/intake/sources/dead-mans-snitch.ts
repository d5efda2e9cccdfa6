import { anyTextAt, at, textAt, timeAt, wordsAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Dead Man's Snitch: a job that was missed, failed, or reports again. */
export const parse = reading('dead-mans-snitch', 'needs data.snitch', body => {
  const snitch = at(body, 'data.snitch');
  const kind = textAt(body, 'type') ?? '';
  const name = anyTextAt(snitch, 'name', 'token');
  const isOver = /reporting|healthy/.test(kind);
  const isPaused = /paused/.test(kind);
  return {
    status: isOver ? 'cleared' : isPaused ? 'unknown' : 'firing',
    statusReason: 'it is paused',
    series: [textAt(snitch, 'token') ?? name],
    name,
    title:
      name &&
      `${name} ${isOver ? 'reports again' : isPaused ? 'is paused' : /error/.test(kind) ? 'failed' : 'did not report'}`,
    description: textAt(snitch, 'notes'),
    service: name,
    labels: {
      tags: wordsAt(snitch, 'tags'),
    },
    startedAt: timeAt(body, 'timestamp'),
    endedAt: timeAt(body, 'timestamp'),
    links: { Snitch: textAt(snitch, 'href') },
  };
});
