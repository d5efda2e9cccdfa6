import type { Action } from '#core/actions/action.ts';
import { runAutomation } from '#core/actions/automation.ts';
import { clearCaches } from '#core/actions/caches.ts';
import { monitorEnhanced } from '#core/actions/closer-watch.ts';
import { killIdle, verifyIntegrity } from '#core/actions/database.ts';
import { prepareRollback, rollBack } from '#core/actions/deployments.ts';
import { restartRolling, scaleMemory } from '#core/actions/ecs.ts';
import { disableFeature, enableFeature } from '#core/actions/features.ts';
import { resetCircuits, resizePool, setConfiguration } from '#core/actions/parameters.ts';

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
  clearCaches,
  prepareRollback,
  rollBack,
  monitorEnhanced,
  runAutomation,
];

export function actionNamed(name: string): Action | undefined {
  return catalogue.find(action => action.name === name);
}
