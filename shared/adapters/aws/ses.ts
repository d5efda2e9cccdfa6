import { delivered, type SignedCall } from '#adapters/aws/signed-call.ts';
import type { Notice } from '#core/communication/notice.ts';
import { noticeHtml } from '#core/paging/page-html.ts';
import type { SendEmail } from '#ports/communication.ts';

/**
 * E-mail through SES: as HTML and as text, with links that work, to any address, and with no subscription that a person
 * or a scanner could end by a click. The sender's identity must be verified. With a configuration set, SES tells what
 * became of each.
 */
export function sendEmailBySes(
  call: SignedCall,
  { from, configurationSet }: { from: string; configurationSet?: string },
): SendEmail {
  return (to, notice) =>
    delivered(
      'SES',
      call(
        '/v2/email/outbound-emails',
        { 'content-type': 'application/json' },
        JSON.stringify({
          FromEmailAddress: from,
          ...(configurationSet !== undefined && { ConfigurationSetName: configurationSet }),
          Destination: { ToAddresses: [to] },
          Content: {
            Simple: {
              Subject: utf8(notice.subject),
              Body: { Text: utf8(notice.body), Html: utf8(notice.html ?? noticeHtml(notice)) },
              Headers: [...fromMachine, ...(notice.unsubscribe ? wayOut(notice.unsubscribe) : [])],
              ...(notice.attachment !== undefined && {
                Attachments: [attached(notice.attachment)],
              }),
            },
          },
        }),
      ),
    );
}

const utf8 = (text: string) => ({ Data: text.toWellFormed(), Charset: 'UTF-8' });

function attached({ name, contentType, content }: NonNullable<Notice['attachment']>) {
  return {
    FileName: name,
    ContentType: contentType,
    ContentDisposition: 'ATTACHMENT',
    // In the mail; without a word it is seven bits, and letters of more are lost. In the request it is base64 anyway.
    ContentTransferEncoding: 'BASE64',
    RawContent: Buffer.from(content).toString('base64'),
  };
}

/**
 * RFC 3834, and what Exchange heeds instead: nobody who is away answers us, which SES would take for a bounce, and which
 * may come back as a mail to where alerts go.
 */
const fromMachine = [
  { Name: 'Auto-Submitted', Value: 'auto-generated' },
  { Name: 'X-Auto-Response-Suppress', Value: 'OOF, AutoReply' },
];

/** RFC 8058: the mail program posts by itself when its reader presses its own button; following the link alone does nothing. */
function wayOut(link: string) {
  return [
    { Name: 'List-Unsubscribe', Value: `<${link}>` },
    { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
  ];
}
