import { anyTextAt, at, isMap, textAt, textOf, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Netdata Cloud's alerts and reachability notices, and the agent's own fields. */
export const parse = reading('netdata', 'needs an alert or a status.reachable', body => {
  const host = textAt(body, 'host', 'node', 'hostname', 'node_name') ?? textAt(body, 'rooms.name');
  const reachable = at(body, 'status.reachable');
  if (typeof reachable === 'boolean') {
    return {
      status: reachable ? 'cleared' : 'firing',
      series: ['reachability', host],
      name: 'reachability',
      title: anyTextAt(body, 'message') ?? `${host} is ${reachable ? 'reachable' : 'unreachable'}`,
      service: host,
      severity: reachable ? undefined : textAt(body, 'severity'),
      links: { Node: textAt(body, 'url') },
    };
  }
  const name = anyTextAt(body, 'alarm', 'alert', 'alert_name', 'name');
  const chart = textAt(body, 'chart', 'chart_id', 'context');
  const word = textAt(body, 'severity', 'status');
  // The severity may be how bad it was.
  const isOver = [word, textAt(body, 'status')].some(each => statusOf(each) === 'cleared');
  const said = textAt(body, 'message', 'info', 'summary');
  // Its cloud names the node in its sentence alone.
  const where =
    textAt(body, 'node', 'host', 'hostname') ??
    nodeIn
      .exec(textAt(body, 'message') ?? '')
      ?.slice(1)
      .find(Boolean);
  return {
    status: isOver ? 'cleared' : 'firing',
    kind: /^test_alarm|^test alert/i.test(name ?? '') ? 'test' : undefined,
    series: [name, chart, where ?? textOf(at(body, 'space'))],
    name,
    title:
      said === undefined
        ? name && `${name}${where ? ` (${where})` : ''}`
        : said.includes(name ?? '')
          ? said
          : `${name}: ${said}`,
    description: textAt(body, 'info', 'message'),
    service: textAt(body, 'service') ?? where ?? textAt(body, 'family', 'class'),
    severity: isOver ? undefined : word,
    labels: {
      host: where,
      chart,
      context: textAt(body, 'context'),
      class: textAt(body, 'class'),
      ...(isMap(at(body, 'space')) ? {} : { space: textAt(body, 'space') }),
    },
    numbers: { value: at(body, 'value') },
    startedAt: timeAt(body, 'date', 'when', 'timestamp'),
    endedAt: timeAt(body, 'date', 'when', 'timestamp'),
    links: { Alert: textAt(body, 'alert_url', 'alarm_url', 'url', 'goto_url') },
  };
});

/** `The disk is full on db-1`, `db-1 is critical, …`. */
const nodeIn =
  /^([\w.-]{1,250}) is (?:critical|warning|clear)\b|\bon (?:(?:node|host) )?[`"*]{0,2}([\w-][\w.-]{0,250}?)[`"*]{0,2}(?=[\s,:;]|\.?$)/i;
