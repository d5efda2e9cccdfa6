import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/* What must never slip, as tests whose failure message is the reason. */

const root = fileURLToPath(new URL('..', import.meta.url));
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(path => path !== '' && existsSync(join(root, path)));
const sources = tracked.filter(path => /\.tsx?$/.test(path));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const production = sources.filter(path => /^(shared|functions)\//.test(path));

interface Import {
  from: string;
  to: string;
}

/** Folders as `imports` of package.json names them; a package stays a package. */
const aliases: [RegExp, string][] = [
  [/^#(core|contract|ports|app|adapters)\//, 'shared/$1/'],
  [/^#(functions|infra|local|cli|client)\//, '$1/'],
  [/^#console\//, 'console/src/'],
];

const imports: Import[] = sources.flatMap(from =>
  [
    ...read(from).matchAll(
      /(?:^|\s)(?:import|export)[^'"`;]*?from\s+'([^']+)'|import\('([^']+)'\)|^import\s+'([^']+)'/gm,
    ),
  ]
    .map(match => match[1] ?? match[2] ?? match[3] ?? '')
    .map(specifier => ({ from, to: resolve(from, specifier) })),
);

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(root, join(root, dirname(from), specifier));
  const alias = aliases.find(([form]) => form.test(specifier));
  return alias === undefined ? specifier : specifier.replace(...alias);
}

/** Who may import whom; what is not listed may not be imported. Packages are listed by name. */
const mayImport: Record<string, RegExp> = {
  'shared/core/':
    /^(shared\/core\/|zod\/mini$|temporal-polyfill$|node:crypto$|re2js$|jsonpath-rfc9535$|postal-mime$|@rgrove\/parse-xml$)/,
  'shared/contract/': /^(shared\/(core|contract)\/|zod\/mini$)/,
  'shared/ports/': /^shared\/(core|contract|ports)\//,
  'shared/app/': /^(shared\/(core|contract|ports|app)\/)/,
  'shared/adapters/':
    /^(shared\/(core|contract|ports|adapters)\/|shared\/app\/incident\/dispatch\.ts$|@aws-sdk\/|@smithy\/|ical-generator$|jose$|yaml$|zod\/mini$|node:)/,
  'functions/':
    /^(shared\/|functions\/|@middy\/core$|@aws-sdk\/|aws-lambda$|zod\/mini$|node:zlib$)/,
  // What is possible, and why not, is said by the API: no rule of ours is in a browser.
  'console/':
    /^(shared\/contract\/|client\/request\.ts$|console\/|preact$|preact\/|preact-iso$|@preact\/signals$|uplot$|uplot\/dist\/|micromark$|codemirror$|@codemirror\/lang-yaml$|yaml$|docs\/tocsin\.schema\.json\?url$|vite$|zod\/mini$|node:url$)/,
  // Of CDK its parts: to ES modules its first page loads every service there is.
  'infra/':
    /^(shared\/contract\/|infra\/|aws-cdk-lib\/|@aws-sdk\/client-s3$|constructs$|cdk-nag$|esbuild$|node:)/,
  // Of the package: whoever installs it gets this and nothing behind it.
  'client/': /^client\//,
  'cli/':
    /^(shared\/(contract|core)\/|client\/request\.ts$|shared\/adapters\/aws\/account-facts\.ts$|cli\/|@modelcontextprotocol\/sdk\/|commander$|yaml$|@napi-rs\/canvas$|fflate$|pg$|string-width$|node:|zod\/mini$|package\.json$)/,
};

describe('imports point one way', () => {
  for (const [folder, allowed] of Object.entries(mayImport)) {
    test(`${folder} imports only what it may`, () => {
      const wrong = imports
        .filter(({ from }) => from.startsWith(folder))
        .filter(({ to }) => !allowed.test(to))
        .map(({ from, to }) => `${from} imports ${to}`);
      expect(wrong, `${folder} may import ${allowed.source} (ARCHITECTURE.md says why)`).toEqual(
        [],
      );
    });
  }

  test('adapters are named in functions/wiring/ and nowhere else in deployed code', () => {
    const wrong = imports
      .filter(({ from }) => /^functions\/[^/]+$/.test(from))
      .filter(({ to }) => to.startsWith('shared/adapters/'))
      .filter(({ to }) => !/\/(log|clock|webhook-message|stream-record)\.ts$/.test(to))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong, 'a handler asks the wiring of its own room for what it needs').toEqual([]);
  });
});

/**
 * The rooms of the core, from the ground up; each may import itself and those before it. `(ground)` is whatever lies in
 * shared/core itself, but for the roof, reactions.ts, which may import everything.
 */
const order = [
  ...['(ground)', 'time', 'text', 'plots'],
  ...['setup', 'intake', 'diagnosis', 'actions', 'oncall', 'incident'],
  ...['communication', 'paging', 'evidence', 'review', '(roof)'],
];

describe('the core has rooms in an order', () => {
  const roomOf = (path: string) => {
    if (path === 'shared/core/reactions.ts') return '(roof)';
    return /^shared\/core\/([\w-]+)\//.exec(path)?.[1] ?? '(ground)';
  };
  const within = imports.filter(
    ({ from, to }) => from.startsWith('shared/core/') && to.startsWith('shared/core/'),
  );

  test('no room is missing from the order', () => {
    const rooms = sources.filter(path => path.startsWith('shared/core/')).map(roomOf);
    expect([...new Set(rooms)].filter(room => !order.includes(room))).toEqual([]);
  });

  test('each room imports only what stands before it', () => {
    // What all speak may use each other on the ground floor; its folders have no order among themselves.
    const groundFloor = ['(ground)', 'time', 'text', 'plots'];
    const wrong = within
      .map(({ from, to }) => ({ from, to, room: roomOf(from), other: roomOf(to) }))
      .filter(({ room, other }) => !(groundFloor.includes(room) && groundFloor.includes(other)))
      .filter(({ room, other }) => order.indexOf(other) > order.indexOf(room))
      .map(
        ({ from, to, room, other }) =>
          `${from} imports ${to}: move what both need to a room before ${room}, or ${from} to ${other} or later`,
      );
    expect(wrong).toEqual([]);
  });
});

describe('nothing leans on what leans on it', () => {
  test('no files of a production folder import each other in a circle', () => {
    const targets = new Map<string, string[]>();
    for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (path: string, trail: readonly string[]) => {
      const start = trail.indexOf(path);
      if (start !== -1) circles.push([...trail.slice(start), path].join(' > '));
      if (start !== -1 || done.has(path)) return;
      for (const next of targets.get(path) ?? []) follow(next, [...trail, path]);
      done.add(path);
    };
    for (const path of sources) if (!path.startsWith('test/')) follow(path, []);
    expect(circles, 'move what two files both need into a third, below both').toEqual([]);
  });

  for (const floor of ['shared/app/', 'shared/contract/', 'functions/wiring/', 'cli/', 'local/']) {
    test(`no two rooms of ${floor} import each other`, () => {
      const rooms = imports
        .filter(({ from, to }) => from.startsWith(floor) && to.startsWith(floor))
        .map(({ from, to }) => [from, to].map(path => path.slice(floor.length).split('/')[0]))
        .filter(([room, other]) => room !== other)
        .map(([room, other]) => `${room} > ${other}`);
      const pairs = new Set(rooms);
      const mutual = [...pairs].filter(pair => pairs.has(pair.split(' > ').reverse().join(' > ')));
      expect(mutual, 'what both speak belongs in a room below them, or beside the rooms').toEqual(
        [],
      );
    });
  }
});

test('of the command line only its entry asks AWS, and that through one adapter', () => {
  const wrong = imports
    .filter(({ from, to }) => from.startsWith('cli/') && to.startsWith('shared/adapters/'))
    .filter(({ from }) => from !== 'cli/tocsin.ts');
  expect(wrong, 'what a command needs of AWS is a field of its surroundings').toEqual([]);
});

describe('the core is pure', () => {
  const forbidden: [RegExp, string][] = [
    [/\bnew Date\b|\bDate\.(now|parse|UTC)\b/, 'time comes in as an argument'],
    [/\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/, 'randomness comes in as an argument'],
    [/\bprocess\./, 'the environment comes in as an argument'],
    [/\bfetch\(|\bsetTimeout\b|\bsetInterval\b/, 'nothing in the core waits or calls out'],
  ];
  for (const [form, reason] of forbidden) {
    test(`no ${form.source} in shared/core or shared/app, because ${reason}`, () => {
      const wrong = sources
        .filter(
          path => /^shared\/(core|app)\//.test(path) && path !== 'shared/core/time/instant.ts',
        )
        .filter(path => form.test(withoutComments(read(path))));
      expect(wrong).toEqual([]);
    });
  }

  test('Date is used in instant.ts and clock.ts only', () => {
    const wrong = production
      .filter(
        path => !['shared/core/time/instant.ts', 'shared/adapters/node/clock.ts'].includes(path),
      )
      .filter(path => /\bnew Date\b|\bDate\.\w+\(/.test(withoutComments(read(path))));
    expect(wrong, 'one mutable clock type in one place; everything else is an Instant').toEqual([]);
  });
});

describe('habits', () => {
  test('zod is imported as zod/mini and as a namespace in what is bundled', () => {
    const wrong = production.filter(path => /from 'zod'|import \{ z \}/.test(read(path)));
    expect(wrong, "import * as z from 'zod/mini': the other form adds 443 KB to a bundle").toEqual(
      [],
    );
  });

  test('no module is mocked', () => {
    const wrong = sources
      .filter(path => path.startsWith('test/') && path !== 'test/tidy.test.ts')
      .filter(path => /\bvi\.(mock|spyOn|fn|stubGlobal)\b/.test(read(path)));
    expect(wrong, 'fakes under the same contract suite as the real thing, never mocks').toEqual([]);
  });

  test('no test sleeps, is skipped silently or runs alone', () => {
    const wrong = sources
      .filter(path => path.startsWith('test/') && path !== 'test/tidy.test.ts')
      .filter(path => /\b(test|it|describe)\.(only|todo)\b|\bsleep\(/.test(read(path)));
    expect(wrong, 'wait for a condition, with a limit').toEqual([]);
  });

  test('the library that draws PNGs is loaded only for one', () => {
    const wrong = sources.filter(path => /from '@napi-rs\/canvas'/.test(read(path)));
    expect(
      wrong,
      "await import('@napi-rs/canvas'): it is 30 MB that other commands never need",
    ).toEqual([]);
  });

  test('no text of a configuration or a stranger becomes an expression of the platform', () => {
    // Each of these builds one of its own constants.
    const ours = ['shared/contract/api.ts', 'shared/core/paging/reply.ts'];
    const wrong = sources
      .filter(path => /^(shared|functions|cli)\//.test(path) && !ours.includes(path))
      .filter(path => /\bRegExp\(/.test(withoutComments(read(path))));
    expect(
      wrong,
      'it may take for ever over what a stranger writes: shared/core/text/linear-pattern.ts or word-pattern.ts does not',
    ).toEqual([]);
  });

  test('no file is a drawer for whatever fits nowhere', () => {
    const wrong = tracked.filter(path =>
      /(^|\/)(utils?|helpers?|common|misc|index)(\.ts|\/)/.test(path),
    );
    expect(wrong, 'a file is named for the question that it answers').toEqual([]);
  });

  test('every handler exports its handler and nothing else, within 45 lines', () => {
    const handlers = sources.filter(path => /^functions\/on-[\w-]+\.ts$/.test(path));
    expect(handlers.length).toBeGreaterThan(10);
    const wrong = handlers.filter(path => {
      const text = read(path);
      const exported = [...text.matchAll(/^export (?:const|function|class) (\w+)/gm)].map(
        m => m[1],
      );
      return exported.join() !== 'handler' || text.split('\n').length > 45;
    });
    expect(wrong, 'a handler states its trigger and hands over; the rest lives in app/').toEqual(
      [],
    );
  });

  test('every event is named in the past tense', () => {
    const events = [...read('shared/core/incident/events.ts').matchAll(/literal\('([A-Z]\w+)'\)/g)];
    const present = events.map(match => match[1] ?? '').filter(name => !/(ed|Sent)$/.test(name));
    expect(events.length).toBeGreaterThan(15);
    expect(present, 'an event is a fact, so it has happened').toEqual([]);
  });

  test('every file that the documents name is there', () => {
    const folders = new Set(tracked.map(path => dirname(path)));
    const isThere = (name: string) => {
      if (name.includes('<')) return true;
      const form = new RegExp(
        `(^|/)${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`,
      );
      const folder = name.replace(/\/$/, '');
      return (
        tracked.some(path => form.test(path)) ||
        [...folders].some(path => `/${path}/`.includes(`/${folder}/`))
      );
    };
    const wrong = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'STYLE.md', 'README.md'].flatMap(
      document =>
        [
          ...read(document).matchAll(
            /`((?:[\w.*<>-]+\/)*[\w.*<>-]+(?:\.(?:ts|md|json|yaml|sh)|\/))`/g,
          ),
        ]
          .map(match => match[1] ?? '')
          .filter(name => !isThere(name))
          .map(name => `${document} names ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('every table of a document has a head, for without one it is shown as signs', () => {
    const headless = tracked
      .filter(path => path.endsWith('.md'))
      .flatMap(path => {
        const lines = read(path).split('\n');
        return lines.flatMap((line, index) => {
          const begins = line.startsWith('|') && lines[index - 1]?.startsWith('|') !== true;
          return begins && !/^[| :-]+$/.test(lines[index + 1] ?? '')
            ? [`${path}:${index + 1}`]
            : [];
        });
      });
    expect(headless).toEqual([]);
  });

  test('every link of a document leads to a file and to a heading that are there', () => {
    const wrong = tracked
      .filter(path => path.endsWith('.md'))
      .flatMap(path =>
        [...read(path).matchAll(/\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)/g)]
          .filter(([, file = '', heading]) => {
            const to = file === '' ? path : join(dirname(path), file);
            if (!tracked.includes(to) && !tracked.some(each => each.startsWith(`${to}/`)))
              return true;
            return heading !== undefined && to.endsWith('.md') && !headingsOf(to).has(heading);
          })
          .map(([link]) => `${path} ${link}`),
      );
    expect(wrong).toEqual([]);
  });

  test('nothing says where or how the project is developed', () => {
    const wrong = tracked
      .filter(path => path !== 'test/tidy.test.ts' && !path.endsWith('package-lock.json'))
      .filter(path => /\/work\/(main|shared)\b|\/root\/|\/tmp\/bash/.test(read(path)));
    expect(wrong, 'the project speaks of itself alone').toEqual([]);
  });
});

/** As they are linked to. */
function headingsOf(path: string): Set<string> {
  const headings = read(path).match(/^#+ .*$/gm) ?? [];
  return new Set(
    headings.map(heading =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

test('the toy stack has a handler in the place of each of ours', () => {
  const handlersIn = (folder: string) =>
    sources
      .filter(path => path.startsWith(`${folder}/on-`))
      .map(path => path.slice(folder.length + 1))
      .sort();
  expect(handlersIn('test/local/toy')).toEqual(handlersIn('functions'));
});
