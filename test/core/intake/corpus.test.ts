import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePayload } from '#core/intake/parse.ts';
import { classify } from '#core/intake/severity/classify.ts';
import { verifySignature } from '#core/intake/signature.ts';
import { parseSource, type Source } from '#core/sources.ts';
import { instant } from '#core/time/instant.ts';
import { type Expected, expectations, pairs } from './corpus-expectations.ts';

/*
 * Bodies that senders really posted, which are not ours to hand on: run where TOCSIN_CORPUS names a folder of them. What is
 * expected was written from the formats, and not from what comes out.
 */

const corpus = process.env.TOCSIN_CORPUS;
const isThere = corpus !== undefined && existsSync(corpus);
if (!isThere) console.log('TOCSIN_CORPUS names no folder of real bodies: they are not looked at.');

test.runIf(isThere)('the published example of a signature of PagerDuty holds', () => {
  const vector = read('pagerduty-webhook-v3/10-signature-vector.txt');
  const [, secret = ''] = /^secret: (\S+)/m.exec(vector) ?? [];
  const [, header = ''] = /Signature: (\S+)/.exec(vector) ?? [];
  const body = read('pagerduty-webhook-v3/09-signed-priority-updated.body.json');
  const headers = { 'x-pagerduty-signature': header };
  const asked = { headers, body, secrets: [secret], at: instant('2026-11-23T02:14:00Z') };
  expect(verifySignature({ scheme: 'pagerduty', ...asked })).toEqual({
    valid: true,
    isOfBody: true,
  });
});

const read = (file: string) =>
  readFileSync(join(corpus ?? '', file), 'utf8').split(/\n(?=\{"body)/)[0] ?? '';
const sourceOf = (file: string): Source => parseSource(file.split('/')[0] ?? '') ?? 'auto';

async function understood(source: Source, file: string) {
  const parsed = await parsePayload(source, read(file));
  if ('invalid' in parsed) return { refused: parsed.invalid };
  const [alert] = parsed.alerts;
  if (alert === undefined) return { ignored: parsed.ignored };
  const { severity } = classify([], { kind: 'alert', alert });
  return { alert, severity };
}

function faultsIn(found: Awaited<ReturnType<typeof understood>>, expected: Expected): string[] {
  if (expected === 'refused') return found.refused === undefined ? ['is taken'] : [];
  if (found.refused !== undefined) return [`is refused: ${JSON.stringify(found.refused)}`];
  if (expected === 'ignored')
    return found.alert === undefined ? [] : [`is an alert: ${found.alert.title}`];
  if (found.alert === undefined) return ['is no alert'];
  const [status, title, service, severities] = expected;
  const { alert, severity } = found;
  return [
    ...((alert.kind ?? alert.status) === status ? [] : [`status ${alert.kind ?? alert.status}`]),
    ...(alert.title.includes(title) ? [] : [`title ${alert.title}`]),
    ...(service === undefined || alert.service === service ? [] : [`service ${alert.service}`]),
    ...(severities.split('|').includes(severity) ? [] : [`severity ${severity}`]),
  ];
}

for (const [file, expected] of Object.entries(expectations)) {
  for (const source of new Set<Source>([sourceOf(file), 'auto'])) {
    // What its own address refuses is guessed where anybody may come.
    if (source === 'auto' && expected === 'refused') continue;
    test.runIf(isThere)(`${file} is understood by ${source}`, async () => {
      expect(faultsIn(await understood(source, file), expected)).toEqual([]);
    });
  }
}

for (const [one, other] of pairs) {
  test.runIf(isThere)(`${one} and ${other} tell of the same`, async () => {
    const [first, second] = [await understood('auto', one), await understood('auto', other)];
    expect(first.alert?.fingerprint).toBeDefined();
    expect(first.alert?.fingerprint).toBe(second.alert?.fingerprint);
  });
}
