import { entryOf } from '#core/own-entry.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

/** What the vendors' stand-ins take, by the names in the ARNs: `…:secret:tocsin/github-AbCdEf`. */
export const sampleSecrets: Readonly<Record<string, string>> = {
  'tocsin/github': 'github-token-of-the-local-stack',
  'tocsin/jira': JSON.stringify({ token: 'jira-token-of-the-local-stack' }),
  'tocsin/jira-automation': 'rule-token-of-the-local-stack',
  'tocsin/slack': JSON.stringify({ token: 'xoxb-local', signingSecret: 'local' }),
  'tocsin/teams':
    'https://default1.logic.azure.com/workflows/1/triggers/manual/paths/invoke?api-version=2016-06-01&sig=local',
  'tocsin/google-chat': 'https://chat.googleapis.com/v1/spaces/AAAA/messages?key=local&token=local',
  'tocsin/discord': JSON.stringify({ url: 'https://discord.com/api/webhooks/1/local' }),
  'tocsin/mattermost': 'https://mattermost.example.com/hooks/local',
  'tocsin/push': JSON.stringify({ privateKey: '1PoPBTejLOabpfe0AuA9VmZ8Zn24FFusILqoQ3XxZF8' }),
  'tocsin/revoked': 'nobody-takes-this',
};

/** Secrets Manager, as far as one secret is read. */
export function secretsEmulator(request: AwsRequest): AwsResponse {
  if (request.operation !== 'GetSecretValue') {
    throw noCounterpart(request);
  }
  const arn = String(readJson(request).SecretId);
  const given = arn.split(':secret:')[1] ?? arn;
  const name = Object.hasOwn(sampleSecrets, given) ? given : given.replace(/-\w{6}$/, '');
  const known = entryOf(sampleSecrets, name);
  if (known === undefined) {
    const message = 'Secrets Manager can’t find the specified secret.';
    throw new AwsError('ResourceNotFoundException', message);
  }
  return jsonResponse({ ARN: arn, Name: name, SecretString: known });
}
