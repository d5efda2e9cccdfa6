import { sha256 } from '#core/digest.ts';
import type { ActionItem } from '#core/incident/review-state.ts';
import type { Tracker } from '#core/setup/trackers.ts';
import { escaped } from '#core/text/markdown.ts';
import { manyLines, oneLine, said, shortened } from '#core/text/plain-text.ts';

/** An action item in the words of an issue. */
export interface Issue {
  /** Stands in the issue, so that it is found again: nobody outside can know it before. */
  ref: string;
  title: string;
  text: string;
  facts: string[];
  labels: string[];
  dueOn?: string;
}

/** GitHub takes 256 characters and Jira 255. */
const titleMax = 200;

export function issueOf(
  incident: {
    id: string;
    title: string;
    severity: string;
    declaredAt: string;
    service: { name: string };
    drill?: unknown;
  },
  added: Pick<ActionItem, 'item' | 'text' | 'owner' | 'dueOn'>,
): Issue {
  const { item, text, owner, dueOn } = added;
  const { id, title, severity, service, declaredAt, drill } = incident;
  return {
    ref: `tocsin-${sha256(`${id}/${item}/${declaredAt}`).slice(0, 16)}`,
    title: shortened(`${id}: ${oneLine(text)}`, titleMax),
    text,
    facts: [
      `From ${severity} ${id}: ${said(title)}`,
      ...(drill === undefined ? [] : ['It was an exercise.']),
      `Service: ${oneLine(service.name)}`,
      ...(owner === undefined ? [] : [`Owner: ${oneLine(owner.name)}`]),
      ...(dueOn === undefined ? [] : [`Due: ${dueOn}`]),
    ],
    labels: ['incident', 'action-item', severity.toLowerCase()],
    ...(dueOn !== undefined && { dueOn }),
  };
}

/** The body of GitHub's "create an issue". */
export function githubIssue(issue: Issue, labels: readonly string[] = []) {
  const { title, text, facts, ref } = issue;
  return {
    title,
    body: [
      mentionless(text),
      '',
      ...facts.map(fact => `- ${mentionless(fact)}`),
      '',
      `Ref: ${ref}`,
    ].join('\n'),
    labels: [...new Set([...issue.labels, ...labels])],
  };
}

/** Nobody is notified because an alert or an action item had an @ in it. */
function mentionless(text: string): string {
  return escaped(text).replace(/@(?=\w)/g, '@&#8203;');
}

/** The body of Jira's "create issue", version 3. */
export function jiraIssue(
  issue: Issue,
  { project, issueType, labels }: Extract<Tracker, { kind: 'jira' }>,
) {
  const { title, text, facts, ref, dueOn } = issue;
  return {
    fields: {
      project: { key: project },
      issuetype: { name: issueType },
      summary: title,
      description: {
        type: 'doc',
        version: 1,
        content: [
          { type: 'paragraph', content: linesOf(text) },
          {
            type: 'bulletList',
            content: facts.map(fact => ({
              type: 'listItem',
              content: [{ type: 'paragraph', content: [{ type: 'text', text: fact }] }],
            })),
          },
        ],
      },
      labels: [...new Set([...issue.labels, ...labels, ref])],
      ...(dueOn !== undefined && { duedate: dueOn }),
    },
  };
}

/** Atlassian's document format has no line breaks in its texts, and no empty texts. */
function linesOf(text: string) {
  const lines = manyLines(text)
    .split('\n')
    .filter(line => line.trim() !== '');
  return lines.flatMap((line, index) => [
    ...(index === 0 ? [] : [{ type: 'hardBreak' }]),
    { type: 'text', text: line },
  ]);
}

/** What a rule of Jira Automation finds under `webhookData`. */
export function automationData(issue: Issue) {
  const { ref, title, text, facts, labels, dueOn } = issue;
  return {
    ref,
    summary: title,
    description: [manyLines(text), '', ...facts].join('\n'),
    labels: [...labels, ref],
    ...(dueOn !== undefined && { duedate: dueOn }),
  };
}
