import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readSecret } from '#adapters/aws/secrets.ts';
import { outsideCall } from '#adapters/outside/outside-call.ts';
import { createIssue } from '#adapters/outside/trackers.ts';
import { issueOf } from '#core/review/issue.ts';
import type { Tracker } from '#core/setup/trackers.ts';
import { instant } from '#core/time/instant.ts';
import { sampleSecrets } from '#local/emulators/secrets.ts';
import { trackersEmulator } from '#local/emulators/trackers.ts';
import type { ReadSecret } from '#ports/review.ts';
import { selfSignedCertificate } from '../self-signed-certificate.ts';

/* Against a server of https that refuses whatever GitHub and Jira would refuse, in their words. */

const now = () => instant('2026-11-23T02:14:05.000Z');
const hosts = ['api.github.com', 'northwind.atlassian.net', 'api-private.atlassian.com'];
const servers: Server[] = [];
const ports = new Map<string, number>();
const certificates: string[] = [];
let vendors: ReturnType<typeof trackersEmulator>;
/** What is answered instead, once each. */
let faults: { status: number; headers?: Record<string, string>; body?: unknown; lost?: true }[];
let asked: string[];

beforeAll(async () => {
  for (const host of hosts) {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const validity = { from: '2020-01-01T00:00:00Z', to: '2049-01-01T00:00:00Z' };
    const cert = selfSignedCertificate(pair, validity, host);
    const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const server = createServer({ key, cert }, (request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += String(chunk);
      });
      request.on('end', () => {
        const { method = '', headers } = request;
        const url = new URL(request.url ?? '/', `https://${host}`);
        asked.push(`${method} ${url.pathname}`);
        const fault = faults.shift();
        const answer = fault?.status
          ? { body: {}, ...fault }
          : (vendors.answer({ method, url, headers, body }) ?? { status: 404, body: {} });
        // It was done, and nobody hears of it.
        if (fault?.lost) return void request.socket.destroy();
        response.writeHead(answer.status, {
          'content-type': 'application/json',
          ...answer.headers,
        });
        response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
      });
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    servers.push(server);
    ports.set(host, (server.address() as AddressInfo).port);
    certificates.push(cert);
  }
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

beforeEach(() => {
  vendors = trackersEmulator();
  faults = [];
  asked = [];
});

const arn = (name: string) =>
  `arn:aws:secretsmanager:us-east-1:000000000000:secret:tocsin/${name}-AbCdEf`;
const secrets: ReadSecret = async secret => {
  const text = sampleSecrets[secret.split(':secret:')[1]?.replace(/-\w{6}$/, '') ?? ''] ?? '';
  return { secret: text.startsWith('{') ? (JSON.parse(text) as { token: string }).token : text };
};
const github: Tracker = {
  kind: 'github',
  repository: 'northwind/books',
  api: 'https://api.github.com',
  labels: ['reliability'],
  secret: arn('github'),
};
const jira: Tracker = {
  kind: 'jira',
  site: 'https://northwind.atlassian.net',
  project: 'OPS',
  issueType: 'Task',
  user: 'bot@example.com',
  labels: ['reliability'],
  secret: arn('jira'),
};
const automation: Tracker = {
  kind: 'jira-automation',
  webhook: 'https://api-private.atlassian.com/automation/webhooks/jira/a/1/2',
  secret: arn('jira-automation'),
};
const issue = issueOf(
  {
    id: 'INC-2026-001',
    title: 'Payments <b>down</b>',
    severity: 'SEV1',
    declaredAt: '2026-11-23T02:14:00.123Z',
    service: { name: 'Payments' },
  },
  {
    item: 1,
    text: 'Tell @northwind/ops when the pool\nis full',
    owner: { person: 'bo', name: 'Bo Lindqvist' },
    dueOn: '2026-12-01',
  },
);

function open(tracker: Tracker, read: ReadSecret = secrets) {
  const call = outsideCall({
    resolve: async () => ['127.0.0.1'],
    isAllowed: () => true,
    ca: certificates.join('\n'),
  });
  return createIssue({
    // The deployed call, to the port where this test's server for that name listens.
    call: (method, url, headers, body) => {
      const here = new URL(url);
      here.port = String(ports.get(url.hostname) ?? 1);
      return call(method, here, headers, body);
    },
    readSecret: read,
    now,
  })(tracker, issue);
}

describe('an issue on GitHub', () => {
  test('is opened as its interface wants it', async () => {
    expect(await open(github)).toEqual({
      created: {
        reference: 'northwind/books#1',
        url: 'https://github.com/northwind/books/issues/1',
      },
    });
    expect(asked).toEqual(['GET /search/issues', 'POST /repos/northwind/books/issues']);
    expect(vendors.issues[0]?.request).toEqual({
      title: 'INC-2026-001: Tell @northwind/ops when the pool is full',
      body: [
        'Tell @&#8203;northwind/ops when the pool is full',
        '',
        '- From SEV1 INC-2026-001: Payments \\<b\\>down\\</b\\>',
        '- Service: Payments',
        '- Owner: Bo Lindqvist',
        '- Due: 2026-12-01',
        '',
        `Ref: ${issue.ref}`,
      ].join('\n'),
      labels: ['incident', 'action-item', 'sev1', 'reliability'],
    });
  });

  test('is found, not opened twice, when the answer was lost', async () => {
    faults = [{ status: 0 }, { status: 0, lost: true }];
    expect(await open(github)).toMatchObject({ failed: 'retry' });
    expect(await open(github)).toMatchObject({ created: { reference: 'northwind/books#1' } });
    expect(vendors.issues).toHaveLength(1);
  });

  test.each([
    [{ ...github, secret: arn('revoked') }, /answered 401: Bad credentials \(the token in arn:/],
    [{ ...github, repository: 'northwind/bocks' }, /422: .*cannot be searched.*may not see/],
  ])('%# is given up with the reason', async (tracker, reason) => {
    expect(await open(tracker)).toMatchObject({
      failed: 'give-up',
      reason: expect.stringMatching(reason),
    });
    expect(vendors.issues).toEqual([]);
  });

  test.each([
    [429, { 'retry-after': '90' }, {}, 90],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795400645' }, {}, 600],
    [403, {}, { message: 'You have exceeded a secondary rate limit.' }, undefined],
    [503, {}, 'Unicorn!', undefined],
  ])('answered %d %o waits', async (status, headers, body, afterSeconds) => {
    faults = [{ status: 0 }, { status, headers, body }];
    const outcome = await open(github);
    expect(outcome).toMatchObject({ failed: 'retry' });
    expect(outcome).toEqual(
      afterSeconds === undefined
        ? expect.not.objectContaining({ afterSeconds: expect.anything() })
        : expect.objectContaining({ afterSeconds }),
    );
  });

  test.each([
    [403, { message: 'Resource not accessible by personal access token' }],
    [404, { message: 'Not Found' }],
    [410, { message: 'Issues are disabled for this repo' }],
    [422, { message: 'Validation Failed', errors: [{ field: 'labels', code: 'invalid' }] }],
  ])('answered %d %o is given up', async (status, body) => {
    faults = [{ status: 0 }, { status, body }];
    expect(await open(github)).toMatchObject({
      failed: 'give-up',
      reason: expect.stringContaining(`GitHub: answered ${status}: ${body.message}`),
    });
  });

  test('is not with somebody who answers with pages', async () => {
    faults = [{ status: 200, body: '<!doctype html><title>Sign in</title>' }];
    expect(await open(github)).toMatchObject({
      failed: 'give-up',
      reason: 'GitHub: what answers at this address is not GitHub',
    });
  });
});

describe('an issue in Jira', () => {
  test('is opened as its interface wants it', async () => {
    expect(await open(jira)).toEqual({
      created: { reference: 'OPS-1', url: 'https://northwind.atlassian.net/browse/OPS-1' },
    });
    expect(asked).toEqual(['GET /rest/api/3/search/jql', 'POST /rest/api/3/issue']);
    expect(vendors.issues[0]?.request.fields).toMatchObject({
      project: { key: 'OPS' },
      issuetype: { name: 'Task' },
      summary: 'INC-2026-001: Tell @northwind/ops when the pool is full',
      labels: ['incident', 'action-item', 'sev1', 'reliability', issue.ref],
      duedate: '2026-12-01',
      description: {
        content: [
          {
            content: [
              { type: 'text', text: 'Tell @northwind/ops when the pool' },
              { type: 'hardBreak' },
              { type: 'text', text: 'is full' },
            ],
          },
          { type: 'bulletList' },
        ],
      },
    });
  });

  test('is found, not opened twice, when the answer was lost', async () => {
    faults = [{ status: 0 }, { status: 0, lost: true }];
    expect(await open(jira)).toMatchObject({ failed: 'retry' });
    expect(await open(jira)).toMatchObject({ created: { reference: 'OPS-1' } });
    expect(vendors.issues).toHaveLength(1);
  });

  test('is opened without its day where the project has no field for that', async () => {
    expect(await open({ ...jira, issueType: 'Bug' })).toMatchObject({
      created: { reference: 'OPS-1' },
    });
    expect(vendors.issues[0]?.request.fields).not.toHaveProperty('duedate');
    expect(JSON.stringify(vendors.issues[0]?.request)).toContain('Due: 2026-12-01');
  });

  test.each([
    [{ ...jira, secret: arn('revoked') }, /answered 401 \(the token in arn:/],
    [{ ...jira, project: 'NOPE' }, /answered 400: project: valid project is required/],
    [{ ...jira, issueType: 'Epic' }, /answered 400: issuetype: Specify a valid issue type/],
  ])('%# is given up with the reason', async (tracker, reason) => {
    expect(await open(tracker)).toMatchObject({
      failed: 'give-up',
      reason: expect.stringMatching(reason),
    });
  });
});

describe('a rule of Jira Automation', () => {
  test('is started with its token', async () => {
    expect(await open(automation)).toEqual({ created: {} });
    expect(vendors.issues[0]?.request).toMatchObject({
      ref: issue.ref,
      summary: 'INC-2026-001: Tell @northwind/ops when the pool is full',
      duedate: '2026-12-01',
    });
  });

  test('that gives no answer is not started again', async () => {
    faults = [{ status: 0, lost: true }];
    expect(await open(automation)).toMatchObject({
      failed: 'give-up',
      reason: expect.stringContaining('it may have arrived'),
    });
    faults = [{ status: 500 }];
    expect(await open(automation)).toMatchObject({ failed: 'give-up' });
    faults = [{ status: 429 }];
    expect(await open(automation)).toMatchObject({ failed: 'retry' });
  });

  test('refuses another token', async () => {
    expect(await open({ ...automation, secret: arn('revoked') })).toMatchObject({
      failed: 'give-up',
      reason: expect.stringContaining('answered 401: Token is missing or invalid'),
    });
  });
});

describe('a token', () => {
  const answering = (status: number, body: object, error?: string) =>
    readSecret(async (path, headers, sent) => {
      expect([path, headers['x-amz-target']]).toEqual(['/', 'secretsmanager.GetSecretValue']);
      expect(JSON.parse(sent)).toEqual({ SecretId: arn('github') });
      return { status, body: JSON.stringify(body), ...(error !== undefined && { error }) };
    })(arn('github'));

  test('is the text of its secret, or what stands there under token', async () => {
    expect(await answering(200, { SecretString: 'abc\n' })).toEqual({ secret: 'abc' });
    expect(await answering(200, { SecretString: '{"token":" abc "}' })).toEqual({ secret: 'abc' });
  });

  test.each([
    [200, { SecretString: '{"password":"abc"}' }, undefined, 'has no token in it', false],
    [200, { SecretBinary: 'YWJj' }, undefined, 'has no token in it', false],
    [400, {}, 'AccessDeniedException', 'tag it tocsin:action-items=allowed', false],
    [400, {}, 'ResourceNotFoundException', 'there is none', false],
    [400, {}, 'ThrottlingException', 'ThrottlingException', true],
    [500, {}, 'InternalServiceError', 'InternalServiceError', true],
  ])('cannot be read from %d %o %s', async (status, body, error, why, isTransient) => {
    const read = await answering(status, body, error);
    expect(read).toMatchObject({ unreadable: expect.stringContaining(why), isTransient });
    expect(JSON.stringify(read)).not.toContain('abc');
  });

  test('that cannot be read is the reason why there is no issue', async () => {
    const unreadable = { unreadable: 'the secret x: AccessDeniedException', isTransient: false };
    expect(await open(github, async () => unreadable)).toEqual({
      failed: 'give-up',
      reason: 'the secret x: AccessDeniedException',
    });
    expect(asked).toEqual([]);
  });
});
