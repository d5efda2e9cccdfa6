import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '#local/template/synth.ts';
import { ended, startedBy } from '../process.ts';

/** A local stack that may die at any moment, and is then started again over its data. */
export interface MortalStack {
  url: string;
  isUp(): boolean;
  /** With signal 9, so that nothing is finished, closed or said. */
  kill(what: 'stack' | 'database'): void;
  /** How often it ended without our doing, with what it said last. */
  deaths(): { killed: number; byItself: string[] };
  stop(): Promise<void>;
}

/** Resolves once the stack answers for the first time. */
export async function startMortal(options: {
  port: number;
  data: string;
  assembly: string;
  config: string;
}): Promise<MortalStack> {
  const { port, data, assembly, config } = options;
  const url = `http://127.0.0.1:${port}`;
  const byItself: string[] = [];
  let killed = 0;
  let expected = false;
  let up = false;
  let stopping = false;
  let child = await live();

  async function live(): Promise<ChildProcess> {
    const started = spawn(
      process.execPath,
      [
        join(root, 'local', 'start.ts'),
        ...['--port', String(port), '--data', data],
        ...['--assembly', assembly, '--config', config],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const ready = Promise.withResolvers<void>();
    let said = '';
    createInterface({ input: started.stdout }).on('line', line => {
      if (line.startsWith('TOCSIN READY')) ready.resolve();
    });
    started.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    started.once('exit', code => {
      up = false;
      ready.reject(new Error(`The stack ended with ${code} before it was ready: ${said}`));
      if (stopping) return;
      if (!expected) byItself.push(`exit ${code}: ${said.trim().split('\n').at(-1) ?? ''}`);
      expected = false;
      void again();
    });
    await ready.promise;
    up = true;
    return started;
  }

  async function again(): Promise<void> {
    try {
      child = await live();
    } catch (error) {
      // Its own exit has begun the next try already.
      if (!stopping) console.log(`  ${(error as Error).message}`);
    }
  }

  return {
    url,
    isUp: () => up,
    kill(what) {
      if (!up || child.pid === undefined) return;
      const target =
        what === 'stack'
          ? child.pid
          : startedBy(child.pid).find(({ program }) => program.includes('java'))?.pid;
      if (target === undefined) return;
      killed += 1;
      expected = true;
      up = what === 'database';
      process.kill(target, 'SIGKILL');
    },
    deaths: () => ({ killed, byItself }),
    async stop() {
      stopping = true;
      await ended(child, 'SIGINT');
    },
  };
}
