import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';

/*
 * The vendors' own clients, unmodified. They drag in what is no longer maintained, so they are no dependency of ours: this
 * runs where they are installed beside us (`npm install --no-save @pagerduty/pdjs opsgenie-sdk`), or in the folder that
 * TOCSIN_VENDOR_CLIENTS names.
 */

const from = createRequire(
  join(process.env.TOCSIN_VENDOR_CLIENTS ?? process.cwd(), 'package.json'),
);

function pathOf(client: string): string | undefined {
  try {
    return from.resolve(client);
  } catch {
    return undefined;
  }
}

const [pdjs, opsgenie] = ['@pagerduty/pdjs', 'opsgenie-sdk'].map(pathOf);
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const notHere = (name: string, path: string | undefined) =>
  path === undefined ? `${name} (not installed here, so this is not run)` : name;

/** Runs a few lines with a client in a process of its own; answers what they print, as JSON. */
async function run(script: string, environment: Record<string, string>) {
  const child = spawn(process.execPath, ['--input-type=commonjs', '--eval', script], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(printed);
}

describe.skipIf(pdjs === undefined || !hasOpenssl)(notHere('@pagerduty/pdjs', pdjs), () => {
  const stack = realStack();

  test('triggers, acknowledges, resolves and tells of a change', async () => {
    // It speaks https and nothing else.
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', key, '-out', cert],
    ]);
    const server = createServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      async (request, response) => {
        const answer = await fetch(`${stack.url()}${request.url}`, {
          method: request.method ?? 'GET',
          headers: { 'content-type': request.headers['content-type'] ?? '' },
          body: await text(request),
        });
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(await answer.text());
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const script = `
      const { event, trigger, acknowledge, resolve, change } = require(process.env.CLIENT);
      const about = { server: 'localhost:${port}' };
      const key = { routing_key: 'local', dedup_key: 'db-1/disk' };
      const payload = { summary: 'Disk full on db-1', source: 'db-1', severity: 'critical' };
      const asked = {
        opens: () => [
          trigger({ ...about, data: { ...key, payload } }),
          acknowledge({ ...about, data: key }),
        ],
        ends: () => [
          change({ ...about, data: { routing_key: 'local', payload: { summary: 'Deployed' } } }),
          resolve({ ...about, data: key }),
          event({ ...about, data: { ...key, routing_key: 'nobody', event_action: 'resolve' } }),
        ],
      }[process.env.ASKED]();
      Promise.all(asked).then(answers =>
        console.log(JSON.stringify(answers.map(({ status, data }) => ({ status, data })))));`;
    const ask = (asked: string) =>
      run(script, { CLIENT: pdjs ?? '', NODE_EXTRA_CA_CERTS: cert, ASKED: asked });
    const processed = {
      status: 202,
      data: { status: 'success', message: 'Event processed', dedup_key: 'db-1/disk' },
    };
    // Together, so that the acknowledgement may overtake what it is for.
    expect(await ask('opens')).toEqual([processed, processed]);
    await stack.passes(10);
    const [incident] = await stack.incidents();
    expect(incident).toMatchObject({ title: 'Disk full on db-1', phase: 'acknowledged' });
    expect(await ask('ends')).toEqual([
      { status: 202, data: { status: 'success', message: 'Change event processed' } },
      processed,
      { status: 400, data: expect.objectContaining({ errors: ['Invalid routing key'] }) },
    ]);
    await stack.passes(10);
    const [later] = await stack.incidents();
    expect(later?.alerts).toMatchObject({ firing: 0, cleared: 1 });
    server.close();
    rmSync(folder, { recursive: true });
  });
});

describe.skipIf(opsgenie === undefined)(notHere('opsgenie-sdk', opsgenie), () => {
  const stack = realStack();

  test('creates an alert, finds it, acknowledges, notes and closes it', async () => {
    const call = (lines: string) =>
      run(
        `
      const sdk = require(process.env.CLIENT);
      sdk.configure({ host: ${JSON.stringify(stack.url())}, api_key: 'local' });
      const ask = (what, ...given) => new Promise(done =>
        sdk.alertV2[what](...given, (error, answer) => done(error ? { error } : answer)));
      const by = { identifier: 'payments-errors', identifierType: 'alias' };
      (async () => { console.log(JSON.stringify(await (async () => { ${lines} })())); })();`,
        { CLIENT: opsgenie ?? '' },
      );
    const created = await call(`return ask('create', {
      message: 'Payments are failing', alias: 'payments-errors', priority: 'P1' });`);
    expect(created).toMatchObject({ result: 'Request will be processed' });
    await stack.passes(10);
    const { data } = await call(`return ask('get', by);`);
    expect(data).toMatchObject({ alias: 'payments-errors', status: 'open', priority: 'P1' });
    const request = await call(`return ask('getRequestStatus', '${created.requestId}');`);
    expect(request).toMatchObject({ data: { isSuccess: true, alertId: data.id } });

    await call(`return [
      await ask('acknowledge', by, { user: 'pat@example.com' }),
      await ask('addNote', { identifier: '${data.id}' }, { note: 'restarted it' }),
    ];`);
    await stack.passes(10);
    const listed = await call(
      // A colon in the query makes this client forget its key, here and at home.
      `return ask('list', { query: 'status=open AND acknowledged=true' });`,
    );
    expect(listed).toMatchObject({
      data: [{ alias: 'payments-errors', acknowledged: true }],
    });
    const notes = await call(`return ask('listAlertNotes', by, { limit: 10 });`);
    expect(notes).toMatchObject({ data: [{ note: 'restarted it' }] });

    await call(`return ask('close', by, {});`);
    await stack.passes(10);
    expect((await stack.incidents())[0]?.alerts).toMatchObject({ firing: 0, cleared: 1 });
  });
});
