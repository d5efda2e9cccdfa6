import { account, arnOf as arn } from '#local/account.ts';
import { automationRoles } from '#local/emulators/automation.ts';
import type { Inventory } from '#local/emulators/inventory.ts';
import type { Role, Statement } from '#local/template/roles.ts';
import type { LocalFunction } from '#local/template/wiring.ts';
import { AwsError, type AwsRequest, readJson } from '#local/wire/aws-wire.ts';

/** One right that a request needs. */
interface Needed {
  action: string;
  resource: string;
  /** Condition keys that are known for this request; some have several values. */
  context?: Record<string, string | readonly string[]>;
  /** Whether the service looks at the tags of the resource. */
  isTagged?: true;
}

/**
 * Checks every call of a function against the policies that the template gives its role, so that a missing grant fails
 * on a laptop and not in an account. Callers that are no function (people, tests) may do everything.
 */
export function authoriser(deps: {
  functions: readonly LocalFunction[];
  roles: ReadonlyMap<string, Role>;
  inventory: Pick<Inventory, 'tagsOf'>;
}) {
  const byCaller = new Map(deps.functions.map(one => [one.name, one]));
  /** The statements of a role that speak of an action: the same few for each of its thousand calls. */
  const aboutAction = new Map<string, readonly Statement[]>();

  function statementsAbout(role: string, action: string): readonly Statement[] {
    const key = `${role} ${action}`;
    const known = aboutAction.get(key);
    if (known !== undefined) return known;
    const found = (deps.roles.get(role)?.statements ?? []).filter(one => speaksOf(one, action));
    aboutAction.set(key, found);
    return found;
  }

  /** What nobody made has no tags, and is let through: that it is not there is for its service to say. */
  function withTags(needed: Needed): Needed {
    if (needed.isTagged !== true) return needed;
    const tags = deps.inventory.tagsOf(needed.resource) ?? { 'tocsin:actions': 'allowed' };
    const ofTags = Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
    return { ...needed, context: { ...needed.context, ...Object.fromEntries(ofTags) } };
  }

  return (request: AwsRequest): void => {
    // Scheduler calls in the name of a role, which nobody else is named like.
    const role = byCaller.get(request.caller)?.roleArn ?? request.caller;
    if (!byCaller.has(request.caller) && !deps.roles.has(role)) return;
    for (const needed of neededFor(request).map(withTags)) {
      const about = statementsAbout(role, needed.action);
      const applying = about.filter(statement => applies(statement, needed));
      const allowed = applying.some(({ effect }) => effect === 'Allow');
      const denied = applying.some(({ effect }) => effect === 'Deny');
      if (allowed && !denied) continue;
      const because = denied
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${needed.action} action`;
      throw new AwsError(
        accessDenied[request.service] ?? 'AccessDeniedException',
        `User: arn:aws:sts::${account}:assumed-role/${request.caller} is not authorized to perform: ` +
          `${needed.action} on resource: ${needed.resource} ${because}`,
        request.service === 'dynamodb' || request.service === 'logs' ? 400 : 403,
      );
    }
  };
}

/** The services do not agree on the name of this error. */
const accessDenied: Record<string, string> = {
  s3: 'AccessDenied',
  sns: 'AuthorizationError',
  sqs: 'AccessDenied',
  cloudwatch: 'AccessDenied',
};

function neededFor(request: AwsRequest): Needed[] {
  switch (request.service) {
    case 'dynamodb':
      return dynamoDbNeeds(request);
    case 'sqs': {
      const queue =
        String(readJson(request).QueueUrl ?? '')
          .split('/')
          .at(-1) ?? '';
      const action = `sqs:${request.operation.replace(/Batch$/, '')}`;
      return [{ action, resource: arn('sqs', queue) }];
    }
    case 'sns': {
      const form = new URLSearchParams(request.body.toString());
      const subscription = form.get('SubscriptionArn')?.split(':').slice(0, 6).join(':');
      // A text to a phone number has no resource: only a policy for `*` allows it.
      const resource = form.get('TopicArn') ?? form.get('TargetArn') ?? subscription ?? '*';
      const entries = [...form].filter(([name]) => /^attributes\.entry\.\d+\.key$/.test(name));
      const [role] = entries
        .filter(([, key]) => key === 'DeliveryStatusIAMRole')
        .map(([name]) => form.get(name.replace(/key$/, 'value')) ?? '');
      return [
        { action: `sns:${request.operation}`, resource },
        ...passing(role, 'sns.amazonaws.com'),
      ];
    }
    case 's3':
      return s3Needs(request);
    case 'scheduler':
      return schedulerNeeds(request);
    case 'logs': {
      const group = String(readJson(request).logGroupName ?? '');
      return [
        { action: `logs:${request.operation}`, resource: arn('logs', `log-group:${group}:*`) },
      ];
    }
    case 'rds': {
      const form = new URLSearchParams(request.body.toString());
      return databaseNeeds(request.operation, form).map(need => ({
        action: `rds:${need.operation}`,
        resource: arn('rds', need.resource),
      }));
    }
    case 'codedeploy': {
      const input = readJson(request);
      const name = input.deploymentGroupName ?? input.currentDeploymentGroupName ?? 'any';
      const group = `${input.applicationName ?? 'any'}/${name}`;
      const resource = arn('codedeploy', `deploymentgroup:${group}`);
      return [{ action: `codedeploy:${request.operation}`, resource, isTagged: true }];
    }
    case 'ecs': {
      const {
        cluster = 'default',
        services = [],
        service,
        serviceRevisionArns: revisions,
        family,
        tags = [],
        taskRoleArn,
        executionRoleArn,
      } = readJson(request) as {
        cluster?: string;
        services?: string[];
        service?: string;
        serviceRevisionArns?: string[];
        family?: string;
        tags?: object[];
        taskRoleArn?: string;
        executionRoleArn?: string;
      };
      if (request.operation === 'RegisterTaskDefinition') {
        const resource = arn('ecs', `task-definition/${family}:any`);
        const context = { 'ecs:CreateAction': request.operation };
        return [
          { action: 'ecs:RegisterTaskDefinition', resource },
          ...(tags.length > 0 ? [{ action: 'ecs:TagResource', resource, context }] : []),
          ...passing(taskRoleArn, 'ecs-tasks.amazonaws.com'),
          ...passing(executionRoleArn, 'ecs-tasks.amazonaws.com'),
        ];
      }
      const action = `ecs:${request.operation}`;
      const names = service === undefined ? services : [service];
      // A revision is looked at as itself and as one of its service.
      const ofRevisions = revisions?.flatMap(revision => [
        revision,
        revision.replace(':service-revision/', ':service/').replace(/\/[^/]+$/, ''),
      ]);
      const resources = ofRevisions ?? names.map(name => arn('ecs', `service/${cluster}/${name}`));
      if (resources.length === 0) return [{ action, resource: '*' }];
      return resources.map(resource => ({ action, resource, isTagged: true }));
    }
    case 'secretsmanager': {
      const given = String(readJson(request).SecretId ?? '');
      // By its name alone as well, and its policy names the ARN.
      const resource = given.startsWith('arn:') ? given : arn('secretsmanager', `secret:${given}`);
      return [{ action: `secretsmanager:${request.operation}`, resource, isTagged: true }];
    }
    case 'ssm':
      return systemsManagerNeeds(request);
    case 'appconfig': {
      const [, , application, , id, , part] = request.path.split('/');
      const strategy = String(readJson(request).DeploymentStrategyId ?? '');
      const resources = [`application/${application}`, `application/${application}/any/${id}`];
      // A new version stands under its profile; what is read may stand deeper.
      if (part !== undefined) resources.push(`application/${application}/any/${id}/any/${part}`);
      if (strategy !== '') resources.push(`deploymentstrategy/${strategy}`);
      const action = `appconfig:${request.operation}`;
      return resources.map(resource => ({
        action,
        resource: arn('appconfig', resource),
        isTagged: true,
      }));
    }
    case 'cloudfront': {
      const id = request.path.split('/')[3];
      const resource = arn('cloudfront', `distribution/${id}`);
      return [{ action: `cloudfront:${request.operation}`, resource, isTagged: true }];
    }
    case 'elasticache': {
      const id = new URLSearchParams(request.body.toString()).get('CacheClusterId');
      const resource = arn('elasticache', `cluster:${id}`);
      return [{ action: `elasticache:${request.operation}`, resource, isTagged: true }];
    }
    case 'cloudwatch': {
      const { AlarmName: alarm, AlarmNames } = readJson(request) as {
        AlarmName?: string;
        AlarmNames?: string[];
      };
      const isList = request.operation === 'DescribeAlarms';
      const alarms = AlarmNames ?? (alarm !== undefined || isList ? [alarm ?? 'any'] : []);
      const action = `cloudwatch:${request.operation}`;
      if (alarms.length === 0) return [{ action, resource: '*' }];
      return alarms.map(name => ({ action, resource: arn('cloudwatch', `alarm:${name}`) }));
    }
    case 'ses': {
      const input = readJson(request);
      const from = String(input.FromEmailAddress ?? '');
      // The set that SES gives to the identity of whoever sets it up by its console, and uses where no other is named.
      const set = String(input.ConfigurationSetName ?? 'my-first-configuration-set');
      const { ToAddresses: to = [] } = (input.Destination ?? {}) as { ToAddresses?: string[] };
      // As in the sandbox, where it is checked for those who are written to as well.
      const identities = [from, ...to].map(name => `identity/${name}`);
      const resources = [...identities, `configuration-set/${set}`];
      const action = `ses:${request.operation}`;
      const context = { 'ses:FromAddress': from };
      return resources.map(resource => ({ action, resource: arn('ses', resource), context }));
    }
    case 'sms-voice': {
      const from = String(readJson(request).OriginationIdentity ?? '');
      const id = from.startsWith('+') ? 'phone-local' : from;
      const kind = id.startsWith('pool-') ? 'pool' : 'phone-number';
      const resource = id.startsWith('arn:') ? id : arn('sms-voice', `${kind}/${id}`);
      return [{ action: `sms-voice:${request.operation}`, resource }];
    }
    case 'events': {
      const { Entries = [] } = readJson(request) as { Entries?: { EventBusName?: string }[] };
      const buses = new Set(Entries.map(({ EventBusName: bus = 'default' }) => bus));
      const action = `events:${request.operation}`;
      return [...buses].map(bus => ({ action, resource: arn('events', `event-bus/${bus}`) }));
    }
    case 'rds-data': {
      const { resourceArn: resource = '*', secretArn = '*' } = readJson(request) as {
        resourceArn?: string;
        secretArn?: string;
      };
      // The Data API reads the secret in the name of whoever asks it.
      return [
        { action: `rds-data:${request.operation}`, resource, isTagged: true },
        { action: 'secretsmanager:GetSecretValue', resource: secretArn, isTagged: true },
      ];
    }
    default:
      return [{ action: `${request.service}:${request.operation}`, resource: '*' }];
  }
}

/** Whoever gives a role to a service needs the right to pass that role on, to that service. */
function passing(role: string | undefined, service: string): Needed[] {
  if (role === undefined) return [];
  const context = { 'iam:PassedToService': service };
  return [{ action: 'iam:PassRole', resource: role, context }];
}

/** Parameters, or the documents that are run and their executions. */
function systemsManagerNeeds(request: AwsRequest): Needed[] {
  const { Name, Names, Path, DocumentName } = readJson(request) as {
    Name?: string;
    Names?: string[];
    Path?: string;
    DocumentName?: string;
  };
  const action = `ssm:${request.operation}`;
  const ofSystemsManager = (resource: string): Needed => ({
    action,
    resource: arn('ssm', resource),
    isTagged: true,
  });
  switch (request.operation) {
    case 'GetDocument':
      return [ofSystemsManager(`document/${Name}`)];
    case 'StartAutomationExecution':
      return [
        ofSystemsManager(`document/${DocumentName}`),
        ofSystemsManager(`automation-definition/${DocumentName}:any`),
        ofSystemsManager('automation-execution/any'),
        ...passing(automationRoles[DocumentName ?? ''], 'ssm.amazonaws.com'),
      ];
    case 'GetAutomationExecution':
      return [ofSystemsManager('automation-execution/any')];
    default: {
      const names = Names ?? [Name ?? Path?.replace(/\/$/, '') ?? ''];
      return names.map(name => ofSystemsManager(`parameter${name}`));
    }
  }
}

/** Taking a snapshot needs the right on the database, on the snapshot, and to put the tags on it. */
function databaseNeeds(operation: string, form: URLSearchParams) {
  const named: [string, string][] = [
    ['DBClusterIdentifier', 'cluster'],
    ['DBInstanceIdentifier', 'db'],
    ['DBClusterSnapshotIdentifier', 'cluster-snapshot'],
    ['DBSnapshotIdentifier', 'snapshot'],
  ];
  const needs = named.flatMap(([field, kind]) => {
    const name = form.get(field);
    return name === null ? [] : [{ operation, resource: `${kind}:${name}` }];
  });
  const tagged = form.has('Tags.Tag.1.Key') ? needs.slice(-1) : [];
  const all = operation.includes('Cluster') ? 'cluster:any' : 'db:any';
  return [
    ...(needs.length === 0 ? [{ operation, resource: all }] : needs),
    ...tagged.map(({ resource }) => ({ operation: 'AddTagsToResource', resource })),
  ];
}

interface TableInput {
  TableName?: string;
  IndexName?: string;
  Key?: Item;
  Item?: Item;
  KeyConditionExpression?: string;
  ExpressionAttributeValues?: Item;
}

type Item = Record<string, { S?: string }>;

/** The partition keys that a request is about, which is what `dynamodb:LeadingKeys` holds. */
function leadingKeysOf(input: TableInput): readonly string[] {
  const {
    Key,
    Item: item,
    KeyConditionExpression: asked,
    ExpressionAttributeValues: values,
  } = input;
  // The partition comes first, in each of our questions and in the form that AWS documents.
  const [, value = ''] = /^\s*\(?\s*[#\w]+\s*=\s*(:\w+)/.exec(asked ?? '') ?? [];
  return [Key?.pk, item?.pk, values?.[value]].flatMap(each => each?.S ?? []);
}

function dynamoDbNeeds(request: AwsRequest): Needed[] {
  const input = readJson(request);
  const need = (
    operation: string,
    about: TableInput,
    leadingKeys = leadingKeysOf(about),
  ): Needed => ({
    action: `dynamodb:${operation}`,
    resource:
      arn('dynamodb', `table/${about.TableName}`) +
      (about.IndexName === undefined ? '' : `/index/${about.IndexName}`),
    ...(leadingKeys.length > 0 && { context: { 'dynamodb:LeadingKeys': leadingKeys } }),
  });
  switch (request.operation) {
    case 'TransactWriteItems':
    case 'TransactGetItems': {
      const operations: Record<string, string> = {
        Put: 'PutItem',
        Update: 'UpdateItem',
        Delete: 'DeleteItem',
        ConditionCheck: 'ConditionCheckItem',
        Get: 'GetItem',
      };
      const items = (input.TransactItems ?? []) as Record<string, TableInput>[];
      return items.flatMap(item =>
        Object.entries(item).map(([kind, table]) => need(operations[kind] ?? kind, table)),
      );
    }
    case 'BatchGetItem': {
      const tables = (input.RequestItems ?? {}) as Record<string, { Keys?: Item[] }>;
      return Object.entries(tables).map(([TableName, { Keys = [] }]) =>
        need(
          request.operation,
          { TableName },
          Keys.flatMap(({ pk }) => pk?.S ?? []),
        ),
      );
    }
    case 'BatchWriteItem': {
      type Write = { PutRequest?: TableInput; DeleteRequest?: TableInput };
      const tables = (input.RequestItems ?? {}) as Record<string, Write[]>;
      return Object.entries(tables).map(([TableName, writes]) => {
        const keys = writes.flatMap(({ PutRequest, DeleteRequest }) =>
          leadingKeysOf(PutRequest ?? DeleteRequest ?? {}),
        );
        return need(request.operation, { TableName }, keys);
      });
    }
    default:
      return [need(request.operation, input as TableInput)];
  }
}

function s3Needs({ operation, path, headers }: AwsRequest): Needed[] {
  const [, bucket = '', ...key] = path.split('/');
  const object = `arn:aws:s3:::${bucket}/${decodeURIComponent(key.join('/'))}`;
  const actions: Record<string, string> = {
    HeadObject: 'GetObject',
    CreateMultipartUpload: 'PutObject',
    UploadPart: 'PutObject',
    CompleteMultipartUpload: 'PutObject',
  };
  if (operation.startsWith('ListObjects') || operation === 'HeadBucket') {
    return [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }];
  }
  const needed = { action: `s3:${actions[operation] ?? operation}`, resource: object };
  // Whoever says what an object has to be as is told whether it is. Source: "Conditional writes" in the guide of S3.
  return operation === 'PutObject' && headers['if-match'] !== undefined
    ? [needed, { action: 's3:GetObject', resource: object }]
    : [needed];
}

function schedulerNeeds(request: AwsRequest): Needed[] {
  const input = request.body.length > 0 ? readJson(request) : {};
  const group = String(input.GroupName ?? request.query.get('groupName') ?? 'default');
  const name = request.path.split('/')[2];
  const needs: Needed[] = [
    {
      action: `scheduler:${request.operation}`,
      resource: arn('scheduler', `schedule/${group}/${name}`),
    },
  ];
  const target = input.Target as { RoleArn?: string } | undefined;
  return [...needs, ...passing(target?.RoleArn, 'scheduler.amazonaws.com')];
}

function speaksOf({ actions, notActions }: Statement, action: string): boolean {
  const matches = (pattern: string) => wildcard(pattern.toLowerCase()).test(action.toLowerCase());
  return notActions.length > 0 ? !notActions.some(matches) : actions.some(matches);
}

function applies({ resources, notResources, conditions }: Statement, needed: Needed): boolean {
  const matches = (pattern: string) => wildcard(pattern).test(needed.resource);
  return (
    (notResources.length > 0 ? !notResources.some(matches) : resources.some(matches)) &&
    Object.entries(conditions).every(([operator, keys]) =>
      Object.entries(keys).every(([key, given]) => holds(operator, needed.context?.[key], given)),
    )
  );
}

/** A condition on something that is not known here does not hold: better denied on a laptop than allowed. */
function holds(
  operator: string,
  actual: string | readonly string[] | undefined,
  given: unknown,
): boolean {
  if (actual === undefined) return operator.endsWith('IfExists');
  const [, quantifier, each = operator] = /^(ForAllValues|ForAnyValue):(.*)$/.exec(operator) ?? [];
  if (typeof actual !== 'string') {
    const one = (value: string) => holds(each, value, given);
    if (quantifier === undefined) return false;
    return quantifier === 'ForAllValues' ? actual.every(one) : actual.some(one);
  }
  const values = (Array.isArray(given) ? given : [given]).map(String);
  switch (each.replace(/IfExists$/, '')) {
    case 'StringEquals':
    case 'ArnEquals':
      return values.includes(actual);
    case 'StringEqualsIgnoreCase':
      return values.some(value => value.toLowerCase() === actual.toLowerCase());
    case 'StringLike':
    case 'ArnLike':
      return values.some(value => wildcard(value).test(actual));
    default:
      return false;
  }
}

/** Patterns come from the template, so there are few, and each is met thousands of times. */
const wildcards = new Map<string, RegExp>();

function wildcard(pattern: string): RegExp {
  const known = wildcards.get(pattern);
  if (known !== undefined) return known;
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const made = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
  wildcards.set(pattern, made);
  return made;
}
