import { anyTextAt, at, isMap, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { isWebAddress } from '#core/intake/limits.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';
import { guess } from '#core/intake/sources/guess.ts';

/**
 * CloudEvents in the structured or the batched mode, and of version 0.1; events of Azure Event Grid. What is in `data` is anybody's; the words that are
 * usual in it are looked for there, and what has none of them is guessed.
 */
export const parse = reading('cloudevents', 'needs specversion, type and source', body =>
  listAt(body, '').flatMap(event => {
    const type = anyTextAt(event, 'type', 'eventType');
    const source = textAt(event, 'source', 'topic');
    if (type === 'Microsoft.EventGrid.SubscriptionValidationEvent') {
      const title = 'Event Grid asks whether this address is right';
      const links = { Confirm: textAt(event, 'data.validationUrl') };
      return { kind: 'test' as const, series: ['validation', source], title, links };
    }
    if (type === undefined && source === undefined) return [];
    const data = at(event, 'data');
    const [first = data] = listAt(data, 'events');
    const held = isMap(first) ? (at(first, 'alert') ?? first) : {};
    const subject = textAt(event, 'subject');
    const text =
      typeof data === 'string' && !/^\s*[<{[]/.test(data) && data.length <= 200 ? data : undefined;
    const guessed = isMap(held) ? guessedIn(held) : undefined;
    const title = textAt(held, ...titles) ?? text ?? guessed?.title;
    const state =
      textAt(held, 'status', 'state', 'alert_status') ??
      guessed?.state ??
      type?.split(/[.:/_-]/).at(-1);
    const key = textAt(held, 'dedup_key', 'fingerprint', 'alert_id', 'incident_id');
    return {
      status: statusOf(state) === 'cleared' ? ('cleared' as const) : ('firing' as const),
      series:
        key !== undefined
          ? [key]
          : [source, subject ?? textAt(held, 'resourceId') ?? textAt(event, 'id', 'eventID')],
      name: type,
      title: title ?? `${type ?? 'Event'}${subject ? `: ${subject}` : ` of ${source}`}`,
      description: textAt(held, 'description', 'details') ?? text,
      service:
        textAt(held, 'service', 'service_name', 'app', 'host', 'resource') ??
        guessed?.service ??
        hostOf(source),
      severity:
        textAt(held, 'severity', 'priority', 'level') ??
        textAt(event, 'severity', 'severitytext') ??
        guessed?.severity,
      labels: { type, source, subject, id: textAt(event, 'id', 'eventID') },
      startedAt: timeAt(event, 'time', 'eventTime'),
      endedAt: timeAt(event, 'time', 'eventTime'),
      links: { Data: textAt(event, 'dataref'), Link: textAt(held, 'url', 'link', 'html_url') },
    };
  }),
);

const titles = [
  ...['title', 'summary', 'headline', 'alertname', 'alert_name', 'displayMessage'],
  ...['message', 'name'],
];

/** What stands deeper, or under a name of its own. */
function guessedIn(held: Record<string, unknown>) {
  const [alert] = guess(held).alerts;
  const isTold = (what: string) => alert?.guess?.includes(`${what} from `) === true;
  return {
    title: isTold('title') ? alert?.title : undefined,
    state: isTold('status') && alert?.status === 'cleared' ? 'resolved' : undefined,
    service: alert?.service,
    severity: alert?.vendorSeverity,
  };
}

/** Some name themselves by an address, of which the machine is what people know. */
function hostOf(source: string | undefined): string | undefined {
  return source !== undefined && isWebAddress(source) ? URL.parse(source)?.hostname : source;
}
