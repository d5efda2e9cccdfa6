import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { splitSettings } from '#contract/stack-settings.ts';
import { everyChannel } from '#local/account.ts';
import { root, synthesise } from '#local/template/synth.ts';
import { type Model, readModel } from '#local/template/template.ts';
import { type Client, client } from './client.ts';
import { ended } from './process.ts';
import { team } from './team.ts';

/** The local stack as `npm start` runs it, in a process of its own, with its data on disk. */
export interface Bench {
  url: string;
  pid: number;
  api: Client;
  model: Model;
  stop(): Promise<void>;
}

/** `context`: what else is deployed; nothing, where what is asked of AWS is counted. */
export async function startBench(context: Record<string, unknown> = {}): Promise<Bench> {
  const assembly = await synthesise(context);
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  const config = join(folder, 'team.json');
  writeFileSync(config, JSON.stringify(team()));
  const child = spawn(
    process.execPath,
    [
      ...npmStart(),
      ...['--port', '0', '--data', join(folder, 'data')],
      ...['--assembly', assembly, '--config', config],
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  // Whoever gives up in the middle leaves no stack behind, which would slow down the next run.
  const endToo = () => void child.kill('SIGINT');
  process.once('exit', endToo);
  const stop = async () => {
    await ended(child, 'SIGINT');
    process.off('exit', endToo);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = await ready(child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const model = readModel({ assembly, url, ...splitSettings(everyChannel) });
  return { url, pid: child.pid ?? 0, api: client(url), model, stop };
}

/** Its words after `node`, so that what is measured has the flags that are run with. */
function npmStart(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const [, ...words] = scripts.start.split(' ');
  return words.map(word => (word.startsWith('--') ? word : join(root, word)));
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('The stack has no output');
    createInterface({ input: child.stdout }).on('line', line => {
      const url = /^TOCSIN READY (\S+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', code => reject(new Error(`The stack ended with ${code}`)));
  });
}
