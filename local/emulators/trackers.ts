import { objectIn } from '#core/text/json-in.ts';
import { sampleSecrets } from '#local/emulators/secrets.ts';

export interface OutsideRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
  /** The body as it came, where it may be no text. */
  bytes?: Buffer;
}
export interface OutsideResponse {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}
/** An issue as the vendor keeps it. */
export interface KeptIssue {
  vendor: 'github' | 'jira' | 'jira-automation';
  key: string;
  request: Record<string, unknown>;
}

/**
 * GitHub, Jira and Jira Automation, as strict as they are: what they would refuse is refused in their words. Searches
 * find what was opened. `undefined`: the address is nobody's of these.
 */
export function trackersEmulator(secrets: Readonly<Record<string, string>> = sampleSecrets) {
  const issues: KeptIssue[] = [];
  const { token: jiraToken } = JSON.parse(secrets['tocsin/jira'] ?? '{}') as { token?: string };
  const basic = Buffer.from(`bot@example.com:${jiraToken}`).toString('base64');

  function answer(request: OutsideRequest): OutsideResponse | undefined {
    switch (request.url.hostname) {
      case 'api.github.com':
        return github(request);
      case 'northwind.atlassian.net':
        return jira(request);
      case 'api-private.atlassian.com':
        return automation(request);
      default:
        return undefined;
    }
  }

  function github({ method, url, headers, body }: OutsideRequest): OutsideResponse {
    const documentation_url = 'https://docs.github.com/rest';
    const refuse = (status: number, message: string, errors?: object[]): OutsideResponse => ({
      status,
      body: { message, ...(errors && { errors }), documentation_url, status: String(status) },
    });
    if (!headers['user-agent']) return refuse(403, 'Request forbidden by administrative rules.');
    if (headers.authorization !== `Bearer ${secrets['tocsin/github']}`) {
      return refuse(401, 'Bad credentials');
    }
    if (headers.accept !== 'application/vnd.github+json') return refuse(415, 'Unsupported');
    if (headers['x-github-api-version'] !== '2022-11-28') {
      return refuse(400, 'The version you specified is not a valid version.');
    }
    const shown = ({ key, request }: KeptIssue) => ({
      id: Number(key),
      number: Number(key),
      html_url: `https://github.com/northwind/books/issues/${key}`,
      ...request,
    });
    if (method === 'GET' && url.pathname === '/search/issues') {
      const query = url.searchParams.get('q') ?? '';
      if (!query.includes('repo:northwind/books')) {
        const message =
          'The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.';
        return refuse(422, 'Validation Failed', [{ message, resource: 'Search', field: 'q' }]);
      }
      if (!query.includes('is:issue')) {
        return refuse(422, "Query must include 'is:issue' or 'is:pull-request'");
      }
      const words = /"([^"]+)"/.exec(query)?.[1] ?? '';
      const items = issues
        .filter(issue => issue.vendor === 'github' && String(issue.request.body).includes(words))
        .map(shown);
      return { status: 200, body: { total_count: items.length, incomplete_results: false, items } };
    }
    if (method !== 'POST' || url.pathname !== '/repos/northwind/books/issues') {
      return refuse(404, 'Not Found');
    }
    const given = objectIn(body);
    if (given === undefined) return refuse(400, 'Problems parsing JSON');
    const { title, body: text, labels } = given;
    const missing = { resource: 'Issue', field: 'title', code: 'missing_field' };
    if (typeof title !== 'string' || title === '' || title.length > 256) {
      return refuse(422, 'Validation Failed', [missing]);
    }
    if (typeof text !== 'string' || !areWords(labels)) return refuse(422, 'Validation Failed');
    return { status: 201, body: shown(keep('github', given)) };
  }

  function jira({ method, url, headers, body }: OutsideRequest): OutsideResponse {
    const refuse = (
      status: number,
      errors: Record<string, string>,
      errorMessages: string[] = [],
    ) => ({
      status,
      body: { errorMessages, errors },
    });
    if (headers.authorization !== `Basic ${basic}`) {
      return { status: 401, body: 'Client must be authenticated to access this resource.' };
    }
    if (method === 'GET' && url.pathname === '/rest/api/3/search/jql') {
      const label = /labels = "([^"]+)"/.exec(url.searchParams.get('jql') ?? '')?.[1];
      const found = issues.filter(({ vendor, request }) => {
        const { labels } = (request.fields ?? {}) as { labels?: string[] };
        return vendor === 'jira' && label !== undefined && labels?.includes(label);
      });
      return {
        status: 200,
        body: { issues: found.map(({ key }) => ({ id: key, key })), isLast: true },
      };
    }
    if (method !== 'POST' || url.pathname !== '/rest/api/3/issue') {
      return refuse(404, {}, ['Not found']);
    }
    const fields = (objectIn(body)?.fields ?? {}) as Record<string, unknown>;
    const { project, issuetype, summary, description, duedate, labels } = fields;
    if ((project as { key?: string } | undefined)?.key !== 'OPS') {
      return refuse(400, { project: 'valid project is required' });
    }
    if (!['Task', 'Bug'].includes(String((issuetype as { name?: string } | undefined)?.name))) {
      return refuse(400, { issuetype: 'Specify a valid issue type' });
    }
    if (typeof summary !== 'string' || summary.length > 255 || /[\r\n]/.test(summary)) {
      return refuse(400, {
        summary: 'The summary is invalid because it contains newline characters.',
      });
    }
    if (!isDocument(description)) {
      return refuse(400, { description: 'Operation value must be an Atlassian Document' });
    }
    if (!areWords(labels) || labels.some(label => /\s/.test(label))) {
      return refuse(400, { labels: "The label can't contain spaces." });
    }
    // The screen of bugs has no such field, as in many projects.
    if (duedate !== undefined && (issuetype as { name: string }).name === 'Bug') {
      return refuse(400, {
        duedate: "Field 'duedate' cannot be set. It is not on the appropriate screen, or unknown.",
      });
    }
    if (duedate !== undefined && !/^\d{4}-\d\d-\d\d$/.test(String(duedate))) {
      return refuse(400, { duedate: 'Specify the value in the string format "yyyy-MM-dd".' });
    }
    const { key } = keep('jira', { fields });
    return {
      status: 201,
      body: { id: '10001', key, self: `${url.origin}/rest/api/3/issue/10001` },
    };
  }

  function automation({ method, url, headers, body }: OutsideRequest): OutsideResponse {
    if (method !== 'POST' || !url.pathname.startsWith('/automation/webhooks/jira/a/')) {
      return { status: 404, body: {} };
    }
    if (headers['x-automation-webhook-token'] !== secrets['tocsin/jira-automation']) {
      return { status: 401, body: { errorMessages: ['Token is missing or invalid'], errors: {} } };
    }
    const given = objectIn(body);
    if (given === undefined) return { status: 400, body: {} };
    keep('jira-automation', given);
    return { status: 200, body: { success: true } };
  }

  function keep(vendor: KeptIssue['vendor'], request: Record<string, unknown>): KeptIssue {
    const number = issues.filter(issue => issue.vendor === vendor).length + 1;
    const kept = { vendor, key: vendor === 'jira' ? `OPS-${number}` : String(number), request };
    issues.push(kept);
    return kept;
  }

  return { answer, issues };
}

function areWords(labels: unknown): labels is string[] {
  return Array.isArray(labels) && labels.every(label => typeof label === 'string' && label !== '');
}

interface DocumentNode {
  type?: string;
  version?: number;
  text?: string;
  content?: DocumentNode[];
}

const inside: Readonly<Record<string, readonly string[]>> = {
  doc: ['paragraph', 'bulletList'],
  bulletList: ['listItem'],
  listItem: ['paragraph'],
  paragraph: ['text', 'hardBreak'],
};

/** Atlassian's document format: only what may stand in what, and no empty text. */
function isDocument(given: unknown): boolean {
  const node = given as DocumentNode | undefined;
  return node?.type === 'doc' && node.version === 1 && isSound(node);
}

function isSound({ type = '', text, content = [] }: DocumentNode): boolean {
  if (type === 'text') return typeof text === 'string' && text !== '';
  if (type === 'hardBreak') return true;
  const allowed = inside[type];
  return (
    content.length > 0 && content.every(each => allowed?.includes(each.type ?? '') && isSound(each))
  );
}
