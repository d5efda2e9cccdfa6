import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readModel } from '#local/template/template.ts';

/** A template with one function, whose role trusts that service. */
function modelOf(service: string) {
  const assembly = mkdtempSync(join(tmpdir(), 'tocsin-roles-'));
  const trust = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: service },
  };
  const template = {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { Statement: [trust] } },
      },
      Pager: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          ...{ Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Key: 'code' } },
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
    },
  };
  writeFileSync(join(assembly, 'Tocsin.template.json'), JSON.stringify(template));
  writeFileSync(join(assembly, 'Tocsin.assets.json'), '{"files":{}}');
  try {
    return readModel({ assembly, url: 'http://127.0.0.1:4510' });
  } finally {
    rmSync(assembly, { recursive: true });
  }
}

test('a function whose role does not let Lambda take it keeps the stack from starting, as from being deployed', () => {
  expect(modelOf('lambda.amazonaws.com').functions).toHaveLength(1);
  expect(() => modelOf('scheduler.amazonaws.com')).toThrow(
    'tocsin-pager: the role defined for the function cannot be assumed by Lambda',
  );
});
