import { type CfnPolicy, Policy, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Aws, CfnCondition, CfnParameter, Fn, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { type StackSetting, stackSettings } from '#contract/stack-settings.ts';
import type { NodeFunction } from '#infra/node-function.ts';

/** Something that an account has only after somebody set it up: its value, and whether there is one. */
export interface Setting {
  value: string;
  isSet: CfnCondition;
}

/** What can be set of this stack, `npx cdk deploy --parameters SesFrom=pager@example.com`, and is kept until it is set anew. */
export interface Settings {
  /** A verified address, or one of a verified domain. */
  sesFrom: Setting;
  /** A number of ours that can call, or its id, or a pool's. */
  voiceOrigination: Setting;
  /** Whether the stack makes the log groups of SNS; else this account's SNS writes them already. */
  makesSmsLogs: CfnCondition;
  /** Where docs/runbook.md is read, so that an alarm's text can link to its section. */
  runbook: string;
  /** What AWS lets this account spend on texts in a month, in US dollars. */
  smsMonthlyCapUsd: string;
  /** How long nobody can delete evidence: `GOVERNANCE:365`. */
  objectLock: Setting;
  /** The bucket that the stack of the status page made, in this region or another. */
  statusPageBucket: Setting;
  statusPageRegion: string;
  /** How many executions each function on the way of a page keeps for itself. */
  reservedConcurrency: Setting & { number: number };
}

/** What somebody's own app says of them, where the stack is part of one: then nothing is a parameter. */
export type GivenSettings = { readonly [name in StackSetting]?: string | number | undefined };

interface About {
  default: string | number;
  is: string;
  pattern?: RegExp;
  one?: string[];
  least?: number;
  most?: number;
}

export function readSettings(stack: Construct, given?: GivenSettings): Settings {
  if (given === undefined) refuseContext(stack);
  const parameter = (
    name: StackSetting,
    about: About,
  ): { valueAsString: string; valueAsNumber: number } => {
    if (given !== undefined) return checked(name, given[name] ?? about.default, about);
    const isNumber = typeof about.default === 'number';
    return new CfnParameter(stack, stackSettings[name], {
      type: isNumber ? 'Number' : 'String',
      default: about.default,
      description: about.is,
      ...(about.pattern && {
        allowedPattern: `^$|${about.pattern.source}`,
        constraintDescription: about.is,
      }),
      ...(about.one && { allowedValues: about.one }),
      ...(isNumber && { minValue: about.least ?? 0 }),
      ...(about.most !== undefined && { maxValue: about.most }),
    });
  };
  const condition = (name: string, value: string, unless: string) =>
    new CfnCondition(stack, name, {
      expression: Fn.conditionNot(
        // What another stack tells cannot be looked at in a condition; that it is told can.
        Fn.conditionEquals(
          given !== undefined && Token.isUnresolved(value) ? 'told' : value,
          unless,
        ),
      ),
    });

  const sesFrom = parameter('sesFrom', {
    default: '',
    is: 'A verified address that e-mail comes from through SES, such as pager@example.com. Empty: by SNS.',
    pattern: /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/,
  }).valueAsString;
  const voice = parameter('voiceOrigination', {
    default: '',
    is: 'A number, phone-..., pool-... or ARN of End User Messaging that can call people. Empty: nobody is called.',
    pattern: origination,
  }).valueAsString;
  const smsStatusLogs = parameter('smsStatusLogs', {
    default: 'created',
    is: "Set it to existing where this account's SNS writes its log of texts already.",
    one: ['created', 'existing'],
  }).valueAsString;
  const runbook = parameter('runbook', {
    default: 'docs/runbook.md',
    is: 'Where docs/runbook.md is read: the alarms link there.',
  }).valueAsString;
  const smsMonthlyCapUsd = parameter('smsMonthlyCapUsd', {
    default: 1,
    is: 'What AWS lets this account spend on texts in a month, in US dollars: the alarm on the spend measures against it.',
    least: 0.01,
  }).valueAsString;
  const days = parameter('objectLockDays', {
    default: 0,
    is: 'For how many days nobody can delete evidence. 0: it is not locked.',
    most: 99_999,
  }).valueAsString;
  const mode = parameter('objectLockMode', {
    default: 'GOVERNANCE',
    is: 'COMPLIANCE: truly nobody, not even who has the right to bypass a lock.',
    one: ['GOVERNANCE', 'COMPLIANCE'],
  }).valueAsString;
  const statusPageBucket = parameter('statusPageBucket', {
    default: '',
    is: 'Bucket of the status page, as its own stack tells it. Empty: there is no page.',
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  }).valueAsString;
  const statusPageRegion = parameter('statusPageRegion', {
    default: '',
    is: 'The region of that bucket. Empty: the one of this stack.',
    pattern: /^([a-z]{2}|eusc)(-[a-z]+)+-\d$/,
  }).valueAsString;
  const reserved = parameter('reservedConcurrency', {
    default: 0,
    is: 'How many executions each function on the way of a page keeps for itself. 0: none, as a new account needs it.',
    most: 1000,
  });
  return {
    sesFrom: { value: sesFrom, isSet: condition('SendsBySes', sesFrom, '') },
    voiceOrigination: { value: voice, isSet: condition('CallsPeople', voice, '') },
    makesSmsLogs: condition('MakesSmsLogs', smsStatusLogs, 'existing'),
    runbook,
    smsMonthlyCapUsd,
    objectLock: { value: Fn.join(':', [mode, days]), isSet: condition('LocksEvidence', days, '0') },
    statusPageBucket: {
      value: statusPageBucket,
      isSet: condition('HasStatusPage', statusPageBucket, ''),
    },
    statusPageRegion,
    reservedConcurrency: {
      value: reserved.valueAsString,
      number: reserved.valueAsNumber,
      isSet: condition('ReservesConcurrency', reserved.valueAsString, '0'),
    },
  };
}

/** What CloudFormation checks of a parameter, of a value that stands in somebody's code. */
function checked(
  name: StackSetting,
  value: string | number,
  { is, pattern, one, least = 0, most = Number.MAX_SAFE_INTEGER, default: otherwise }: About,
): { valueAsString: string; valueAsNumber: number } {
  if (!Token.isUnresolved(value)) {
    const fits =
      typeof otherwise === 'number'
        ? typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most
        : typeof value === 'string' &&
          (one?.includes(value) ?? true) &&
          (value === '' ||
            pattern === undefined ||
            new RegExp(`^(?:${pattern.source})$`).test(value));
    const allowed = one === undefined ? '' : ` One of ${one.join(', ')}.`;
    if (!fits) throw new Error(`${name} cannot be ${JSON.stringify(value)}. ${is}${allowed}`);
  }
  return {
    valueAsString: Token.isUnresolved(value) ? Token.asString(value) : String(value),
    valueAsNumber: Number(value),
  };
}

const origination =
  /^(\+[1-9]\d{6,14}|(phone|pool)-[0-9a-f]+|arn:aws[\w-]*:sms-voice:[\w-]+:\d+:(phone-number|pool)\/\S+)$/;

/** `-c name=value` is forgotten by the next deployment, which would then take a channel away without a word. */
function refuseContext({ node }: Construct): void {
  for (const [name, parameter] of Object.entries(stackSettings)) {
    const given = node.tryGetContext(name) as unknown;
    if (given === undefined) continue;
    throw new Error(
      `${name} is a parameter of the stack, which CloudFormation remembers: say --parameters ${parameter}=${given} instead of -c`,
    );
  }
}

/** The value where there is one; else nothing at all. */
export function ifSet({ value, isSet }: Setting, then = value): string {
  return Fn.conditionIf(isSet.logicalId, then, Aws.NO_VALUE).toString();
}

/** A right that somebody has only where something is set. */
export function allowIf(
  isSet: CfnCondition,
  grantee: NodeFunction,
  id: string,
  ...statements: PolicyStatement[]
): Policy {
  if (grantee.role === undefined) throw new Error(`${grantee.node.path} has no role`);
  const policy = new Policy(grantee, id, { statements, roles: [grantee.role] });
  (policy.node.defaultChild as CfnPolicy).cfnOptions.condition = isSet;
  return policy;
}
