/** What to do about an answer of the API, in commands: the API speaks to programs too and does not know them. */
const steps: readonly [RegExp, (found: string) => string][] = [
  [/^There is no (?:INC-\S+|such incident)\.$/, () => '`tocsin list` shows what there is.'],
  [
    /^There is no post-mortem of (INC-\S+) yet\.$/,
    id => `\`tocsin incident:create-postmortem ${id}\` drafts it.`,
  ],
  [
    /^There is no evidence of (INC-\S+) yet\.$/,
    id => `It is kept by itself some minutes on. \`tocsin logs:archive ${id}\` keeps the logs now.`,
  ],
  [/^Say for which service: ([^,.]+)/, service => `Such as --service=${service}.`],
  [
    /^Nobody has written its summary yet/,
    () => '`tocsin postmortem edit` opens it; or publish with --learnings="…".',
  ],
  [/^There is no run /, () => '`tocsin action:runs` shows them.'],
  [/ has no action item \d+\.$/, () => '`tocsin action-items` shows them with their numbers.'],
  [/no person \S+ is configured/, () => 'The people are those of tocsin.yaml, by their ids.'],
];

export function nextStep(words: string): { next?: string } {
  for (const [form, step] of steps) {
    const found = form.exec(words);
    if (found !== null) return { next: step(found[1] ?? '') };
  }
  return {};
}
