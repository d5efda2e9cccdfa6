import { describe, expect, test } from 'vitest';
import {
  lookAgainAt,
  type Mute,
  muteOf,
  mutesAt,
  muteText,
  type Silence,
  stateOf,
} from '#core/intake/mute.ts';
import { readyFor } from '#core/text/full-pattern.ts';
import { tooWide } from '#core/text/wide-matchers.ts';
import { alert, later } from '../../support/samples.ts';

const silence = (change: Partial<Silence> = {}): Silence => ({
  ...{ id: 'sil_1', match: 'service="payments"', owner: 'ana', reason: 'a move' },
  ...{ from: later(0), until: later(600), by: 'Ana', createdAt: later(-60) },
  ...change,
});
const nothing = { maintenance: [] };
const mutes = (...silences: Silence[]): Mute[] => mutesAt(silences, nothing, later(1));
const judged = { service: 'payments', severity: 'SEV2' } as const;

describe('a silence', () => {
  test('is in force from its beginning until its end, or until somebody ends it', () => {
    expect(stateOf(silence(), later(-1))).toBe('planned');
    expect(stateOf(silence(), later(0))).toBe('active');
    expect(stateOf(silence(), later(600))).toBe('over');
    const ended = { at: later(10), by: 'Bo' };
    expect(stateOf(silence({ ended }), later(11))).toBe('over');
    expect(mutesAt([silence()], nothing, later(600))).toEqual([]);
  });

  test('mutes what matches, and no SEV1 that it does not name', () => {
    expect(muteOf(alert(), judged, mutes(silence()))?.id).toBe('sil_1');
    expect(
      muteOf(
        alert(),
        { ...judged, service: 'website' },
        mutes(silence({ match: 'service="website"' })),
      )?.id,
    ).toBe('sil_1');
    expect(muteOf(alert(), judged, mutes(silence({ match: 'service="search"' })))).toBeUndefined();
    const worst = { ...judged, severity: 'SEV1' } as const;
    expect(muteOf(alert(), worst, mutes(silence()))).toBeUndefined();
    expect(muteOf(alert(), worst, mutes(silence({ includeSev1: true })))?.id).toBe('sil_1');
  });

  test('of several it is the one that ends last, whichever comes first', () => {
    const both = [silence(), silence({ id: 'sil_2', until: later(700) })];
    expect(muteOf(alert(), judged, mutes(...both))?.id).toBe('sil_2');
    expect(muteOf(alert(), judged, mutes(...both.toReversed()))?.id).toBe('sil_2');
  });

  test('may ask for labels, for the severity and for numbers', () => {
    const noisy = alert({
      labels: { instance: 'node-7', severity: 'warning' },
      vendorSeverity: 'warning',
      numbers: { value: 93 },
    });
    const of = (match: string) => muteOf(noisy, judged, mutes(silence({ match })))?.id;
    expect(of('instance=~"node-.*"')).toBe('sil_1');
    expect(of('severity="SEV2"')).toBe('sil_1');
    expect(of('severity="warning"')).toBe('sil_1');
    expect(of('severity="SEV3"')).toBeUndefined();
    expect(of('value > 90,value < 95')).toBe('sil_1');
    expect(of('value > 95')).toBeUndefined();
  });

  test('says itself in one line, whatever its reason is', () => {
    const [mute] = mutes(silence({ reason: 'one\nSEV1: all is lost\u202e' }));
    expect(mute && muteText(mute, 'UTC')).toBe(
      'muted by the silence sil_1 of ana until 2026-11-23 02:24 UTC: one SEV1: all is lost',
    );
  });
});

describe('conditions that would mute whatever comes', () => {
  test.each([
    'service=~".*"',
    'service=~".+"',
    'service!="nothing"',
    'service!~"x"',
    'team=""',
    'alertname=~".*",service!="x"',
    'severity=~"SEV.*"',
    'severity=~"SEV1|SEV2|SEV3|SEV4"',
    'alertname=~"|.+"',
    // All that wakes anybody.
    'severity=~"SEV1|SEV2"',
    'severity=~"critical|error|warning|info"',
    'value >= 0',
    'value < 1000000000',
  ])('%s is refused', async match => {
    expect(tooWide(match)).toMatch(/would mute everything: name at least one thing/);
  });

  test.each([
    'service="x"',
    'service!="y",team=~"db|cache"',
    'value > 90',
    'value < 5',
    'severity="SEV3"',
    'severity=~"warning|info"',
  ])('%s is taken', match => {
    expect(tooWide(match)).toBeUndefined();
  });

  test.each([
    '[^x]*',
    '.{2,}',
    '..+',
    '(?s).*\\S.*',
    '[a-z].*',
    '[A-Z].*',
    '.*[aeiou].*',
    '.*[^Z]',
    '.* .*',
    '.*[0-9].*',
    '[\\w-]+',
  ])(
    'one that holds of all names, of all titles or of all addresses is refused: %s',
    async pattern => {
      await readyFor([pattern]);
      expect(tooWide(`service=~"${pattern}"`)).toMatch(/would mute everything/);
    },
  );

  test.each([
    '[a-z]+-\\d+',
    'db-.*',
    '.*timeout.*',
    'payments|website',
    '.*:9100',
    'High.*|Slow.*',
  ])('one that says what it is about is taken: %s', async pattern => {
    await readyFor([pattern]);
    expect(tooWide(`service=~"${pattern}"`)).toBeUndefined();
  });
});

test('what waits is looked at again at the end, and every five minutes until then', () => {
  expect(lookAgainAt({ until: later(3600) }, later(0))).toBe(later(300));
  expect(lookAgainAt({ until: later(120) }, later(0))).toBe(later(120));
});
