import { arnOf } from '#local/account.ts';
import type { StateFile } from '#local/state-file.ts';

/** What a team has made in its account, by ARN, each with its tags. What is not here, nobody has made. */
export type Resources = Record<string, Record<string, string>>;

export interface Inventory {
  all(): Resources;
  has(arn: string): boolean;
  /** `undefined`: nobody made it. */
  tagsOf(arn: string): Readonly<Record<string, string>> | undefined;
  /** The names of those whose ARN begins so, without that beginning. */
  names(beginning: string): string[];
  add(arn: string, tags: Record<string, string>): void;
}

export function inventory(file: Pick<StateFile<Resources>, 'value' | 'changed'>): Inventory {
  const resources = file.value;
  /** AWS puts six characters behind the name of a secret, and takes its ARN without them as well. */
  const listed = (arn: string) =>
    [arn, arn.replace(/(:secret:.+)-\w{6}$/, '$1')].find(each => Object.hasOwn(resources, each));

  return {
    all: () => resources,
    has: arn => listed(arn) !== undefined,
    tagsOf: arn => resources[listed(arn) ?? ''],
    names: beginning =>
      Object.keys(resources)
        .filter(arn => arn.startsWith(beginning))
        .map(arn => arn.slice(beginning.length)),
    add(arn, tags) {
      resources[arn] = tags;
      file.changed();
    },
  };
}

/** What Northwind Books has, which the example of a configuration names: opened to the pager, all but one secret. */
export function sampleResources(): Resources {
  const opened = (service: string, purpose: string, names: readonly string[]): Resources =>
    Object.fromEntries(
      names.map(name => [arnOf(service, name), { [`tocsin:${purpose}`]: 'allowed' }]),
    );
  const secrets = (purpose: string, ...names: string[]) =>
    opened(
      'secretsmanager',
      purpose,
      names.map(name => `secret:${name}`),
    );
  return {
    ...opened('logs', 'actions', [
      'log-group:/aws/lambda/payments-authorise',
      'log-group:/aws/lambda/payments-capture',
      'log-group:/aws/lambda/checkout-api',
      'log-group:/aws/lambda/catalogue-search',
    ]),
    ...opened('cloudwatch', 'actions', ['alarm:payments-5xx', 'alarm:payments-latency']),
    ...opened('ecs', 'actions', ['cluster/main', 'service/main/payments']),
    ...opened('rds', 'actions', ['cluster:orders', 'cluster:payments', 'db:reports']),
    ...opened('codedeploy', 'actions', [
      'deploymentgroup:payments/production',
      'deploymentgroup:catalogue/production',
    ]),
    ...opened('elasticache', 'actions', ['cluster:payments-sessions']),
    ...opened('cloudfront', 'actions', ['distribution/E2PAYMENTS']),
    ...secrets('diagnosis', 'payments-reader'),
    ...secrets('actions', 'payments-operator'),
    ...secrets('action-items', 'tocsin/github', 'tocsin/jira', 'tocsin/jira-automation'),
    ...secrets('action-items', 'tocsin/revoked'),
    ...secrets('chat', 'tocsin/slack', 'tocsin/teams', 'tocsin/google-chat'),
    ...secrets('chat', 'tocsin/discord', 'tocsin/mattermost'),
    ...secrets('push', 'tocsin/push'),
    ...secrets('sign-in', 'tocsin/sign-in'),
    [arnOf('secretsmanager', 'secret:tocsin/untagged')]: {},
  };
}
