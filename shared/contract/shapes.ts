import * as z from 'zod/mini';
import type { ProblemSlug } from '#contract/problem.ts';
import { severities } from '#core/severity.ts';
import { parseInstant } from '#core/time/instant.ts';

/** What every part of the API's table is made of. */

export const scopes = ['read', 'respond', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** Each scope includes those before it. */
export function scopeAllows(held: Scope, needed: Scope): boolean {
  return scopes.indexOf(held) >= scopes.indexOf(needed);
}

export type Schema = z.ZodMiniType;

/**
 * Who signs in (`sessions`), what looks into a team's services (`diagnosis`), what comes after an incident (`review`), and what changes something
 * in the account, by family: each is a function with a role of its own, so that the pager's holds no dangerous right.
 */
export const servers = [
  'setup',
  'sessions',
  'diagnosis',
  'review',
  'database-actions',
  'compute-actions',
  'configuration-actions',
  'cache-actions',
  'deployment-actions',
  'monitoring-actions',
  'automation-actions',
] as const;
export type ServedBy = (typeof servers)[number];

/** One operation: how it is asked for, who may, and what is answered. */
export interface RouteShape {
  operationId: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: `/v1/${string}`;
  /** Answered likewise: clients of before know it by this address. */
  formerly?: `/v1/${string}`;
  /** `none`: needs no API token. Sending alerts needs an integration key, and a calendar its address. */
  scope: Scope | 'none';
  summary: string;
  query?: Schema;
  request?: Schema;
  answer: {
    status: 200 | 201 | 202;
    body: Schema;
    contentType?: 'text/markdown' | 'text/calendar' | 'application/yaml';
  };
  /** The function that answers it, where that is not the one of the pager: with rights or a weight of its own. */
  servedBy?: ServedBy;
  /** A POST that does it again each time, whatever its Idempotency-Key. */
  isKeyless?: true;
  /** `If-Match` names the version that it replaces; of another one it is refused with 412. */
  isConditional?: true;
  /** What a second person answers for, and who may what: refused to assistants, whatever their token allows. */
  isOfPeople?: true;
  /** The body is taken as the text that it is, whatever its content type. */
  isRaw?: true;
  /** Beyond those that follow from scope, query and request. */
  problems?: readonly ProblemSlug[];
}

export const severity = z.enum(severities);

/** A moment as we say it. */
export const instantText = z.string().check(z.describe('ISO 8601 in UTC with milliseconds.'));

/** A moment as somebody asks for it: with its zone, because a night has two of most times. */
export const moment = (meaning: string) =>
  z.string().check(
    z.refine(text => parseInstant(text) !== undefined, {
      error: 'must be a time with its zone, such as 2026-11-23T02:14:00Z or …+01:00',
    }),
    z.describe(`${meaning} ISO 8601 with a zone.`),
  );

export const text = (longest: number) =>
  z.string().check(z.trim(), z.minLength(1), z.maxLength(longest));

/** The name that tocsin.yaml gives to a person, a schedule or a service. */
export const id = (of: string) => text(100).check(z.describe(`A ${of} id of tocsin.yaml.`));

/** Who did it, when the token belongs to no person: a key of `people` in tocsin.yaml. */
export const actingPerson = z.optional(
  text(100).check(z.describe('A person id. Only for tokens that belong to no person.')),
);

export const days = (most: number, usually: number) =>
  z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(most)), usually);

export const refusable = ['not-found', 'refused'] as const;

/** Who is on duty depends on it: the law changes, and a runtime knows the one of its day. */
export const timeZoneData = z
  .string()
  .check(z.describe('The version of the time zone data that it was counted with, such as 2026c.'));

/** Of a version in an address: they count from 1. */
export const versionNumber = z.coerce.number().check(z.int(), z.minimum(1), z.maximum(999_999));
