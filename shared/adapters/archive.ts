import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Archive } from '#ports';

let opened: S3Client | undefined;

export function openS3Archive(bucket: string): Archive {
  opened ??= new S3Client({});
  return s3Archive(opened, bucket);
}

/** Evidence in S3. Keys are write-once: what is there cannot be replaced, not even by us. */
export function s3Archive(client: S3Client, bucket: string): Archive {
  return {
    async put(key, body, contentType) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ContentType: contentType,
            IfNoneMatch: '*',
          }),
        );
        return 'stored';
      } catch (error) {
        const taken = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;
        if (taken) return 'exists';
        throw error;
      }
    },

    async read(key) {
      try {
        const { Body: body } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key }),
        );
        return await body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
  };
}
