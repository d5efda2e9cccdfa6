import { Document, isMap, isScalar } from 'yaml';
import type { IncidentDocument } from '#core/incident/imported-document.ts';

/** In the runbook's own layout: an empty line before each part. */
const parts = new Set<unknown>(['impact', 'timeline', 'action_items']);

/** The runbook's incident template (R25) as people read it. */
export function incidentYaml(document: IncidentDocument): string {
  const yaml = new Document(document);
  const incident = yaml.get('incident');
  if (!isMap(incident)) throw new Error('An incident document without an incident');
  for (const { key } of incident.items) {
    if (isScalar(key) && parts.has(key.value)) key.spaceBefore = true;
  }
  return yaml.toString({ lineWidth: 0 });
}
