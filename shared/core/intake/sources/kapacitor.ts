import { labelsDigest } from '#core/intake/fingerprint.ts';
import {
  anyTextAt,
  at,
  has,
  isMap,
  listAt,
  type Members,
  mapAt,
  textAt,
  timeAt,
} from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';
import { isTrouble } from '#core/intake/sources/stated-title.ts';

/** Kapacitor's alert data, and what InfluxDB's checks post. */
export const parse = reading('kapacitor', 'needs id or _check_name, with a level', body => {
  const [series] = listAt(body, 'data.series');
  const tags = mapAt(series, 'tags');
  const level = textAt(body, 'level', '_level');
  const said = anyTextAt(body, 'message', '_message');
  const name = anyTextAt(body, '_check_name', 'id', 'name', '_notification_rule_name');
  const isOver = statusOf(level) === 'cleared';
  const influx = isMap(body) && has(body, '_check_id') ? tagsOfInflux(body) : undefined;
  const problem = [textAt(body, '_check_id', 'id') ?? name, textAt(body, 'host')];
  return {
    status: isOver ? 'cleared' : 'firing',
    series: influx === undefined ? problem : [...problem, labelsDigest(influx)],
    problem,
    name,
    title: said !== undefined && said.length <= 150 ? said : name,
    description: textAt(body, 'details') ?? said,
    service: textAt(tags, 'service', 'app', 'host') ?? textAt(body, 'service', 'host'),
    severity: isOver ? undefined : level,
    labels: {
      ...tags,
      ...influx,
      measurement: textAt(series, 'name') ?? textAt(body, '_source_measurement'),
    },
    numbers: { duration: at(body, 'duration') },
    startedAt: timeAt(body, 'time', '_time', '_status_timestamp'),
    endedAt: timeAt(body, 'time', '_time'),
  };
});

/**
 * InfluxDB puts the tags of a series beside its own names, which begin with a line. What was measured is no text, or tells
 * how it is.
 */
function tagsOfInflux(body: Members): Record<string, string> {
  const isName = (text: string) => !isTrouble(text) && statusOf(text) === 'firing';
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' && !name.startsWith('_') && isName(value) ? [[name, value]] : [],
    ),
  );
}
