import { anyTextAt, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Site24x7 in JSON or as a form; STATUS is DOWN, CRITICAL, TROUBLE or UP. */
export const parse = reading('site24x7', 'needs MONITORNAME and STATUS', body => {
  const name = anyTextAt(body, 'MONITORNAME', 'MONITOR_NAME');
  const state = textAt(body, 'STATUS') ?? 'DOWN';
  const isUnseen = /^(suspended|maintenance|discovery|config\w*[ _]error)/i.test(state);
  const status = isUnseen ? 'unknown' : statusOf(state);
  const why = textAt(body, 'INCIDENT_REASON', 'REASON');
  return {
    status,
    statusReason: `Site24x7 says ${state}`,
    kind: /test alert/i.test(why ?? '') ? 'test' : undefined,
    series: [textAt(body, 'MONITOR_ID') ?? name],
    name,
    title:
      name && `${name} is ${state.toLowerCase()}${status === 'firing' && why ? `: ${why}` : ''}`,
    description: why,
    service: name,
    severity: /CRITICAL|DOWN/i.test(state)
      ? 'critical'
      : /TROUBLE/i.test(state)
        ? 'warning'
        : undefined,
    labels: {
      type: textAt(body, 'MONITORTYPE'),
      group: textAt(body, 'MONITOR_GROUPNAME'),
      url: textAt(body, 'MONITORURL'),
      locations: textAt(body, 'FAILED_LOCATIONS'),
      ...tagsAt(body, 'TAGS'),
    },
    startedAt: timeAt(body, 'OUTAGE_TIME_UNIX_FORMAT', 'INCIDENT_TIME_ISO'),
    endedAt: timeAt(body, 'INCIDENT_TIME_ISO', 'ct'),
    links: {
      Monitor: textAt(body, 'MONITOR_DASHBOARD_LINK'),
      Cause: textAt(body, 'RCA_LINK'),
      Checked: textAt(body, 'MONITORURL'),
    },
  };
});
