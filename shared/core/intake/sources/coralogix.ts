import { labelsDigest } from '#core/intake/fingerprint.ts';
import { anyTextAt, at, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Coralogix: part of it stands in a list of `{key, value}`. `uuid` is another each time. */
export const parse = reading('coralogix', 'needs name and alert_action', body => {
  const fields = tagsAt(body, 'fields');
  const name = anyTextAt(body, 'name', 'alert_name');
  const host = fields.computer ?? fields.ipAddress;
  const group = textAt(body, 'group_by_labels', 'group_by_values');
  const groups =
    typeof at(body, 'group_by_labels') === 'object' ? tagsAt(body, 'group_by_labels') : {};
  const id = textAt(body, 'alert_id', 'alert_unique_identifier', 'alertId') ?? name;
  const isGrouped = Object.keys(groups).length > 0;
  return {
    status:
      statusOf(textAt(body, 'alert_action', 'action', 'status')) === 'cleared'
        ? 'cleared'
        : 'firing',
    series: [id, isGrouped ? labelsDigest(groups) : group === '[]' ? '' : group],
    ...(isGrouped && { formerly: [id, undefined], problem: [id, undefined] }),
    name,
    title: name,
    description: textAt(body, 'description'),
    service:
      textAt(body, 'service') ??
      groups.service ??
      fields.application ??
      fields.applicationName ??
      fields.subsystem ??
      fields.subsystemName ??
      textAt(body, 'application', 'applicationName', 'subsystem') ??
      host,
    severity:
      fields.severityLowercase ??
      fields.severity ??
      textAt(body, 'severity', 'alert_severity', 'priority'),
    labels: { ...fields, ...groups, ...tagsAt(body, 'meta_labels') },
    numbers: { threshold: at(body, 'threshold'), hits: at(body, 'hit_count') },
    startedAt:
      timeAt(fields, 'timestampISO', 'timestampMS', 'timestamp') ?? timeAt(body, 'timestamp'),
    links: { Alert: textAt(body, 'alert_url'), Logs: textAt(body, 'log_url') },
  };
});
