import * as z from 'zod/mini';
import { arn, severity } from '#core/setup/document-fields.ts';
import { room } from '#core/setup/document-rooms.ts';

/* Where incidents are talked about. Tokens and signing secrets stand in Secrets Manager, and nowhere in this file. */

const describe = z.describe;

const secret = arn(
  'secretsmanager',
  'The secret with the bot token and the signing secret, tagged tocsin:chat=allowed.',
);

const slack = z.strictObject({
  secret: z.exactOptional(secret),
  channelsFrom: z.exactOptional(
    z
      .union([severity, z.literal('never')], { error: 'must be a severity such as SEV2, or never' })
      .check(
        describe(
          'Incidents this bad or worse get a channel of their own; SEV2 when not given. One that is declared in Slack always does.',
        ),
      ),
  ),
});

export const chat = z.strictObject({
  slack: z.exactOptional(slack.check(describe('A channel for each incident, and /incident.'))),
  rooms: z.exactOptional(
    z
      .array(room)
      .check(
        describe('Microsoft Teams, Google Chat, Discord, Mattermost: told, and not listened to.'),
      ),
  ),
});

export const slackUser = z
  .string()
  .check(
    z.regex(/^[UW][A-Z0-9]{2,20}$/, { error: 'must be the id of a member, such as U0123ABCD' }),
    describe('The member id in Slack, where the e-mail address there is another.'),
  );
