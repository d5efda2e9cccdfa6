import * as z from 'zod/mini';
import { instantText, type RouteShape, scopes, text } from '#contract/shapes.ts';

/** Who is signed in to the console, and the ways in. */

const shownSession = z.object({
  id: z.string(),
  way: z.string().check(z.describe('By which door: code, open-id, local.')),
  startedAt: instantText,
  seenAt: instantText.check(z.describe('Within the hour after it, somebody was there.')),
  until: instantText,
  browser: z.optional(z.string()),
  isThis: z.boolean().check(z.describe('The one that asks.')),
});

export const whoIsHere = z.object({
  kind: z.enum(['person', 'token']),
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  organisation: z.optional(z.object({ name: z.string(), timeZone: z.string() })),
  session: z.optional(shownSession),
});

export const sessionList = z.object({ sessions: z.array(shownSession) });
export const signedOut = z.extend(sessionList, {
  issuerUrl: z.optional(
    z.string().check(z.describe('Where a browser goes to be signed out at the issuer, too.')),
  ),
});

const codeRequest = z.strictObject({
  address: text(320).check(
    z.describe('An e-mail address or phone number that its person has verified.'),
  ),
});
const codeAsked = z.object({
  signIn: z.string().check(z.describe('Give it back with the code.')),
  until: instantText.check(z.describe('The code is good until then.')),
});
const ways = z.object({
  codes: z.boolean().check(z.describe('A code to a verified address lets in.')),
  issuer: z.optional(z.string().check(z.describe('An issuer of OpenID Connect, by its name.'))),
});
const issuerAsked = z.object({
  signIn: z.string().check(z.describe('Kept by the browser, and given back with the code.')),
  url: z.string().check(z.describe('Where the issuer asks who somebody is.')),
});
const issuerRequest = z.strictObject({
  signIn: text(100),
  state: text(100).check(z.describe('As the issuer gave it back.')),
  code: text(4000).check(z.describe('Of the issuer.')),
});
const signInRequest = z.strictObject({ signIn: text(100), code: text(20) });

export const sessionRoutes = [
  {
    operationId: 'showSession',
    method: 'GET',
    path: '/v1/session',
    scope: 'read',
    summary: 'Who asks, what they may, and until when',
    servedBy: 'sessions',
    answer: { status: 200, body: whoIsHere },
  },
  {
    operationId: 'renewSession',
    method: 'POST',
    path: '/v1/session',
    scope: 'read',
    summary: 'Somebody is there still: the end of the session moves on',
    servedBy: 'sessions',
    isKeyless: true,
    answer: { status: 200, body: whoIsHere },
  },
  {
    operationId: 'signOut',
    method: 'DELETE',
    path: '/v1/session',
    scope: 'read',
    summary: 'End the session that asks',
    servedBy: 'sessions',
    answer: { status: 200, body: signedOut },
    problems: ['refused'],
  },
  {
    operationId: 'listSessions',
    method: 'GET',
    path: '/v1/sessions',
    scope: 'read',
    summary: 'Where whoever asks is signed in',
    servedBy: 'sessions',
    answer: { status: 200, body: sessionList },
  },
  {
    operationId: 'endSession',
    method: 'DELETE',
    path: '/v1/sessions/{id}',
    scope: 'read',
    summary: 'End a session of one’s own, wherever it is',
    servedBy: 'sessions',
    answer: { status: 200, body: sessionList },
    problems: ['not-found'],
  },
  {
    operationId: 'askForCode',
    method: 'POST',
    path: '/v1/sign-in/code',
    scope: 'none',
    summary: 'Send a code to a verified address; the answer is the same for one that nobody has',
    servedBy: 'sessions',
    request: codeRequest,
    answer: { status: 202, body: codeAsked },
    problems: ['forbidden'],
  },
  {
    operationId: 'signIn',
    method: 'POST',
    path: '/v1/sign-in',
    scope: 'none',
    summary: 'Give the code back; the answer sets the cookie of a session',
    servedBy: 'sessions',
    request: signInRequest,
    answer: { status: 200, body: whoIsHere },
    problems: ['forbidden', 'refused'],
  },
  {
    operationId: 'signInWays',
    method: 'GET',
    path: '/v1/sign-in',
    scope: 'none',
    summary: 'By which doors people come in',
    servedBy: 'sessions',
    answer: { status: 200, body: ways },
  },
  {
    operationId: 'askIssuer',
    method: 'POST',
    path: '/v1/sign-in/issuer',
    scope: 'none',
    summary: 'Begin a sign-in with the issuer of OpenID Connect',
    servedBy: 'sessions',
    request: z.strictObject({}),
    answer: { status: 200, body: issuerAsked },
    problems: ['forbidden', 'refused'],
  },
  {
    operationId: 'signInByIssuer',
    method: 'POST',
    path: '/v1/sign-in/issuer/back',
    scope: 'none',
    summary: 'Give back what the issuer gave; the answer sets the cookie of a session',
    servedBy: 'sessions',
    request: issuerRequest,
    answer: { status: 200, body: whoIsHere },
    problems: ['forbidden', 'refused'],
  },
] as const satisfies readonly RouteShape[];
