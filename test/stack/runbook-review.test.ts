import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { addSeconds } from '#core/time/instant.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { realStack } from './stack.ts';
import { typist } from './typed.ts';

/* The command lines of the runbook's "Post-Incident", with the id of an incident that there is (R20, R21, R23, R25). */

const stack = realStack();
const { types } = typist(stack, { TOCSIN_PERSON: 'ana' });

async function isOver(): Promise<string> {
  const id = await stack.opens({
    title: 'No connection available',
    service: 'payments',
    severity: 'SEV1',
  });
  await stack.call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
  await stack.call('POST', `/v1/incidents/${id}/resolve`, { resolution: 'Restarted', by: 'ana' });
  // The watch of half an hour ends, or the next one would be this one again.
  await stack.passes(1900);
  return id;
}

test('export incident data (R20), in the incident template (R25)', async () => {
  const id = await isOver();
  const document = parse(await types(`npm run incident:export -- --id=${id}`)) as {
    incident: Record<string, unknown>;
  };
  expect(Object.keys(document.incident)).toEqual([
    'id',
    'severity',
    'title',
    'started_at',
    'detected_by',
    'resolved_at',
    'impact',
    'timeline',
    'action_items',
  ]);
  expect(document.incident).toMatchObject({ id, severity: 'SEV1' });
});

describe('a post-mortem (R21, R23)', () => {
  test('is drafted from the log', async () => {
    const id = await isOver();
    const draft = await types(`npm run incident:create-postmortem -- --id=${id}`);
    expect(draft).toContain(id);
    const shown = await types(`npm run tocsin -- postmortem show --id=${id}`);
    expect(shown).toContain(`# Post-mortem ${id}: No connection available`);
    expect(shown).toContain('It resembles "Database connection pool exhausted"');
  });

  test('is edited, reviewed and published, and its learnings are told', async () => {
    const file = join(temporaryFolder(), 'postmortem.md');
    await writeFile(file, '# Post-mortem\n\n> The pool had no alarm. Now it has one.\n');
    const id = await isOver();
    await types(`npm run incident:create-postmortem -- --id=${id}`);
    await types(`npm run tocsin -- postmortem edit --id=${id} --file=${file}`);
    await types(`npm run tocsin -- postmortem review --id=${id}`);
    await types(
      `npm run tocsin -- postmortem publish --id=${id} --learnings="Alarm on the pool before it is empty."`,
    );
    const types_ = (await stack.show(id)).timeline.map(({ type }) => type);
    expect(types_).toEqual(
      expect.arrayContaining(['PostmortemDrafted', 'PostmortemSubmitted', 'PostmortemPublished']),
    );
    const mails = await stack.inbox('support-leads@example.com');
    expect(mails.some(({ body }) => body.includes('Alarm on the pool before it is empty.'))).toBe(
      true,
    );
  });
});

test('action items have an owner and a day, and are reminded of (R23)', async () => {
  const id = await isOver();
  const due = addSeconds(await stack.now(), 86_400).slice(0, 10);
  await types(
    `npm run tocsin -- action-items add --id=${id} --text="Add monitoring for connection pool" --owner=bo --due=${due}`,
  );
  expect(await types('npm run tocsin -- action-items')).toContain(
    'Add monitoring for connection pool',
  );
  await stack.passes(86_400);
  const mails = await stack.inbox('bo@example.com');
  expect(mails.some(({ body }) => body.includes('Add monitoring for connection pool'))).toBe(true);
  await types(`npm run tocsin -- action-items done ${id} 1`);
  expect(await types('npm run tocsin -- action-items')).not.toContain(id);
});

test('what it took is written as metrics of CloudWatch when it is closed (R24)', async () => {
  const written = async () =>
    (await stack.logs('Tocsin-on-effect'))
      .map(({ line }) => line)
      .filter(line => line.includes('"Tocsin/Incidents"'))
      .map(line => JSON.parse(line.slice(line.indexOf('{'))));
  const before = (await written()).length;
  await isOver();
  expect((await written()).slice(before)).toMatchObject([
    {
      ...{ Severity: 'SEV1', Service: 'payments', Incidents: 1, TargetsMissed: 0 },
      _aws: {
        CloudWatchMetrics: [{ Dimensions: [[], ['Severity'], ['Service', 'Severity']] }],
      },
    },
  ]);
});
