/** EventBridge's pattern language, as event rules and stream filters share it. */
export function matchesPattern(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some(rule => matchesRule(rule, value));
  if (typeof pattern !== 'object' || pattern === null) return false;
  return Object.entries(pattern).every(([key, inner]) => {
    if (key === '$or') {
      return (inner as unknown[]).some(alternative => matchesPattern(alternative, value));
    }
    const found =
      typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)[key]
        : undefined;
    return matchesPattern(inner, found);
  });
}

function matchesRule(rule: unknown, value: unknown): boolean {
  // An array in the event matches when any of its values does.
  if (Array.isArray(value)) return value.some(item => matchesRule(rule, item));
  if (typeof rule !== 'object' || rule === null) return rule === value;
  const [name, given] = Object.entries(rule)[0] ?? ['', undefined];
  switch (name) {
    case 'exists':
      return (value !== undefined) === given;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(given));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(given));
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === String(given).toLowerCase();
    case 'anything-but': {
      const excluded = Array.isArray(given) ? given : [given];
      return value !== undefined && !excluded.some(one => matchesRule(one, value));
    }
    case 'numeric':
      return typeof value === 'number' && matchesNumeric(given as unknown[], value);
    default:
      throw new Error(`The pattern rule ${name} has no local meaning`);
  }
}

function matchesNumeric(conditions: readonly unknown[], value: number): boolean {
  const comparisons: Record<string, (limit: number) => boolean> = {
    '=': limit => value === limit,
    '<': limit => value < limit,
    '<=': limit => value <= limit,
    '>': limit => value > limit,
    '>=': limit => value >= limit,
  };
  for (let index = 0; index < conditions.length; index += 2) {
    const holds = comparisons[String(conditions[index])]?.(Number(conditions[index + 1]));
    if (holds !== true) return false;
  }
  return true;
}
