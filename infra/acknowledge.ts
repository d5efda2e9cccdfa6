import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says beside the resource why a finding of the policy checks is as it should be. The tests run the checks. */
export function acknowledge(construct: IConstruct, reason: string, ...findings: string[]): void {
  Validations.of(construct).acknowledge(...findings.map(id => ({ id, reason })));
}
