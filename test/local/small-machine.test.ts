import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const megabyte = 1_000_000;

test('a machine with 2 GB starts it for the first time, bundling and all, and pages', async () => {
  const group = memoryGroup(2000 * megabyte);
  const command = [process.execPath, 'local/start.ts', '--anew', '--memory', '--port', '0'];
  const child = spawn('/bin/sh', ['-c', `${group.enter} exec "$@"`, 'sh', ...command], {
    cwd: root,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const memory = watchMemory(child);
  const url = await ready(child);

  const alert = { title: 'Payments are failing', service: 'payments', severity: 'critical' };
  const headers = { 'content-type': 'application/json' };
  const sent = { method: 'POST', headers, body: JSON.stringify(alert) };
  expect((await fetch(`${url}/v1/alerts/generic?key=local`, sent)).status).toBe(202);
  const inbox = async () => (await fetch(`${url}/_local/inbox`)).text();
  await expect.poll(inbox, { timeout: 600_000 }).toContain('Payments are failing');

  const ended = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  // Pages that processes share are counted for each, so this is more than it is.
  expect(memory.peak() / megabyte).toBeLessThan(1400);
  group.leave();
});

/** A limit that the kernel holds, where this process may set one. */
function memoryGroup(bytes: number): { enter: string; leave: () => void } {
  const base = '/sys/fs/cgroup';
  const isNew = existsSync(join(base, 'cgroup.controllers'));
  const folder = join(base, isNew ? '' : 'memory', `tocsin-${process.pid}`);
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, isNew ? 'memory.max' : 'memory.limit_in_bytes'), String(bytes), {
      flag: 'r+',
    });
    return { enter: `echo $$ > ${folder}/cgroup.procs;`, leave: () => rmdirSync(folder) };
  } catch {
    // Not here. What it needs is measured either way.
    rmSync(folder, { recursive: true, force: true });
    return { enter: '', leave: () => undefined };
  }
}

function ready(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', chunk => {
        said += chunk;
        const [, url] = /^TOCSIN READY (\S+)$/m.exec(said) ?? [];
        if (url !== undefined) resolve(url);
      });
    }
    child.on('exit', () => reject(new Error(said)));
  });
}

/** What the process and all below it have in memory, looked at again and again; nothing where there is no /proc. */
function watchMemory(child: ChildProcess): { peak: () => number } {
  let peak = 0;
  if (!existsSync('/proc/self/status')) return { peak: () => 0 };
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(child.pid ?? 0));
  }, 100);
  child.once('exit', () => clearInterval(timer));
  return { peak: () => peak };
}

function residentBytes(top: number): number {
  const processes = new Map<number, { parent: number; bytes: number }>();
  for (const name of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const field = (key: string) =>
        Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
      processes.set(Number(name), { parent: field('PPid'), bytes: field('VmRSS') * 1024 });
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean =>
    pid === top || (processes.has(pid) && isBelow(processes.get(pid)?.parent ?? 0));
  return [...processes].reduce((sum, [pid, { bytes }]) => sum + (isBelow(pid) ? bytes : 0), 0);
}
