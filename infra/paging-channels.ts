import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnCondition, Fn, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { NodeFunction } from '#infra/node-function.ts';
import { acknowledgePatterns } from '#infra/policy-exceptions.ts';
import { allowIf, ifSet, type Settings } from '#infra/settings.ts';

/** By which SES tells what became of what this stack sent. */
export function configurationSetOf(scope: Construct): string {
  return `${Stack.of(scope).stackName}-mail`;
}

/**
 * From that address alone. For which identity SES checks it is not known: the address, its domain or one above, and, in the
 * sandbox, in which every account begins, those of whom is written to; nor for which set, where the identity has one of its own.
 */
export function grantSes(sender: NodeFunction, { sesFrom }: Settings): void {
  sender.addEnvironment('SES_FROM', ifSet(sesFrom));
  const resources = ['identity', 'configuration-set'].map(kind => sesArn(sender, kind, '*'));
  const conditions = { StringEqualsIgnoreCase: { 'ses:FromAddress': sesFrom.value } };
  const statement = new PolicyStatement({ actions: ['ses:SendEmail'], resources, conditions });
  const policy = allowIf(sesFrom.isSet, sender, 'BySes', statement);
  acknowledgePatterns(policy, 'From which address is said by a condition.', resources);
}

/** What becomes of the mail of `sender` is told by SES. */
export function followMail(sender: NodeFunction, { sesFrom }: Settings): void {
  sender.addEnvironment('SES_CONFIGURATION_SET', ifSet(sesFrom, configurationSetOf(sender)));
}

function sesArn(sender: NodeFunction, resource: string, resourceName: string): string {
  return Stack.of(sender).formatArn({ service: 'ses', resource, resourceName });
}

/** From one number or pool; the ARN of a number is made of its id, which the number itself does not tell. */
export function grantCall(caller: NodeFunction, settings: Settings): void {
  const { value, isSet } = settings.voiceOrigination;
  caller.addEnvironment('VOICE_ORIGINATION', ifSet(settings.voiceOrigination));
  const { isArn, isNumber, isPool } = formsOf(Stack.of(caller), value);
  const arn = (resource: string, resourceName: string) =>
    Stack.of(caller).formatArn({ service: 'sms-voice', resource, resourceName });
  const either = (when: CfnCondition, then: string, otherwise: string) =>
    Fn.conditionIf(when.logicalId, then, otherwise).toString();
  const any = arn('phone-number', 'phone-*');
  const byId = either(isPool, arn('pool', value), arn('phone-number', value));
  const resources = [either(isArn, value, either(isNumber, any, byId))];
  const statement = new PolicyStatement({ actions: ['sms-voice:SendVoiceMessage'], resources });
  const policy = allowIf(isSet, caller, 'ByVoice', statement);
  acknowledgePatterns(policy, 'Only where a number is given, whose id is not known.', resources);
}

function formsOf(stack: Stack, value: string) {
  const begins = (id: string, separator: string, beginning: string) =>
    (stack.node.tryFindChild(id) as CfnCondition | undefined) ??
    new CfnCondition(stack, id, {
      expression: Fn.conditionEquals(Fn.select(0, Fn.split(separator, value)), beginning),
    });
  return {
    isArn: begins('VoiceIsArn', ':', 'arn'),
    // What stands before the plus is nothing.
    isNumber: begins('VoiceIsNumber', '+', ''),
    isPool: begins('VoiceIsPool', '-', 'pool'),
  };
}
