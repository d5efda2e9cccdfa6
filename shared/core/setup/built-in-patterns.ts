/** Patterns that need no configuration (R15), by the names under which a configuration may refer to them. */
export const builtInPatterns = [
  'connection-pool-exhausted',
  'memory-leak',
  'third-party-down',
  'throttled',
  'dead-letters',
  'certificate-expired',
  'disk-full',
  'deployment-regression',
  'dependency-errors',
  'cold-starts',
] as const;
