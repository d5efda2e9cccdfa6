import type { Parsed } from '#core/intake/alert.ts';
import { isMap } from '#core/intake/given.ts';
import { type Member, parseGroup, textOf } from '#core/intake/sources/alertmanager.ts';
import { parseGrafanaLegacy } from '#core/intake/sources/grafana-legacy.ts';
import type { Instant } from '#core/time/instant.ts';

/** Grafana 8 and later speak Alertmanager's form, with values, links and an organisation. */
export function parseGrafana(body: unknown, at?: Instant): Parsed {
  if (isLegacy(body)) return parseGrafanaLegacy(body);
  return parseGroup(body, at, {
    source: 'grafana',
    scope: ({ orgId }) => [textOf(orgId) ?? ''],
    numbers: numbersOf,
    links: ({ panelURL, dashboardURL, silenceURL }) => [
      { title: 'Panel', url: panelURL },
      { title: 'Dashboard', url: dashboardURL },
      { title: 'Silence', url: silenceURL },
    ],
    doubt: doubtOf,
    title: titleOf,
    isTest: ({ labels }) =>
      textOf(labels?.alertname) === 'TestAlert' && textOf(labels?.instance) === 'Grafana',
  });
}

/** That data is missing is what happens, whatever the rule would say of its data. */
function titleOf({ labels, annotations }: Member, name: string): string | undefined {
  const state = `${textOf(labels?.alertname)} ${textOf(annotations?.grafana_state_reason)}`;
  if (/DatasourceNoData|\bNoData\b/.test(state)) return `No data: ${name}`;
  return /DatasourceError|\bError\b/.test(state) ? `Cannot be evaluated: ${name}` : undefined;
}

/**
 * Grafana says `resolved` also of what it can no longer see: the rule was paused, changed or deleted, its data or its
 * series is missing, or its query fails. Only `Normal`, or no reason, is an all-clear.
 */
function doubtOf({ labels, annotations }: Member): string | undefined {
  const given = { ...labels, ...annotations };
  const reason = textOf(given.grafana_state_reason);
  return reason === undefined || /^normal$/i.test(reason)
    ? undefined
    : `Grafana's state reason is ${reason.slice(0, 100)}`;
}

function isLegacy(body: unknown): boolean {
  return isMap(body) && !('alerts' in body) && ('evalMatches' in body || 'ruleName' in body);
}

/** `values` came with version 9; before that the numbers are only in a text for people. */
function numbersOf({ values, valueString }: Member): Record<string, number> {
  const given: Record<string, number> = {};
  for (const [name, value] of Object.entries(isMap(values) ? values : {})) {
    if (typeof value === 'number') given[name] = value;
  }
  if (Object.keys(given).length > 0 || typeof valueString !== 'string') return given;
  // [ var='B0' metric='cpu' labels={host=a} value=14.2 ], [ … ]
  for (const part of valueString.slice(0, 10_000).split('], [')) {
    const name = /(?:var|metric)='([^']*)'/.exec(part)?.[1];
    const value = Number(/ value=([^\s\]]+)/.exec(part)?.[1] ?? Number.NaN);
    const key = name === undefined || name === '' ? 'value' : name;
    if (Number.isFinite(value) && !Object.hasOwn(given, key)) given[key] = value;
  }
  return given;
}
