import { join } from 'node:path';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type Environment, Fn, Names, Stack, Token } from 'aws-cdk-lib/core';
import {
  DEFAULT_CROSS_STACK_REFERENCES,
  futureFlagDefault,
  IAM_MINIMIZE_POLICIES,
} from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { ConsoleStack } from '#infra/console-stack.ts';
import { IncidentStack } from '#infra/incident-stack.ts';
import { acknowledge } from '#infra/policy-exceptions.ts';
import { StatusPageStack } from '#infra/status-page-stack.ts';

/** What `new Tocsin(…)` takes. All but the two hashes may be left out. */
export interface TocsinProps {
  /** Hex SHA-256 of the first administrator token: `npx tocsin token --name first-admin --scope admin` prints both. */
  readonly adminTokenSha256: string;
  /** Hex SHA-256 of the first integration key: `npx tocsin token --integration generic` prints both. */
  readonly integrationKeySha256: string;
  /** At most 39 characters, since everything in the stack is named after it. Default: made of the construct's path. */
  readonly stackName?: string;
  /** Account and region. Default: those of the stack or stage around it, else those that the app is deployed to. */
  readonly env?: Environment;
  /** Default: false. */
  readonly terminationProtection?: boolean;
  /** A verified address that e-mail comes from through SES. Default: mail goes by SNS. */
  readonly sesFrom?: string;
  /** A number (E.164), phone-…, pool-… or ARN of End User Messaging that can call people. Default: nobody is called. */
  readonly voiceOrigination?: string;
  /**
   * Whether this stack makes the two log groups in which SNS says what became of texts; an account and region has one pair.
   * Default: the first `Tocsin` of an app there makes them, a further one finds them.
   */
  readonly smsStatusLogs?: 'created' | 'existing';
  /** Where alarms link to: the address at which your people read docs/runbook.md. */
  readonly runbook?: string;
  /** What AWS lets the account spend on texts in a month, in US dollars: an alarm measures against it. Default: 1. */
  readonly smsMonthlyCapUsd?: number;
  /** For how many days nobody can delete evidence; in the mode COMPLIANCE truly nobody. Default: it is not locked. */
  readonly objectLock?: { readonly days: number; readonly mode?: 'GOVERNANCE' | 'COMPLIANCE' };
  /** How many executions each of five functions on the way of a page keeps for itself, 0 to 1000. Default: 0, none. */
  readonly reservedConcurrency?: number;
  /** `true`: a stack beside it with the page that customers read. Or the bucket that such a stack made elsewhere. */
  readonly statusPage?: boolean | { readonly bucket: string; readonly region?: string };
  /** `true`: a stack beside it with the console. */
  readonly console?: boolean;
}

/**
 * Tocsin in an app of your own: a stack beside yours, named after this construct, with its functions bundled already. A
 * stack, so that a deployment of yours that fails and is rolled back touches no pager.
 */
export class Tocsin extends Construct {
  readonly stack: Stack;
  /** `https://…`: where alerts go, and the API. */
  readonly apiUrl: string;
  /** Every event of every incident is put on it. */
  readonly eventBus: IEventBus;
  /** Raw webhooks and evidence. */
  readonly archive: IBucket;
  /** The pager's own alarms come here. Subscribe those who run it, by something that is not Tocsin. */
  readonly operations: ITopic;
  /** `https://…`, with `statusPage: true`. */
  readonly statusPageAddress: string | undefined;
  /** `https://…`, with `console: true`. */
  readonly consoleAddress: string | undefined;

  constructor(scope: Construct, id: string, props: TocsinProps) {
    super(scope, id);
    refuseHashes(props);
    standApart(this);
    const { statusPage, terminationProtection = false } = props;
    const stackName = props.stackName ?? nameOf(this);
    const about = (suffix: string, description: string) => ({
      env: { ...environmentAround(scope), ...props.env },
      ...{ terminationProtection, description },
      stackName: `${stackName}${suffix}`,
    });
    const page =
      statusPage === true
        ? new StatusPageStack(this, 'StatusPage', about('StatusPage', 'The status page of Tocsin.'))
        : undefined;
    const elsewhere = typeof statusPage === 'object' ? statusPage : undefined;

    const { adminTokenSha256, integrationKeySha256 } = props;
    // Called so, it adds nothing to ids that are made of paths: they are those of a stack of ours.
    const stack = new IncidentStack(this, 'Default', {
      ...about('', 'Tocsin: from alert to resolution, in your own account.'),
      given: {
        ...{ adminTokenSha256, integrationKeySha256 },
        settings: stack => ({
          ...{ sesFrom: props.sesFrom, voiceOrigination: props.voiceOrigination },
          smsStatusLogs: props.smsStatusLogs ?? smsLogsBeside(stack),
          ...{ runbook: props.runbook, smsMonthlyCapUsd: props.smsMonthlyCapUsd },
          ...{ objectLockDays: props.objectLock?.days, objectLockMode: props.objectLock?.mode },
          statusPageBucket: page?.bucket.bucketName ?? elsewhere?.bucket,
          statusPageRegion: elsewhere?.region,
          reservedConcurrency: props.reservedConcurrency,
        }),
      },
    });
    acknowledge(
      stack,
      'With settings in code each condition is decided when it is synthesised; the template is that of our own stack.',
      ...['W8003', 'W1028', 'W9053'].map(rule => `CloudFormation-Validate::${rule}`),
    );
    this.stack = stack;
    this.apiUrl = stack.apiUrl;
    this.eventBus = stack.eventBus;
    this.archive = stack.archive;
    this.operations = stack.operations;
    this.statusPageAddress = page?.address;
    this.consoleAddress = props.console
      ? new ConsoleStack(this, 'Console', {
          ...about('Console', 'The console of Tocsin.'),
          files: join(this.node.getContext(builtFolder), 'console'),
          apiDomain: Fn.select(2, Fn.split('/', stack.apiUrl)),
        }).address
      : undefined;
  }
}

/** For tests: where the bundles are, when they are not beside this file, where the package has them. */
const builtFolder = 'tocsin:built';

/**
 * What an app switches on for its own stacks changes nothing here: what was tested is what is deployed. In its own folder
 * the package has what CDK would need our sources for.
 */
function standApart({ node }: Construct): void {
  for (const [name, value] of Object.entries(node.getAllContext() as Record<string, unknown>)) {
    if (name.startsWith('@aws-cdk/') && typeof value === 'boolean') {
      node.setContext(name, futureFlagDefault(name));
    }
  }
  node.setContext(IAM_MINIMIZE_POLICIES, true);
  // The stack of the console reads the address of the API, and must not outlive it.
  node.setContext(DEFAULT_CROSS_STACK_REFERENCES, 'strong');
  const built = node.tryGetContext(builtFolder) ?? join(import.meta.dirname, '..');
  node.setContext(builtFolder, built);
  node.setContext('bundles', join(built, 'functions'));
}

/** Its own name where that is enough, as for a stack of the app; else one that no other path leads to. */
function nameOf(tocsin: Tocsin): string {
  const { node } = tocsin;
  const isPlain = node.path === node.id && /^[A-Za-z][A-Za-z0-9-]{0,38}$/.test(node.id);
  return isPlain ? node.id : Names.uniqueResourceName(tocsin, { maxLength: 39, separator: '-' });
}

/** A stack within a stack does not take over where that one is. */
function environmentAround(scope: Construct): Environment {
  const around = scope.node.scopes.find(each => Stack.isStack(each));
  if (around === undefined) return {};
  const { account, region } = Stack.of(scope);
  return { account, region };
}

/** SNS writes one pair of logs in an account and region, which one stack alone can make. */
function smsLogsBeside(stack: Stack): 'created' | 'existing' {
  const first = stack.node.root.node
    .findAll()
    .find(
      each =>
        each instanceof IncidentStack &&
        each !== stack &&
        each.environment === stack.environment &&
        each.makesSmsLogs,
    );
  if (first === undefined) return 'created';
  stack.addDependency(first as IncidentStack, 'It makes the logs that SNS writes.');
  return 'existing';
}

/** CloudFormation checks parameters; what stands in code is checked when it is synthesised. */
function refuseHashes({ adminTokenSha256, integrationKeySha256 }: TocsinProps): void {
  for (const [name, value] of Object.entries({ adminTokenSha256, integrationKeySha256 })) {
    if (Token.isUnresolved(value) || /^[0-9a-f]{64}$/.test(value)) continue;
    throw new Error(
      `${name} must be the SHA-256 of a secret, 64 hex digits in lower case; \`npx tocsin token\` prints it beside the secret.`,
    );
  }
  if (adminTokenSha256 === integrationKeySha256) {
    throw new Error('The key that senders hold must not be the token of the administrator.');
  }
}
