import * as z from 'zod/mini';

/** A person as the plan knows them: copied when the incident is declared, so that nobody's edit reroutes a page. */
export const responder = z.object({
  person: z.string(),
  name: z.string(),
  phone: z.optional(z.string()),
  email: z.optional(z.string()),
});
export type Responder = z.infer<typeof responder>;

/** One rung of the escalation ladder (R27): these people have this long to acknowledge. */
export const escalationLevel = z.object({
  name: z.string(),
  people: z.array(responder),
  acknowledgeWithinSeconds: z.number(),
});
export type EscalationLevel = z.infer<typeof escalationLevel>;

/**
 * Everything that time may do to this incident, fixed at the moment it was declared or its severity changed:
 * who is reached in which order, and every period, in seconds. Source: runbook R2, R3, R9, R17.
 */
export const responsePlan = z.object({
  service: z.object({ id: z.string(), name: z.string(), runbook: z.optional(z.string()) }),
  team: z.optional(z.string()),
  /** IANA zone in which this team reads times; messages without one are in UTC. */
  timeZone: z.optional(z.string()),
  statusPage: z.optional(z.string()),
  policy: z.string(),
  /** Never empty: a policy that resolves to nobody is replaced by the fallback contact before it gets here. */
  levels: z.array(escalationLevel),
  /** `page`: level 1 is paged at once. `ticket`: level 1 is told by e-mail, and paged only if a deadline passes. */
  opening: z.enum(['page', 'ticket']),
  /** The runbook's response time (R2). Absent for a ticket that may wait for ever. */
  respondWithinSeconds: z.optional(z.number()),
  /** Absent: no update is owed (R9 asks for them on SEV1 and SEV2). */
  updateEverySeconds: z.optional(z.number()),
  remindBeforeUpdateSeconds: z.number(),
  /** How long every alert must stay clear before the incident resolves by itself. */
  holdSeconds: z.number(),
  /** How long a resolved incident is watched before the all-clear (R17). */
  watchSeconds: z.number(),
});
export type ResponsePlan = z.infer<typeof responsePlan>;
