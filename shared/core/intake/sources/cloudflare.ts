import { anyTextAt, mapAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Cloudflare's notifications; `alert_event` or the type itself tells of an end where there is one. */
export const parse = reading('cloudflare', 'needs alert_type or text', body => {
  const type = textAt(body, 'alert_type', 'data.alert_type');
  const text = anyTextAt(body, 'text', 'data.text', 'name');
  const name = textAt(body, 'name') ?? type?.replaceAll('_', ' ') ?? text;
  const event =
    textAt(
      body,
      'alert_event',
      'data.alert_event',
      'data.status',
      'data.new_health',
      'data.new_status',
    ) ?? '';
  const isTest = type === undefined && /test message/i.test(text ?? '');
  const group = textAt(body, 'alert_correlation_id');
  const policy = [textAt(body, 'policy_id') ?? name, type];
  const thing = textAt(mapAt(body, 'data'), ...things);
  const [line = text] = text?.split('\n').filter(each => each.trim() !== '') ?? [];
  return {
    status:
      /(^|_)(END|ENDED|RESOLVED|healthy)$/i.test(event) || /_resolved$/.test(type ?? '')
        ? 'cleared'
        : 'firing',
    // A policy may be named after what it tests.
    kind: isTest || /^test( notification)?$/i.test(name ?? '') ? 'test' : undefined,
    // Where nothing groups them, one policy tells of each tunnel, pool or zone.
    ...(group !== undefined
      ? { series: [group, type] }
      : thing === undefined
        ? { series: policy }
        : { series: [...policy, thing], formerly: policy, problem: policy }),
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
        'tunnel_name',
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

const things = [
  ...[
    'tunnel_id',
    'tunnel_name',
    'health_check_id',
    'pool_id',
    'pool_name',
    'zone_id',
    'zone_name',
  ],
  ...['target_hostname', 'project_name', 'name'],
];
