import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readRunning } from '#local/running.ts';
import { toyAssembly } from './toy-stack.ts';

const start = fileURLToPath(new URL('../../local/start.ts', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'tocsin-start-'));
const runningFile = join(directory, '.tocsin', 'running.json');
let assembly = '';
beforeAll(async () => {
  assembly = await toyAssembly();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The command as a person runs it, in a directory of its own. */
function run(args: string[], env: Record<string, string> = {}) {
  const given = [start, '--assembly', assembly, ...args];
  const child = spawn(process.execPath, given, {
    cwd: directory,
    env: { ...process.env, ...env },
  });
  children.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', chunk => {
    said.out += chunk;
  });
  child.stderr.on('data', chunk => {
    said.err += chunk;
  });
  const ended = new Promise<number | null>(resolve => child.on('exit', code => resolve(code)));
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, url] = /^TOCSIN READY (\S+)$/m.exec(said.out) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.on('exit', () => reject(new Error(said.out + said.err)));
  });
  ready.catch(() => undefined);
  return { child, said, ended, ready };
}

/** The DynamoDB Local processes that hold the directory. */
function databases(): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter(line => line.includes('DynamoDBLocal.jar') && line.includes(directory));
}

describe('the start command', () => {
  test('ends its screen with the ready line, serves, and stops without leaving anything', async () => {
    const { child, said, ended, ready } = run(['--port', '0']);
    const url = await ready;
    expect(said.out.trimEnd().endsWith(`TOCSIN READY ${url}`)).toBe(true);
    expect(said.out).toContain(`${url}/_local/inbox`);
    expect(said.out).toContain(`curl '${url}/v1/alerts/generic?key=local'`);
    expect(readRunning(runningFile)).toEqual({ url, pid: child.pid });
    const answer = await fetch(`${url}/_local/clock`);
    expect(answer.status).toBe(200);
    expect(databases().length).toBeGreaterThan(0);

    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(existsSync(runningFile)).toBe(false);
    expect(databases()).toEqual([]);
    expect(said.err).toBe('');
  });

  test('says what it does, one line for each step', async () => {
    const { child, said, ended, ready } = run(['--port', '0', '--memory']);
    await ready;
    const [steps = ''] = said.out.split('\n\n');
    expect(steps.split('\n').map(line => line.replace(/\d+\.\d s$/, 'N s'))).toEqual([
      'Starting the database… N s',
      'Opening the tables… N s',
      'Asking for the configuration… N s',
    ]);
    child.kill('SIGTERM');
    await ended;
  });

  test('can be interrupted while it starts, and leaves nothing behind', async () => {
    const { child, said, ended } = run(['--port', '0']);
    await expect.poll(() => said.out, { timeout: 600_000 }).toContain('Starting the database');
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(databases()).toEqual([]);
    expect(existsSync(join(directory, '.tocsin', 'running.json'))).toBe(false);
    expect(said.err).toBe('');
  });

  test('leaves no database behind when it is killed, and starts again from what was kept', async () => {
    const first = run(['--port', '0']);
    const url = await first.ready;
    await fetch(`${url}/v1/alerts/generic`, { method: 'POST', body: '"kept"' });
    await fetch(`${url}/_local/clock/advance`, { method: 'POST', body: '{"seconds":1}' });
    first.child.kill('SIGKILL');
    await first.ended;
    await expect.poll(databases, { timeout: 600_000 }).toEqual([]);
    expect(existsSync(runningFile)).toBe(true);
    expect(readRunning(runningFile)).toBeUndefined();

    const second = run(['--port', '0']);
    const again = await second.ready;
    const inbox = await (await fetch(`${again}/_local/inbox`)).text();
    expect(inbox).toContain('kept');
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
  });
});

describe('a start that cannot work says why in one line and does not exit with 0', () => {
  async function failure(args: string[], env: Record<string, string> = {}): Promise<string> {
    const { said, ended } = run(args, env);
    expect(await ended).toBe(1);
    return said.err.trim();
  }

  test('when the port is taken', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    expect(await failure(['--memory', '--port', String(port)])).toBe(
      `Port ${port} is taken by another program. Stop it, or choose another: npm start -- --port ${port + 1}`,
    );
    server.close();
  });

  test('when there is no Java runtime, before anything else and with the command that brings one', async () => {
    const { said, ended } = run(['--port', '0'], {
      PATH: dirname(process.execPath),
      JAVA_HOME: '',
    });
    expect(await ended).toBe(1);
    expect(said.out).toBe('');
    expect(said.err).toMatch(
      /^The local database needs a Java runtime \(17 or later\), and there is none on this machine\. Install one: \S.*\n$/,
    );
  });

  test.each([
    ['below a file', () => join(import.meta.filename, 'data')],
    // Where making folders one within the other never ends.
    ['in /proc', () => '/proc/tocsin/data'],
  ])(
    'when its data cannot be written, %s',
    async (_where, data) => {
      const message = await failure(['--port', '0', '--data', data()]);
      expect(message.replace(/\(E[A-Z]+\)/, '(code)')).toBe(
        `${data()} cannot be written (code). Start with another directory: npm start -- --data DIR`,
      );
    },
    30_000,
  );

  test('when the configuration is no YAML', async () => {
    const file = join(directory, 'broken.yaml');
    writeFileSync(file, 'people:\n  ana: {name: "Ana"\n');
    const message = await failure(['--memory', '--port', '0', '--config', file]);
    expect(message).toMatch(/broken\.yaml: .* at line \d+, column \d+:?$/);
  });

  test('when the assembly cannot be read', async () => {
    const { said, ended } = run(['--memory', '--port', '0', '--assembly', directory]);
    expect(await ended).toBe(1);
    expect(said.err.trim()).toBe(`There is no CloudFormation template in ${directory}.`);
  });

  test('when an option is not known', async () => {
    const { said, ended } = run(['--prot', '1']);
    expect(await ended).toBe(2);
    expect(said.err).toContain("Unknown option '--prot'");
  });
});
