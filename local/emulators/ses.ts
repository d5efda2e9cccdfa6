import { randomUUID } from 'node:crypto';
import { AwsError, type AwsRequest, type AwsResponse, readJson } from '#local/aws-wire.ts';
import type { Inbox } from '#local/inbox.ts';

/** SES v2's SendEmail, in its simple form: into the fake mailboxes. */
export function sesEmulator({ inbox }: { inbox: Inbox }) {
  return (request: AwsRequest): AwsResponse => {
    if (request.operation !== 'SendEmail') {
      throw new AwsError('NotFoundException', `${request.operation} has no local counterpart`, 404);
    }
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
      inbox.add({
        channel: 'email',
        to: address,
        subject: subject.Data,
        body: body.Text.Data,
        ...(body.Html?.Data !== undefined && { html: body.Html.Data }),
        messageId,
      });
    }
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, body: JSON.stringify({ MessageId: messageId }) };
  };
}

interface SendEmailInput {
  FromEmailAddress?: string;
  Destination?: { ToAddresses?: string[] };
  Content?: {
    Simple?: {
      Subject?: { Data?: string };
      Body?: { Text?: { Data?: string }; Html?: { Data?: string } };
    };
  };
}
