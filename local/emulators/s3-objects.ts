import { hash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';

/** What S3 says of an object, besides its bytes. */
export interface ObjectMeta {
  key: string;
  contentType: string;
  contentLength: number;
  /** In quotes, as S3 gives it. */
  etag: string;
  lastModified: string;
  /** Of `x-amz-meta-…`, without that beginning. */
  metadata: Record<string, string>;
  contentEncoding?: string;
}

/** Objects as files that a person can look at: `buckets/<bucket>/objects/<key>.data`, and `.meta.json` beside it. */
export interface S3Objects {
  buckets(): readonly string[];
  put(bucket: string, meta: Omit<ObjectMeta, 'contentLength' | 'etag'>, body: Buffer): ObjectMeta;
  meta(bucket: string, key: string): ObjectMeta | undefined;
  /** Throws when there is no such object. */
  body(bucket: string, key: string): Buffer;
  delete(bucket: string, key: string): void;
  /** Those whose key begins so, by key. */
  list(bucket: string, prefix: string): ObjectMeta[];
  stop(): void;
}

const metaEnding = '.meta.json';

/** Without a directory they are kept in one that goes when the stack stops. */
export function s3Objects(store: {
  buckets: readonly { name: string }[];
  directory?: string;
  /** Told of each object that was put, as EventBridge is. */
  tell?: (event: Record<string, unknown>) => void;
}): S3Objects {
  const directory = store.directory ?? mkdtempSync(join(tmpdir(), 'tocsin-s3-'));
  const names = store.buckets.map(({ name }) => name);
  const folderOf = (bucket: string) => join(directory, 'buckets', bucket, 'objects');
  for (const name of names) mkdirSync(folderOf(name), { recursive: true });

  const fileOf = (bucket: string, key: string) => join(folderOf(bucket), encoded(key));

  function readMeta(file: string): ObjectMeta | undefined {
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ObjectMeta) : undefined;
  }

  return {
    buckets: () => names,
    put(bucket, given, body) {
      const meta = { ...given, contentLength: body.length, etag: `"${hash('md5', body)}"` };
      const file = fileOf(bucket, meta.key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.data`, body);
      // Last, and at once: an object is there when this file is, so that a killed run leaves no half of one.
      writeFileSync(`${file}${metaEnding}.new`, JSON.stringify(meta));
      renameSync(`${file}${metaEnding}.new`, `${file}${metaEnding}`);
      const object = { key: meta.key, size: meta.contentLength };
      store.tell?.({
        ...{ source: 'aws.s3', 'detail-type': 'Object Created' },
        detail: { bucket: { name: bucket }, object },
      });
      return meta;
    },
    meta: (bucket, key) => readMeta(`${fileOf(bucket, key)}${metaEnding}`),
    body: (bucket, key) => readFileSync(`${fileOf(bucket, key)}.data`),
    delete(bucket, key) {
      const file = fileOf(bucket, key);
      for (const ending of [metaEnding, '.data']) rmSync(file + ending, { force: true });
    },
    list(bucket, prefix) {
      // The folders of the prefix are there as folders; only what follows them has to be looked through.
      const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
      const from = join(folderOf(bucket), folder === '' ? '' : encoded(folder.slice(0, -1)));
      if (!existsSync(from)) return [];
      return readdirSync(from, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile() && entry.name.endsWith(metaEnding))
        .flatMap(entry => readMeta(join(entry.parentPath, entry.name)) ?? [])
        .filter(({ key }) => key.startsWith(prefix))
        .sort((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)));
    },
    stop() {
      if (store.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A key as a path below its bucket. What no file may be called, or what would lead elsewhere, is written as `%xx`; nothing between two slashes, or after the last, as `%`. */
function encoded(key: string): string {
  return key
    .split('/')
    .map(part =>
      part
        // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what no file name may have
        .replace(/[<>:"|?*\\%\x00-\x1f]/g, percent)
        .replace(/^\.+$/, dots => dots.replaceAll('.', percent))
        .replace(/^$/, '%'),
    )
    .join(sep);
}

const percent = (letter: string) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
