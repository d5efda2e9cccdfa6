import type { ReadContext } from '#local/template/read-context.ts';

/** What a role may do: every statement of its policies, resolved. */
export interface Role {
  arn: string;
  /** The services that may take it: `scheduler.amazonaws.com`. */
  trusts: string[];
  statements: Statement[];
}

export interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  notActions: string[];
  resources: string[];
  notResources: string[];
  conditions: Record<string, Record<string, unknown>>;
}

interface RawStatement {
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

interface RawTrust {
  Effect: 'Allow' | 'Deny';
  Principal?: { Service?: string | string[] };
}

/** By role ARN. Managed policies are AWS's own; a function's gives it logs, which nothing local checks. */
export function readRoles(context: ReadContext): Map<string, Role> {
  const roles = new Map<string, Role>();
  for (const { id, properties } of context.of('AWS::IAM::Role')) {
    const arn = context.named(id, 'AWS::IAM::Role').attributes.Arn ?? '';
    const policies = (properties.Policies ?? []) as { PolicyDocument: unknown }[];
    const statements = policies.flatMap(policy =>
      readStatements(context, policy.PolicyDocument, id),
    );
    roles.set(arn, { arn, trusts: trustsOf(properties.AssumeRolePolicyDocument), statements });
  }
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
    for (const { id, properties } of context.of(type)) {
      const statements = readStatements(context, properties.PolicyDocument, id);
      for (const name of (properties.Roles ?? []) as unknown[]) {
        const roleName = context.text(name, `${id}.Roles`);
        const role = [...roles.values()].find(({ arn }) => arn.endsWith(`:role/${roleName}`));
        role?.statements.push(...statements);
      }
    }
  }
  return roles;
}

/** A service works in the name of a role only where the role lets it. */
export function mayTake(
  roles: ReadonlyMap<string, Pick<Role, 'trusts'>>,
  service: string,
): (role: string) => boolean {
  return role => roles.get(role)?.trusts.includes(service) ?? false;
}

/** A condition narrows for whom a service may take it, which is not told apart here. */
function trustsOf(document: unknown): string[] {
  const { Statement = [] } = (document ?? {}) as { Statement?: RawTrust[] };
  return Statement.flatMap(({ Effect, Principal }) =>
    Effect === 'Allow' ? [Principal?.Service ?? []].flat() : [],
  );
}

function readStatements(context: ReadContext, document: unknown, id: string): Statement[] {
  const { Statement } = document as { Statement: RawStatement[] };
  return Statement.map((statement, index) => {
    const where = `${id}.Statement[${index}]`;
    const texts = (value: unknown) => list(context.resolve(value ?? [], where));
    return {
      effect: statement.Effect,
      actions: texts(statement.Action),
      notActions: texts(statement.NotAction),
      resources: texts(statement.Resource),
      notResources: texts(statement.NotResource),
      conditions: (context.resolve(statement.Condition ?? {}, where) ?? {}) as Record<
        string,
        Record<string, unknown>
      >,
    };
  });
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}
