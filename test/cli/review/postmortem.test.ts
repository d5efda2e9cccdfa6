import { expect, test } from 'vitest';
import { examples } from '#contract/examples.ts';
import { type Answers, type FakeApi, fakeApi, refuse } from '../fake-api.ts';
import { run, type Situation } from '../run.ts';

const current = { ...examples.showPostmortem.answer, version: 3, by: 'Bo Lindqvist' };
const { incident } = current;
const file = '/home/ana/pm.md';
const mark = (version: number) =>
  expect.stringMatching(new RegExp(`^<!-- .*version ${version}\\.`));

async function asks(words: string[], situation: Situation = {}, answers: Answers = {}) {
  await using api: FakeApi = await fakeApi({ showPostmortem: () => current, ...answers });
  const env = { TOCSIN_URL: api.url, TOCSIN_TOKEN: 'local' };
  const ran = await run(['postmortem', ...words], { env, ...situation });
  expect(api.violations).toEqual([]);
  return { ...ran, requests: api.requests };
}

const accepted = { editPostmortem: () => ({ ...current, version: 4 }) };
const outdated = {
  editPostmortem: () =>
    refuse('refused', 'Bo Lindqvist wrote version 3; yours is of version 1.', {
      reason: 'edited-meanwhile',
    }),
};

test('a file says which version it is of, and the text itself does not', async () => {
  const { files } = await asks(['show', incident, '--output=pm.md']);
  expect(files[file]).toEqual(mark(3));

  const edited = { [file]: `${files[file]}More.\n` };
  const ran = await asks(['edit', incident, '--file=pm.md'], { files: edited }, accepted);
  expect(ran.requests.at(-1)?.body).toMatchObject({
    version: 3,
    markdown: `${current.markdown}More.`,
  });
  expect(ran.files[file]).toEqual(mark(4));
  expect(ran.out).toContain('pm.md is of version 4 now.');
});

test('a file of an older version does not overwrite what somebody wrote since', async () => {
  const { files } = await asks(['show', incident, '--output=pm.md']);
  const old = { [file]: (files[file] ?? '').replace('version 3', 'version 1') };
  const ran = await asks(['edit', incident, '--file=pm.md'], { files: old }, outdated);
  expect(ran.requests.at(-1)?.body).toMatchObject({ version: 1 });
  expect(ran.exitCode).toBe(1);
  expect(ran.error).toContain('Bo Lindqvist wrote version 3');
  expect(ran.error).toContain('--file=pm.md --base=THEIR_VERSION');
  expect(ran.files[file]).toBe(old[file]);
});

test('a file that says no version is asked for one, unless there is only the first draft', async () => {
  const files = { [file]: 'All new.' };
  const ran = await asks(['edit', incident, '--file=pm.md'], { files });
  expect(ran.exitCode).toBe(2);
  expect(ran.error).toContain('The newest is 3, by Bo Lindqvist.');
  expect(ran.requests.map(({ operation }) => operation)).toEqual(['showPostmortem']);

  const based = await asks(['edit', incident, '--file=pm.md', '--base=3'], { files }, accepted);
  expect(based.requests.at(-1)?.body).toMatchObject({ version: 3, markdown: 'All new.' });

  const first = { ...accepted, showPostmortem: () => ({ ...current, version: 1 }) };
  const draft = await asks(['edit', incident, '--file=pm.md'], { files }, first);
  expect(draft.requests.at(-1)?.body).toMatchObject({ version: 1, markdown: 'All new.' });
});

test('the file of another incident is not taken for this one', async () => {
  const { files } = await asks(['show', incident, '--output=pm.md']);
  const ran = await asks(
    ['edit', 'INC-2026-777', '--file=pm.md'],
    { files },
    {
      showPostmortem: () => ({ ...current, incident: 'INC-2026-777' }),
    },
  );
  expect(ran.exitCode).toBe(2);
  expect(ran.error).toContain(`pm.md is the post-mortem of ${incident}, not of INC-2026-777.`);
});

test('what was typed is kept when it is refused, and only what was typed', async () => {
  const typed = await asks(['edit', incident], { edits: text => `${text}Mine.\n` }, outdated);
  expect(typed.error).toContain(`What you wrote is in ${incident}-postmortem.md.`);
  expect(typed.files[`/home/ana/${incident}-postmortem.md`]).toContain('Mine.');

  // What was kept before, or taken out to be worked on, is somebody's words as well.
  const { files: kept } = typed;
  const again = await asks(
    ['edit', incident],
    { files: kept, edits: text => `${text}More.\n` },
    outdated,
  );
  expect(again.error).toContain(`What you wrote is in ${incident}-postmortem-2.md.`);
  expect(again.files[`/home/ana/${incident}-postmortem.md`]).toContain('Mine.');
  expect(again.files[`/home/ana/${incident}-postmortem-2.md`]).toContain('More.');

  const files = { '/home/ana/r.diff': current.runbookDiff ?? '' };
  const words = ['edit', incident, '--runbook-diff=r.diff'];
  const refusal = { editPostmortem: () => refuse('refused', 'It is published.') };
  const untyped = await asks(words, { files }, refusal);
  expect(Object.keys(untyped.files)).toEqual(['/home/ana/r.diff']);
  expect(untyped.error).not.toContain('What you wrote');
});
