import { anyTextAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** SolarWinds Orion's POST action, under the names of its variables. */
export const parse = reading('solarwinds', 'needs AlertName or AlertMessage', body => {
  const name = anyTextAt(
    body,
    'AlertName',
    'AlertDefName',
    'AlertMessage',
    'Message',
    'DisplayName',
  );
  const node = textAt(
    body,
    'NodeName',
    'Node',
    'SysName',
    'EntityCaption',
    'Caption',
    'IP_Address',
  );
  const said = textAt(body, 'AlertMessage', 'Message', 'AlertDescription', 'Description');
  const state = textAt(body, 'ActionType', 'EventType', 'AlertStatus', 'Status');
  const isOver = /^(reset|resolve)/i.test(state ?? '') || statusOf(state) === 'cleared';
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(body, 'AlertID', 'AlertObjectID', 'AlertActiveID') ?? name, node],
    name,
    title:
      name &&
      (said === undefined || said.length > 150
        ? `${name}${node ? ` (${node})` : ''}`
        : said.includes(name)
          ? said
          : `${name}: ${said}`),
    description: textAt(body, 'AlertDescription') ?? said,
    service: textAt(body, 'ApplicationName') ?? node,
    severity: textAt(body, 'Severity', 'AlertSeverity'),
    labels: {
      node,
      ip: textAt(body, 'IP_Address', 'NodeIP', 'IP'),
      object: textAt(body, 'ObjectType'),
    },
    startedAt: timeAt(body, 'TriggerTime', 'AlertTriggerTime', 'TimeOfAlert'),
    links: {
      Alert: textAt(body, 'AlertDetailsURL', 'AlertURL'),
      Node: textAt(body, 'NodeURL', 'EntityDetailsURL', 'DetailsUrl'),
    },
  };
});
