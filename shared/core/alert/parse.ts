import type { Parsed, Source } from '#core/alert/alert.ts';
import { readJson } from '#core/alert/read-json.ts';
import { parseAlertmanager } from '#core/alert/source-alertmanager.ts';
import { parseCloudWatch } from '#core/alert/source-cloudwatch.ts';
import { parseGeneric } from '#core/alert/source-generic.ts';
import { parseGrafana } from '#core/alert/source-grafana.ts';

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
