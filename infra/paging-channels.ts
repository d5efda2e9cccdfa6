import { Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { NodeFunction } from '#infra/node-function.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';

/** Ways of reaching people that an account has only after somebody set them up, said at synthesis. */
export interface Channels {
  /** `-c sesFrom=pager@example.com`: a verified address, or one of a verified domain. */
  sesFrom?: string;
  /** `-c voiceOrigination=`: a number of ours that can call, or its id, or a pool's. */
  voiceOrigination?: string;
  /** `-c smsStatusLogs=existing`: this account's SNS writes its log of texts already, so that the log groups exist. */
  smsStatusLogs: 'created' | 'existing';
}

export function readChannels(scope: Construct): Channels {
  const said = (name: string) => scope.node.tryGetContext(name) as unknown;
  const sesFrom = checked('sesFrom', said('sesFrom'), /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/);
  const voiceOrigination = checked('voiceOrigination', said('voiceOrigination'), origination);
  const smsStatusLogs = said('smsStatusLogs') ?? 'created';
  if (smsStatusLogs !== 'created' && smsStatusLogs !== 'existing') {
    throw new Error('smsStatusLogs must be "created" or "existing"');
  }
  return {
    ...(sesFrom !== undefined && { sesFrom }),
    ...(voiceOrigination !== undefined && { voiceOrigination }),
    smsStatusLogs,
  };
}

const origination =
  /^(\+[1-9]\d{6,14}|(phone|pool)-[0-9a-f]+|arn:aws[\w-]*:sms-voice:[\w-]+:\d+:(phone-number|pool)\/\S+)$/;

function checked(name: string, value: unknown, form: RegExp): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && form.test(value)) return value;
  throw new Error(`${name} is set, but not to something that can send: ${String(value)}`);
}

/** By which SES tells what became of what this stack sent. */
export function configurationSetOf(scope: Construct): string {
  return `${Stack.of(scope).stackName}-mail`;
}

/** SES checks the address where that is verified by itself, else its domain. */
export function grantSes(sender: NodeFunction, { sesFrom }: Channels): void {
  if (sesFrom === undefined) return;
  sender.addEnvironment('SES_FROM', sesFrom);
  sender.addEnvironment('SES_CONFIGURATION_SET', configurationSetOf(sender));
  const identities = [sesFrom, sesFrom.slice(sesFrom.indexOf('@') + 1)];
  const arn = (resource: string, resourceName: string) =>
    Stack.of(sender).formatArn({ service: 'ses', resource, resourceName });
  const resourceArns = [
    ...identities.map(identity => arn('identity', identity)),
    arn('configuration-set', configurationSetOf(sender)),
  ];
  Grant.addToPrincipal({ grantee: sender, actions: ['ses:SendEmail'], resourceArns });
}

export function grantCall(caller: NodeFunction, { voiceOrigination }: Channels): void {
  if (voiceOrigination === undefined) return;
  caller.addEnvironment('VOICE_ORIGINATION', voiceOrigination);
  const actions = ['sms-voice:SendVoiceMessage'];
  if (!voiceOrigination.startsWith('+')) {
    const resourceArns = [originationArn(caller, voiceOrigination)];
    Grant.addToPrincipal({ grantee: caller, actions, resourceArns });
    return;
  }
  allowPattern(caller, {
    actions,
    resources: [originationArn(caller, 'phone-*')],
    because: 'The ARN of a phone number is made of its id, which the number itself does not tell.',
  });
}

function originationArn(scope: Construct, id: string): string {
  if (id.startsWith('arn:')) return id;
  const resource = id.startsWith('pool-') ? 'pool' : 'phone-number';
  return Stack.of(scope).formatArn({ service: 'sms-voice', resource, resourceName: id });
}
