import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Says beside the resource why a finding of the policy checks is as it should be. The tests run the checks. */
export function acknowledge(construct: IConstruct, reason: string, ...findings: string[]): void {
  Validations.of(construct).acknowledge(...findings.map(id => ({ id, reason })));
}

/** Gives a permission for resources that only a pattern can name. `because` is the reason that it needs. */
export function allowPattern(
  grantee: IFunction,
  {
    because,
    ...allowed
  }: {
    actions: string[];
    resources: string[];
    conditions?: Record<string, unknown>;
    because: string;
  },
): void {
  grantee.addToRolePolicy(new PolicyStatement(allowed));
  const { resources } = allowed;
  if (grantee.role === undefined) throw new Error(`${grantee.node.path} has no role`);
  acknowledgePatterns(grantee.role, because, resources);
}

export function acknowledgePatterns(
  role: IConstruct,
  because: string,
  resources: readonly string[],
): void {
  const patterns = resources.map(resource => asFound(Stack.of(role).resolve(resource)));
  acknowledge(role, because, ...patterns.map(found => `AwsSolutions-IAM5[Resource::${found}]`));
  // Of Lambda's roles another check says the same once more.
  if (patterns.includes('*')) acknowledge(role, because, 'Serverless-LambdaStarPermissions');
}

type Resolved =
  | string
  | { Ref: string }
  | { 'Fn::GetAtt': string[] }
  | { 'Fn::If': [string, Resolved, Resolved] }
  | { 'Fn::Join': [string, Resolved[]] };

/** A resource in the words of the finding: what CloudFormation fills in stands in angle brackets, a choice as it is. */
function asFound(resource: Resolved): string {
  if (typeof resource === 'string') return resource;
  if ('Ref' in resource) return `<${resource.Ref}>`;
  if ('Fn::GetAtt' in resource) return `<${resource['Fn::GetAtt'].join('.')}>`;
  if ('Fn::If' in resource) return JSON.stringify(resource);
  const [separator, parts] = resource['Fn::Join'];
  return parts.map(asFound).join(separator);
}
