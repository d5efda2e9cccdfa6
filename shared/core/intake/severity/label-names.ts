import { environmentLabels } from '#core/intake/severity/definitions.ts';
import { remembered } from '#core/text/remembered.ts';

const severityKeys = ['severity', 'sev', 'priority', 'incident_severity'];
const namelessValues = ['value', 'current_value', 'currentvalue', 'current'];

/** What the name of a label, an annotation or a number says of its value. All alerts of a rule have the same few. */
export const meaningOf = remembered(name => {
  const lower = name.toLowerCase();
  return {
    isSeverity: severityKeys.includes(lower),
    isEnvironment: environmentLabels.includes(lower.replace(/[^a-z\d]+/g, '_')),
    /** Only that it is a value: the name of the alert says of what. */
    isNameless: namelessValues.includes(lower),
    isBound: /threshold|target|limit/i.test(name),
    isPercent: /percent|pct/i.test(name),
    isRatio: /ratio|fraction|share/i.test(name),
  };
});
