import { anyTextAt, at, listAt, mapAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Kapacitor's alert data, and what InfluxDB's checks post. */
export const parse = reading('kapacitor', 'needs id or _check_name, with a level', body => {
  const [series] = listAt(body, 'data.series');
  const tags = mapAt(series, 'tags');
  const level = textAt(body, 'level', '_level');
  const said = anyTextAt(body, 'message', '_message');
  const name = anyTextAt(body, '_check_name', 'id', 'name', '_notification_rule_name');
  const isOver = statusOf(level) === 'cleared';
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(body, '_check_id', 'id') ?? name, textAt(body, 'host')],
    name,
    title: said !== undefined && said.length <= 150 ? said : name,
    description: textAt(body, 'details') ?? said,
    service: textAt(tags, 'service', 'app', 'host') ?? textAt(body, 'service', 'host'),
    severity: isOver ? undefined : level,
    labels: { ...tags, measurement: textAt(series, 'name') ?? textAt(body, '_source_measurement') },
    numbers: { duration: at(body, 'duration') },
    startedAt: timeAt(body, 'time', '_time', '_status_timestamp'),
    endedAt: timeAt(body, 'time', '_time'),
  };
});
