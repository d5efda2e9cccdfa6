import { Fn, type Stack } from 'aws-cdk-lib/core';

/**
 * A name of the whole account, in all its regions, as CloudFront has them. CDK makes such of a construct's path, which is the same
 * in the next stack that is deployed of an app, for another region or under another name.
 */
export function ownName(stack: Stack, what: string): string {
  return `${what}-${Fn.select(2, Fn.split('/', stack.stackId))}`;
}
