import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource as Specified } from '@aws-cdk/service-spec-types';
import { describe, expect, test } from 'vitest';
import { asList, type Json, type Resource, synthesised, target } from './synthesised.ts';

const spec = loadAwsServiceSpecSync();
const stack = await synthesised();
const everything = await synthesised({
  sesFrom: 'pager@example.com',
  voiceOrigination: 'phone-0123456789abcdef',
  smsStatusLogs: 'existing',
  objectLockDays: '365',
  objectLockMode: 'COMPLIANCE',
});
const all = ({ template }: typeof stack): Resource[] =>
  Object.entries<Json>(template.Resources).map(([id, resource]) => ({ id, ...resource }));

describe('what stays behind when the stack is deleted', () => {
  test('has no fixed name, so that the stack can be made again', () => {
    const stays = all(everything)
      .filter(({ DeletionPolicy, UpdateReplacePolicy }: Json) =>
        [DeletionPolicy, UpdateReplacePolicy].some(
          policy => policy !== undefined && policy !== 'Delete',
        ),
      )
      .map(({ Type, Properties }) => [Type, fixedNameOf(Type, Properties)]);
    expect(stays).toEqual([
      ['AWS::DynamoDB::Table', undefined],
      ['AWS::S3::Bucket', undefined],
    ]);
  });

  test('is named by the outputs while it is there', () => {
    const named = Object.values<Json>(stack.template.Outputs).map(({ Value }) => target(Value));
    for (const { id, DeletionPolicy } of all(stack)) {
      if (DeletionPolicy === 'Retain') expect(named).toContain(id);
    }
  });
});

describe('a deployment that changes settings, or goes back', () => {
  test('replaces nothing that keeps something or has a fixed name', () => {
    const replaceable = all(stack).filter(
      ({ Type, Properties }) =>
        specOf(Type).isStateful || fixedNameOf(Type, Properties) !== undefined,
    );
    expect(replaceable.length).toBeGreaterThan(20);
    for (const { id, Type, Properties } of replaceable) {
      const changed = everything.template.Resources[id]?.Properties;
      if (changed === undefined) continue;
      const replacing = Object.entries(specOf(Type).properties)
        .filter(
          ([, { causesReplacement }]) =>
            causesReplacement !== undefined && causesReplacement !== 'no',
        )
        .map(([name]) => name);
      expect(pick(changed, replacing), id).toEqual(pick(Properties, replacing));
    }
  });
});

describe('every resource is one that CloudFormation takes', () => {
  test('and there is room for more: it takes 500', () => {
    expect(all(stack).length).toBeLessThan(400);
  });

  test.each(all(everything).concat(all(stack)))('$Type $id', ({ Type, Properties }) => {
    expect(wrongProperties(Properties, specOf(Type), Type)).toEqual([]);
  });

  test('which one with a wrong property is not', () => {
    const wrong = { QueueName: 'a', Colour: 'red', DelaySeconds: { seconds: 3 } };
    expect(wrongProperties(wrong, specOf('AWS::SQS::Queue'), 'queue')).toEqual([
      'queue.Colour is not known',
      'queue.DelaySeconds is no integer',
    ]);
    expect(wrongProperties({}, specOf('AWS::Lambda::EventSourceMapping'), 'it')).toEqual([
      'it.FunctionName is missing',
    ]);
  });
});

test('a function that feeds the queue that feeds it is allowed to, and no other is', () => {
  const feeding = new Map<string, Set<string>>();
  const add = (from: string, to: string) =>
    feeding.set(from, (feeding.get(from) ?? new Set()).add(to));
  for (const { Properties } of stack.ofType('AWS::Lambda::EventSourceMapping')) {
    add(target(Properties.EventSourceArn), target(Properties.FunctionName));
  }
  const functions = stack.ofType('AWS::Lambda::Function');
  for (const { id, Properties } of functions) {
    for (const statement of stack.statementsOf(target(Properties.Role))) {
      if (!asList(statement.Action).includes('sqs:SendMessage')) continue;
      for (const queue of asList(statement.Resource)) add(id, target(queue));
    }
  }
  const reaches = (from: string, seen = new Set<string>()): Set<string> => {
    for (const to of feeding.get(from) ?? []) if (!seen.has(to)) reaches(to, seen.add(to));
    return seen;
  };
  const selfFed = functions
    .filter(({ id }) => reaches(id).has(id))
    .map(({ id }) => stack.nameOf(id));
  expect(selfFed).toContain('on-page');
  const allowed = functions.filter(({ Properties }) => Properties.RecursiveLoop === 'Allow');
  expect(allowed.map(({ id }) => stack.nameOf(id)).sort()).toEqual(selfFed.sort());
});

test('the log of the API shares the policy that AWS keeps for vended logs', () => {
  const [stage] = stack.ofType('AWS::ApiGatewayV2::Stage');
  const log = stack.template.Resources[target(stage?.Properties.AccessLogSettings.DestinationArn)];
  expect(log.Properties.LogGroupName).toBe('/aws/vendedlogs/Tocsin-api');
});

test('every route has limits of its own, so that a flood at one takes nothing from another', () => {
  const [stage] = stack.ofType('AWS::ApiGatewayV2::Stage');
  const limits: Record<string, { ThrottlingRateLimit: number }> = stage?.Properties.RouteSettings;
  const routes = stack
    .ofType('AWS::ApiGatewayV2::Route')
    .map(({ Properties }) => Properties.RouteKey);
  expect(Object.keys(limits).sort()).toEqual(routes.sort());
  const {
    'POST /v1/alerts/{source}': alerts,
    'POST /v1/alerts/{source}/api/{version}/alerts': pushed,
    'ANY /v2/{proxy+}': vendors,
    ...others
  } = limits;
  for (const storm of [alerts, pushed, vendors]) {
    expect(storm?.ThrottlingRateLimit).toBeGreaterThan(10_000 / 60);
  }
  for (const { ThrottlingRateLimit } of Object.values(others)) {
    expect(ThrottlingRateLimit).toBeLessThanOrEqual(50);
  }
});

function specOf(type: string): Specified {
  return spec.lookup('resource', 'cloudFormationType', 'equals', type).only();
}

/** A name that the template decides: two stacks, or one after the other, would want the same. */
function fixedNameOf(type: string, properties: Json): unknown {
  const names = Object.entries(specOf(type).properties)
    .filter(([name, { causesReplacement }]) => /Name$/.test(name) && causesReplacement === 'yes')
    .map(([name]) => name);
  const given = names.map(name => properties?.[name]).filter(isFixed);
  return given[0];
}

/** Text, and what only names the region and the account; a reference to another resource is as unique as that one. */
function isFixed(value: Json): boolean {
  return (
    typeof value === 'string' ||
    (value?.['Fn::Join'] !== undefined && !/"Fn::GetAtt"/.test(JSON.stringify(value)))
  );
}

function pick(properties: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.map(name => [name, properties[name]]));
}

function wrongProperties(
  given: Json,
  { properties }: Pick<Specified, 'properties'>,
  where: string,
): string[] {
  if (isFunction(given)) return [];
  const entries = Object.entries<Json>(given ?? {});
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required === true && given?.[name] === undefined)
    .map(([name]) => `${where}.${name} is missing`);
  const wrong = entries.flatMap(([name, value]) => {
    const known = properties[name];
    if (known === undefined) return [`${where}.${name} is not known`];
    const types = [known.type, ...(known.previousTypes ?? [])];
    const found = types.map(type => wrongValue(value, type, `${where}.${name}`));
    return found.find(wrongs => wrongs.length === 0) ?? found[0] ?? [];
  });
  return [...missing, ...wrong];
}

function wrongValue(value: Json, type: PropertyType, where: string): string[] {
  if (isFunction(value)) return [];
  const unless = (isRight: boolean) => (isRight ? [] : [`${where} is no ${type.type}`]);
  switch (type.type) {
    case 'string':
    case 'date-time':
      return unless(typeof value === 'string');
    case 'integer':
    case 'number':
      return unless(typeof value === 'number' || /^\d+$/.test(String(value)));
    case 'boolean':
      return unless(typeof value === 'boolean');
    case 'json':
    case 'tag':
      return unless(typeof value === 'object');
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => wrongValue(item, type.element, `${where}[${index}]`))
        : unless(false);
    case 'map':
      return Object.entries<Json>(value).flatMap(([key, item]) =>
        wrongValue(item, type.element, `${where}.${key}`),
      );
    case 'union': {
      const found = type.types.map(one => wrongValue(value, one, where));
      return found.find(wrongs => wrongs.length === 0) ?? found[0] ?? [];
    }
    case 'ref':
      return typeof value === 'object'
        ? wrongProperties(value, spec.get('typeDefinition', type.reference.$ref), where)
        : unless(false);
    default:
      return [];
  }
}

/** What CloudFormation works out, in the place of a value. */
function isFunction(value: Json): boolean {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return names.length === 1 && /^(Ref|Fn::.+)$/.test(names[0] ?? '');
}
