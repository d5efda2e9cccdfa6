import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runNode } from '#local/template/synth.ts';

/* What a phone loads at night, and what may run in it. */

const folder = mkdtempSync(join(tmpdir(), 'tocsin-console-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => runNode(['console/build.ts', folder], {}, new AbortController().signal));

const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const gzipped = (file: string) => gzipSync(read(file)).length / 1000;
const first = () =>
  [...read('index.html').matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
    ([, file = '']) => file,
  );

describe('the built console', () => {
  test('begins with less than 30 KB of script, of the 100 that a phone may load', () => {
    expect(first().reduce((sum, file) => sum + gzipped(file), 0)).toBeLessThan(30);
  });

  test('has no part that is larger than the script that it begins with may be', () => {
    const scripts = readdirSync(join(folder, 'assets')).filter(file => file.endsWith('.js'));
    for (const file of scripts) expect(gzipped(`assets/${file}`), file).toBeLessThan(100);
  });

  test('holds no script and no style within its page, as the policy says', () => {
    const page = read('index.html');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=/);
    expect(page).not.toMatch(/https?:\/\//);
  });

  test('has nothing of the rules or the schemas in it: it speaks the contract, and knows none of it', () => {
    for (const file of readdirSync(join(folder, 'assets'))) {
      expect(read(`assets/${file}`), file).not.toMatch(/safeParse|IncidentDeclared|_zod/);
    }
  });
});
