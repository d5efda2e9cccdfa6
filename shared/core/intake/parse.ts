import type { Parsed } from '#core/intake/alert.ts';
import { readJson } from '#core/intake/read-json.ts';
import { parseAlertmanager } from '#core/intake/sources/alertmanager.ts';
import { parseCloudWatch } from '#core/intake/sources/cloudwatch.ts';
import { parseGeneric } from '#core/intake/sources/generic.ts';
import { parseGrafana } from '#core/intake/sources/grafana.ts';
import type { Source } from '#core/sources.ts';

/** A request body as the sender wrote it becomes alerts, or says which field cannot be read. Never throws. */
export function parsePayload(source: Source, body: string): Parsed {
  const read = readJson(body);
  if ('invalid' in read) return read;
  switch (source) {
    case 'alertmanager':
      return parseAlertmanager(read.value);
    case 'grafana':
      return parseGrafana(read.value);
    case 'cloudwatch':
      return parseCloudWatch(read.value);
    case 'generic':
      return parseGeneric(read.value);
    default:
      return source satisfies never;
  }
}
