import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#local/free-port.ts';
import { until } from './client.ts';
import { ended } from './process.ts';

/** A real Alertmanager beside the local stack, to compare with. */
export interface Alertmanager {
  url: string;
  version: string;
  pid: number;
  stop(): Promise<void>;
}

const names = ['prometheus-alertmanager', 'alertmanager'];

/** `undefined` where none is installed. It keeps its data, groups, and tells nobody. */
export async function startAlertmanager(): Promise<Alertmanager | undefined> {
  const found = names
    .map(name => ({ name, asked: spawnSync(name, ['--version'], { encoding: 'utf8' }) }))
    .find(({ asked }) => asked.status === 0);
  if (found === undefined) return undefined;
  const version = /version (\S+)/.exec(found.asked.stdout + found.asked.stderr)?.[1] ?? 'unknown';
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-alertmanager-'));
  const config = join(folder, 'alertmanager.yml');
  writeFileSync(config, 'route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n');
  const port = await freePort();
  const child = spawn(
    found.name,
    [
      ...[`--config.file=${config}`, `--storage.path=${join(folder, 'data')}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='],
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(async () => {
      const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
      return answer?.ok ? true : undefined;
    }, 20_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, version, pid: child.pid ?? 0, stop };
}
