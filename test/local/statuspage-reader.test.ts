import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { pageFiles } from '#core/communication/status-page/page-files.ts';
import {
  incident,
  investigating,
  minutesLater,
  pageOf,
  stateOf,
} from '../core/communication/status-page/pages.ts';

/* Atlassian's own reader of its API, as it is published on npm, reads ours in a browser from a page of somebody else. */

const chromium = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(path => existsSync(path));
const folder = mkdtempSync(join(tmpdir(), 'tocsin-widget-'));
const servers: http.Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});
const require = createRequire(import.meta.url);
const widget = readFileSync(require.resolve('@statuspage/status-widget/dist/index.js'));

async function serving(answer: http.RequestListener): Promise<string> {
  const server = http.createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise(resolve => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What the widget shows of a page in this state. */
async function shownOf(state: ReturnType<typeof stateOf>): Promise<string> {
  const asked: string[] = [];
  const page = await serving(({ url = '' }, response) => {
    asked.push(url);
    const file = pageFiles(state).find(({ path }) => `/${path}` === url);
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': file?.contentType ?? 'text/plain',
      'access-control-allow-origin': '*',
    });
    response.end(file?.body);
  });
  const elsewhere = await serving(({ url }, response) => {
    if (url === '/widget.js') {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(widget);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><script src="/widget.js"></script><statuspage-widget src="${page}"></statuspage-widget><script>
        const shown = element => (element.shadowRoot ?? element).innerHTML;
        const look = () => {
          const all = [...document.querySelectorAll('*')].filter(each => each.shadowRoot).map(shown).join(' ');
          document.title = encodeURIComponent(all);
          if (document.title.length < 10 || !/[Oo]utage|[Oo]perational/.test(all)) setTimeout(look, 100);
        };
        look();
      </script>`,
    );
  });
  const { stdout } = await promisify(execFile)(
    chromium ?? '',
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-quic'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      `--user-data-dir=${mkdtempSync(join(folder, 'profile-'))}`,
      ...['--virtual-time-budget=10000', '--dump-dom', `${elsewhere}/`],
    ],
    { maxBuffer: 10_000_000 },
  );
  expect(asked).toContain('/api/v2/summary.json');
  return decodeURIComponent(/<title>([^<]*)<\/title>/.exec(stdout)?.[1] ?? '');
}

describe.skipIf(chromium === undefined)(
  'Atlassian’s status widget (skipped where there is no browser)',
  () => {
    test('shows that all is well', async () => {
      expect(await shownOf(stateOf())).toContain('All Systems Operational');
    });

    test('shows an outage', async () => {
      const state = stateOf({ incidents: [incident(investigating)], at: minutesLater(5) });
      expect(await shownOf(state)).toContain('Major Service Outage');
    });

    test('reads a private page at the address of its reader', async () => {
      const state = stateOf({ page: pageOf({ visibility: 'private' }) });
      expect(await shownOf(state)).toContain('All Systems Operational');
    });
  },
);
