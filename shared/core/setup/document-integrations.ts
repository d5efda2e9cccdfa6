import * as z from 'zod/mini';
import { idOf, name, sha256 } from '#core/setup/document-fields.ts';
import { sources } from '#core/sources.ts';
import { duration } from '#core/time/duration-text.ts';

/* What lets a sender in, and how its sender is known. */

const describe = z.describe;

/** How senders sign what they post. Those that only repeat a word in a header have it compared. */
const signatureSchemes = [
  ...['pagerduty', 'sentry', 'grafana', 'github', 'gitlab', 'standard-webhooks', 'tocsin', 'hmac'],
  ...['datadog', 'opsgenie', 'healthchecks', 'token'],
] as const;

const headerName = (meaning: string) =>
  z
    .string()
    .check(
      z.regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, { error: 'must be the name of a header' }),
      describe(meaning),
    );

const signature = z.strictObject({
  scheme: z
    .enum(signatureSchemes)
    .check(describe('How this sender signs; hmac: as header, algorithm and encoding say.')),
  secret: z.string().check(
    z.refine(text => /^arn:aws[\w-]*:secretsmanager:/.test(text), {
      error: 'must be an ARN that begins with arn:aws:secretsmanager:',
    }),
    describe(
      'The secret that it signs with, tagged tocsin:signatures=allowed; several with blanks between.',
    ),
  ),
  header: z.exactOptional(headerName("Where the signature stands, if not in the scheme's own.")),
  algorithm: z.exactOptional(z.enum(['sha1', 'sha256', 'sha512'])),
  encoding: z.exactOptional(z.enum(['hex', 'base64'])),
  timestampHeader: z.exactOptional(
    headerName('Signed before the body; what is not of the last five minutes is refused.'),
  ),
});
export type Signature = z.infer<typeof signature>;

const path = (meaning: string) =>
  z
    .union(
      [
        z.string().check(z.minLength(1), z.maxLength(500)),
        z.array(z.string()).check(z.minLength(1)),
      ],
      {
        error: 'must be a JSONPath, a text with JSONPaths in braces, or a list of them',
      },
    )
    .check(describe(meaning));

const mapping = z.strictObject({
  each: z.exactOptional(
    z
      .string()
      .check(
        describe('A JSONPath to the alerts of a body, such as $.events[*]; one if not given.'),
      ),
  ),
  title: path(
    'A JSONPath, or a text with some in braces: "{$.check} on {$.host}". Of a list the first that is there.',
  ),
  name: z.exactOptional(path('The rule; the title if not given.')),
  description: z.exactOptional(path('More about it.')),
  service: z.exactOptional(path('The service in trouble.')),
  severity: z.exactOptional(path("In the sender's words.")),
  status: z.exactOptional(path('The word that tells whether it is over.')),
  clearedBy: z.exactOptional(
    z
      .array(z.string())
      .check(describe('Words of status that mean that it is over, if the usual ones do not.')),
  ),
  key: z.exactOptional(
    path('The same when it fires and when it is over; service and title if not given.'),
  ),
  startedAt: z.exactOptional(path('When it began.')),
  labels: z.exactOptional(z.record(z.string(), z.string())),
  links: z.exactOptional(z.record(z.string(), z.string())),
});
export type Mapping = z.infer<typeof mapping>;

export const integration = z.strictObject({
  name: name('What sends with this key.'),
  source: z.enum(sources),
  keySha256: sha256('SHA-256 of the key; the key itself is kept nowhere.'),
  formerKeySha256: z.exactOptional(
    sha256(
      'Of the key before, which opens as well until this line goes: so a sender is given another key without a gap.',
    ),
  ),
  signature: z.exactOptional(
    signature.check(describe('What is not signed so is refused, whatever its key.')),
  ),
  mapping: z.exactOptional(
    mapping.check(describe('For source generic: where in a body what stands, by JSONPath.')),
  ),
  groupBy: z.exactOptional(
    z
      .array(z.string().check(z.minLength(1), z.maxLength(100)))
      .check(
        z.minLength(1, { error: 'must name at least one label' }),
        z.maxLength(10),
        describe(
          "Labels whose alerts are one problem, and so one incident; the sender's own grouping if not given.",
        ),
      ),
  ),
  service: z.exactOptional(idOf('the service that all its alerts are about, whatever they say')),
  watchdogWithin: z.exactOptional(
    duration(
      'How long a Watchdog alert that came once may stay away before it is missed; 15m when not given.',
      60,
    ),
  ),
  shadow: z.exactOptional(
    z
      .boolean()
      .check(
        describe(
          'Runs beside another pager: what comes is kept and understood, and opens, pages and tells nothing.',
        ),
      ),
  ),
  domain: z.exactOptional(
    name(
      'Integrations with the same domain are doors of one sender: what came through one may be repeated and cleared through the other.',
    ),
  ),
});
