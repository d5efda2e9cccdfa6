import { randomUUID } from 'node:crypto';
import { region } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { Inbox } from '#local/inbox/inbox.ts';
import type { Phones } from '#local/inbox/phones.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  noCounterpart,
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
  /** By name. */
  configurationSets: readonly string[];
  /** Where a link in a mail leads. */
  url: string;
  /** Puts an event on the default bus. */
  put: (event: Record<string, unknown>) => unknown;
}) {
  const { clock, phones } = deps;
  const { mail } = phones.state;

  /** By itself, by its domain, or by one above. */
  function isVerified(address: string): boolean {
    const verifies = (name: string) =>
      address === name || address.endsWith(`@${name}`) || address.endsWith(`.${name}`);
    return Object.keys(mail.identities)
      .filter(verifies)
      .some(name => mail.identities[name] === 'verified');
  }

  /** A domain is proven by its owner's DNS, which is out of a laptop's reach; an address by the link in a mail. */
  function createIdentity(name: string): AwsResponse {
    if (mail.identities[name] !== undefined) {
      throw new AwsError('AlreadyExistsException', `Email identity ${name} already exists.`);
    }
    mail.identities[name] = 'pending';
    phones.changed();
    if (name.includes('@')) {
      deps.inbox.add({
        ...{ channel: 'email', to: name, messageId: randomUUID() },
        subject: 'Amazon Web Services - Email Address Verification Request',
        body: `To send mail from this address, confirm it: ${deps.url}/_local/confirm?address=${encodeURIComponent(name)}`,
      });
    }
    return restResponse({
      IdentityType: shown(name).IdentityType,
      VerifiedForSendingStatus: false,
    });
  }

  return (request: AwsRequest): AwsResponse => {
    if (request.operation !== 'SendEmail') return look(request);
    const input = readJson(request) as SendEmailInput;
    const to = input.Destination?.ToAddresses ?? [];
    const { Subject: subject, Body: body, Attachments } = input.Content?.Simple ?? {};
    if (!input.FromEmailAddress || subject?.Data === undefined || body?.Text?.Data === undefined) {
      throw new AwsError('BadRequestException', 'Sender, subject and text are needed');
    }
    if (/[\r\n]/.test(subject.Data)) {
      throw new AwsError('BadRequestException', 'The subject has a line break');
    }
    if (to.length === 0 || !to.every(address => /^[^\s@]+@[^\s@]+$/.test(address))) {
      throw new AwsError('BadRequestException', 'Illegal address');
    }
    const { ConfigurationSetName: set } = input;
    if (set !== undefined && !deps.configurationSets.includes(set)) {
      throw new AwsError('NotFoundException', `Configuration set <${set}> does not exist.`, 404);
    }
    const refused = [...(mail.sandbox ? to : []), input.FromEmailAddress];
    const unverified = refused.filter(address => !isVerified(address));
    if (unverified.length > 0) {
      throw new AwsError(
        'MessageRejected',
        `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${unverified.join(', ')}`,
      );
    }
    const messageId = randomUUID();
    for (const address of to) {
      tell(messageId, address, set);
      if (phones.behaviourOf(address) === 'undelivered') continue;
      deps.inbox.add({
        channel: 'email',
        to: address,
        subject: subject.Data,
        body: body.Text.Data,
        ...(body.Html?.Data !== undefined && { html: body.Html.Data }),
        ...(Attachments !== undefined && { attachments: Attachments.map(readAttachment) }),
        messageId,
      });
    }
    return restResponse({ MessageId: messageId });
  };

  /** What a person or a check looks at; `ListIdentities` is the older API's word for it. */
  function look(request: AwsRequest): AwsResponse {
    const { operation, path } = request;
    const identities = Object.keys(mail.identities);
    switch (operation) {
      case 'GetAccount':
        return restResponse({
          ProductionAccessEnabled: !mail.sandbox,
          SendingEnabled: true,
          EnforcementStatus: 'HEALTHY',
          SendQuota: {
            ...(mail.sandbox
              ? { Max24HourSend: 200, MaxSendRate: 1 }
              : { Max24HourSend: 50_000, MaxSendRate: 14 }),
            SentLast24Hours: 0,
          },
        });
      case 'CreateEmailIdentity':
        return createIdentity(String(readJson(request).EmailIdentity));
      case 'PutAccountDetails':
        // AWS takes a day to think about it.
        mail.sandbox = readJson(request).ProductionAccessEnabled !== true;
        phones.changed();
        return restResponse({});
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
        throw noCounterpart({ operation }, 'NotFoundException', 404);
    }
  }

  function shown(name: string) {
    const IdentityType = name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN';
    return { IdentityType, IdentityName: name, SendingEnabled: isVerified(name) };
  }

  /** As SES does for what is sent with a configuration set, and for nothing else. */
  function tell(messageId: string, address: string, set: string | undefined): void {
    const behaviour = phones.behaviourOf(address);
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
      Attachments?: AttachmentInput[];
    };
  };
}

interface AttachmentInput {
  FileName?: string;
  ContentType?: string;
  ContentTransferEncoding?: string;
  RawContent?: string;
}

function readAttachment({
  FileName: name,
  ContentType: contentType = '',
  ContentTransferEncoding: encoding = 'SEVEN_BIT',
  RawContent,
}: AttachmentInput) {
  if (!name || RawContent === undefined) {
    throw new AwsError('BadRequestException', 'An attachment needs a name and content');
  }
  const content = Buffer.from(RawContent, 'base64');
  // What has eight bits does not come through a mail of seven.
  return {
    name,
    contentType,
    content: content.toString(encoding === 'SEVEN_BIT' ? 'ascii' : 'utf8'),
  };
}
