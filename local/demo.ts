import { everyChannel, localSecret } from '#local/account.ts';
import { applyFirstConfiguration } from '#local/first-configuration.ts';
import { scriptArguments } from '#local/script-arguments.ts';
import { startLocalStack } from '#local/stack.ts';

/** `npm run demo`: one SEV1 from its first alert to its sealed archive, told as it happens. Nothing is kept. */
const usage = `npm run demo

One SEV1 from its first alert to its sealed archive, told as it happens. It takes no options, and nothing is kept.`;

interface Message {
  channel: string;
  to: string;
  subject?: string;
  body: string;
  links: string[];
}
interface Shown {
  id: string;
  phase: string;
  severity: string;
  severityReason: { text: string };
  nextDeadline?: { at: string; text: string };
  timeline: { at: string; text: string }[];
}

scriptArguments(usage, {}, () => {});
const stack = await startLocalStack({ tell: () => {}, context: everyChannel });
try {
  await applyFirstConfiguration({ url: stack.url, example: 'tocsin.yaml' });
  await tell(stack.url);
} finally {
  await stack.stop();
}
process.exit(0);

async function tell(url: string): Promise<void> {
  let shownMessages = 0;
  let shownLines = 0;

  const { now } = await call<{ now: string }>('GET', '/_local/clock');
  say(`${clock(now)} UTC. Payments start to fail. The monitoring posts an alert:`);
  const alert = {
    title: 'Payment processing down',
    description: 'All payment attempts fail with 502 for two minutes.',
    service: 'payments',
    key: 'payments-down',
  };
  console.log(indented(JSON.stringify(alert)));
  await call('POST', '/v1/alerts/generic', alert);
  await advance(1);
  const [incident] = (await call<{ incidents: Shown[] }>('GET', '/v1/incidents')).incidents;
  if (incident === undefined) throw new Error('The alert opened no incident');
  const { id } = incident;
  say(`${id} is open as ${incident.severity}, because ${incident.severityReason.text}.`);
  await news();

  say('Nobody answers for five minutes: the next level is paged.');
  await advance(300);
  await news();

  say('The team lead opens the link in the text. Opening it changes nothing; the button does.');
  const link = (await inbox()).filter(({ channel }) => channel === 'sms').at(-1)?.links[0];
  if (link === undefined) throw new Error('The text had no link');
  await fetch(link);
  await fetch(link, { method: 'POST' });
  await advance(1);
  await news();

  say('Ten minutes later an update is due soon; the lead is reminded, and posts one.');
  await advance(600);
  await call('POST', `/v1/incidents/${id}/updates`, {
    status: 'Investigating root cause',
    impact: 'Payment processing down for 15 min',
    actions: 'Database team checking connections',
  });
  await advance(1);
  await news();

  say('The pool is restarted and payments work again. Resolved; half an hour of watching begins.');
  await call('POST', '/v1/alerts/generic', { ...alert, status: 'resolved' });
  await call('POST', `/v1/incidents/${id}/resolve`, {
    resolution: 'Restarted the connection pool.',
  });
  await advance(60);
  await news();

  say('Thirty quiet minutes later: all clear.');
  await advance(1800);
  await news();

  const archive = await call<{ manifest: string; objects: { key: string; bytes: number }[] }>(
    'GET',
    `/v1/incidents/${id}/archive`,
  );
  say('Meanwhile the evidence was archived, each object with its SHA-256 in the manifest:');
  for (const { key, bytes } of archive.objects) console.log(`    ${key}  ${bytes} bytes`);
  console.log(`    ${archive.manifest}`);
  say('The report (npx tocsin report, or scripts/incident/report.sh) tells it again. End of demo.');

  async function news(): Promise<void> {
    const messages = await inbox();
    for (const { channel, to, subject, body } of messages.slice(shownMessages)) {
      console.log(`    ${channel === 'sms' ? 'SMS  ' : 'MAIL '} ${to}: ${subject ?? body}`);
    }
    shownMessages = messages.length;
    const { timeline, nextDeadline } = await call<Shown>('GET', `/v1/incidents/${id}`);
    for (const { at, text } of timeline.slice(shownLines)) {
      console.log(`    ${clock(at)}  ${text}`);
    }
    shownLines = timeline.length;
    if (nextDeadline !== undefined) {
      console.log(`    next: ${clock(nextDeadline.at)}  ${nextDeadline.text}`);
    }
  }

  function inbox(): Promise<Message[]> {
    return call('GET', '/_local/inbox');
  }

  async function advance(seconds: number): Promise<void> {
    await call('POST', '/_local/clock/advance', { seconds });
  }

  async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${localSecret}`,
        // All that is told has one clock, and it is named at the beginning.
        'tocsin-time-zone': 'UTC',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}

function clock(at: string): string {
  return at.slice(11, 19);
}

function say(sentence: string): void {
  console.log(`\n${sentence}`);
}

function indented(text: string): string {
  return `    ${text}`;
}
