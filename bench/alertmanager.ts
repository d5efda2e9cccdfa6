import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './client.ts';

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

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const exit = new Promise<void>(resolve => child.once('exit', () => resolve()));
  child.kill();
  return exit;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
