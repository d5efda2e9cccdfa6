import {
  anyTextAt,
  at,
  listAt,
  type Members,
  mapAt,
  textAt,
  textOf,
  timeAt,
} from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';
import { descriptionOf, serviceOf } from '#core/intake/well-known-labels.ts';

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
    const { labels, annotations } = ofAlertmanager(details);
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
        textAt(at(payload, 'custom_details'), '') ??
        descriptionOf(annotations),
      service:
        textAt(details, 'service', 'service_name') ??
        textAt(payload, 'component') ??
        serviceOf(labels) ??
        textAt(payload, 'source', 'group') ??
        source,
      severity,
      labels: {
        ...labels,
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

type Words = Record<string, string>;

/** Alertmanager and Grafana write each alert out, as text or as JSON: what all of one notification have in common. */
function ofAlertmanager(details: Members): { labels: Words; annotations: Words } {
  for (const written of [at(details, 'firing'), at(details, 'resolved')]) {
    const alerts = Array.isArray(written) ? written : blocksOf(textOf(written) ?? '');
    if (alerts.length === 0) continue;
    return {
      labels: shared(alerts.map(alert => mapAt(alert, 'labels'))),
      annotations: shared(alerts.map(alert => mapAt(alert, 'annotations'))),
    };
  }
  return { labels: {}, annotations: {} };
}

function blocksOf(text: string): { labels: Words; annotations: Words }[] {
  const blocks: { labels: Words; annotations: Words }[] = [];
  let into: Words | undefined;
  for (const line of text.split('\n')) {
    if (line === 'Labels:') {
      const block = { labels: {}, annotations: {} };
      blocks.push(block);
      into = block.labels;
    } else if (line === 'Annotations:') into = blocks.at(-1)?.annotations;
    else if (into !== undefined) {
      const [, name, value] = /^ - ([\w.]{1,200}) = (.+)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) into[name] = value;
    }
  }
  return blocks;
}

function shared([first, ...others]: readonly Members[]): Words {
  return Object.fromEntries(
    Object.entries(first ?? {}).flatMap(([name, value]) => {
      const isShared = others.every(other => Object.hasOwn(other, name) && other[name] === value);
      return typeof value === 'string' && isShared ? [[name, value]] : [];
    }),
  );
}
