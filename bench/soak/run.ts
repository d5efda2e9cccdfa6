import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scriptArguments } from '#local/script-arguments.ts';
import { synthesise } from '#local/template/synth.ts';
import { chance } from '../../test/simulation/chance.ts';
import { client, until } from '../client.ts';
import { serviceOf, team } from '../team.ts';
import { journalled } from './journal.ts';
import { startMortal } from './mortal-stack.ts';
import { type Seen, violations } from './verdict.ts';

/*
 * Alerts and people's commands for so long, while the stack or its database is
 * killed with signal 9 every half minute or so, and started again. Then every answer that was given is held against
 * what is there. Ends with 1 where one was not kept.
 */

const usage = `npm run soak -- [--minutes N] [--seed N] [--port N] [--kill WHAT]

  --minutes N  for so long (10)
  --seed N     what happens when follows from it: a run that failed is told by it (any)
  --port N     where the stack listens (4599)
  --kill WHAT  stack, database, or stack,database, which is both`;

const options = {
  minutes: { type: 'string', default: '10' },
  seed: { type: 'string', default: String(randomInt(1_000_000)) },
  port: { type: 'string', default: '4599' },
  kill: { type: 'string', default: 'stack,database' },
} as const;
const { minutes, seed, port, victims } = scriptArguments(usage, { options }, ({ values }) => {
  const whole = (name: 'seed' | 'port', most: number) => {
    const number = Number(values[name]);
    if (values[name].trim() !== '' && Number.isInteger(number) && number >= 0 && number <= most) {
      return number;
    }
    throw new Error(`--${name} takes a whole number up to ${most}, not ${values[name]}`);
  };
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error(`--minutes takes a number above 0, not ${values.minutes}`);
  const victims = values.kill.split(',').map(name => {
    if (name === 'stack' || name === 'database') return name;
    throw new Error(`--kill takes stack, database, or both with a comma, not ${values.kill}`);
  });
  return { minutes, victims, seed: whole('seed', 0xffff_ffff), port: whole('port', 65_535) };
});
const pick = chance(seed);
const isDone = () => true;
const isNot = () => undefined;
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

const folder = mkdtempSync(join(tmpdir(), 'tocsin-soak-'));
const config = join(folder, 'team.json');
writeFileSync(config, JSON.stringify(team()));
const assembly = await synthesise();
const data = join(folder, 'data');
const stack = await startMortal({ port, data, assembly, config });
const api = client(stack.url);
const journal = join(folder, 'journal.jsonl');
console.log(`Seed ${seed}, ${minutes} minutes, journal ${journal}`);

const ends = performance.now() + minutes * 60_000;
/** Whoever has no answer by then is not waited for. */
let grace = ends + 120_000;
/** A page that waits for others to go out with it is sent by then, and no acknowledgement has lapsed. */
const bundleSeconds = 300;
/** Against what hangs for ever: a slow machine may have much to make up for. */
const restWithinMs = 1_800_000;
const isOver = () => performance.now() > ends;
const { entries, ask } = journalled({
  ...{ url: stack.url, path: journal, pick },
  until: () => performance.now() > grace,
});
const known = new Set<string>();

let found: string[];
try {
  await Promise.all([
    ...Array.from({ length: 4 }, sender),
    ...Array.from({ length: 3 }, person),
    killer(),
    teller(),
  ]);
  await until(async () => (stack.isUp() ? true : undefined), 120_000, 200);
  console.log(
    'Everything that is open is acknowledged, or its next pages would keep a slow machine from rest ...',
  );
  grace = performance.now() + restWithinMs;
  await endPaging();
  console.log('Everything that is due is done ...');
  await until(() => api.advance(bundleSeconds).then(isDone, isNot), restWithinMs, 1000);
  found = violations({
    entries,
    receipts: await receipts(),
    incidents: await incidents(),
    texts: await api.inbox(),
    deadLetters: await deadLetters(),
    killed: stack.deaths().killed,
  });
  report(found);
} finally {
  await stack.stop();
}
if (found.length === 0) rmSync(folder, { recursive: true, force: true });
process.exit(found.length === 0 ? 0 : 1);

/** News, repeats and clears, for services of their own. */
async function sender(_: unknown, index: number): Promise<void> {
  for (let number = 0; !isOver(); number++) {
    const key = `soak-${index}-${pick(3) === 0 ? pick(number + 1) : number}`;
    const status = pick(6) === 0 ? 'resolved' : 'firing';
    const severity = ['SEV1', 'SEV2', 'SEV3', 'SEV4'][pick(4)];
    const alert = { title: `Down: ${key}`, service: serviceOf(pick(80)), key, status, severity };
    const about = { key: `alert-${index}-${number}`, kind: 'alert', words: key } as const;
    const { answer } = await ask(about, '/v1/alerts/generic', alert);
    if (answer?.receiptId !== undefined) known.add(answer.receiptId);
    await pause(pick(900));
  }
}

/** Looks at what is open and does what people do. */
async function person(_: unknown, index: number): Promise<void> {
  for (let number = 0; !isOver(); number++) {
    await pause(200 + pick(1500));
    const open = await api.incidents().then(
      ({ incidents: some }) => some.filter(({ phase }) => phase !== 'resolved'),
      () => [],
    );
    const one = open[pick(open.length)];
    if (one === undefined) continue;
    const key = `person-${index}-${number}`;
    const at = `/v1/incidents/${one.id}`;
    const about = { key, incident: one.id, words: `(${key})` };
    switch (pick(4)) {
      case 0:
        await ask({ ...about, kind: 'acknowledge' }, `${at}/acknowledge`, { by: 'ana' });
        break;
      case 1:
        await ask({ ...about, kind: 'resolve' }, `${at}/resolve`, { by: 'ana', resolution: key });
        break;
      default:
        await ask({ ...about, kind: 'note' }, `${at}/notes`, {
          by: 'ana',
          text: `Seen ${about.words}`,
        });
    }
  }
}

async function endPaging(): Promise<void> {
  const asked = new Set<string>();
  for (;;) {
    const { incidents: open } = await until(
      () =>
        api.get<{ incidents: { id: string }[] }>('/v1/incidents?phase=open&limit=100').catch(isNot),
      restWithinMs,
      1000,
    );
    const others = open.filter(({ id }) => !asked.has(id));
    if (others.length === 0) return;
    for (const { id } of others) {
      asked.add(id);
      const about = { key: `rest-${id}`, incident: id, words: '', kind: 'acknowledge' } as const;
      await ask(about, `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
    }
  }
}

async function killer(): Promise<void> {
  while (!isOver()) {
    await pause(15_000 + pick(25_000));
    const victim = victims[pick(victims.length)];
    if (!isOver() && victim !== undefined) stack.kill(victim);
  }
}

async function teller(): Promise<void> {
  while (!isOver()) {
    await pause(30_000);
    const answered = entries.filter(({ status }) => status !== undefined).length;
    console.log(`  ${answered} answers of ${entries.length}, ${stack.deaths().killed} kills`);
  }
}

async function receipts() {
  const found = new Map<string, { state: string; outcomes: { incident?: string }[] }>();
  for (const id of known) {
    found.set(id, await api.get(`/v1/receipts/${id}`));
  }
  return found;
}

async function incidents(): Promise<Seen[]> {
  const all: Seen[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.get<{ incidents: { id: string }[]; next?: string }>(
      `/v1/incidents?limit=100${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    for (const { id } of page.incidents) {
      const { phase, timeline } = await api.show(id);
      const { pages } = await api.get<Pick<Seen, 'pages'>>(`/v1/incidents/${id}/pages`);
      all.push({ id, phase, timeline, pages });
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}

/** By queue: what was given up. */
async function deadLetters(): Promise<Record<string, number>> {
  const queues = await api.get<Record<string, { visible: number }>>('/_local/queues');
  return Object.fromEntries(
    Object.entries(queues)
      .filter(([name]) => /dead/i.test(name))
      .map(([name, { visible }]) => [name, visible]),
  );
}

function report(found: readonly string[]): void {
  const { killed, byItself } = stack.deaths();
  const promised = entries.filter(({ status }) => status !== undefined && status < 300).length;
  const refused = entries.filter(({ status }) => status !== undefined && status >= 400).length;
  console.log(`${killed} kills; the stack ended by itself ${byItself.length} times`);
  for (const how of byItself) console.log(`  ${how}`);
  console.log(
    `${promised} answers of 2xx, ${refused} refused, ${entries.length - promised - refused} without an answer`,
  );
  console.log(
    found.length === 0 ? 'Every one of them was kept.' : `${found.length} were not kept:`,
  );
  for (const violation of found) console.log(`  ${violation}`);
  if (found.length > 0) console.log(`What was asked and answered: ${journal}`);
}
