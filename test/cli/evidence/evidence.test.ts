import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unzip, zipOf } from '#cli/evidence/evidence-zip.ts';
import type { Evidence } from '#contract/evidence.ts';
import { sealBytes, sealName, verifyExported } from '#core/evidence/sealed-bundle.ts';
import { type Bundle, bundleOf, bytes } from '../../support/bundles.ts';
import { tries } from '../../support/effort.ts';
import { type Answers, fakeApi, refuse } from '../fake-api.ts';
import { run, type Situation } from '../run.ts';

const incident = 'INC-2026-001';
const two = bundleOf([[bytes('declared')], [bytes('resolved'), bytes('lines of a log')]]);
const [first = ''] = two.objects.keys();

function exported({ objects, seal }: Bundle): Uint8Array {
  return zipOf(new Map([...objects, [sealName, sealBytes({ incident, ...seal })]]));
}

/** As the API lists it. */
function listOf({ objects, seal }: Bundle, unsealed: string[] = []): Evidence {
  const isManifest = (key: string) => key.endsWith('manifest.json');
  return {
    incident,
    seal,
    archives: [...objects.keys()]
      .filter(isManifest)
      .map(manifest => ({ manifest, sha256: '0'.repeat(64), missing: [] })),
    objects: [...objects.keys()]
      .filter(key => !isManifest(key))
      .map(key => ({ key, bytes: 1, sha256: '0'.repeat(64) })),
    unsealed,
  };
}

async function verifies(words: string[], situation: Situation = {}) {
  return run(['verify', ...words], { env: { TOCSIN_URL: 'http://127.0.0.1:9' }, ...situation });
}

/** Against an API whose bucket holds these objects. */
async function asks(
  words: string[],
  bundle: Bundle,
  stored = bundle.objects,
  unsealed?: string[],
  stumbles: () => Response | undefined = () => undefined,
) {
  const answers: Answers = {
    listEvidence: ({ params }) =>
      params.id === incident
        ? listOf(bundle, unsealed)
        : refuse('not-found', `There is no ${params.id}.`),
    evidenceContent: ({ query: { key } }) => ({
      key,
      url: `s3:${key}`,
      until: '2026-11-23T03:00:00.000Z',
    }),
  };
  await using api = await fakeApi(answers);
  const s3: typeof fetch = async (input, init) => {
    if (!String(input).startsWith('s3:')) return fetch(input, init);
    const stumble = stumbles();
    if (stumble !== undefined) return stumble;
    const content = stored.get(String(input).slice(3));
    const body = content as Uint8Array<ArrayBuffer> | undefined;
    return new Response(body, { status: body ? 200 : 404 });
  };
  const ran = await run(words, { env: { TOCSIN_URL: api.url }, fetch: s3 });
  expect(api.violations).toEqual([]);
  return ran;
}

const content = fc.uint8Array({ minLength: 0, maxLength: 60 });
const bundle = fc
  .array(fc.array(content, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map(bundleOf);

describe('an exported zip', () => {
  const isSound = (zip: Uint8Array) => {
    const unpacked = unzip(zip);
    if (unpacked === undefined) return false;
    const verified = verifyExported(unpacked.files);
    return unpacked.isAsPacked && 'flaws' in verified && verified.flaws.length === 0;
  };

  test('is sound as it was made, and the same however often it is made', () => {
    fc.assert(
      fc.property(bundle, each => {
        expect(isSound(exported(each))).toBe(true);
        expect(exported(each)).toEqual(exported(each));
      }),
    );
  });

  test('betrays any single byte that was changed, wherever in the file it stands', () => {
    fc.assert(
      fc.property(bundle, fc.nat(), fc.integer({ min: 1, max: 255 }), (each, at, by) => {
        const zip = exported(each);
        const index = at % zip.length;
        zip[index] = ((zip[index] ?? 0) + by) % 256;
        expect(isSound(zip)).toBe(false);
      }),
      tries(200),
    );
  });

  test('betrays every single byte of one, each flipped in turn', () => {
    const zip = exported(two);
    for (let index = 0; index < zip.length; index++) {
      const flipped = zip.slice();
      flipped[index] = (flipped[index] ?? 0) ^ 1;
      expect(isSound(flipped), `byte ${index}`).toBe(false);
    }
  });

  test('betrays a byte cut off or added, and a file removed, added or renamed', () => {
    fc.assert(
      fc.property(bundle, fc.nat(), (each, number) => {
        const zip = exported(each);
        expect(isSound(zip.slice(0, -1))).toBe(false);
        expect(isSound(new Uint8Array([...zip, 0]))).toBe(false);
        expect(isSound(new Uint8Array([0, ...zip]))).toBe(false);

        const files = unzip(zip)?.files ?? new Map<string, Uint8Array>();
        const name = [...files.keys()][number % files.size] ?? '';
        const removed = new Map(files);
        removed.delete(name);
        expect(isSound(zipOf(removed))).toBe(false);
        expect(isSound(zipOf(new Map([...files, ['incidents/INC-2026-001/x', bytes('x')]])))).toBe(
          false,
        );
        expect(
          isSound(zipOf(new Map([...removed, [`${name}2`, files.get(name) ?? bytes('')]]))),
        ).toBe(false);
      }),
    );
  });

  test('betrays files in another order', () => {
    const { files } = unzip(exported(two)) ?? { files: new Map() };
    const names = [...files.keys()];
    const [one = '', other = ''] = names;
    const swapped = new Map(files).set(one, files.get(other)).set(other, files.get(one));
    expect(isSound(zipOf(swapped))).toBe(false);
  });
});

describe('verify, offline', () => {
  const file = '/home/ana/INC-2026-001.zip';

  test('says that every byte is as it was sealed, and by what', async () => {
    const ran = await verifies(['INC-2026-001.zip'], { bytes: { [file]: exported(two) } });
    expect(ran).toMatchObject({ exitCode: 0, error: '' });
    expect(ran.out).toContain('INC-2026-001: 6 files, every byte as it was sealed.');
    expect(ran.out).toContain(`Seal ${two.seal.sealedBy}`);
  });

  test('takes the folder that it was unpacked into', async () => {
    const files = unzip(exported(two))?.files ?? new Map();
    const inFolder = [...files].map(([name, each]) => [`/home/ana/case/${name}`, each] as const);
    const sound = await verifies(['case'], { bytes: Object.fromEntries(inFolder) });
    expect(sound.exitCode).toBe(0);
    const changed = {
      ...Object.fromEntries(inFolder),
      [`/home/ana/case/${first}`]: bytes('other'),
    };
    const ran = await verifies(['case'], { bytes: changed });
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toMatch(new RegExp(`^${first} was changed`));
  });

  test('fails on one flipped byte and names the file', async () => {
    const zip = exported(two);
    const at = Buffer.from(zip).indexOf('lines of a log');
    zip[at] = (zip[at] ?? 0) ^ 1;
    const ran = await verifies(['INC-2026-001.zip'], { bytes: { [file]: zip } });
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toMatch(/^incidents\/INC-2026-001\/1\/object-1 was changed/);
    expect(ran.error).toContain('The evidence of INC-2026-001 is not what was sealed.');
  });

  test('holds it to the seal that somebody trusts', async () => {
    const older = bundleOf([[bytes('declared')]]);
    const bundled = { bytes: { [file]: exported(older) } };
    const trusted = ['INC-2026-001.zip', `--seal=${two.seal.sealedBy}`];
    const ran = await verifies(trusted, bundled);
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toContain('not the one that you gave');
  });

  test('refuses what is no zip and what has no seal', async () => {
    const noZip = await verifies(['INC-2026-001.zip'], { bytes: { [file]: bytes('PK no') } });
    expect(noZip).toMatchObject({ exitCode: 1 });
    expect(noZip.error).toContain('is not a whole zip');
    const noSeal = await verifies(['INC-2026-001.zip'], { bytes: { [file]: zipOf(two.objects) } });
    expect(noSeal.error).toContain('seal.json');
  });
});

describe('verify, in the bucket', () => {
  test('fetches every object and checks it', async () => {
    const ran = await asks(['verify', 'INC-001'], two);
    expect(ran).toMatchObject({ exitCode: 0, error: '' });
    expect(ran.out).toContain('INC-2026-001: 5 files, every byte as it was sealed.');
  });

  test('finds what was changed, removed and added there', async () => {
    const changed = await asks(
      ['verify', 'INC-001'],
      two,
      new Map(two.objects).set(first, bytes('?')),
    );
    expect(changed.exitCode).toBe(1);
    const removed = new Map(two.objects);
    removed.delete(first);
    expect((await asks(['verify', 'INC-001'], two, removed)).out).toContain(`${first} is missing`);
    const planted = `${first}-planted`;
    const added = await asks(['verify', 'INC-001'], two, two.objects, [planted]);
    expect(added.out).toContain(`${planted} is in no manifest`);
    const unfinished = await asks(['verify', 'INC-001'], two, two.objects, [
      'incidents/INC-2026-001/2/events.ndjson',
    ]);
    expect(unfinished).toMatchObject({ exitCode: 0 });
    expect(unfinished.out).toContain('1 more in the bucket, not sealed');
  });

  test('of an incident that is not there says so', async () => {
    expect(await asks(['verify', 'INC-009'], two)).toMatchObject({ exitCode: 5 });
  });
});

describe('fetching', () => {
  test('tries again where S3 stumbles, and where an object breaks off in the middle', async () => {
    const stumbles = [
      new Response('Slow down', { status: 503 }),
      new Response(new ReadableStream({ pull: body => body.error(new TypeError('terminated')) })),
    ];
    const ran = await asks(['verify', 'INC-001'], two, two.objects, [], () => stumbles.pop());
    expect(ran).toMatchObject({ exitCode: 0 });
  });

  test('of more than anybody holds in memory is refused, with another way', async () => {
    await using api = await fakeApi({
      listEvidence: () => {
        const list = listOf(two);
        return { ...list, objects: list.objects.map(object => ({ ...object, bytes: 1e9 })) };
      },
    });
    const words = ['incident:export', 'INC-001', '--format=zip'];
    const ran = await run(words, { env: { TOCSIN_URL: api.url } });
    expect(ran.exitCode).toBe(1);
    expect(ran.error).toContain('3.0 GB');
    expect(ran.error).toContain('aws s3 cp');
  });
});

describe('incident:export --format=zip', () => {
  test('writes what verify finds sound, to INC-….zip or where it is told', async () => {
    const ran = await asks(['incident:export', '--id=INC-2026-001', '--format=zip'], two);
    expect(ran.out).toBe('INC-2026-001 written to INC-2026-001.zip');
    const verified = await verifies(['INC-2026-001.zip'], { bytes: ran.bytes });
    expect(verified.exitCode).toBe(0);
    const elsewhere = await asks(
      ['incident:export', 'INC-001', '--format=zip', '--output=/srv/case.zip'],
      two,
    );
    expect(Object.keys(elsewhere.bytes)).toEqual(['/srv/case.zip']);
  });

  test('exports nothing that is not as it was sealed', async () => {
    const changed = new Map(two.objects).set(first, bytes('?'));
    const ran = await asks(['incident:export', 'INC-001', '--format=zip'], two, changed);
    expect(ran).toMatchObject({ exitCode: 1, bytes: {} });
    expect(ran.error).toContain(first);
  });
});

test('a file that is not there is called a file, not an incident', async () => {
  const ran = await run(['verify', 'none.zip'], { env: { TOCSIN_URL: 'http://127.0.0.1:1' } });
  expect(ran.exitCode).toBe(2);
  expect(ran.error).toContain('There is no file or folder none.zip.');
});
