import * as z from 'zod/mini';
import type { OutsideAnswer, OutsideCall } from '#adapters/outside/outside-call.ts';
import { retryAfterSeconds } from '#adapters/outside/retry-after.ts';
import { automationData, githubIssue, type Issue, jiraIssue } from '#core/review/issue.ts';
import { type Tracker, trackerNames } from '#core/setup/trackers.ts';
import { jsonIn } from '#core/text/json-in.ts';
import { epochMs } from '#core/time/instant.ts';
import type { CreateIssue, IssueOutcome, ReadSecret } from '#ports/review.ts';
import type { Now } from '#ports/runtime.ts';

type Of<Kind extends Tracker['kind']> = Extract<Tracker, { kind: Kind }>;
type Refused = Extract<IssueOutcome, { failed: unknown }>;
type Headers = Readonly<Record<string, string>>;

/**
 * Opens issues with GitHub and Jira by their own interfaces, without anything in between. Both are asked first whether
 * they have the issue: an answer may be lost on the way, and opening it is not repeatable. A rule of Jira Automation
 * cannot be asked, so that what has no answer is given up and said.
 */
export function createIssue(deps: {
  call: OutsideCall;
  readSecret: ReadSecret;
  now: Now;
}): CreateIssue {
  return async (tracker, issue) => {
    const read = await deps.readSecret(tracker.secret);
    if ('unreadable' in read) {
      return { failed: read.isTransient ? 'retry' : 'give-up', reason: read.unreadable };
    }
    switch (tracker.kind) {
      case 'github':
        return toGithub(tracker, read.secret, issue);
      case 'jira':
        return toJira(tracker, read.secret, issue);
      case 'jira-automation':
        return toAutomation(tracker, read.secret, issue);
      default:
        return tracker satisfies never;
    }
  };

  async function toGithub(tracker: Of<'github'>, token: string, issue: Issue) {
    const { repository, api, labels } = tracker;
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    };
    const created = (found: z.infer<typeof githubAnswer>): IssueOutcome => ({
      created: { reference: `${repository}#${found.number}`, url: found.html_url },
    });
    const query = new URLSearchParams({
      q: `repo:${repository} is:issue in:body "${issue.ref}"`,
      per_page: '5',
    });
    const looked = await asked(tracker, 'GET', `${api}/search/issues?${query}`, headers);
    if ('failed' in looked) return looked;
    const found = readAs(githubSearch, looked);
    if (found === undefined) return strange(tracker);
    // The search takes words apart; this does not.
    const known = found.items.find(({ body }) => body?.includes(issue.ref));
    if (known !== undefined) return created(known);
    const body = JSON.stringify(githubIssue(issue, labels));
    const address = `${api}/repos/${repository}/issues`;
    const answer = await asked(tracker, 'POST', address, headers, body);
    if ('failed' in answer) return answer;
    const opened = readAs(githubAnswer, answer);
    return opened === undefined ? strange(tracker) : created(opened);
  }

  async function toJira(tracker: Of<'jira'>, token: string, issue: Issue) {
    const { site, project, user } = tracker;
    const basic = Buffer.from(`${user}:${token}`).toString('base64');
    const headers = { authorization: `Basic ${basic}`, accept: 'application/json' };
    const created = ({ key }: z.infer<typeof jiraAnswer>): IssueOutcome => ({
      created: { reference: key, url: `${site}/browse/${key}` },
    });
    const query = new URLSearchParams({
      jql: `project = "${project}" AND labels = "${issue.ref}"`,
      fields: 'summary',
      maxResults: '1',
    });
    const looked = await asked(tracker, 'GET', `${site}/rest/api/3/search/jql?${query}`, headers);
    if ('failed' in looked) return looked;
    const found = readAs(jiraSearch, looked);
    if (found === undefined) return strange(tracker);
    const [known] = found.issues;
    if (known !== undefined) return created(known);
    const wanted = jiraIssue(issue, tracker);
    const { duedate: _due, ...dateless } = wanted.fields;
    const address = `${site}/rest/api/3/issue`;
    const open = (body: object) => asked(tracker, 'POST', address, headers, JSON.stringify(body));
    let answer = await open(wanted);
    // The screens of some projects have no such field; the description says the day too.
    if ('failed' in answer && answer.isOnlyDueDate) answer = await open({ fields: dateless });
    if ('failed' in answer) return answer;
    const opened = readAs(jiraAnswer, answer);
    return opened === undefined ? strange(tracker) : created(opened);
  }

  async function toAutomation(
    tracker: Of<'jira-automation'>,
    token: string,
    issue: Issue,
  ): Promise<IssueOutcome> {
    const headers = { 'x-automation-webhook-token': token, accept: 'application/json' };
    const body = JSON.stringify(automationData(issue));
    const answer = await asked(tracker, 'POST', tracker.webhook, headers, body);
    return 'failed' in answer ? answer : { created: {} };
  }

  /** One call. What is no 2xx is a refusal in the vendor's own words. */
  async function asked(
    tracker: Tracker,
    method: 'GET' | 'POST',
    address: string,
    headers: Headers,
    body = '',
  ): Promise<OutsideAnswer | (Refused & { isOnlyDueDate?: boolean })> {
    const name = trackerNames[tracker.kind];
    // Of whom nobody can ask it, nobody knows.
    const cannotAsk = tracker.kind === 'jira-automation';
    const lost = (why: string): Refused =>
      cannotAsk
        ? { failed: 'give-up', reason: `${name}: ${why}; it may have arrived, so look there first` }
        : { failed: 'retry', reason: `${name}: ${why}` };
    let answer: Awaited<ReturnType<OutsideCall>>;
    try {
      answer = await deps.call(
        method,
        new URL(address),
        {
          ...headers,
          'user-agent': 'Tocsin',
          ...(body !== '' && { 'content-type': 'application/json' }),
        },
        body,
      );
    } catch (error) {
      return lost(`no answer: ${error instanceof Error ? error.message : String(error)}`);
    }
    if ('refused' in answer) return { failed: 'give-up', reason: `${name}: ${answer.refused}` };
    const { status } = answer;
    if (status >= 200 && status < 300) {
      // It was done, and what it is called can be asked for; a rule has nothing more to say.
      return answer.isCut && !cannotAsk ? lost('its answer broke off') : answer;
    }
    const said = saidIn(answer.body);
    const reason = `${name}: answered ${status}${said.text === '' ? '' : `: ${said.text}`}`;
    if (isAboutRate(answer, said.text)) {
      const afterSeconds = pauseOf(answer);
      return { failed: 'retry', reason, ...(afterSeconds !== undefined && { afterSeconds }) };
    }
    if (status >= 500 || status === 408) return lost(reason.slice(name.length + 2));
    const { fields } = said;
    const isOnlyDueDate = status === 400 && fields.length === 1 && fields[0] === 'duedate';
    return {
      failed: 'give-up',
      reason: `${reason}${hintFor(tracker, method, status)}`,
      isOnlyDueDate,
    };
  }

  /** In whole seconds from now, where the vendor says how long. */
  function pauseOf(answer: OutsideAnswer): number | undefined {
    const { headers } = answer;
    const after = retryAfterSeconds(answer, deps.now());
    if (after !== undefined) return after;
    const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
    if (!Number.isFinite(reset) || headers['x-ratelimit-remaining'] !== '0') return undefined;
    return Math.max(0, Math.ceil(reset - epochMs(deps.now()) / 1000));
  }
}

const githubAnswer = z.object({
  number: z.number(),
  html_url: z.string(),
  body: z.nullish(z.string()),
});
const githubSearch = z.object({ items: z.array(githubAnswer) });
const jiraAnswer = z.object({ key: z.string() });
const jiraSearch = z.object({ issues: z.array(jiraAnswer) });

/** GitHub answers 403 as well as 429 when it is asked too often. */
function isAboutRate({ status, headers }: OutsideAnswer, text: string): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  const isSpent = headers['x-ratelimit-remaining'] === '0' || 'retry-after' in headers;
  return isSpent || /rate limit/i.test(text);
}

function hintFor(tracker: Tracker, method: 'GET' | 'POST', status: number): string {
  if (status === 401) return ` (the token in ${tracker.secret} is not taken)`;
  if (tracker.kind !== 'github') return '';
  // Whom a repository is closed to is told that there is none; the search says it with a 422.
  const isHidden = status === 404 || (status === 422 && method === 'GET');
  return isHidden ? ` (this token may not see ${tracker.repository})` : '';
}

function readAs<Schema extends z.ZodMiniType>(
  schema: Schema,
  { body }: OutsideAnswer,
): z.infer<Schema> | undefined {
  // A page for people is somebody else's address.
  return z.safeParse(schema, jsonIn(body)).data;
}

function strange({ kind }: Tracker): Refused {
  const name = trackerNames[kind];
  return { failed: 'give-up', reason: `${name}: what answers at this address is not ${name}` };
}

/** GitHub: `message` and `errors` of fields. Jira: `errorMessages`, and `errors` by field. */
function saidIn(body: string): { text: string; fields: string[] } {
  const parsed = z.safeParse(refusal, jsonIn(body));
  if (!parsed.success) return { text: '', fields: [] };
  const { message, errorMessages = [], errors } = parsed.data;
  const listed = Array.isArray(errors)
    ? errors.map(({ field, code, message: own }) => own ?? [field, code].filter(Boolean).join(' '))
    : Object.entries(errors ?? {}).map(([field, text]) => `${field}: ${text}`);
  const text = [...(message === undefined ? [] : [message]), ...errorMessages, ...listed];
  return {
    text: text.filter(Boolean).join('; '),
    fields: errorMessages.length > 0 || Array.isArray(errors) ? [] : Object.keys(errors ?? {}),
  };
}

const refusal = z.object({
  message: z.optional(z.string()),
  errorMessages: z.optional(z.array(z.string())),
  errors: z.optional(
    z.union([
      z.array(
        z.object({
          field: z.optional(z.string()),
          code: z.optional(z.string()),
          message: z.optional(z.string()),
        }),
      ),
      z.record(z.string(), z.string()),
    ]),
  ),
});
