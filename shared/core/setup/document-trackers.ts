import * as z from 'zod/mini';
import { arn, email, name, secureAddress } from '#core/setup/document-fields.ts';

/* Where action items go: each form is what the vendor takes, without anything of ours in between. */

const describe = z.describe;

const secret = arn(
  'secretsmanager',
  'The secret that holds the token, tagged tocsin:action-items=allowed.',
);

const github = z.strictObject({
  repository: z
    .string()
    .check(
      z.regex(/^[\w.-]+\/[\w.-]+$/, { error: 'must be owner/name, such as northwind/books' }),
      describe('Where the issues are opened: owner/name.'),
    ),
  secret,
  labels: z.exactOptional(z.array(name('A label that the issues get as well.'))),
  api: z.exactOptional(
    secureAddress('Of GitHub Enterprise Server, such as https://github.example.com/api/v3.'),
  ),
});

const jira = z.strictObject({
  site: secureAddress('Such as https://northwind.atlassian.net.'),
  project: z
    .string()
    .check(
      z.regex(/^[A-Z][A-Z0-9_]+$/, { error: 'must be the key of a project, such as OPS' }),
      describe('The key of the project.'),
    ),
  issueType: z.exactOptional(name('Task, if not given.')),
  user: email,
  secret,
  labels: z.exactOptional(
    z.array(
      z
        .string()
        .check(
          z.regex(/^\S{1,80}$/, { error: 'must be a word without blanks, as Jira wants it' }),
          describe('A label that the issues get as well.'),
        ),
    ),
  ),
});

const jiraAutomation = z.strictObject({
  webhook: secureAddress("The address of the rule's incoming webhook."),
  secret,
});

export const actionItems = z
  .strictObject({
    webhook: z.exactOptional(
      secureAddress('Each new action item is posted there, signed, in the form of an issue.'),
    ),
    github: z.exactOptional(github.check(describe('Each new action item is an issue there.'))),
    jira: z.exactOptional(jira.check(describe('Each new action item is an issue there.'))),
    jiraAutomation: z.exactOptional(
      jiraAutomation.check(describe('Each new action item starts this rule of Jira Automation.')),
    ),
  })
  .check(
    z.refine(
      given => [given.github, given.jira, given.jiraAutomation].filter(Boolean).length <= 1,
      { error: 'must name one of github, jira and jiraAutomation: an action item is one issue' },
    ),
  );
export type ActionItemsDocument = z.infer<typeof actionItems>;
