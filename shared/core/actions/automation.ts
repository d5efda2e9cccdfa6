import * as z from 'zod/mini';
import { define, refused } from '#core/actions/action.ts';
import { entryOf } from '#core/own-entry.ts';

/* What a team has written itself, as a document of Systems Manager: its steps run there, under a role of the document. */

const setting = /^([A-Za-z0-9_]{1,100})=([\s\S]{0,4096})$/;

export const runAutomation = define({
  name: 'action:run',
  family: 'automation',
  summary: 'run an automation that your team has written for Systems Manager',
  options: [
    { name: 'automation', flag: '--automation <name>', text: 'which one, as tocsin.yaml calls it' },
    {
      name: 'set',
      flag: '--set <parameter=value>',
      text: 'a parameter that it asks for; once for each',
      isOptional: true,
      isRepeated: true,
    },
  ],
  approval: 'none',
  field: 'automations',
  example:
    '{ drain-queue: { document: Tocsin-DrainQueue, parameters: { Queue: payments }, ask: { Batch: any } } }',
  inputs: z.strictObject({
    automation: z.string().check(z.minLength(1), z.maxLength(100)),
    /** One `parameter=value` a line. */
    set: z._default(
      z.string().check(
        z.refine(text => lines(text).every(line => setting.test(line)), {
          error: 'must be parameter=value',
        }),
      ),
      '',
    ),
  }),
  look: ({ automation }, configured) => ({
    kind: 'automation',
    document: entryOf(configured, automation)?.document ?? '',
  }),
  plan({ automation, set }, configured, { found }) {
    const known = entryOf(configured, automation);
    if (known === undefined) {
      const names = Object.keys(configured).join(', ') || 'none';
      return refused('not-allowed', `There is no automation ${automation}. There is: ${names}.`);
    }
    const { document, parameters: fixed = {}, ask = {}, approval } = known;
    if (found === undefined) {
      return refused('not-there', `There is no Automation document ${document}.`);
    }
    const given = Object.fromEntries(
      lines(set).map(line => {
        const [, name = '', value = ''] = setting.exec(line) ?? [];
        return [name, value] as const;
      }),
    );
    for (const [name, value] of Object.entries(given)) {
      const allowed = entryOf(ask, name);
      if (allowed === undefined) {
        const names = Object.keys(ask).join(', ') || 'nothing';
        return refused(
          'not-allowed',
          `${automation} does not ask for ${name}; it asks for: ${names}.`,
        );
      }
      if (allowed !== 'any' && !allowed.includes(value)) {
        return refused(
          'not-allowed',
          `${name} may be one of: ${allowed.join(', ')}. Not: ${value}.`,
        );
      }
      // Systems Manager puts there what the document's role may read, which whoever asks may not.
      if (allowed === 'any' && value.includes('{{')) {
        return refused('not-allowed', `${name} may hold no {{: only tocsin.yaml may refer.`);
      }
    }
    const missing = Object.keys(ask).find(name => !Object.hasOwn(given, name));
    if (missing !== undefined) {
      return refused('not-possible', `${automation} asks for ${missing}: --set ${missing}=…`);
    }
    const parameters = { ...fixed, ...given };
    const wrong = unfit(parameters, found.parameters);
    if (wrong !== undefined) return refused('not-possible', `${document} ${wrong}`);
    const { version, steps } = found;
    return {
      steps: [{ kind: 'start-automation', document, version, parameters }],
      notes: [`Its steps: ${steps.join(', ') || 'none'}.`],
      ...(approval !== undefined && { approval }),
    };
  },
});

function unfit(
  given: Record<string, string>,
  declared: Record<string, { isNeeded: boolean; allowed?: string[] }>,
): string | undefined {
  for (const [name, value] of Object.entries(given)) {
    const known = entryOf(declared, name);
    if (known === undefined) return `has no parameter ${name}.`;
    if (known.allowed !== undefined && !known.allowed.includes(value)) {
      return `takes for ${name} one of: ${known.allowed.join(', ')}. Not: ${value}.`;
    }
  }
  const missing = Object.keys(declared).find(
    name => declared[name]?.isNeeded && !Object.hasOwn(given, name),
  );
  return missing && `needs ${missing}; tocsin.yaml says it under parameters or ask.`;
}

function lines(text: string): string[] {
  return text.split('\n').filter(line => line !== '');
}
