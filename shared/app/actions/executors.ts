import type { Look, Seen, Step } from '#core/actions/steps.ts';
import type { ActionExecutors, StepEnd } from '#ports/actions.ts';

/* Hands that reach for what is not theirs, or fail, say so: an action that was begun has to say how it ended. */

export async function inspectWith(
  { looks }: ActionExecutors,
  look: Look,
): Promise<Seen | { unreadable: string }> {
  const looking = looks[look.kind] as
    | ((look: Look) => Promise<Seen | { unreadable: string }>)
    | undefined;
  if (looking === undefined) return { unreadable: `${look.kind} is not looked at here` };
  try {
    return await looking(look);
  } catch (error) {
    return { unreadable: String(error) };
  }
}

export async function perform({ steps }: ActionExecutors, step: Step): Promise<StepEnd> {
  const performing = steps[step.kind] as ((step: Step) => Promise<StepEnd>) | undefined;
  if (performing === undefined) return { failed: `${step.kind} is not done here` };
  try {
    return await performing(step);
  } catch (error) {
    return { failed: `${step.kind}: ${String(error)}` };
  }
}

/** Of a family that works on several kinds of resource. */
export function combineExecutors(...many: ActionExecutors[]): ActionExecutors {
  return {
    looks: Object.assign({}, ...many.map(({ looks }) => looks)),
    steps: Object.assign({}, ...many.map(({ steps }) => steps)),
  };
}
