import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { source as axe } from 'axe-core';
import { afterAll, describe, expect, test } from 'vitest';
import { pageFiles } from '#core/communication/status-page/page-files.ts';
import {
  incident,
  investigating,
  minutesLater,
  pageOf,
  resolved,
  stateOf,
  work,
} from '../core/communication/status-page/pages.ts';

/* What axe finds in the page, in a real browser where the machine has one. */

const chromium = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(path => existsSync(path));
const folder = mkdtempSync(join(tmpdir(), 'tocsin-axe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const states = {
  nothing: stateOf(),
  'an incident that is late': stateOf({
    incidents: [incident(investigating)],
    at: minutesLater(60),
  }),
  maintenance: stateOf({ said: { maintenances: [work] }, at: minutesLater(610) }),
  'what is over, in German, with a colour': stateOf({
    incidents: [incident(investigating, resolved)],
    at: minutesLater(200),
    page: pageOf({ language: 'de', colour: '#0a6e4f', logo: 'https://example.com/logo.svg' }),
  }),
};

/** The page's own policy lets no script of ours run, so it is left out here; its other tests look at it. */
async function violationsOf(html: string, scheme: 'dark' | 'light'): Promise<unknown> {
  const run = `axe.run(document, {runOnly: ${JSON.stringify(rules)}}).then(({violations}) => {
    document.documentElement.textContent = 'FOUND' + JSON.stringify(violations.map(({id, nodes}) => [id, nodes.map(({html}) => html)])) + 'END';
  })`;
  const file = join(folder, 'page.html');
  const open = html.replace(/<meta http-equiv="content-security-policy"[^>]*>/, '');
  writeFileSync(
    file,
    open.replace('</body>', () => `<script>${axe}</script><script>${run}</script></body>`),
  );
  const { stdout } = await promisify(execFile)(
    chromium ?? '',
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-quic'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      `--user-data-dir=${mkdtempSync(join(folder, 'profile-'))}`,
      `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`,
      ...['--virtual-time-budget=5000', '--dump-dom', `file://${file}`],
    ],
    { maxBuffer: 10_000_000 },
  );
  const found = /FOUND([\s\S]*)END/.exec(stdout)?.[1];
  return found === undefined
    ? 'axe did not run'
    : JSON.parse(found.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

describe.skipIf(chromium === undefined)(
  'axe finds nothing in a real browser (skipped where there is none)',
  () => {
    for (const [what, state] of Object.entries(states)) {
      test(`in the page with ${what}, by day and by night`, async () => {
        const html = pageFiles(state).find(({ path }) => path === 'index.html')?.body ?? '';
        expect(await violationsOf(html, 'light')).toEqual([]);
        expect(await violationsOf(html, 'dark')).toEqual([]);
      });
    }

    test('in the page of one incident', async () => {
      const files = pageFiles(states['an incident that is late']);
      const html = files.find(({ path }) => path.startsWith('incidents/'))?.body ?? '';
      expect(await violationsOf(html, 'light')).toEqual([]);
    });

    test('and it does find what is wrong', async () => {
      expect(
        JSON.stringify(await violationsOf('<html><body><img src="x"></body></html>', 'light')),
      ).toContain('image-alt');
    });
  },
);
