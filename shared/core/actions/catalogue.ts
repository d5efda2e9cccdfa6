import type { Action } from '#core/actions/action.ts';
import { killIdle, verifyIntegrity } from '#core/actions/database.ts';
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
  killIdle,
  verifyIntegrity,
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
