import * as z from 'zod/mini';
import { incident } from '#contract/incident.ts';
import { actingPerson, instantText, type RouteShape, refusable, text } from '#contract/shapes.ts';
import { channels } from '#core/people.ts';

/** How people are reached. Everybody manages their own; an administrator those of all. */

export const contact = z.object({
  person: z.string(),
  channel: z.enum(channels),
  address: z.string().check(z.describe('Masked for those who may not change it.')),
  state: z.enum(['unverified', 'pending', 'verified', 'opted-out', 'undeliverable']),
  enteredBy: z.enum(['configuration', 'person']),
  isUsed: z.boolean().check(z.describe('Whether a page now would take this way.')),
  at: z.optional(instantText),
  reason: z.optional(z.string()),
});
export type ContactAnswer = z.infer<typeof contact>;

const device = z.object({
  id: z.string(),
  name: z.string(),
  at: instantText.check(z.describe('When it was added.')),
  isUsed: z.boolean().check(z.describe('Whether a page now would go there.')),
});

/** `afterSeconds`: after the page begins, where nobody has acknowledged by then. */
const tried = z.object({ channel: z.enum(channels), afterSeconds: z.number() });

const said = z.object({
  by: z.enum(['person', 'configuration']).check(z.describe('Who says so.')),
  ways: z.array(tried).check(z.describe('Also those that do not work now.')),
});

export const contacts = z.object({
  person: z.string(),
  name: z.string(),
  contacts: z.array(contact),
  devices: z.array(device).check(z.describe('Browsers and phones that take pages by push.')),
  order: z
    .object({
      high: z.array(tried).check(z.describe('SEV1 and SEV2.')),
      low: z.array(tried).check(z.describe('What is not urgent.')),
    })
    .check(
      z.describe('How a page now would try to reach them: with what works, one after the other.'),
    ),
  said: z
    .object({ high: said, low: said })
    .check(z.describe('In which order they are to be tried, and by whose word.')),
  pushKey: z.optional(
    z.string().check(z.describe('Which a browser is told to listen to; absent: no push here.')),
  ),
});
export type Contacts = z.infer<typeof contacts>;

export const contactRequest = z.strictObject({
  address: text(2000).check(
    z.describe('Phone number with + and country, e-mail address, or https address.'),
  ),
  by: actingPerson,
});
const way = z.strictObject({
  channel: z.enum(channels),
  afterSeconds: z.number().check(z.int(), z.minimum(0), z.maximum(900)),
});
const ways = z.array(way).check(z.minLength(1), z.maxLength(12));
const orderRequest = z.strictObject({
  high: z.optional(ways),
  low: z.optional(ways),
  by: actingPerson,
});

/** As browsers hand it out: base64url of a point of the curve, and of 16 bytes. */
const point = z.string().check(z.regex(/^[A-Za-z0-9_-]{87}$/));
const authSecret = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));
const subscription = z.object({
  endpoint: text(1000).check(z.describe('Of a push service, by https.')),
  keys: z.object({ p256dh: point, auth: authSecret }),
});
const deviceRequest = z.strictObject({
  name: text(80).check(z.describe('As its owner knows it, such as Firefox on Linux.')),
  publicKey: point.check(z.describe('Of ours, that it was told to listen to.')),
  subscription,
});
const deviceAnswer = z.extend(device, { person: z.string() });

export const codeSent = z.object({
  channel: z.enum(channels),
  address: z.string(),
  until: instantText.check(z.describe('The code is good until then.')),
});
export const confirmRequest = z.strictObject({ code: text(20), by: actingPerson });

export const contactRoutes = [
  {
    operationId: 'listContacts',
    method: 'GET',
    path: '/v1/people/{id}/contacts',
    scope: 'read',
    summary: 'The ways of reaching a person, and which of them are used',
    answer: { status: 200, body: contacts },
    problems: ['not-found'],
  },
  {
    operationId: 'addContact',
    isOfPeople: true,
    method: 'PUT',
    path: '/v1/people/{id}/contacts/{channel}',
    scope: 'respond',
    summary: 'Enter an address of your own; it is used once a code confirmed it',
    request: contactRequest,
    answer: { status: 200, body: contact },
    problems: refusable,
  },
  {
    operationId: 'removeContact',
    isOfPeople: true,
    method: 'DELETE',
    path: '/v1/people/{id}/contacts/{channel}',
    scope: 'respond',
    summary: 'Forget an address that was entered; that of the configuration counts again',
    answer: { status: 200, body: contact },
    problems: refusable,
  },
  {
    operationId: 'orderContacts',
    isOfPeople: true,
    method: 'PUT',
    path: '/v1/people/{id}/order',
    scope: 'respond',
    summary:
      'In which order you are tried, from the next incident on; for an urgency that is left out, as the configuration says',
    request: orderRequest,
    answer: { status: 200, body: contacts },
    problems: refusable,
  },
  {
    operationId: 'addDevice',
    isOfPeople: true,
    method: 'POST',
    path: '/v1/people/{id}/devices',
    scope: 'respond',
    summary: 'Take pages by push on the browser that asks; its own person alone can say so',
    request: deviceRequest,
    isKeyless: true,
    answer: { status: 200, body: deviceAnswer },
    problems: refusable,
  },
  {
    operationId: 'removeDevice',
    isOfPeople: true,
    method: 'DELETE',
    path: '/v1/people/{id}/devices/{device}',
    scope: 'respond',
    summary:
      'No more pages by push there; what is on its screen cannot be answered from there any more',
    answer: { status: 200, body: deviceAnswer },
    problems: refusable,
  },
  {
    operationId: 'sendCode',
    isOfPeople: true,
    method: 'POST',
    path: '/v1/people/{id}/contacts/{channel}/code',
    scope: 'respond',
    summary: 'Send a code to the address, to prove that it arrives',
    request: z.strictObject({ by: actingPerson }),
    isKeyless: true,
    answer: { status: 202, body: codeSent },
    problems: refusable,
  },
  {
    operationId: 'confirmCode',
    isOfPeople: true,
    method: 'POST',
    path: '/v1/people/{id}/contacts/{channel}/confirm',
    scope: 'respond',
    summary: 'Give the code back; from now on the address is verified',
    request: confirmRequest,
    isKeyless: true,
    answer: { status: 200, body: contact },
    problems: refusable,
  },
  {
    operationId: 'testPage',
    method: 'POST',
    path: '/v1/people/{id}/test-page',
    scope: 'respond',
    summary: 'Page a person for a test, on the path that a real page takes',
    request: z.strictObject({ by: actingPerson }),
    answer: { status: 201, body: incident },
    problems: refusable,
  },
] as const satisfies readonly RouteShape[];
