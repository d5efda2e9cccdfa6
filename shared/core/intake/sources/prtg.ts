import { anyTextAt, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** PRTG's HTTP action, as JSON or a form of its placeholders. */
export const parse = reading('prtg', 'needs a sensor', body => {
  const sensor = anyTextAt(body, 'sensor', 'name', 'shortname', 'sensorid');
  const device = textAt(body, 'device', 'host');
  const state = textAt(body, 'status', 'state', 'laststatus') ?? 'Down';
  // "Down ended (now: Up)", in whichever language: how it is now counts, and where that is not said, that it ended.
  const now =
    /(?:\bnow|\(\p{L}+): ?(\p{L}+)/iu.exec(state)?.[1] ?? (/\bended\b/i.test(state) ? 'up' : state);
  const word = /^(down|warning|up|unusual|paused|unknown)/i.exec(now)?.[1] ?? now;
  const status = statusOf(word);
  const said = textAt(body, 'message', 'lastmessage');
  return {
    status,
    statusReason: `the sensor is ${state}`,
    series: [textAt(body, 'sensorid') ?? sensor, device],
    name: sensor,
    title:
      sensor &&
      `${sensor}${device ? ` on ${device}` : ''} is ${word.toLowerCase()}${said && status === 'firing' ? `: ${said}` : ''}`,
    description: said,
    service: device ?? sensor,
    severity:
      textAt(body, 'severity') ??
      (status === 'firing' && /^down/i.test(word)
        ? 'critical'
        : status === 'firing'
          ? word
          : undefined),
    labels: {
      group: textAt(body, 'group'),
      probe: textAt(body, 'probe'),
      priority: textAt(body, 'priority'),
      ...tagsAt(body, 'tags'),
    },
    startedAt: timeAt(body, 'datetime', 'lastdown', 'down'),
    links: { Sensor: textAt(body, 'linksensor', 'url') },
  };
});
