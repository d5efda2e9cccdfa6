import { expect, test } from 'vitest';
import { examples } from '#contract/examples.ts';
import { fakeApi, refuse } from '../fake-api.ts';
import { run } from '../run.ts';

const [incident] = examples.listIncidents.answer.incidents;
if (incident === undefined) throw new Error('The example has an incident');
const open = (id: string) => ({ ...incident, id, drill: undefined });

test('words go to the teams of all that is open, however many pages the list has', async () => {
  await using api = await fakeApi({
    listIncidents: ({ query: { cursor } }) =>
      cursor === undefined
        ? { incidents: [open('INC-2026-003'), open('INC-2026-002')], next: 'more' }
        : { incidents: [open('INC-2026-001')] },
    notifyTeam: ({ params }) =>
      params.id === 'INC-2026-002'
        ? refuse('refused', 'It is resolved.')
        : examples.notifyTeam.answer,
  });
  const ran = await run(['notify', 'Fix deployed'], { env: { TOCSIN_URL: api.url } });
  const told = api.requests.filter(({ operation }) => operation === 'notifyTeam');
  expect(told.map(({ params }) => params.id)).toEqual([
    'INC-2026-003',
    'INC-2026-002',
    'INC-2026-001',
  ]);
  // One that ended meanwhile keeps nobody else from hearing of it.
  expect(ran.out).toContain('Told the team of INC-2026-003, INC-2026-001.');
  expect(ran.error).toContain('Not told: the team of INC-2026-002. It is resolved.');
  expect(ran.exitCode).toBe(1);
});
