import * as z from 'zod/mini';
import { parsePhoneNumber } from '#core/ids.ts';
import { severities } from '#core/severity.ts';
import { isOneWord } from '#core/text/plain-text.ts';
import { isZone } from '#core/time/is-zone.ts';

/* What several sections of tocsin.yaml are made of; each field says in its own words what is wrong with it. */

const describe = z.describe;

export function name(description: string) {
  return z.string().check(
    z.trim(),
    z.minLength(1),
    z.maxLength(80),
    // Names stand in text messages and in subjects of e-mails.
    z.refine(text => !/\p{Cc}/u.test(text), { error: 'must be one line of text' }),
    describe(description),
  );
}

const idWords = 'must be an id of letters, digits, - and _, such as checkout-api';
export const id = z
  .string()
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, { error: idWords }), describe('An id.'));

export function idOf(what: string) {
  return z.string().check(z.minLength(1), describe(`The id of ${what}.`));
}

export const webAddress = (description: string) =>
  z
    .string()
    .check(
      z.refine(isWebAddress, { error: 'must be a web address such as https://example.com/page' }),
      describe(description),
    );

export const secureAddress = (description: string) =>
  z.string().check(
    z.refine(text => text.startsWith('https://') && isWebAddress(text), {
      error: 'must be an https address such as https://example.com/hook',
    }),
    describe(description),
  );

export const arn = (service: string, description: string) =>
  z.string().check(
    z.refine(text => /^arn:aws[\w-]*:([^:]*):/.exec(text)?.[1] === service, {
      error: `must be an ARN that begins with arn:aws:${service}:`,
    }),
    describe(description),
  );

const phoneForm = /^\+[1-9][\d ().-]{5,24}$/;
const phoneWords = {
  error: ({ input }: { input?: unknown }) =>
    typeof input === 'number'
      ? `must be text: put the number in quotes, "+${input}"`
      : 'must be a phone number in international form, such as "+15555550101"',
};
export const phone = z.pipe(
  z.string(phoneWords).check(
    z.regex(phoneForm, phoneWords),
    z.refine(text => !phoneForm.test(text) || parsePhoneNumber(text) !== undefined, phoneWords),
    describe('For texts and calls: E.164, in quotes, such as "+15555550101".'),
  ),
  z.transform(text => parsePhoneNumber(text)),
);

export const email = z
  .email({ error: 'must be an e-mail address' })
  .check(describe('An e-mail address.'));

export const sha256 = (description: string) =>
  z
    .string()
    .check(
      z.trim(),
      z.regex(/^[0-9a-fA-F]{64}$/, { error: 'must be a SHA-256 sum: 64 hexadecimal digits' }),
      z.toLowerCase(),
      describe(description),
    );

export const severity = z.enum(severities);

export function perSeverity<Schema extends z.ZodMiniType>(each: Schema) {
  return {
    SEV1: z.exactOptional(each),
    SEV2: z.exactOptional(each),
    SEV3: z.exactOptional(each),
    SEV4: z.exactOptional(each),
  };
}

export const timeZone = (description: string) =>
  z
    .string()
    .check(
      z.refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/London' }),
      describe(description),
    );

function isWebAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && isOneWord(text) && URL.canParse(text);
}

function isTimeZone(text: string): boolean {
  return /^[A-Za-z]/.test(text) && isZone(text);
}
