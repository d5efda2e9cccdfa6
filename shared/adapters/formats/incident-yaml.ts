import { Document, isMap, isPair, isScalar, parseDocument, Scalar, visit } from 'yaml';
import type { IncidentDocument } from '#core/incident/imported-document.ts';

/** In the runbook's own layout: an empty line before each part. */
const parts = new Set<unknown>(['impact', 'timeline', 'action_items']);
/** Which every reader takes for the moment that it is. */
const moments = new Set<unknown>(['started_at', 'resolved_at']);
/** As the runbook's template has it: lines from elsewhere go out to the letter as they came in. Ours have dates. */
const clock = /^\d{1,2}:\d{2}$/;

/**
 * The runbook's incident template (R25) as people read it. Readers of YAML 1.1 take `no` for false and `1:30` for 90:
 * what they would take for something else is quoted, and so are the dates and times of the timeline.
 */
export function incidentYaml(document: IncidentDocument): string {
  const yaml = new Document(document);
  const incident = yaml.get('incident');
  if (!isMap(incident)) throw new Error('An incident document without an incident');
  for (const { key } of incident.items) {
    if (isScalar(key) && parts.has(key.value)) key.spaceBefore = true;
  }
  visit(yaml, {
    Scalar(at, scalar, path) {
      const { value } = scalar;
      if (at === 'key' || typeof value !== 'string') return;
      const pair = path.at(-1);
      const name = at === 'value' && isPair(pair) ? String(pair.key) : undefined;
      if (moments.has(name) || (name === 'time' && clock.test(value))) return;
      if (name === 'time' || value.search(unseen) !== -1 || isMisread(value))
        scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return yaml.toString({ lineWidth: 0 }).replace(unseen, spelled);
}

/** What YAML takes by its number alone, or would show as something else; all of it stands in quotes by then. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function spelled(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

function isMisread(text: string): boolean {
  const { contents, errors } = parseDocument(text, { version: '1.1', logLevel: 'silent' });
  return errors.length === 0 && isScalar(contents) && typeof contents.value !== 'string';
}
