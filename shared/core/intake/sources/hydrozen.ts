import { anyTextAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Hydrozen and 66uptime: monitors, heartbeats and what expires. */
export const parse = reading('hydrozen', 'needs monitor_id or heartbeat_id', body => {
  const name = anyTextAt(body, 'name', 'target', 'monitor_id', 'heartbeat_id', 'domain_name_id');
  const target = textAt(body, 'target');
  const ok = textAt(body, 'is_ok');
  const isOver = ok === '1' || ok === 'true';
  const expires = textAt(body, 'ssl_end_datetime', 'whois_end_datetime', 'end_datetime');
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [
      textAt(body, 'monitor_id', 'heartbeat_id', 'domain_name_id') ?? name,
      ok === undefined ? 'expiry' : '',
    ],
    name,
    title:
      name &&
      `${name} ${isOver ? 'is up' : ok === undefined ? `expires ${expires ?? 'soon'}` : 'is down'}`,
    service: name,
    labels: { target, type: textAt(body, 'type') },
    startedAt: timeAt(body, 'datetime', 'start_datetime'),
    endedAt: timeAt(body, 'datetime'),
    links: { Checked: target, Page: textAt(body, 'url') },
  };
});
