import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { takesGzip } from '#app/api/http.ts';
import {
  askedFirst,
  consolePolicy,
  consoleStartFile,
  hashedFolder,
  isPage,
  linkHeader,
} from '#contract/console-files.ts';
import type { LocalRequest } from '#local/gateway/gateway.ts';
import type { AwsResponse } from '#local/wire/aws-wire.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** The console as CloudFront serves it from its bucket: the same page for each address within it. */
export function consoleFiles(folder: string) {
  return ({ method, url, headers: asked }: Omit<LocalRequest, 'body'>): AwsResponse => {
    if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: {}, body: '' };
    const path = isPage(url.pathname) ? `/${consoleStartFile}` : url.pathname;
    const file = join(folder, normalize(path));
    if (!file.startsWith(join(folder, '/')) || !existsSync(file) || !statSync(file).isFile()) {
      return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not here' };
    }
    const body = readFileSync(file);
    const isHashed = path.startsWith(`/${hashedFolder}`);
    const headers = {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': consolePolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      ...(isPage(url.pathname) && { link: linkHeader(askedFirst(url.pathname)) }),
    };
    if (method === 'GET' && takesGzip(String(asked['accept-encoding'] ?? ''))) {
      const packed = { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' };
      return { status: 200, headers: packed, body: gzipSync(body) };
    }
    return method === 'HEAD'
      ? { status: 200, headers: { ...headers, 'content-length': String(body.length) }, body: '' }
      : { status: 200, headers, body };
  };
}
