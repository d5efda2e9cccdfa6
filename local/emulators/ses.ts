import { randomUUID } from 'node:crypto';
import type { Clock } from '#local/clock/clock.ts';
import type { Inbox } from '#local/inbox/inbox.ts';
import type { Phones } from '#local/inbox/phones.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  queryResponse,
  readJson,
  restResponse,
} from '#local/wire/aws-wire.ts';

const travelsMs = 1000;

/** SES: SendEmail in its simple form goes into the fake mailboxes, what became of it is an event; identities can be listed. */
export function sesEmulator(deps: {
  phones: Phones;
  inbox: Inbox;
  clock: Clock;
  /** Addresses and domains that mail may come from. */
  identities: readonly string[];
  /** Puts an event on the default bus. */
  put: (event: Record<string, unknown>) => unknown;
}) {
  const { clock } = deps;
  return (request: AwsRequest): AwsResponse => {
    if (request.operation !== 'SendEmail') return look(request);
    const input = readJson(request) as SendEmailInput;
    const to = input.Destination?.ToAddresses ?? [];
    const { Subject: subject, Body: body } = input.Content?.Simple ?? {};
    if (!input.FromEmailAddress || subject?.Data === undefined || body?.Text?.Data === undefined) {
      throw new AwsError('BadRequestException', 'Sender, subject and text are needed');
    }
    if (/[\r\n]/.test(subject.Data)) {
      throw new AwsError('BadRequestException', 'The subject has a line break');
    }
    if (to.length === 0 || !to.every(address => /^[^\s@]+@[^\s@]+$/.test(address))) {
      throw new AwsError('BadRequestException', 'Illegal address');
    }
    const messageId = randomUUID();
    for (const address of to) {
      tell(messageId, address, input.ConfigurationSetName);
      if (deps.phones.behaviourOf(address) === 'undelivered') continue;
      deps.inbox.add({
        channel: 'email',
        to: address,
        subject: subject.Data,
        body: body.Text.Data,
        ...(body.Html?.Data !== undefined && { html: body.Html.Data }),
        messageId,
      });
    }
    return restResponse({ MessageId: messageId });
  };

  /** What a person or a check looks at; `ListIdentities` is the older API's word for it. */
  function look({ operation, path }: AwsRequest): AwsResponse {
    const { identities } = deps;
    switch (operation) {
      case 'GetAccount':
        return restResponse({
          ProductionAccessEnabled: true,
          SendingEnabled: true,
          EnforcementStatus: 'HEALTHY',
          SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 0 },
        });
      case 'ListEmailIdentities':
        return restResponse({ EmailIdentities: identities.map(shown) });
      case 'GetEmailIdentity': {
        const name = decodeURIComponent(path.split('/').at(-1) ?? '');
        if (identities.includes(name)) {
          const { IdentityType, SendingEnabled } = shown(name);
          return restResponse({ IdentityType, VerifiedForSendingStatus: SendingEnabled });
        }
        throw new AwsError('NotFoundException', `Email identity ${name} does not exist.`, 404);
      }
      case 'ListIdentities': {
        const members = identities.map(name => `<member>${name}</member>`);
        const result = `<Identities>${members.join('')}</Identities>`;
        return queryResponse(operation, 'http://ses.amazonaws.com/doc/2010-12-01/', result);
      }
      default:
        throw new AwsError('NotFoundException', `${operation} has no local counterpart`, 404);
    }
  }

  function shown(name: string) {
    const IdentityType = name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN';
    return { IdentityType, IdentityName: name, SendingEnabled: true };
  }

  /** As SES does for what is sent with a configuration set, and for nothing else. */
  function tell(messageId: string, address: string, set: string | undefined): void {
    const behaviour = deps.phones.behaviourOf(address);
    if (set === undefined || behaviour === 'silent') return;
    const isBounced = behaviour === 'undelivered';
    const bounce = {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        { emailAddress: address, diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
      ],
    };
    clock.at(clock.now() + travelsMs, () => {
      deps.put({
        source: 'aws.ses',
        'detail-type': isBounced ? 'Email Bounced' : 'Email Delivered',
        detail: {
          eventType: isBounced ? 'Bounce' : 'Delivery',
          mail: { messageId, destination: [address], tags: { 'ses:configuration-set': [set] } },
          ...(isBounced ? { bounce } : { delivery: { recipients: [address] } }),
        },
      });
    });
  }
}

interface SendEmailInput {
  ConfigurationSetName?: string;
  FromEmailAddress?: string;
  Destination?: { ToAddresses?: string[] };
  Content?: {
    Simple?: {
      Subject?: { Data?: string };
      Body?: { Text?: { Data?: string }; Html?: { Data?: string } };
    };
  };
}
