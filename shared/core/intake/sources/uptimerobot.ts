import { anyTextAt, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** UptimeRobot's variables as query, form or JSON; `alertType` 1 is down, 2 is up, 3 warns of a certificate. */
export const parse = reading('uptimerobot', 'needs monitorFriendlyName and alertType', body => {
  const url = textAt(body, 'monitor_url', 'monitorURL');
  const name = anyTextAt(body, 'monitor_friendly_name', 'monitorFriendlyName') ?? url;
  const type = textAt(body, 'alert_type', 'alertType');
  const word = textAt(body, 'alert_type_friendly_name', 'alertTypeFriendlyName') ?? '';
  const isUp = type === '2' || /^up$/i.test(word);
  const isCertificate = type === '3' || /ssl/i.test(word);
  const isDomain = /domain/i.test(word);
  const isUnseen = /^(paused|started)$/i.test(word);
  const why = textAt(body, 'alert_details', 'alertDetails');
  const part = isCertificate ? 'ssl' : isDomain ? 'domain' : '';
  const what = isUp
    ? 'is up'
    : isUnseen
      ? `is ${word.toLowerCase()}`
      : part === ''
        ? 'is down'
        : `has a ${isDomain ? 'domain' : 'certificate'} that expires`;
  return {
    status: isUp ? 'cleared' : isUnseen ? 'unknown' : 'firing',
    statusReason: `UptimeRobot says ${word}`,
    series: [textAt(body, 'monitor_id', 'monitorID') ?? url ?? name, part],
    name,
    title: name && `${name} ${what}${!isUp && why ? `: ${why}` : ''}`,
    description: why,
    service: name,
    labels: { url, ...tagsAt(body, 'monitorTags') },
    startedAt: isUp ? undefined : timeAt(body, 'alert_date_time', 'alertDateTime'),
    endedAt: timeAt(body, 'alert_date_time', 'alertDateTime'),
    links: { Checked: url },
  };
});
