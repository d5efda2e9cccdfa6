/** Every action, by the name that the runbook gives it. */
export const actionNames = [
  'db:pool:resize',
  'db:connections:kill-idle',
  'db:verify:integrity',
  'restart:rolling',
  'scale:memory',
  'feature:disable',
  'feature:enable',
  'config:set',
  'circuits:reset',
  'cache:clear:all',
  'deploy:prepare-rollback',
  'deploy:rollback',
  'monitor:enhanced',
  'action:run',
] as const;
export type ActionName = (typeof actionNames)[number];
