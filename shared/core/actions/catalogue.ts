import type { Action } from '#core/actions/action.ts';
import { restartRolling, scaleMemory } from '#core/actions/ecs.ts';
import {
  disableFeature,
  enableFeature,
  resetCircuits,
  resizePool,
  setConfiguration,
} from '#core/actions/parameters.ts';

/** Every action there is, in the order in which help lists them. */
export const catalogue: readonly Action[] = [
  resizePool,
  restartRolling,
  scaleMemory,
  disableFeature,
  enableFeature,
  setConfiguration,
  resetCircuits,
];

export function actionNamed(name: string): Action | undefined {
  return catalogue.find(action => action.name === name);
}
