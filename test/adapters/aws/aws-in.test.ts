import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { awsIn } from '#adapters/aws/aws-in.ts';
import { presignedS3 } from '#adapters/aws/signed-s3.ts';

const plain = { UseFIPS: false, UseDualStack: false };

describe.each(['eu-central-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1'])(
  'in %s, what is signed by us goes where the SDK goes',
  region => {
    test('to a service', () => {
      const { url } = new SSMClient({ region }).config.endpointProvider({
        ...{ Region: region, ...plain },
      });
      expect(`https://ssm.${awsIn({ AWS_REGION: region }).host}/`).toBe(url.href);
    });

    test('to a bucket', async () => {
      const { url } = new S3Client({ region }).config.endpointProvider({
        ...{ Bucket: 'archive', Region: region, ...plain },
      });
      const address = await presignedS3('archive', { AWS_REGION: region })('/key', 60);
      expect(`${new URL(address).origin}/`).toBe(url.href);
    });
  },
);
