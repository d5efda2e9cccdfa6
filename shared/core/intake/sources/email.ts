import PostalMime from 'postal-mime';
import type { Parsed } from '#core/intake/alert.ts';
import { at, has, isMap, listAt, textAt, textOf, timeAt } from '#core/intake/given.ts';
import { alertsMax } from '#core/intake/limits.ts';
import { alertFrom } from '#core/intake/make-alert.ts';
import { answersOurs, tellsOfOurs } from '#core/intake/own-mail.ts';
import { readJson } from '#core/intake/read-json.ts';
import { withoutDays } from '#core/intake/sources/days.ts';
import { isLabelTakenBack } from '#core/intake/sources/doubted-end.ts';
import { alertsListed } from '#core/intake/sources/guess-lists.ts';
import { sameOf } from '#core/intake/sources/guess-same.ts';
import { isTestText } from '#core/intake/sources/guess-test.ts';
import { isPicturedWell, saysEnd } from '#core/intake/sources/guess-words.ts';
import { partedSubject } from '#core/intake/sources/mail-subjects.ts';
import { withoutState } from '#core/intake/sources/stated-title.ts';
import { momentOf } from '#core/time/moment.ts';

interface Mail {
  subject: string | undefined;
  from: string | undefined;
  text: string | undefined;
  sentAt: unknown;
  header: (name: string) => string | undefined;
  /** As mails were known before: by where they bounce to, as SES says. */
  formerFrom?: string | undefined;
  /** Whoever received it found that somebody else wrote it. */
  isForged?: boolean;
}

/**
 * A mail becomes an alert: as Amazon SES hands it over (through a topic, alone, or to Lambda), as Postmark, Mailgun and
 * CloudMailin post it, or as it is. What answers by itself, and what could not be delivered, is none.
 */
export async function parseEmail(body: unknown): Promise<Parsed> {
  const mails = await mailsIn(body);
  const parts = mails.map(ofMail);
  const alerts = parts.flatMap(part => ('alerts' in part ? part.alerts : []));
  const ignored = parts.flatMap(part => ('alerts' in part ? part.ignored : []));
  return alerts.length + ignored.length > 0
    ? { alerts, ignored }
    : { invalid: [{ path: '', message: 'is no mail: a subject or a sender is expected' }] };
}

async function mailsIn(body: unknown): Promise<Mail[]> {
  const text = textOf(body);
  if (text !== undefined) return [await ofMime(text)];
  if (!isMap(body)) return [];
  const records = listAt(body, 'Records').slice(0, 100);
  if (records.length > 0) {
    return (
      await Promise.all(records.map(each => mailsIn(at(each, 'Sns') ?? at(each, 'ses') ?? {})))
    ).flat();
  }
  if (has(body, 'Type', 'Message')) {
    const inner = readJson(textAt(body, 'Message') ?? '');
    return 'value' in inner ? mailsIn(inner.value) : [];
  }
  const content = textAt(body, 'content');
  const isForged = isDisowned(at(body, 'receipt'));
  if (content !== undefined && has(body, 'mail')) {
    return [{ ...(await ofMime(written(content))), isForged }];
  }
  const mail = isMap(at(body, 'mail')) ? at(body, 'mail') : body;
  const subject = textAt(mail, 'commonHeaders.subject', 'subject', 'headers.subject');
  const words =
    textAt(mail, 'TextBody', 'body-plain', 'stripped-text', 'plain', 'text') ??
    (await wordsOf(textAt(mail, 'HtmlBody', 'body-html', 'stripped-html', 'html')));
  if (subject === undefined && words === undefined && !has(mail, 'commonHeaders')) return [];
  const formerFrom = textAt(mail, 'source', 'from', 'sender', 'headers.from', 'envelope.from');
  return [
    {
      subject,
      from: addressOf(textAt(mail, 'commonHeaders.from.0')) ?? formerFrom,
      formerFrom,
      text: words,
      isForged,
      sentAt: timeAt(mail, 'timestamp', 'date', 'commonHeaders.date', 'headers.date'),
      header: headersOf(mail, body),
    },
  ];
}

/** By their names, as SES and Postmark list them, Mailgun writes pairs into a text, CloudMailin has a map, and SendGrid the lines. */
function headersOf(mail: unknown, body: unknown): Mail['header'] {
  const pairs = readJson(textAt(mail, 'message-headers') ?? '[]');
  const lines = textAt(mail, 'headers')?.split(/\r?\n/) ?? [];
  const listed = [
    ...[...listAt(mail, 'headers'), ...listAt(body, 'Headers')].map(each => [
      textAt(each, 'name'),
      textAt(each, 'value'),
    ]),
    ...('value' in pairs ? listAt(pairs.value, '') : []).map(each =>
      Array.isArray(each) ? each.map(textOf) : [],
    ),
    ...lines.map(line => /^([^\s:]+):\s*(.*)$/.exec(line)?.slice(1) ?? []),
  ];
  return name =>
    listed.find(([known]) => known?.toLowerCase() === name)?.[1] ??
    textAt(at(mail, 'headers'), name);
}

/**
 * By what SES found, of the domain that stands as its sender. Of one that says nothing of its mail nobody knows. Source:
 * docs.aws.amazon.com/ses, "Contents of notifications for Amazon SES email receiving".
 */
function isDisowned(receipt: unknown): boolean {
  const [dmarc, spf, dkim] = ['dmarc', 'spf', 'dkim'].map(name =>
    textAt(receipt, `${name}Verdict.status`),
  );
  return dmarc === 'FAIL' || (dmarc !== 'PASS' && spf === 'FAIL' && dkim !== 'PASS');
}

/** Where it would bounce to, which SES calls its source, is another for each mail of many services. */
function addressOf(from: string | undefined): string | undefined {
  return /<([^<>]+)>\s*$/.exec(from ?? '')?.[1] ?? from;
}

/** SES writes what it received as it is, or in base64 where a rule says so: those bytes are of whichever letters the mail names. */
function written(content: string): string | Buffer {
  return /[^A-Za-z0-9+/=\s]|=[^=\s]/.test(content) ? content : Buffer.from(content, 'base64');
}

/**
 * What comes behind that much of a mail are pictures and files. The library makes text of HTML beside text, and looks from each
 * link on for its end: of more than this, or of mails in mails, anybody who may write us a mail could have it look for minutes.
 */
const mailMax = 32 * 1024;
const bounded = { maxNestingDepth: 32, maxRfc822NestingDepth: 1 };

async function ofMime(mail: string | Buffer): Promise<Mail> {
  const {
    subject,
    from,
    text: plain,
    html,
    date,
    headers,
  } = await PostalMime.parse(mail.slice(0, mailMax), bounded);
  return {
    subject: textOf(subject),
    from: textOf(from?.address),
    text: textOf(plain) ?? (await wordsOf(textOf(html))),
    sentAt: date,
    header: name => textOf(headers.find(({ key }) => key === name)?.value),
  };
}

/** What HTML says, which the library makes text of beside a part that is. Where links lead is not told. */
async function wordsOf(html: string | undefined): Promise<string | undefined> {
  if (html === undefined) return undefined;
  const plainer = html.slice(0, mailMax).replace(/<a\b/gi, '<i');
  const parts = [
    'Content-Type: multipart/mixed; boundary=part',
    '',
    '--part',
    'Content-Type: text/plain',
    '',
    '--part',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(plainer).toString('base64'),
    '--part--',
  ];
  return textOf((await PostalMime.parse(parts.join('\r\n'))).text);
}

/** As Exchange begins it in the language of whoever is away; its headers are those of any mail that a machine wrote. */
const automaticReply =
  /^\s*(automatic reply|automatische antwort|réponse automatique|respuesta automática)\s*:/i;

/** One without a subject is called by its words: scripts and devices send such, too. */
function ofMail(mail: Mail): Parsed {
  const { subject: said, from, formerFrom = from, text, sentAt, header, isForged } = mail;
  const subject = said ?? (from && (firstLine(text) ?? `A mail of ${from}`));
  if (subject === undefined) return { alerts: [], ignored: [] };
  const ignored = (why: string) => ({
    alerts: [],
    ignored: [`"${subject.slice(0, 200)}" ${why}`],
  });
  const isAutomatic =
    /^auto-(replied|notified)/i.test(header('auto-submitted') ?? '') ||
    (header('x-autoreply') ?? header('x-autorespond')) !== undefined ||
    automaticReply.test(subject);
  if (isAutomatic || /^(mailer-daemon|postmaster)@/i.test(from ?? '')) {
    return ignored('was written by a mail system about another mail');
  }
  if (answersOurs(subject)) return ignored('is the answer of somebody to a mail of Tocsin');
  if (tellsOfOurs(subject)) return ignored('tells what a mail of Tocsin has led to');
  const title = subject.replace(/^\s*((re|fwd?|aw|wg):\s*)+/i, '');
  const plain = title.replace(pictures, '');
  const urgency = header('x-priority') ?? header('importance') ?? header('priority');
  const isUrgent = urgency !== undefined && /^[12]\b|high|urgent/i.test(urgency);
  const whole = {
    description: text,
    labels: { from, subject },
    ...(isUrgent && { severity: 'high' }),
    startedAt: momentOf(sentAt),
  };
  const listed = alertsListed(text ?? '')?.alerts.filter(each => !(each.isOver && isForged));
  if (listed !== undefined && listed.length > 0) {
    const alerts = listed.slice(0, alertsMax).map(({ title: name, isOver }) =>
      alertFrom('email', {
        ...{ status: isOver ? 'cleared' : 'firing', series: [from, name], name, title: name },
        ...whole,
      }),
    );
    return { alerts, ignored: [] };
  }
  const parted = partedSubject(plain);
  const isOver =
    (parted?.isOver && !isLabelTakenBack(plain)) ?? (saysEnd(title) || isPicturedWell(title));
  // Whoever knows the address may open an incident. None of a monitor's is ended in its name.
  if (isOver && isForged) {
    return ignored(
      'says that something is over, and its sender is not who it says: SPF, DKIM or DMARC failed',
    );
  }
  const series = [from, parted === undefined ? sameOf(plain, false) : withoutDays(parted.name)];
  const formerly = [formerFrom, withoutState(title)];
  const alert = alertFrom('email', {
    status: isOver ? 'cleared' : 'firing',
    kind: isTestText(plain) ? 'test' : undefined,
    series,
    ...(series.some((part, index) => part !== formerly[index]) && { formerly }),
    name: title,
    title,
    ...whole,
  });
  return { alerts: [alert], ignored: [] };
}

function firstLine(text: string | undefined): string | undefined {
  return textOf(text?.trim().split(/[\r\n]/, 1)[0]);
}

/** In front of a subject they are red while something is wrong, and green behind it. */
const pictures = /^(?:\p{So}|\p{Sk}|\uFE0F|\u200D|\s)+/u;
