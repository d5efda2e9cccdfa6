import { describe, expect, test } from 'vitest';
import {
  admit,
  bundleAgain,
  bundleDone,
  bundleHolds,
  carrierCap,
  type Member,
  noHistory,
  type TelephoneChannel,
} from '#core/paging/send-history.ts';
import type { Severity } from '#core/severity.ts';
import { later, start } from '../../support/samples.ts';

const page = (key: string, severity: Severity = 'SEV2'): Member => ({
  key,
  incidentId: `INC-${key}`,
  severity,
  person: 'ana',
  name: 'Ana',
  purpose: 'acknowledge',
  level: 1,
  round: 1,
  decidedAt: start,
  afterSeconds: 0,
});

/** A number and its traffic, asked one page after the other. */
function phone(channel: TelephoneChannel = 'sms') {
  let traffic = noHistory;
  return {
    asks(key: string, seconds: number, severity?: Severity) {
      const admitted = admit(traffic, channel, page(key, severity), later(seconds));
      traffic = admitted.traffic;
      return admitted.admission;
    },
    sends(bundle: string, pages: string[], seconds: number) {
      const outcome = { sent: true, externalId: 'm-1' } as const;
      traffic = bundleDone(traffic, { key: bundle, at: later(seconds), pages, outcome });
    },
    triesAgain(bundle: string, seconds: number) {
      traffic = bundleAgain(traffic, bundle, later(seconds));
    },
    traffic: () => traffic,
  };
}

const alone = { go: 'alone' };

describe('within one minute', () => {
  test('three texts go one by one, the fourth waits at most 20 seconds', () => {
    const ana = phone();
    expect(['a', 'b', 'c'].map(key => ana.asks(key, 0))).toEqual([alone, alone, alone]);
    expect(ana.asks('d', 5)).toEqual({ go: 'wait', until: later(25), bundle: 'd#bundle' });
    expect(ana.asks('e', 9)).toEqual({ go: 'wait', until: later(25), bundle: 'd#bundle' });
  });

  test('it waits no longer than the minute lasts', () => {
    const ana = phone();
    for (const key of ['a', 'b', 'c']) ana.asks(key, 0);
    expect(ana.asks('d', 50)).toMatchObject({ until: later(60) });
  });

  test('a minute later texts go one by one again', () => {
    const ana = phone();
    for (const key of ['a', 'b', 'c']) ana.asks(key, 0);
    expect(ana.asks('d', 60)).toEqual(alone);
  });

  test('one call goes, the next are told together', () => {
    const ana = phone('voice');
    expect(ana.asks('a', 0)).toEqual(alone);
    expect(ana.asks('b', 0)).toMatchObject({ go: 'wait', until: later(20) });
  });

  test('what is worse than everything sent is never kept back', () => {
    const ana = phone();
    for (const key of ['a', 'b', 'c']) ana.asks(key, 0, 'SEV2');
    expect(ana.asks('d', 1, 'SEV2')).toMatchObject({ go: 'wait' });
    expect(ana.asks('e', 2, 'SEV1')).toEqual(alone);
    expect(ana.asks('f', 3, 'SEV1')).toMatchObject({ go: 'wait' });
  });
});

describe('a bundle', () => {
  function withBundle() {
    const ana = phone();
    for (const key of ['a', 'b', 'c', 'd', 'e']) ana.asks(key, 0);
    return ana;
  }

  test('is sent by the first of its pages that comes back when it is due', () => {
    const ana = withBundle();
    expect(ana.asks('d', 19)).toMatchObject({ go: 'wait', until: later(20) });
    const admission = ana.asks('e', 20);
    expect(admission).toMatchObject({ go: 'bundle', bundle: { key: 'd#bundle', attempt: 1 } });
    expect(ana.asks('d', 20)).toMatchObject({ go: 'wait', until: later(23) });
  });

  test('tells each page how it went', () => {
    const ana = withBundle();
    ana.asks('d', 20);
    ana.sends('d#bundle', ['d', 'e'], 21);
    for (const key of ['d', 'e']) {
      expect(ana.asks(key, 23)).toMatchObject({ go: 'told', told: { key: 'd#bundle' } });
    }
  });

  test('decides anew on a page that the message left out', () => {
    const ana = withBundle();
    ana.asks('d', 20);
    ana.sends('d#bundle', ['d'], 21);
    expect(ana.asks('e', 23)).toMatchObject({ go: 'wait', bundle: 'e#bundle' });
  });

  test('counts as one message, of its worst severity', () => {
    const ana = withBundle();
    ana.asks('d', 20);
    ana.sends('d#bundle', ['d', 'e'], 21);
    expect(ana.traffic().sent.at(-1)).toEqual({
      key: 'd#bundle',
      at: later(21),
      severity: 'SEV2',
    });
  });

  test('is tried again when the vendor asks for patience', () => {
    const ana = withBundle();
    ana.asks('d', 20);
    ana.triesAgain('d#bundle', 30);
    expect(ana.asks('e', 22)).toMatchObject({ go: 'wait', until: later(30) });
    expect(ana.asks('e', 30)).toMatchObject({ go: 'bundle', bundle: { attempt: 2 } });
  });

  test('takes nothing more once it is on its way; what comes then is for the next', () => {
    const ana = withBundle();
    ana.asks('d', 20);
    expect(ana.asks('f', 20)).toEqual({ go: 'wait', until: later(23) });
    ana.sends('d#bundle', ['d', 'e'], 21);
    expect(ana.asks('f', 23)).toMatchObject({ go: 'wait', bundle: 'f#bundle' });
  });

  test('that is full leaves the rest to the next', () => {
    const ana = phone();
    const keys = Array.from({ length: bundleHolds + 3 }, (_, index) => `p${index}`);
    for (const key of keys) ana.asks(key, 0);
    expect(ana.asks('late', 1)).toEqual({ go: 'wait', until: later(4) });
    expect(JSON.stringify(ana.traffic()).length).toBeLessThan(100_000);
  });
});

describe('the carrier cap', () => {
  test('counts the segments of texts in another alphabet, as carriers do', () => {
    let traffic = noHistory;
    const asks = (key: string, seconds: number, segments: number) => {
      const admitted = admit(traffic, 'sms', { ...page(key), segments }, later(seconds));
      traffic = admitted.traffic;
      return admitted.admission;
    };
    for (let count = 0; count < carrierCap.sms / 3; count++) {
      expect(asks(`p${count}`, count * 61, 3)).toEqual(alone);
    }
    expect(asks('more', 700, 1)).toMatchObject({ go: 'capped' });
  });

  test.each([
    ['sms', 'texts'],
    ['voice', 'calls'],
  ] as const)(
    '%s: what comes on top of it within the hour is told so, with the cap',
    (channel, what) => {
      const ana = phone(channel);
      const cap = carrierCap[channel];
      for (let count = 0; count < cap; count++) {
        expect(ana.asks(`p${count}`, count * 61)).toEqual(alone);
      }
      const admission = ana.asks('more', cap * 61);
      const reason = expect.stringContaining(`${cap} ${what} within the hour`);
      expect(admission).toEqual({ go: 'capped', reason });
      expect(ana.asks('later', 3600)).toEqual(alone);
    },
  );

  test('counts a bundle that waits, so that it can go out', () => {
    const ana = phone();
    for (let count = 0; count < carrierCap.sms - 4; count++) ana.asks(`p${count}`, count * 61);
    for (const key of ['a', 'b', 'c']) ana.asks(key, 1700);
    expect(ana.asks('d', 1701)).toMatchObject({ go: 'wait', bundle: 'd#bundle' });
    expect(ana.asks('worse', 1702, 'SEV1')).toMatchObject({ go: 'capped' });
    expect(ana.asks('d', 1721)).toMatchObject({ go: 'bundle' });
  });
});
