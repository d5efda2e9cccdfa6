import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { awsClient } from '#adapters/aws/aws-client.ts';
import { signedS3 } from '#adapters/aws/signed-s3.ts';

const plain = { UseFIPS: false, UseDualStack: false };

describe.each(['eu-central-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1'])(
  'in %s, what is signed by us goes where the SDK goes',
  region => {
    test('to a service', () => {
      const { url } = new SSMClient({ region }).config.endpointProvider({
        ...{ Region: region, ...plain },
      });
      expect(`https://ssm.${awsClient('ssm', { AWS_REGION: region }).host}/`).toBe(url.href);
    });

    test('to a bucket', () => {
      const { url } = new S3Client({ region }).config.endpointProvider({
        ...{ Bucket: 'archive', Region: region, ...plain },
      });
      expect(`${signedS3('archive', { AWS_REGION: region }).base}/`).toBe(url.href);
    });
  },
);
