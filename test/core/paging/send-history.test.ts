import { describe, expect, test } from 'vitest';
import {
  admit,
  bundleAgain,
  bundleDone,
  bundleHolds,
  carrierCap,
  keptForWorst,
  type Member,
  noHistory,
  shareOfOne,
  type TelephoneChannel,
  withdraw,
} from '#core/paging/send-history.ts';
import type { Severity } from '#core/severity.ts';
import { later, start } from '../../support/samples.ts';

const page = (key: string, severity: Severity = 'SEV2', from?: string): Member => ({
  ...(from !== undefined && { from }),
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
    asks(key: string, seconds: number, severity?: Severity, from?: string) {
      const admitted = admit(traffic, channel, page(key, severity, from), later(seconds));
      traffic = admitted.traffic;
      return admitted.admission;
    },
    /** Has waited for as long as a page may. */
    asksLate(key: string, seconds: number) {
      const admitted = admit(traffic, channel, page(key), later(seconds), true);
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
    withdraws(key: string, seconds: number) {
      const withdrawn = withdraw(traffic, key, later(seconds));
      traffic = withdrawn.traffic;
      return withdrawn.answer;
    },
    traffic: () => traffic,
  };
}

const alone = { go: 'alone' };

describe('a page that has waited for too long', () => {
  function three() {
    const ana = phone();
    for (const key of ['a', 'b', 'c']) ana.asks(key, 0);
    return ana;
  }

  test('goes alone, and out of the bundle, which would tell of it again', () => {
    const ana = three();
    for (const key of ['d', 'e']) ana.asks(key, 5);
    expect(ana.asksLate('d', 9)).toEqual(alone);
    expect(ana.traffic().bundle?.members.map(({ key }) => key)).toEqual(['e']);
    expect(ana.asks('d', 30)).toEqual(alone);
  });

  test('joins no other one, and leaves none behind that tells of nothing', () => {
    const ana = three();
    ana.asks('d', 5);
    expect(ana.asksLate('f', 9)).toEqual(alone);
    expect(ana.asksLate('d', 9)).toEqual(alone);
    expect(ana.traffic().bundle).toBeUndefined();
  });

  test('waits for a bundle that is on its way with it, until whoever sends it is dead', () => {
    const ana = three();
    for (const key of ['d', 'e']) ana.asks(key, 5);
    expect(ana.asks('e', 25)).toMatchObject({ go: 'bundle' });
    expect(ana.asksLate('d', 26)).toMatchObject({ go: 'wait', bundle: 'd#bundle' });
    expect(ana.asksLate('d', 60)).toEqual(alone);
  });
});

describe('a page that nobody wants any more', () => {
  function withBundle() {
    const ana = phone();
    for (const key of ['a', 'b', 'c', 'd', 'e']) ana.asks(key, 0);
    return ana;
  }

  test('is in no bundle from then on, nor is one left that tells of nothing', () => {
    const ana = withBundle();
    expect(ana.withdraws('d', 5)).toBe('withdrawn');
    expect(ana.traffic().bundle?.members.map(({ key }) => key)).toEqual(['e']);
    expect(ana.withdraws('e', 6)).toBe('withdrawn');
    expect(ana.traffic().bundle).toBeUndefined();
  });

  test('looks again while a message that may tell of it is on its way, until whoever sends it is dead', () => {
    const ana = withBundle();
    ana.asks('d', 20);
    expect(ana.withdraws('e', 21)).toEqual({ until: later(24) });
    expect(ana.withdraws('e', 49)).toEqual({ until: later(52) });
    expect(ana.withdraws('e', 50)).toBe('withdrawn');
  });

  test('reads of the message that told of it', () => {
    const ana = withBundle();
    ana.asks('d', 20);
    ana.sends('d#bundle', ['d', 'e'], 21);
    expect(ana.withdraws('e', 24)).toMatchObject({ told: { key: 'd#bundle' } });
  });
});

test('a bundle that is long overdue was lost with all its pages: what comes now waits for its own', () => {
  const ana = phone();
  for (const key of ['a', 'b', 'c', 'd']) ana.asks(key, 0);
  const later = 20 + 15 * 60;
  for (const key of ['e', 'f', 'g']) ana.asks(key, later);
  expect(ana.asks('h', later)).toMatchObject({ go: 'wait', bundle: 'h#bundle' });
});

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
      const admitted = admit(traffic, 'sms', { ...page(key, 'SEV1'), segments }, later(seconds));
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
        expect(ana.asks(`p${count}`, count * 61, 'SEV1')).toEqual(alone);
      }
      const admission = ana.asks('more', cap * 61, 'SEV1');
      const reason = expect.stringContaining(`${cap} ${what} within the hour`);
      expect(admission).toEqual({ go: 'capped', reason });
      expect(ana.asks('later', 3600, 'SEV1')).toEqual(alone);
    },
  );

  test('counts a bundle that waits, so that it can go out', () => {
    const ana = phone();
    const most = carrierCap.sms - 4;
    for (let count = 0; count < most; count++) ana.asks(`p${count}`, count * 61, 'SEV1');
    for (const key of ['a', 'b', 'c']) ana.asks(key, 1700, 'SEV1');
    expect(ana.asks('d', 1701, 'SEV1')).toMatchObject({ go: 'wait', bundle: 'd#bundle' });
    // It goes along with a message that goes out anyway.
    expect(ana.asks('milder', 1702)).toMatchObject({ go: 'wait', bundle: 'd#bundle' });
    expect(ana.asks('d', 1721)).toMatchObject({ go: 'bundle' });
  });
});

describe.each(['sms', 'voice'] as const)('the room on a phone (%s)', channel => {
  const share = shareOfOne[channel];
  const kept = keptForWorst[channel];
  const stranger = 'sender|website';
  /** One a minute, and each bundle is sent when it is due. */
  function storm(
    ana: ReturnType<typeof phone>,
    pages: number,
    severity?: Severity,
    from = stranger,
  ) {
    const due = new Map<string, { at: number; keys: string[] }>();
    const went: string[] = [];
    for (let count = 0; count < pages; count++) {
      const seconds = count * 61;
      for (const [bundle, { at, keys }] of due) {
        if (at > seconds || ana.asks(keys[0] ?? '', seconds).go !== 'bundle') continue;
        ana.sends(bundle, keys, seconds);
        due.delete(bundle);
        went.push(bundle);
      }
      const admission = ana.asks(`p${count}`, seconds, severity, from);
      if (admission.go === 'alone') went.push(`p${count}`);
      if (admission.go === 'capped') went.push('capped');
      if (admission.go !== 'wait' || admission.bundle === undefined) continue;
      const waiting = due.get(admission.bundle) ?? { at: 0, keys: [] };
      const at = (Date.parse(admission.until) - Date.parse(start)) / 1000;
      due.set(admission.bundle, { at, keys: [...waiting.keys, `p${count}`] });
    }
    return went;
  }

  test('one integration and service get their share of it; what comes then is told together, and not failed', () => {
    const ana = phone(channel);
    const { asTheyCome } = share.others;
    const went = storm(ana, asTheyCome + 8);
    expect(went.slice(0, asTheyCome)).toEqual(
      Array.from({ length: asTheyCome }, (_, count) => `p${count}`),
    );
    const later = went.slice(asTheyCome);
    expect(later.length).toBeGreaterThan(0);
    expect(later.every(key => key.endsWith('#bundle'))).toBe(true);
  });

  test('is there for SEV1 and for other services, whatever a storm has used', () => {
    const ana = phone(channel);
    storm(ana, 27);
    expect(ana.asks('other', 27 * 61, 'SEV2', 'sender|payments')).toEqual(alone);
    for (let count = 0; count < kept; count++) {
      const more = ana.asks(`worst${count}`, 28 * 61 + count, 'SEV1', 'other|payments');
      expect(['alone', 'wait']).toContain(more.go);
    }
  });

  test('is kept for SEV1 when many have used theirs', () => {
    const ana = phone(channel);
    const most = carrierCap[channel] - kept;
    for (let count = 0; count < most; count++) {
      expect(ana.asks(`p${count}`, count * 61, 'SEV2', `sender|${count}`)).toEqual(alone);
    }
    const after = most * 61;
    expect(ana.asks('mild', after, 'SEV2', 'sender|new')).toMatchObject({ go: 'capped' });
    expect(ana.asks('worst', after, 'SEV1', 'sender|new')).toEqual(alone);
  });

  test('of SEV1 one integration and service cannot use up either', () => {
    const ana = phone(channel);
    for (let count = 0; count < share.worst.asTheyCome; count++) {
      expect(ana.asks(`p${count}`, count * 61, 'SEV1', stranger)).toEqual(alone);
    }
    const after = share.worst.asTheyCome * 61;
    expect(ana.asks('again', after, 'SEV1', stranger)).toMatchObject({ go: 'wait' });
    expect(ana.asks('other', after, 'SEV1', 'sender|payments')).toEqual(alone);
  });

  test('lets what may not wait take along what is held back', () => {
    const ana = phone(channel);
    const { asTheyCome } = share.others;
    for (let count = 0; count < asTheyCome; count++) {
      ana.asks(`p${count}`, count * 61, 'SEV2', stranger);
    }
    const at = asTheyCome * 61;
    expect(ana.asks('held', at, 'SEV2', stranger)).toMatchObject({ until: later(at + 300) });
    for (const key of ['a', 'b', 'c']) ana.asks(key, at, 'SEV2', 'sender|payments');
    expect(ana.asks('d', at, 'SEV2', 'sender|payments')).toMatchObject({
      go: 'wait',
      until: later(at + 20),
      bundle: 'held#bundle',
    });
  });
});
