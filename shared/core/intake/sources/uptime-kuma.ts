import { anyTextAt, at, isMap, numberAt, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';
import { sameOf } from '#core/intake/sources/guess-same.ts';

const states = ['down', 'up', 'pending', 'maintenance'];

/** Uptime Kuma's webhook. Its test, and warnings of certificates, have neither monitor nor heartbeat. */
export const parse = reading('uptime-kuma', 'needs a monitor or a msg', body => {
  const state = numberAt(body, 'heartbeat.status');
  const why = textAt(body, 'heartbeat.msg', 'msg');
  // The name that the notification has there, and this word; a certificate is told of by the name of its monitor.
  const isTest = !isMap(at(body, 'heartbeat')) && /\b(testing|test)$/i.test(why ?? '');
  const name = anyTextAt(body, 'monitor.name', 'monitor.pathName', 'monitor.hostname');
  const word = states[state ?? 0] ?? 'down';
  const url = textAt(body, 'monitor.url', 'monitor.hostname');
  const id = textAt(body, 'monitor.id');
  const isWarning = !isMap(at(body, 'heartbeat')) && why !== undefined;
  // Of a certificate the days go down, each in a notice of its own.
  const what = isWarning && !isTest ? sameOf(why, false) : undefined;
  const moment = timeAt(body, 'heartbeat.time');
  return {
    status: word === 'up' ? 'cleared' : word === 'down' ? 'firing' : 'unknown',
    statusReason: `Uptime Kuma says ${word}`,
    kind: isTest ? 'test' : undefined,
    // Each of two servers has a monitor 1.
    ...(what !== undefined
      ? { series: [id, what], formerly: [id ?? name ?? why] }
      : name !== undefined && id !== undefined
        ? { series: [id, name], formerly: [id] }
        : { series: [id ?? name ?? why] }),
    name: name ?? (isTest ? 'Test' : why),
    title:
      name === undefined || isWarning
        ? why
        : `${name} is ${word}${word === 'up' || !why ? '' : `: ${why}`}`,
    description: textAt(body, 'msg', 'heartbeat.msg'),
    service: name,
    labels: { type: textAt(body, 'monitor.type'), url, ...tagsAt(body, 'monitor.tags') },
    numbers: { ping: numberAt(body, 'heartbeat.ping') },
    startedAt: word === 'up' ? undefined : moment,
    endedAt: moment,
    links: { Checked: url },
  };
});
