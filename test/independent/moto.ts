import { spawn, spawnSync } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TestProject } from 'vitest/node';
import { freePort } from '#local/free-port.ts';
import { forward } from '#local/wire/forward.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absent: it is not installed here. */
    motoUrl: string | undefined;
  }
}

/**
 * An AWS that none of us wrote, where it is installed: moto, which many projects test against. The contracts of the table
 * run on its DynamoDB, those of this folder on the rest of it.
 */
export default async function start({ provide }: TestProject): Promise<() => void> {
  if (!isInstalled()) {
    provide('motoUrl', undefined);
    provide('databasePort', 0);
    return () => undefined;
  }
  const port = await freePort();
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (server.exitCode !== null) throw new Error(`moto_server ended with ${server.exitCode}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  const { port: inTurn, stop } = await oneAtATime(port);
  provide('motoUrl', url);
  provide('databasePort', inTurn);
  return () => {
    stop();
    server.kill();
  };
}

/** Its threads read and write a table side by side, so that of two conditional writes both may hold; AWS's do not. */
async function oneAtATime(port: number): Promise<{ port: number; stop: () => void }> {
  let before: Promise<unknown> = Promise.resolve();
  const server = http.createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    const body = await buffer(request);
    const asked = { method, path, headers: Object.fromEntries(texts), body };
    const answering = before.then(() => forward(port, asked));
    before = answering.catch(() => undefined);
    const answer = await answering;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

export function isInstalled(): boolean {
  return spawnSync('moto_server', ['--help']).status === 0;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/moto-api/data.json`)).ok;
  } catch {
    // Not yet.
    return false;
  }
}
