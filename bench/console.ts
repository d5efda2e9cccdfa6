import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { roomEntries } from '#contract/console-files.ts';
import type { Client } from './client.ts';
import { type Line, type Measurement, percentile } from './report.ts';
import { areRounds } from './requests.ts';
import type { Bench } from './stack.ts';

const browsers = ['/usr/bin/chromium', '/usr/bin/google-chrome'];
const rounds = 3;
const entries = 2000;
/** Slow 4G as Chromium's own tools mean it: what a request waits for, with its connection, and bytes per second. */
const slow4G = { latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const openedSeconds = 5;
const lookedSeconds = 15;

/**
 * US dollars for one of each in eu-central-1, beyond what is free: HTTP API, CloudFront, a call of Lambda with 20 ms of
 * 512 MB on arm64, a read of up to 4 KB and a write of up to 1 KB of a table that is paid for by request.
 */
const prices = {
  request: 1.2e-6 + 1.2e-6 + 0.2e-6 + 0.02 * 0.5 * 0.0000133334,
  read: 0.1525e-6,
  write: 0.7625e-6,
};

/** The built console in Chromium, with a processor four times slower than this one. */
export const inBrowser: Measurement = {
  name: 'The console in Chromium, a processor four times slower',
  async measure({ url, api }, print) {
    const executablePath = browsers.find(each => existsSync(each));
    if (executablePath === undefined) {
      print('  There is no Chromium on this machine.');
      return [];
    }
    await api.send('generic', { title: 'Checkout fails', service: 'payments', severity: 'SEV1' });
    await api.advance(1);
    const { incidents } = await api.incidents();
    const id = incidents.find(({ phase }) => phase === 'open')?.id;
    if (id === undefined) throw new Error('The alert opened no incident');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      const of = { browser, url, id };
      return [
        await firstScript(url),
        await repeated('cold start on slow 4G until one can acknowledge', 2500, () => cold(of)),
        await repeated(`a room with ${entries} entries opens`, 300, () => room(of)),
        ...(await laterViews(of)),
        ...(await lookedAt(of, api)),
      ];
    } finally {
      await browser.close();
    }
  },
};

interface Of {
  browser: Browser;
  url: Bench['url'];
  id: string;
}

async function firstScript(url: string): Promise<Line> {
  const page = await (await fetch(`${url}/`, { headers: { accept: 'text/html' } })).text();
  const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(
    ([, file = '']) => file,
  );
  const sizes = await Promise.all(
    files.map(async file => gzipSync(await (await fetch(url + file)).text()).length / 1000),
  );
  const size = sizes.reduce((sum, each) => sum + each, 0);
  return {
    ...{ what: 'script that it begins with, gzip', rounds: [size], unit: 'KB' },
    target: { atMost: 100 },
  };
}

/** `cpuMs`: of the page's own thread, as slow as it was made; what else runs on this machine is not in it. */
interface Took {
  ms: number;
  cpuMs: number;
}

async function repeated(what: string, atMost: number, once: () => Promise<Took>): Promise<Line> {
  const took: Took[] = [];
  for (let round = 0; round < rounds; round++) took.push(await once());
  const cpu = percentile(
    took.map(({ cpuMs }) => cpuMs),
    0.5,
  );
  return {
    ...{ what, rounds: took.map(({ ms }) => ms), unit: 'ms', target: { atMost } },
    detail: `${cpu.toFixed(0)} ms of it the page computed`,
  };
}

/** A page of somebody who is signed in, in a browser that has nothing of it yet. */
async function opened({ browser, url }: Of, isSlowLine: boolean) {
  const context = await browser.newContext(phone);
  await context.request.post(`${url}/_local/sign-in`, { data: { person: 'ana' } });
  const page = await context.newPage();
  const debug = await context.newCDPSession(page);
  await debug.send('Performance.enable', { timeDomain: 'threadTicks' });
  await debug.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  if (isSlowLine) {
    await debug.send('Network.enable');
    await debug.send('Network.emulateNetworkConditions', { offline: false, ...slow4G });
  }
  const cpu = async () => {
    const { metrics } = await debug.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
  return {
    page,
    /** What a script of ours takes in the page: it answers milliseconds. */
    async took(script: string): Promise<Took> {
      const before = await cpu();
      const ms = Number(await page.evaluate(script));
      return { ms, cpuMs: (await cpu()) - before };
    },
    end: () => context.close(),
  };
}
type Opened = Awaited<ReturnType<typeof opened>>;

/** Runs in the page: when what one waits for is drawn, and the thread is free to answer a tap. */
const whenReady = (selector: string) => `new Promise(ready => {
  const look = () => document.querySelector(${JSON.stringify(selector)}) === null
    ? requestAnimationFrame(look)
    : requestIdleCallback(() => ready(performance.now()));
  look();
})`;

async function cold(of: Of): Promise<Took> {
  const { page, took, end } = await opened(of, true);
  await page.goto(of.url, { waitUntil: 'commit' });
  const ready = await took(whenReady('.incidents button.primary'));
  await end();
  return ready;
}

/** From the tap on what is open until one can acknowledge, and the newest entries fill the screen. */
async function room(of: Of): Promise<Took> {
  const one = await opened(of, false);
  const address = `/v1/incidents/${of.id}?entries=${roomEntries}`;
  const answer = await one.page.request.get(of.url + address);
  const timeline = Array.from({ length: roomEntries }, (_, index) => ({
    ...{ at: new Date(Date.UTC(2026, 10, 26, 2, 0, index)).toISOString(), type: 'NoteAdded' },
    ...{ text: `Note: what was seen, number ${index}.`, by: 'Ana Keller' },
  }));
  const shown = { ...(await answer.json()), timeline, earlier: entries - roomEntries };
  const headers = answer.headers();
  await one.page.route(of.url + address, route => route.fulfill({ headers, json: shown }));
  await one.page.goto(of.url);
  const link = `a[href="/incidents/${of.id}"]`;
  const filled = '.room:has(.bar button.primary) .timeline li:nth-child(12)';
  const took = await tapped(one, link, filled);
  await one.end();
  return took;
}

async function tapped({ page, took }: Opened, link: string, shown: string): Promise<Took> {
  await page.waitForSelector(link, { state: 'attached' });
  return took(`(() => {
    const began = performance.now();
    document.querySelector(${JSON.stringify(link)}).click();
    return ${whenReady(shown)}.then(at => at - began);
  })()`);
}

/** Of what was there before: its script, and what it showed. */
async function laterViews(of: Of): Promise<Line[]> {
  const one = await opened(of, false);
  await one.page.goto(of.url);
  const lines: Line[] = [];
  for (const path of ['/on-call', '/me', '/after', '/set-up']) {
    const there = 'main .card';
    const link = `nav a[href="${path}"]`;
    await tapped(one, link, there);
    lines.push(
      await repeated(`${path} when it is opened again`, 100, async () => {
        await tapped(one, 'nav a[href="/"]', '.now');
        return tapped(one, link, there);
      }),
    );
  }
  await one.end();
  return lines;
}

/** What it costs while somebody looks and nothing happens: counted for a quarter of a minute. */
async function lookedAt(of: Of, api: Client): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [what, path] of [
    ['what is open', '/'],
    ['the room', `/incidents/${of.id}`],
  ] as const) {
    const { page, end } = await opened(of, false);
    await page.goto(of.url + path);
    await page.waitForSelector('button.primary');
    // What is asked once, as it is opened, is no part of an hour of looking.
    await page.waitForTimeout(openedSeconds * 1000);
    let asked = 0;
    page.on('request', () => (asked += 1));
    const before = await api.requests();
    await page.waitForTimeout(lookedSeconds * 1000);
    const after = await api.requests();
    await end();
    const counted = (operation: RegExp) =>
      Object.entries(after)
        .filter(([name]) => operation.test(name) && !areRounds.test(name))
        .reduce((sum, [name, count]) => sum + count - (before[name] ?? 0), 0);
    const [reads, writes] = [counted(/GetItem|Query/), counted(/PutItem|UpdateItem|Transact/)];
    const perHour = 3600 / lookedSeconds;
    const cents =
      (asked * prices.request + reads * prices.read + writes * prices.write) * perHour * 100;
    lines.push({
      ...{ what: `an hour with ${what} on the screen`, rounds: [cents], unit: 'cents' },
      target: { atMost: 2 },
      detail: `${asked * perHour} requests, ${reads * perHour} reads and ${writes * perHour} writes of the table`,
    });
  }
  return lines;
}
