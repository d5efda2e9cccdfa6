import * as z from 'zod/mini';
import { type Responder, responder } from '#core/people.ts';
import { publishing } from '#core/setup/document-status-page.ts';
import { isSameJson } from '#core/text/same-json.ts';
import { storedInstant as at } from '#core/time/stored-instant.ts';

/** One rung of the escalation ladder (R27): these people have this long to acknowledge. */
const escalationLevel = z.object({
  name: z.string(),
  /** At the time of the plan; everybody once, however many targets lead to them. */
  people: z.array(responder),
  acknowledgeWithinSeconds: z.number(),
  /** From each moment on these people instead: the shifts that the level's schedules hand over within the plan's horizon. */
  handOffs: z.optional(z.array(z.object({ at, people: z.array(responder) }))),
  /** Ids of the schedules that lead here, so that an override finds the incidents that it concerns. */
  schedules: z.optional(z.array(z.string())),
  /** How each person came to be here: `ana` → `on call for Primary until …`. */
  because: z.optional(z.record(z.string(), z.string())),
  /** The contact of last resort, after the policy's own levels were gone round. */
  isFallback: z.optional(z.literal(true)),
  /** Somebody gave it to these people: it stands in front of the policy's own levels. */
  isHandedOver: z.optional(z.literal(true)),
});
export type EscalationLevel = z.infer<typeof escalationLevel>;

/**
 * Everything that time may do to this incident, fixed at the moment it was declared or its severity changed:
 * who is reached in which order, and every period, in seconds. Source: runbook R2, R3, R9, R17.
 */
export const responsePlan = z.object({
  service: z.object({
    id: z.string(),
    name: z.string(),
    runbook: z.optional(z.string()),
    /** Who helps from outside, whatever it is (R27): `Database vendor: +1 …`. */
    contacts: z.optional(z.array(z.string())),
  }),
  team: z.optional(z.string()),
  /** IANA zone in which this team reads times; messages without one are in UTC. */
  timeZone: z.optional(z.string()),
  statusPage: z.optional(z.string()),
  /** Told in chat; `channel`: in one of its own. Absent: not in chat. */
  chat: z.optional(z.object({ channel: z.boolean() })),
  /** Who decides whether the status page speaks of it. Absent: there is no such page, or the plan is older. */
  publish: z.optional(z.enum(publishing)),
  policy: z.string(),
  /** Whom the levels' schedules lead to is known until then. Absent: no schedule leads here, or the plan is older. */
  onCallKnownUntil: z.optional(at),
  /** Never empty; the fallback contact, where there is one, is the last level. */
  levels: z.array(escalationLevel),
  /** `page`: level 1 is paged at once. `ticket`: level 1 is told by e-mail, and paged only if a deadline passes. */
  opening: z.enum(['page', 'ticket']),
  /** The runbook's response time (R2). Absent for a ticket that may wait for ever. */
  respondWithinSeconds: z.optional(z.number()),
  /**
   * The moments at which a ticket that waits for business hours is paged: the openings of the coming business days,
   * in order. The first that is after the ticket was opened counts; it stands instead of `respondWithinSeconds`.
   */
  respondAt: z.optional(z.array(at)),
  /** `low` wakes nobody who does not want to be woken. Absent in old plans: high. */
  urgency: z.optional(z.enum(['high', 'low'])),
  /** Times round the policy's own levels before the fallback contact is paged; 1 when absent. */
  repeats: z.optional(z.number()),
  /** Whether an acknowledgement without any update within the first cadence is taken back. Absent in old plans: no. */
  unacknowledgeForgotten: z.optional(z.boolean()),
  /** When unfilled roles are asked for, after the acknowledgement, and again at each multiple (R7). Absent: never. */
  fillRolesWithinSeconds: z.optional(z.number()),
  /** Absent: no update is owed (R9 asks for them on SEV1 and SEV2). */
  updateEverySeconds: z.optional(z.number()),
  remindBeforeUpdateSeconds: z.number(),
  /** How long every alert must stay clear before the incident resolves by itself. */
  holdSeconds: z.number(),
  /** How long a resolved incident is watched before the all-clear (R17). */
  watchSeconds: z.number(),
  /** How long after the resolution the post-mortem is due (R23). Absent: none is owed. */
  postmortemWithinSeconds: z.optional(z.number()),
});
export type ResponsePlan = z.infer<typeof responsePlan>;

/** Everybody whom the plan has on this level, whoever is on duty. */
export function everybodyOn({ people, handOffs = [] }: EscalationLevel): Responder[] {
  return [...people, ...handOffs.flatMap(handOff => handOff.people)];
}

/** Whether they page the same people in the same way. */
export function sameLevels(
  some: readonly EscalationLevel[],
  others: readonly EscalationLevel[],
): boolean {
  return isSameJson(some, others);
}
