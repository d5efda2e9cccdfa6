import * as z from 'zod/mini';
import type { RouteShape } from '#contract/shapes.ts';

/** Whom and what the configuration names, for those who choose among them: no address is in it. */

const entry = z.object({ id: z.string(), name: z.string() });

export const directory = z.object({
  organisation: z.object({ name: z.string(), timeZone: z.string() }),
  people: z.array(
    z.extend(entry, { timeZone: z.optional(z.string()), teams: z.array(z.string()) }),
  ),
  services: z.array(z.extend(entry, { team: z.string(), runbook: z.optional(z.string()) })),
  schedules: z.array(z.extend(entry, { timeZone: z.string() })),
  teams: z.array(entry),
});

export const directoryRoutes = [
  {
    operationId: 'showDirectory',
    method: 'GET',
    path: '/v1/directory',
    scope: 'read',
    summary: 'The people, services, schedules and teams of the configuration, by id and name',
    answer: { status: 200, body: directory },
    problems: ['refused'],
  },
] as const satisfies readonly RouteShape[];
