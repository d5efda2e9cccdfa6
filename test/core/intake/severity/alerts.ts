import { fingerprint, problemKey } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { type Classified, classify } from '#core/intake/severity/classify.ts';
import type { ClassificationRule } from '#core/setup/document-rules.ts';

export function alert(given: Partial<Alert>): Alert {
  return {
    source: 'generic',
    status: 'firing',
    fingerprint: fingerprint('generic:one'),
    problem: problemKey('generic:one'),
    name: 'Odd',
    title: 'Odd',
    labels: {},
    annotations: {},
    numbers: {},
    links: [],
    ...given,
  };
}

export function alerted(given: Partial<Alert>, rules: ClassificationRule[] = []): Classified {
  return classify(rules, { kind: 'alert', alert: alert(given) });
}

export function declared(title: string, description?: string): Classified {
  return classify([], {
    kind: 'declaration',
    title,
    ...(description !== undefined && { description }),
  });
}
