import {
  type AddToPrincipalPolicyResult,
  PolicyDocument,
  type PolicyStatement,
  Role,
  type RoleProps,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A role whose rights are part of it. CDK makes a resource of its own of them, and CloudFormation takes 500 in a stack.
 */
export class RoleWithRights extends Role {
  readonly #rights: PolicyDocument;

  constructor(scope: Construct, id: string, props: RoleProps, rights = new PolicyDocument()) {
    super(scope, id, { ...props, inlinePolicies: { Rights: rights } });
    this.#rights = rights;
  }

  override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.#rights.addStatements(statement);
    return { statementAdded: true, policyDependable: this };
  }
}
