import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocalFunction } from '#local/template/wiring.ts';
import { percentile } from './report.ts';

const starts = 9;

/** Size of each bundle, and how long a new process needs to import it, against a handler with nothing in it. */
export function bundles(functions: readonly LocalFunction[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  try {
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, 'export const handler = async () => {};\n');
    const floor = importMs(empty, {});
    console.log(`Bundles: size, and cold import (an empty handler: ${floor.toFixed(1)} ms)`);
    console.log('  targets: under 500 KB, under 70 ms');
    for (const { name, assetDirectory, environment } of functions) {
      const ms = importMs(join(assetDirectory, 'index.mjs'), environment);
      const files = readdirSync(assetDirectory).filter(file => file.endsWith('.mjs'));
      const bytes = files.reduce((sum, file) => sum + statSync(join(assetDirectory, file)).size, 0);
      const size = `${(bytes / 1024).toFixed(0)} KB`.padStart(7);
      const times = `${(ms / floor).toFixed(0)} times empty`;
      console.log(`  ${name.padEnd(30)} ${size}  ${ms.toFixed(0).padStart(4)} ms  ${times}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function importMs(file: string, environment: Record<string, string>): number {
  const url = JSON.stringify(pathToFileURL(file).href);
  const script = `const t = performance.now(); await import(${url}); console.log(performance.now() - t); process.exit(0)`;
  const took = Array.from({ length: starts }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, ...environment, AWS_REGION: 'eu-central-1' },
        encoding: 'utf8',
      }),
    ),
  );
  return percentile(took, 0.5);
}
