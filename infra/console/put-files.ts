import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { hashedFolder } from '#contract/console-files.ts';

/* Runs in Lambda when the stack of the console is deployed; `files/` lies beside it. */

/** As CloudFormation asks, and waits for up to an hour for the answer. */
export interface Asked {
  RequestType: 'Create' | 'Update' | 'Delete';
  ResponseURL: string;
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
  PhysicalResourceId?: string;
}

export interface StoredFile {
  key: string;
  body: Buffer;
  contentType: string;
  cacheControl: string;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/**
 * What it puts, in that order: what pages lead to before the page that leads to it. What an older page leads to stays, for those
 * who have it open.
 */
export function filesIn(folder: string): StoredFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path, key: path.slice(folder.length).replace(/^\/+/, '') }))
    .toSorted((a, b) => Number(a.key.endsWith('.html')) - Number(b.key.endsWith('.html')))
    .map(({ path, key }) => ({
      key,
      body: readFileSync(path),
      contentType: types[extname(path)] ?? 'application/octet-stream',
      cacheControl: key.startsWith(hashedFolder)
        ? 'public, max-age=31536000, immutable'
        : 'no-cache',
    }));
}

/** Answers in every case: without an answer the deployment would hang. */
export function puttingFiles(deps: {
  folder: string;
  put: (file: StoredFile) => Promise<unknown>;
  tell: (url: string, body: string) => Promise<unknown>;
}) {
  return async (asked: Asked): Promise<void> => {
    let failure: string | undefined;
    try {
      if (asked.RequestType !== 'Delete') {
        for (const file of filesIn(deps.folder)) await deps.put(file);
      }
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'console-files' } = asked;
    const answer = {
      ...{ StackId, RequestId, LogicalResourceId, PhysicalResourceId },
      Status: failure === undefined ? 'SUCCESS' : 'FAILED',
      ...(failure !== undefined && { Reason: failure }),
    };
    await deps.tell(asked.ResponseURL, JSON.stringify(answer));
  };
}

const s3 = new S3Client({});

export const handler = puttingFiles({
  folder: join(import.meta.dirname, 'files'),
  put: ({ key, body, contentType, cacheControl }) =>
    s3.send(
      new PutObjectCommand({
        ...{ Bucket: process.env.BUCKET, Key: key, Body: body },
        ...{ ContentType: contentType, CacheControl: cacheControl },
      }),
    ),
  tell: (url, body) => fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } }),
});
