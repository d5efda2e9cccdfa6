import * as z from 'zod/mini';
import { actingPerson, instantText, type RouteShape, text } from '#contract/shapes.ts';
import { evidenceKinds } from '#core/incident/events.ts';

/** What was preserved of an incident (R22): to be listed, fetched and checked by somebody who does not trust us. */

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/), z.describe('Hex SHA-256.'));

export const evidence = z.object({
  incident: z.string(),
  seal: z
    .object({ manifest: z.string(), sealedBy: sha256 })
    .check(z.describe('The newest manifest and its digest, as the incident’s own log says them.')),
  archives: z
    .array(
      z.object({
        manifest: z.string(),
        sha256,
        archivedAt: z.optional(instantText),
        missing: z.array(z.string()).check(z.describe('What could not be collected, and why.')),
        flaw: z.optional(
          z.string().check(z.describe('Why the manifest itself is not to be used.')),
        ),
      }),
    )
    .check(z.describe('Newest first; each seals the one after it in this list.')),
  objects: z.array(z.object({ key: z.string(), bytes: z.number(), sha256 })),
  unsealed: z
    .array(z.string())
    .check(z.describe('Lies in the bucket and in no manifest: added later, or not finished yet.')),
});
export type Evidence = z.infer<typeof evidence>;

export const evidenceContent = z.object({
  key: z.string(),
  url: z.string().check(z.describe('Where S3 hands the object out; it needs no token.')),
  until: instantText.check(z.describe('When that address stops working.')),
});

const wanted = z.array(z.enum(evidenceKinds)).check(z.minLength(1));

export const evidenceRequest = z.strictObject({ wanted, by: actingPerson });
export const evidenceRequested = z.object({
  incident: z.string(),
  wanted,
  askedAt: instantText.check(
    z.describe('What is kept, missing or not configured stands on the timeline some time after.'),
  ),
});

export const evidenceRoutes = [
  {
    operationId: 'listEvidence',
    method: 'GET',
    path: '/v1/incidents/{id}/evidence',
    scope: 'read',
    summary: 'Every object of every archive of the incident, with what seals them',
    answer: { status: 200, body: evidence },
    servedBy: 'review',
    problems: ['not-found', 'refused'],
  },
  {
    operationId: 'collectEvidence',
    method: 'POST',
    path: '/v1/incidents/{id}/evidence',
    scope: 'respond',
    summary: 'Preserve logs, metrics or the state of databases as they are now',
    request: evidenceRequest,
    answer: { status: 202, body: evidenceRequested },
    servedBy: 'review',
    isKeyless: true,
    problems: ['not-found', 'refused'],
  },
  {
    operationId: 'evidenceContent',
    method: 'GET',
    path: '/v1/incidents/{id}/evidence/content',
    scope: 'read',
    summary: 'An address, good for 15 minutes, from which one object is read, however large',
    query: z.strictObject({ key: text(1000).check(z.describe('As the list names it.')) }),
    answer: { status: 200, body: evidenceContent },
    servedBy: 'review',
    problems: ['not-found'],
  },
] as const satisfies readonly RouteShape[];
