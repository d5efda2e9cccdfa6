import { anyTextAt, mapAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Cloudflare's notifications; `alert_event` or the type itself tells of an end where there is one. */
export const parse = reading('cloudflare', 'needs alert_type or text', body => {
  const type = textAt(body, 'alert_type', 'data.alert_type');
  const text = anyTextAt(body, 'text', 'data.text', 'name');
  const name = textAt(body, 'name') ?? type?.replaceAll('_', ' ') ?? text;
  const event =
    textAt(body, 'alert_event', 'data.alert_event', 'data.status', 'data.new_health') ?? '';
  const isTest = type === undefined && /test message/i.test(text ?? '');
  const [line = text] = text?.split('\n').filter(each => each.trim() !== '') ?? [];
  return {
    status:
      /(^|_)(END|ENDED|RESOLVED|healthy)$/i.test(event) || /_resolved$/.test(type ?? '')
        ? 'cleared'
        : 'firing',
    // A policy may be named after what it tests.
    kind: isTest || /^test( notification)?$/i.test(name ?? '') ? 'test' : undefined,
    series: [textAt(body, 'alert_correlation_id') ?? textAt(body, 'policy_id') ?? name, type],
    name,
    title:
      line !== undefined && line.length <= 150 && line !== name
        ? name && !line.includes(name)
          ? `${name}: ${line}`
          : line
        : name,
    description: text,
    service:
      textAt(
        mapAt(body, 'data'),
        'zone_name',
        'zone',
        'pool_name',
        'name',
        'target_hostname',
        'project_name',
      ) ?? textAt(body, 'account_name'),
    severity: textAt(body, 'data.severity', 'severity'),
    labels: { type, account: textAt(body, 'account_id'), policy: textAt(body, 'policy_id') },
    startedAt: timeAt(body, 'ts', 'data.start_time'),
    endedAt: timeAt(body, 'ts'),
    links: { Dashboard: textAt(body, 'data.dashboard_link', 'data.link') },
  };
});
