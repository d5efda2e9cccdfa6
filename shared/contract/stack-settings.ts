/*
 * What can be set of a deployed stack, each by the parameter of the stack that holds it. CloudFormation keeps the value of a
 * parameter that is not said again, so that whoever deploys in a hurry, or from a fresh clone, changes nothing of it.
 */

export const stackSettings = {
  sesFrom: 'SesFrom',
  voiceOrigination: 'VoiceOrigination',
  smsStatusLogs: 'SmsStatusLogs',
  runbook: 'Runbook',
  smsMonthlyCapUsd: 'SmsMonthlyCapUsd',
  objectLockDays: 'ObjectLockDays',
  objectLockMode: 'ObjectLockMode',
  statusPageBucket: 'StatusPageBucket',
  statusPageRegion: 'StatusPageRegion',
  reservedConcurrency: 'ReservedConcurrency',
} as const;

export type StackSetting = keyof typeof stackSettings;

/** Of a list of names and values those that are settings, as values of parameters; and what is left. */
export function splitSettings(given: Record<string, unknown>): {
  parameters: Record<string, string>;
  rest: Record<string, unknown>;
} {
  const isSetting = (name: string): name is StackSetting => Object.hasOwn(stackSettings, name);
  const entries = Object.entries(given);
  return {
    parameters: Object.fromEntries(
      entries.flatMap(([name, value]) =>
        isSetting(name) ? [[stackSettings[name], String(value)]] : [],
      ),
    ),
    rest: Object.fromEntries(entries.filter(([name]) => !isSetting(name))),
  };
}
