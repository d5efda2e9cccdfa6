import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll } from 'vitest';
import type { server } from './api-server.ts';

/** The API in memory behind an address, for programs of their own; gone after the test file. Tokens are as in api-server.ts. */
export async function openDoor({ ask }: Pick<ReturnType<typeof server>, 'ask'>): Promise<string> {
  const door = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://door');
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const body = await text(request);
    const answer = await ask(request.method ?? '', pathname, {
      ...{ token: '', headers, query: Object.fromEntries(searchParams) },
      ...(body !== '' && { body }),
    });
    response.writeHead(answer.status, { 'content-type': answer.contentType, ...answer.headers });
    response.end(answer.body);
  });
  await new Promise<void>(listening => door.listen(0, '127.0.0.1', listening));
  afterAll(() => {
    door.close();
  });
  return `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
}
