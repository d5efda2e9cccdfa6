import { anyTextAt, at, isMap, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { isWebAddress } from '#core/intake/limits.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';
import { guess } from '#core/intake/sources/guess.ts';
import { sameOf } from '#core/intake/sources/guess-same.ts';
import { isTrouble } from '#core/intake/sources/stated-title.ts';

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
    const state = textAt(held, 'status', 'state', 'alert_status');
    const isOver =
      state === undefined
        ? !isToldBad(stepsOf(type).at(-1) ?? '') && (guessed?.isOver || isEndByType(type, held))
        : statusOf(state) === 'cleared';
    const key = textAt(held, 'dedup_key', 'fingerprint', 'alert_id', 'incident_id');
    const about = subject ?? textAt(held, 'resourceId');
    const id = textAt(event, 'id', 'eventID');
    return {
      status: isOver ? ('cleared' as const) : ('firing' as const),
      ...(key !== undefined
        ? { series: [key] }
        : {
            series: [
              source,
              about ?? guessed?.fingerprint ?? id,
              ofWhat(type),
              about && textAt(held, 'host', 'hostname'),
            ],
            formerly: [source, about ?? id],
          }),
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

/** `com.example.alert` is a kind, as its end is. */
function isToldBad(step: string): boolean {
  return isTrouble(step) && !/^(?:alert|alarm|problem)$/i.test(step);
}

/** Without the number of a version: `dev.example.run.failed.v1`. */
function stepsOf(type = ''): string[] {
  return type
    .slice(0, 200)
    .split(/[.:/]/)
    .filter(step => step !== '' && !/^v\d+(?:(?:alpha|beta)\d*)?$/.test(step));
}

/** `com.example.disk` of `com.example.disk.full` and `com.example.disk.resolved`: the last step says how it is. */
function ofWhat(type: string | undefined): string {
  const steps = stepsOf(type);
  const last = sameOf(steps.at(-1) ?? '', true).split(' ');
  const what = last.length > 1 || steps.length === 1 ? last : [];
  return [...steps.slice(0, -1), ...what].join('.').toLowerCase();
}

/** As the guess understands an event of that name: a machine that stopped, or work that is done and failed, is no end. */
function isEndByType(type: string | undefined, held: unknown): boolean {
  const event = stepsOf(type).slice(-2).join('.');
  const [alert] = guess({ ...(isMap(held) && held), event }).alerts;
  return alert?.status === 'cleared';
}

/** What stands deeper, or under a name of its own. */
function guessedIn(held: Record<string, unknown>) {
  const [alert] = guess(held).alerts;
  const isTold = (what: string) => alert?.guess?.includes(`${what} from `) === true;
  // What has no words, and names what it is about, is told by that and by how it is.
  const isAbout = isTold('title') || (isTold('service') && isTold('status'));
  return {
    title: isAbout ? alert?.title : undefined,
    isOver: isTold('status') && alert?.status === 'cleared',
    fingerprint: isAbout ? alert?.fingerprint : undefined,
    service: alert?.service,
    severity: alert?.vendorSeverity,
  };
}

/** Some name themselves by an address, of which the machine is what people know. */
function hostOf(source: string | undefined): string | undefined {
  return source !== undefined && isWebAddress(source) ? URL.parse(source)?.hostname : source;
}
