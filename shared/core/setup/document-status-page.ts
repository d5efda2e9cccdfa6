import * as z from 'zod/mini';
import { id, idOf, name, perSeverity, secureAddress } from '#core/setup/document-fields.ts';
import { duration } from '#core/time/duration-text.ts';

/* `statusPage` of tocsin.yaml: what customers are shown, and who decides on the words. */

const describe = z.describe;

/** `never`: not on the page. `approved`: once a person approved the words. `automatic`: our words, at once. */
export const publishing = ['never', 'approved', 'automatic'] as const;
export type Publishing = (typeof publishing)[number];

/** How customers may have themselves told. */
const followWays = ['email', 'sms', 'webhook'] as const;
export type FollowWay = (typeof followWays)[number];

/** `private`: each reader has an address of their own, and nobody else sees anything. */
const visibilities = ['public', 'private'] as const;
export type Visibility = (typeof visibilities)[number];

export const languages = ['en', 'de', 'es', 'fr'] as const;
export type Language = (typeof languages)[number];

const publish = z.enum(publishing, { error: 'must be never, approved or automatic' });

const component = z.strictObject({
  name: name('As customers call it, such as Payment processing.'),
  description: z.exactOptional(name('One line under the name.')),
  group: z.exactOptional(name('Components with the same group stand together under its name.')),
  services: z.exactOptional(
    z.array(idOf('a service')).check(describe('Whose incidents are shown at this component.')),
  ),
});

export const statusPage = z
  .strictObject({
    visibility: z.exactOptional(
      z
        .enum(visibilities, { error: 'must be public or private' })
        .check(
          describe(
            'Who reads it: everybody (public, if not given), or whoever has an address of their own (private): tocsin statuspage readers.',
          ),
        ),
    ),
    name: z.exactOptional(name("Whose page it is; the organisation's name when not given.")),
    language: z.exactOptional(
      z.enum(languages).check(describe('Of the page and of our words on it; en when not given.')),
    ),
    logo: z.exactOptional(secureAddress('A picture, shown 40 pixels high.')),
    colour: z.exactOptional(
      z
        .string()
        .check(
          z.regex(/^#[0-9a-fA-F]{6}$/, { error: 'must be a colour such as "#0a6e4f", in quotes' }),
          describe("The organisation's colour, as a line above the page."),
        ),
    ),
    publish: z.exactOptional(
      z
        .union([publish, z.strictObject(perSeverity(publish))], {
          error: 'must be never, approved or automatic, or one for each severity',
        })
        .check(
          describe('Who decides that an incident is shown: a person (approved) if not given.'),
        ),
    ),
    follow: z.exactOptional(
      z
        .array(z.enum(followWays, { error: 'must be email, sms or webhook' }))
        .check(
          describe(
            'How customers may have themselves told: a form on the page. email and webhook if not given (sms costs money, whoever asks for it); [] for no form.',
          ),
        ),
    ),
    updateEvery: z.exactOptional(
      duration('How often customers are promised an update; 30m when not given.', 60),
    ),
    components: z.exactOptional(
      z
        .record(id, component)
        .check(describe('What customers know by name, in this order. Each service if not given.')),
    ),
  })
  .check(
    z.refine(({ visibility, follow }) => visibility !== 'private' || (follow ?? []).length === 0, {
      path: ['follow'],
      error: 'has to be left out: a private page has no form, its readers follow its feeds',
    }),
  );
