import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { addSeconds, sdkDate } from '#core/time/instant.ts';
import type { Archive } from '#ports/evidence.ts';
import type { Now } from '#ports/runtime.ts';

let opened: S3Client | undefined;

export function openS3Archive(bucket: string, lock: string, now: Now): Archive {
  opened ??= new S3Client({});
  return s3Archive(opened, bucket, { lock, now });
}

/** Evidence in S3. Keys are write-once: what is there cannot be replaced, not even by us. */
export function s3Archive(
  client: S3Client,
  bucket: string,
  { lock = '', now }: { lock?: string; now: Now },
): Archive {
  /** What is sealed cannot be deleted before its time; what a run leaves for the next one can. */
  function locked(key: string) {
    const [mode, days] = lock.split(':');
    if (!key.startsWith('incidents/') || (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE'))
      return {};
    const until = addSeconds(now(), Number(days) * 86_400);
    return { ObjectLockMode: mode, ObjectLockRetainUntilDate: sdkDate(until) } as const;
  }

  return {
    async put(key, body, contentType, note) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ContentType: contentType,
            IfNoneMatch: '*',
            ...locked(key),
            ...(note !== undefined && { Metadata: { note } }),
          }),
        );
        return 'stored';
      } catch (error) {
        const taken = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;
        if (taken) return 'exists';
        throw error;
      }
    },

    async find(key) {
      try {
        const { Body: body, Metadata: metadata } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key }),
        );
        const content = await body?.transformToByteArray();
        const note = metadata?.note;
        return content && { content, ...(note !== undefined && { note }) };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
  };
}
