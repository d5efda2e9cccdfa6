import { anyTextAt, at, listAt, mapAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** What senders post to PagerDuty's Events API, version 2 or 1. */
export const parse = reading(
  'pagerduty-events',
  'needs event_action with a payload, or event_type with a description',
  body => {
    const action = textAt(body, 'event_action', 'event_type');
    const payload = mapAt(body, 'payload');
    const key = textAt(body, 'dedup_key', 'incident_key');
    const summary = anyTextAt(payload, 'summary') ?? anyTextAt(body, 'description');
    if (action === undefined && summary !== undefined && key === undefined) {
      return { ignored: `"${summary}" is a change, and no alert` };
    }
    if (action === 'acknowledge') {
      return {
        ignored: `${key ?? summary ?? 'an alert'} was acknowledged elsewhere, which neither fires nor clears`,
        asks: key === undefined ? undefined : { series: [key], ask: { what: 'acknowledge' } },
      };
    }
    if (action !== undefined && !/^(trigger|resolve)$/i.test(action)) {
      return { ignored: `what PagerDuty calls ${action} neither fires nor clears` };
    }
    const details = { ...mapAt(payload, 'custom_details'), ...mapAt(body, 'details') };
    const source = textAt(payload, 'source') ?? textAt(body, 'client');
    const severity = textAt(payload, 'severity') ?? textAt(details, 'severity', 'priority');
    const links = Object.fromEntries(
      [...listAt(body, 'links'), ...listAt(body, 'contexts')].map((link, index) => [
        textAt(link, 'text', 'alt') ?? `Link ${index + 1}`,
        textAt(link, 'href'),
      ]),
    );
    return {
      status: action?.toLowerCase() === 'resolve' ? 'cleared' : 'firing',
      series: key === undefined ? ['', source, summary] : [key],
      name: textAt(payload, 'class') ?? summary ?? key,
      title: summary ?? key,
      description:
        textAt(details, 'description', 'message', 'details') ??
        textAt(at(payload, 'custom_details'), ''),
      service:
        textAt(details, 'service', 'service_name') ??
        textAt(payload, 'component', 'source', 'group') ??
        source,
      severity,
      labels: {
        ...details,
        source,
        component: textAt(payload, 'component'),
        group: textAt(payload, 'group'),
        class: textAt(payload, 'class'),
        client: textAt(body, 'client'),
      },
      startedAt: timeAt(payload, 'timestamp'),
      links: { Client: textAt(body, 'client_url'), ...links },
    };
  },
);
