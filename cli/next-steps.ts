import { type Reason, reasons } from '#contract/problem.ts';

/** What to do about an answer of the API, in commands: the API speaks to programs too and does not know them. */
const steps: Record<Reason, (about: { id?: string | undefined }) => string> = {
  'no-configuration': () => '`tocsin apply` puts tocsin.yaml in force.',
  'no-evidence': ({ id }) =>
    `It is kept by itself some minutes on. \`tocsin logs:archive ${id}\` keeps the logs now.`,
  'no-postmortem': ({ id }) => `\`tocsin incident:create-postmortem ${id}\` drafts it.`,
  'no-such-incident': () => '`tocsin list` shows what there is.',
  'no-such-receipt': () =>
    'The id is the receiptId in the answer to a webhook, whole; receipts are kept for 30 days.',
  'no-such-run': () => '`tocsin action:runs` shows them.',
  'no-summary': () => '`tocsin postmortem edit` opens it; or publish with --learnings="…".',
  'unknown-action-item': () => '`tocsin action-items` shows them with their numbers.',
  'unknown-person': () => 'The people are those of tocsin.yaml, by their ids.',
  'which-service': () => 'Name one of them with --service=….',
};

/** `about`: the parameters of the path that was asked. */
export function nextStep(
  reason: string | undefined,
  about: { id?: string | undefined } = {},
): { next?: string } {
  const known = reasons.find(each => each === reason);
  return known === undefined ? {} : { next: steps[known](about) };
}
