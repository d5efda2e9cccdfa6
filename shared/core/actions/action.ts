import type * as z from 'zod/mini';
import type {
  InspectionKind,
  InspectionOf,
  InspectionResult,
  Look,
  Seen,
  Step,
} from '#core/actions/steps.ts';
import type { Targets } from '#core/actions/targets.ts';
import type { Approval, Family } from '#core/setup/action-families.ts';
import type { ActionName } from '#core/setup/action-names.ts';
import { isSameJson } from '#core/text/same-json.ts';

/** What would be done, or why it will not be. No steps: it is so already. */
export type Plan =
  | {
      steps: Step[];
      notes: string[];
      /** Where it depends on what is asked for; else that of the action. */
      approval?: Approval;
    }
  | { refused: { rule: RefusalRule; text: string } };

export type RefusalRule =
  | 'beyond-limit'
  | 'changed-since'
  | 'not-allowed'
  | 'not-possible'
  | 'not-there'
  | 'secret';

/** One value that a person gives, as the command line asks for it. */
interface Option {
  name: string;
  /** Such as `--size <connections>`. */
  flag: string;
  text: string;
  isOptional?: true;
  /** May be given several times; one a line, then. */
  isRepeated?: true;
}

/** A part of `services.<id>.actions` that says on what an action works. */
export type ActionField = keyof Targets;

interface Described {
  /** As the runbook calls it. */
  name: ActionName;
  family: Family;
  /** Continues "what it does:". */
  summary: string;
  options: readonly Option[];
  /** Whether somebody else has to agree; tocsin.yaml may ask for more or less. */
  approval: Approval;
  /** Only looks: it is done at once, since there is nothing that a dry run could spare anybody. */
  readsOnly?: true;
  /** The part of `services.<id>.actions` that it works with, and an example of it on one line. */
  field: ActionField;
  example: string;
}

export interface Definition<Inputs, Field extends ActionField, Kind extends InspectionKind>
  extends Described {
  field: Field;
  inputs: z.ZodMiniType<Inputs>;
  look: (inputs: Inputs, target: Given<Field>, service: string) => InspectionOf<Kind>;
  plan: (
    inputs: Inputs,
    target: Given<Field>,
    seen: InspectionResult<Kind>,
    service: string,
  ) => Plan;
  /** Whether what is asked for is still among what may be changed there; always, where it is not told one by one. */
  names?: (inputs: Inputs, target: Given<Field>) => boolean;
  /** From what was done back to what was; only while what was done is still there. */
  undo?: (steps: Step[], seen: InspectionResult<Kind>) => Plan;
}
type Given<Field extends ActionField> = NonNullable<Targets[Field]>;

/** An action whatever its inputs are. */
export interface Action extends Described {
  inputs: z.ZodMiniType;
  canBeUndone: boolean;
  /** `undefined`: tocsin.yaml does not say on what. `inputs` were parsed with the schema above. */
  prepare: (
    inputs: unknown,
    targets: Targets,
    service: string,
  ) => { look: Look; plan: (seen: Seen) => Plan } | undefined;
  /** Whether these targets still lead to what was looked at then, for the same inputs. */
  reaches: (inputs: unknown, targets: Targets, service: string, look: Look) => boolean;
  undo: (steps: Step[], seen: Seen) => Plan;
}

/** Hides what is particular about an action, so that all of them stand in one list. */
export function define<Inputs, Field extends ActionField, Kind extends InspectionKind>({
  look,
  plan,
  names,
  undo,
  ...described
}: Definition<Inputs, Field, Kind>): Action {
  return {
    ...described,
    canBeUndone: undo !== undefined,
    prepare(given, targets, service) {
      const inputs = given as Inputs;
      const target = targets[described.field];
      if (target === undefined) return undefined;
      const asked = look(inputs, target, service) as unknown as Look;
      return {
        look: asked,
        plan: seen => plan(inputs, target, ofKind<Kind>(asked, seen), service),
      };
    },
    reaches(given, targets, service, before) {
      const inputs = given as Inputs;
      const target = targets[described.field];
      if (target === undefined || names?.(inputs, target) === false) return false;
      // Alarms are ours by their names, whichever metrics are watched by now.
      return before.kind === 'watched' || isSameJson(look(inputs, target, service), before);
    },
    undo: (steps, seen) =>
      undo?.(steps, seen as InspectionResult<Kind>) ??
      refused('not-possible', `${described.name} cannot be undone.`),
  };
}

function ofKind<Kind extends InspectionKind>({ kind }: Look, seen: Seen): InspectionResult<Kind> {
  if (seen.kind !== kind) throw new Error(`Looked for ${kind} and saw ${seen.kind}`);
  return seen as InspectionResult<Kind>;
}

/** Of an undo: whoever changed it since meant something by it. */
export const sinceThen =
  'Whoever changed it since knows why; what is wanted now is asked for by the action itself, not by --undo.';

export function refused(rule: RefusalRule, text: string): Extract<Plan, { refused: unknown }> {
  return { refused: { rule, text } };
}
