import { anyTextAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** What it says behind the title of an alert when that is over, worse, better or in hand. */
const goesOn = /\s+(?:recovered|got (?:worse|better)|acknowledged)$/i;

/** LibreNMS: `state` 0 is over, 2 is acknowledged, 3 is worse, 4 is better; `status` is the device's own. */
export const parse = reading('librenms', 'needs title or name', body => {
  const rule = anyTextAt(body, 'name', 'rule_name') ?? textAt(body, 'title')?.replace(goesOn, '');
  const host = textAt(body, 'display', 'sysName', 'hostname');
  const state = textAt(body, 'state');
  const title = textAt(body, 'title') ?? (rule && `${rule}${host ? ` (${host})` : ''}`);
  const isOver = state === '0' || /\brecovered\b/i.test(title ?? '');
  const known = [textAt(body, 'rule_id') ?? rule, textAt(body, 'device_id', 'hostname')];
  return {
    status: isOver ? 'cleared' : 'firing',
    kind:
      /testing transport/i.test(title ?? '') || textAt(body, 'rule_id') === '000'
        ? 'test'
        : undefined,
    // Each of two servers has a rule 1 and a device 1.
    series: [...known, textAt(body, 'hostname')],
    formerly: known,
    name: rule,
    title,
    description: textAt(body, 'msg', 'string'),
    service: host,
    severity: isOver ? undefined : textAt(body, 'severity'),
    labels: {
      host: textAt(body, 'hostname'),
      os: textAt(body, 'os'),
      type: textAt(body, 'type'),
      location: textAt(body, 'location'),
      ip: textAt(body, 'ip'),
    },
    startedAt: isOver ? undefined : timeAt(body, 'timestamp'),
    endedAt: timeAt(body, 'timestamp'),
    links: { Procedure: textAt(body, 'proc') },
  };
});
