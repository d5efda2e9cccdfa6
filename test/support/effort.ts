/**
 * How many random examples a property is tried on: as many as find things within seconds. Every run tries others, and
 * `TOCSIN_EFFORT=50 npx vitest run --project quick` tries fifty times as many.
 */
export const tries = (count: number): { numRuns: number } => ({
  numRuns: Math.ceil(count * Number(process.env.TOCSIN_EFFORT ?? 1)),
});
