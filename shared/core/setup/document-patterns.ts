import * as z from 'zod/mini';
import { email, idOf, name, phone, webAddress } from '#core/setup/document-fields.ts';

/* `patterns` and `externalContacts` of tocsin.yaml: what a team has met before, and who helps from outside. */

const describe = z.describe;

const sentence = (description: string) =>
  z.string().check(z.trim(), z.minLength(1), z.maxLength(400), describe(description));

const metricSymptom = z
  .strictObject({
    name: name('A metric of `evidence.metrics`, as CloudWatch names it.'),
    above: z.exactOptional(z.number().check(describe('It goes above this.'))),
    below: z.exactOptional(z.number().check(describe('It goes below this.'))),
    times: z.exactOptional(
      z.number().check(z.minimum(1.1), describe('It rises to so many times what it was before.')),
    ),
  })
  .check(
    z.refine(
      ({ above, below, times }) =>
        [above, below, times].filter(each => each !== undefined).length === 1,
      { error: 'must have one of above, below and times' },
    ),
  );

export const pattern = z.strictObject({
  name: name('As pages name it.'),
  symptoms: z
    .array(
      z
        .array(z.string().check(z.trim(), z.minLength(2), z.maxLength(80), z.toLowerCase()))
        .check(z.minLength(1, { error: 'must have a word' })),
    )
    .check(
      z.minLength(1, { error: 'must have at least one symptom' }),
      describe('Each a list of words that stand in one text together, in any case.'),
    ),
  metrics: z.exactOptional(
    z.array(metricSymptom).check(describe('What its metrics show when it begins.')),
  ),
  cause: sentence('What is likely behind it.'),
  quickFixes: z._default(
    z.array(
      z.strictObject({
        text: sentence('What to do.'),
        command: z.exactOptional(sentence('The npm script that does it, such as restart:rolling.')),
      }),
    ),
    [],
  ),
  longTerm: z.exactOptional(sentence('What keeps it from coming back.')),
});

export const externalContact = z
  .strictObject({
    name: name('Such as the database vendor.'),
    phone: z.exactOptional(phone),
    email: z.exactOptional(email),
    url: z.exactOptional(webAddress('Where a case is opened.')),
    services: z.exactOptional(
      z.array(idOf('a service')).check(describe('Only for these; for all when not given.')),
    ),
    patterns: z.exactOptional(
      z.array(idOf('a pattern')).check(describe('Only where one of these was recognised.')),
    ),
  })
  .check(
    z.refine(({ phone, email, url }) => Boolean(phone ?? email ?? url), {
      error: 'needs a phone, an email or a url: nobody could reach them',
    }),
  );
