import { describe, expect, test } from 'vitest';
import { type LastSeen, readBy, soSince, written } from '#console/last-seen.ts';
import { isPlace, keepShell, partOf, type Shelf, shellOf } from '#console/shell/kept-shell.ts';

/* What the browser keeps of the console for a load without a line. */

function shelfOf(files: Record<string, string> = {}): Shelf & { files: Map<string, string> } {
  const kept = new Map(Object.entries(files));
  return {
    files: kept,
    match: async path => {
      const text = kept.get(path);
      return text === undefined ? undefined : new Response(text);
    },
    put: async (path, answer) => void kept.set(path, await answer.text()),
    delete: async path => kept.delete(path),
    keys: async () => [...kept.keys()].map(path => ({ url: `https://tocsin.example.com${path}` })),
  };
}

const page = (version: string) =>
  `<link rel="stylesheet" href="/assets/${version}.css"><script type="module" src="/assets/${version}.js"></script>`;
const gives = async (path: string) => new Response(`what ${path} holds`);
const noLine = () => Promise.reject(new Error('No line'));
const never = () => new Promise<never>(() => {});
const atOnce = async () => undefined;
const old = {
  ...{ '/index.html': page('old'), '/assets/old.css': '', '/assets/old.js': '' },
  '/assets/old-part.js': '',
};
/** Of a hotel's network, or of a company's door. */
const doorOpens = async () =>
  new Response('Sign in', { headers: { 'content-type': 'text/html; charset=utf-8' } });
const noRoom = () => Promise.reject(new Error('Quota exceeded'));
const textOf = async (answer: Promise<Response>) => (await answer).text();

describe('the page of the console', () => {
  const asks = (asked: Promise<Response>, slow: () => Promise<undefined> = never) =>
    textOf(shellOf({ shelf: Promise.resolve(shelfOf(old)), asked, slow }));

  test('is the newest wherever the network gives it, whatever is kept', async () => {
    expect(await asks(Promise.resolve(new Response(page('new'))))).toBe(page('new'));
  });

  test('is the one that is kept where there is no line, where nothing comes, and where its server broke', async () => {
    expect(await asks(noLine())).toBe(page('old'));
    expect(await asks(never(), atOnce)).toBe(page('old'));
    expect(await asks(Promise.resolve(new Response('Broken', { status: 503 })))).toBe(page('old'));
  });

  test('is what the network says where none is kept', async () => {
    const shelf = Promise.resolve(shelfOf());
    await expect(shellOf({ shelf, asked: noLine(), slow: atOnce })).rejects.toThrow('No line');
  });

  test('comes by the network in a browser that keeps nothing', async () => {
    const asked = Promise.resolve(new Response(page('new')));
    for (const shelf of [noRoom(), Promise.resolve({ ...shelfOf(), match: noRoom })]) {
      expect(
        await textOf(shellOf({ shelf, asked: asked.then(it => it.clone()), slow: never })),
      ).toBe(page('new'));
    }
  });

  test('hides no door that has to be gone through first', async () => {
    expect(await asks(Promise.resolve(new Response('Sign in', { status: 511 })))).toBe('Sign in');
  });
});

describe('what is kept', () => {
  test('is a version with all that its page names, and nothing of the one before', async () => {
    const shelf = shelfOf(old);
    await keepShell(shelf, new Response(page('new')), gives);
    expect([...shelf.files.keys()].sort()).toEqual([
      ...['/assets/new.css', '/assets/new.js', '/index.html'],
    ]);
    expect(shelf.files.get('/index.html')).toBe(page('new'));
  });

  test('stays the version before until all of the next has come', async () => {
    const notHere = async () => new Response('Not here', { status: 404 });
    for (const ask of [noLine, notHere, doorOpens]) {
      const shelf = shelfOf(old);
      await keepShell(shelf, new Response(page('new')), ask).catch(() => undefined);
      expect(Object.fromEntries(shelf.files)).toEqual(old);
    }
  });

  test('has what it lost of its parts again, though its page is the same', async () => {
    const { '/assets/old.js': _, ...half } = old;
    const shelf = shelfOf(half);
    await keepShell(shelf, new Response(page('old')), gives);
    expect(Object.fromEntries(shelf.files)).toEqual({
      ...old,
      '/assets/old.js': 'what /assets/old.js holds',
    });
  });

  test('keeps its other parts while its page is the same', async () => {
    const shelf = shelfOf(old);
    await keepShell(shelf, new Response(page('old')), noLine);
    expect(Object.fromEntries(shelf.files)).toEqual(old);
  });

  test('is no page of whatever stands before the console, and none that it did not give', async () => {
    const shelf = shelfOf(old);
    await keepShell(shelf, new Response('<h1>Sign in to the hotel</h1>'), gives);
    await keepShell(shelf, new Response(page('new'), { status: 500 }), gives);
    expect(Object.fromEntries(shelf.files)).toEqual(old);
  });
});

describe('a part of the console', () => {
  async function asksFor(path: string, ask: (path: string) => Promise<Response>, shelf: Shelf) {
    const work: Promise<unknown>[] = [];
    const meanwhile = (more: Promise<unknown>) => void work.push(more);
    const text = await textOf(partOf({ shelf: Promise.resolve(shelf), path, ask, meanwhile }));
    await Promise.all(work);
    return text;
  }

  test('is kept when it comes, and waits for no line from then on', async () => {
    const shelf = shelfOf();
    await asksFor('/assets/a.js', gives, shelf);
    for (const ask of [noLine, never]) {
      expect(await asksFor('/assets/a.js', ask, shelf)).toBe('what /assets/a.js holds');
    }
    await expect(asksFor('/assets/b.js', noLine, shelf)).rejects.toThrow('No line');
  });

  test('of an older version is there still where its server has it no more', async () => {
    const gone = async () => new Response('Not here', { status: 403 });
    expect(await asksFor('/assets/old-part.js', gone, shelfOf(old))).toBe('');
  });

  test('comes all the same where there is no room to keep it', async () => {
    const shelf = { ...shelfOf(), put: noRoom };
    expect(await asksFor('/assets/a.js', gives, shelf)).toBe('what /assets/a.js holds');
  });

  test('is no page of whatever stands before it: what comes the next time is asked for again', async () => {
    const shelf = shelfOf();
    await asksFor('/assets/a.js', doorOpens, shelf);
    expect(shelf.files.size).toBe(0);
    expect(await asksFor('/assets/a.js', gives, shelf)).toBe('what /assets/a.js holds');
  });
});

test.each([
  ...[['/', true] as const, ['/incidents/INC-2026-001', true] as const, ['/me', true] as const],
  ...[['/set-up/senders/a.b', true] as const, ['/after/post-mortems/INC-1', true] as const],
  ...[['/v1/session', false] as const, ['/a/abc', false] as const, ['/status/', false] as const],
])('%s is shown without a line: %s', (path, is) => {
  expect(isPlace(path)).toBe(is);
});

describe('what was seen', () => {
  const session = { until: '2026-11-28T12:00:00.000Z' };
  const who = { kind: 'person', id: 'ana', name: 'Ana', scopes: [], session } as never;
  const untilMs = Date.parse(session.until);
  const seenOf = (...sizes: number[]): LastSeen => ({
    ...{ who, heardMs: 5, offsetMs: 0 },
    answers: sizes.map((size, at) => [`/v1/${at}`, 'x'.repeat(size), undefined, 5]),
  });
  const addresses = (text: string) =>
    (JSON.parse(text) as LastSeen).answers.map(([address]) => address);

  test('is kept as far as there is room for it, what was looked at last before all else', () => {
    expect(addresses(written(seenOf(100, 100, 100), 300))).toEqual(['/v1/1', '/v1/2']);
    expect(addresses(written(seenOf(100, 100, 9000), 300))).toEqual(['/v1/0', '/v1/1']);
  });

  const here = { person: 'ana', atMs: untilMs - 1, version: 'one' };
  test.each([
    ['its own person, while their session lasts', {}, true],
    ['somebody else', { person: 'ben' }, false],
    ['nobody', { person: null }, false],
    ['its own person, whose session is over', { atMs: untilMs }, false],
    ['another version of the console, which may read other fields', { version: 'two' }, false],
  ])('is for %s: %#', (_, other, is) => {
    const read = readBy(written(seenOf(1), 300, 'one'), { ...here, ...other });
    expect(read).toEqual(is ? seenOf(1) : undefined);
  });

  test('of a session is over by the clock of the incidents, whatever the reader’s own says', () => {
    const fast = { ...seenOf(1), offsetMs: -60_000 };
    const read = (atMs: number) => readBy(written(fast, 300, 'one'), { ...here, atMs });
    expect(read(untilMs + 59_999)).toEqual(fast);
    expect(read(untilMs + 60_000)).toBeUndefined();
  });

  test('is as old as what one looks at, and not as the newest of all that was asked', () => {
    const everyMs = 1500;
    expect(soSince({ heardMs: 1_000_000, everyMs }, 4_600_000)).toBe(1_000_000);
    // What is asked for all the while is not older for having its turn.
    expect(soSince({ heardMs: 4_598_000, everyMs }, 4_600_000)).toBe(4_600_000);
    expect(soSince({ heardMs: 4_000_000, everyMs: 600_000 }, 4_600_000)).toBe(4_600_000);
  });
});
