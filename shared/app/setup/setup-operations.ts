import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { invalid } from '#app/api/refusal.ts';
import type { configure } from '#app/setup/configure.ts';
import type { AnswerOf, OperationOf } from '#contract/api.ts';
import { counted } from '#core/text/listing.ts';
import { isLoopback } from '#core/text/loopback.ts';
import type { WebhookSecret } from '#ports/communication.ts';

/** The configuration, and the secret behind our own webhooks. */
export function setupOperations(deps: {
  configure: ReturnType<typeof configure>;
  webhookSecret: WebhookSecret;
  /** Without making one. */
  knownWebhookSecret: () => Promise<string | undefined>;
  /** Those that are told of events, as configured now. */
  webhooks: () => Promise<readonly { name: string; secretVersion?: number }[]>;
  /** Of one of them. */
  eventSecret: (name: string, version: number) => Promise<string | undefined>;
}): Operations<OperationOf<'setup'>> {
  return {
    async showConfiguration({ query: { version } }) {
      const answer =
        version === undefined
          ? await deps.configure.show()
          : await deps.configure.showVersion(version);
      if (answer === undefined) return { notFound: `version ${version} of the configuration` };
      return { answer, headers: { etag: `"${answer.version}"` } };
    },
    listConfigurationVersions: async ({ query: { before } }) => ({
      answer: await deps.configure.versions(before),
    }),
    applyConfiguration: apply,
    async showWebhookSecret({ query: { webhook: name } }) {
      const secret = await (name === undefined ? deps.knownWebhookSecret() : ofEvents(name));
      if (secret !== undefined) return typeof secret === 'string' ? { answer: { secret } } : secret;
      const text =
        'It is made when a configuration is applied: apply one, if need be the same again.';
      return { refused: { rule: 'no-configuration', text } };
    },
  };

  async function ofEvents(name: string) {
    const webhook = (await deps.webhooks()).find(each => each.name === name);
    if (webhook === undefined) return { notFound: `webhook ${name} in tocsin.yaml` };
    return deps.eventSecret(name, webhook.secretVersion ?? 1);
  }

  async function apply({
    body,
    query: { dryRun, expectedVersion: given },
    asked,
    publicUrl,
  }: Call<'applyConfiguration'>): Promise<Outcome<AnswerOf<'applyConfiguration'>>> {
    const { ifVersion } = asked;
    if (given !== undefined && ifVersion !== undefined && given !== ifVersion) {
      return invalid('?expectedVersion', 'is another version than the one in If-Match');
    }
    const expectedVersion = ifVersion ?? given;
    const applied = await deps.configure.apply(body, {
      dryRun: dryRun === 'true',
      expectedVersion,
      by: asked.caller.actor.name,
      takesExamples: isLoopback(publicUrl),
    });
    if ('problems' in applied) {
      const count = applied.problems.length;
      const text = `The configuration has ${counted(count, 'problem')}; nothing was applied.`;
      return { invalid: applied.problems, text };
    }
    if ('outdated' in applied) {
      const { version } = applied.outdated;
      if (ifVersion !== undefined) {
        const text = `Version ${version} is in force, not ${ifVersion}. Nothing was applied: read it, and compare again.`;
        return { isNot: { version, text } };
      }
      const text = `Version ${version} was applied meanwhile; compare again.`;
      return { refused: { rule: 'outdated', text } };
    }
    if (dryRun !== 'true') await deps.webhookSecret();
    return { answer: applied, headers: { etag: `"${applied.version}"` } };
  }
}
