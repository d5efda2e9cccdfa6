import { isPlaceholder } from '#core/intake/placeholder.ts';
import { remembered } from '#core/text/remembered.ts';

/**
 * Under which names people keep what Tocsin asks for. The first that is there and not empty wins; exact names come
 * before guesses.
 */
const serviceNames = [
  'service',
  'service_name',
  'service.name',
  'app',
  'application',
  'app_kubernetes_io_name',
  'app.kubernetes.io/name',
  'component',
  'job',
];
/** What it is about where no service is named: good for finding it, and no reason to tell troubles apart. */
const resourceNames = [
  ...['deployment', 'statefulset', 'daemonset', 'container', 'namespace', 'pod', 'instance'],
  ...['host', 'hostname', 'node', 'device', 'database', 'queue', 'topic', 'cluster'],
];
const severityNames = ['severity', 'sev', 'priority', 'level'];
const severityNameMax = Math.max(...severityNames.map(name => name.length));
const titleNames = ['title', 'summary', 'message', 'description', 'details', 'info'];
const descriptionNames = ['description', 'details', 'message', 'info', 'summary'];
const runbookNames = ['runbook_url', 'runbook', 'playbook_url', 'playbook'];

/** Labels that are the same for every alert of a rule, or say nothing of where it is. */
const commonplace = new Set([
  'alertname',
  'alertgroup',
  'grafana_folder',
  'monitor',
  'prometheus',
  ...severityNames,
]);

type Labels = Record<string, string>;

export function serviceOf(labels: Labels, annotations: Labels = {}): string | undefined {
  return firstLabel(serviceNames, labels) ?? firstLabel(['service', 'service_name'], annotations);
}

export function resourceOf(labels: Labels): string | undefined {
  return firstLabel(resourceNames, labels);
}

/** In any case: `Severity` is as good. */
export function severityOf(labels: Labels, annotations: Labels = {}): string | undefined {
  return severityIn(labels) ?? severityIn(annotations);
}

function severityIn(labels: Labels): string | undefined {
  const found: Labels = {};
  for (const key in labels) {
    if (key.length > severityNameMax) continue;
    const lower = key.toLowerCase();
    // Of two spellings the first stays.
    if (severityNames.includes(lower)) found[lower] ??= labels[key] ?? '';
  }
  return firstLabel(severityNames, found);
}

export function runbookOf(annotations: Labels): string | undefined {
  return firstLabel(runbookNames, annotations);
}

export function descriptionOf(annotations: Labels): string | undefined {
  return firstLabel(descriptionNames, annotations);
}

/** The name of a rule with what is said of it, unless that says the name itself. */
export function nameAndWords(name: string, said: string | undefined): string {
  if (said === undefined || said === '') return name;
  return letters(said).includes(letters(name)) ? said : `${name}: ${said}`;
}

/** `InstanceDown` is named in "Instance down", and in any case. */
const letters = remembered(text => text.toLowerCase().replace(/[\s_.:-]+/g, ''));

/** What the rule's author wrote for people, with its name; without that, the name and where it is. */
export function titleOf(name: string, labels: Labels, annotations: Labels): string {
  const written = firstLabel(titleNames, annotations);
  if (written !== undefined) return name === '' ? written : nameAndWords(name, written);
  const where = Object.entries(labels)
    .filter(([key, value]) => value.trim() !== '' && !commonplace.has(key))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, 4)
    .map(([key, value]) => `${key}=${value}`);
  return where.length === 0 ? name : `${name} (${where.join(', ')})`;
}

/** Addresses among what the rule's author wrote, under the names they were given. */
export function linksIn(annotations: Labels): { title: string; url: string }[] {
  const links = [];
  for (const key in annotations) {
    const value = annotations[key] ?? '';
    if (!/^\s*https?:\/\/\S+\s*$/i.test(value)) continue;
    links.push({ title: linkTitle(key), url: value.trim() });
  }
  return links;
}

const linkTitle = remembered(key => {
  const words = key.replace(/[_-]+/g, ' ').replace(/(?<!\s)\s*(url|uri)$/i, '');
  return words.charAt(0).toUpperCase() + words.slice(1) || 'Link';
});

/** What says by firing that its sender lives: Prometheus' Watchdog, a dead man's switch in any spelling. */
export function isHeartbeat(name: string, severity = ''): boolean {
  return (
    /^(prometheus)?watchdog$|^dead[\s_-]*man.*switch$|^always[\s_-]*firing$|^heartbeat$/i.test(
      name.trim(),
    ) || /^(deadman|dead-man|heartbeat)$/i.test(severity)
  );
}

export function firstLabel(names: readonly string[], labels: Labels): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(labels, name) ? labels[name]?.trim() : undefined;
    if (value !== undefined && value !== '' && !isPlaceholder(value)) return value;
  }
  return undefined;
}
