import { describe, expect, test } from 'vitest';
import { exampleIncident, exampleIncidentWithTimeline } from '#contract/examples.ts';
import { asked } from '../asked.ts';
import { fakeApi } from '../fake-api.ts';
import { run } from '../run.ts';

describe('what each command asks of the API', () => {
  test.each([
    [
      ['snooze', '1', '--for=30m', '--reason=Deploying'],
      'snoozeIncident',
      { for: '30m', reason: 'Deploying' },
    ],
    [
      ['snooze', '1', '--until=09:00', '--reason=Later'],
      'snoozeIncident',
      { until: '2026-11-23T09:00:00.000Z', reason: 'Later' },
    ],
    [
      // The night is young: 01:00 is of the day to come.
      ['snooze', '1', '--until=01:00', '--reason=Later'],
      'snoozeIncident',
      { until: '2026-11-24T01:00:00.000Z', reason: 'Later' },
    ],
    [
      ['reassign', '1', '--person=bo,cy', '--reason=Database'],
      'reassignIncident',
      { people: ['bo', 'cy'], reason: 'Database' },
    ],
    [
      ['add-responder', '1', '--person', 'bo', 'cy', '--reason=Help'],
      'addResponders',
      { people: ['bo', 'cy'], reason: 'Help' },
    ],
    [['checklist', '1', '--tick=bridge'], 'tickChecklist', { item: 'bridge', done: true }],
    [['checklist', '1', '--untick=bridge'], 'tickChecklist', { item: 'bridge', done: false }],
  ] as const)('%s', async (words, operation, body) => {
    const { requests } = await asked(words);
    const sent = requests.find(each => each.operation === operation);
    expect(sent).toMatchObject({ params: { id: 'INC-2026-001' } });
    expect(sent?.body).toEqual(body);
  });

  test('who is paged, or asked for help, is told by name, and who is left out', async () => {
    const at = '2026-11-23T02:20:00.000Z';
    const text = 'Bo Lindqvist asked to help by Ana. Cy skipped: no way is known';
    const showIncident = () => ({
      ...exampleIncidentWithTimeline,
      timeline: [
        { at, type: 'RespondersAdded', text },
        { at, type: 'LevelPaged', text: 'Paging level 1 (Bo Lindqvist): Bo Lindqvist' },
      ],
    });
    const who = ['--person=bo,cy', '--reason=Database'];
    const helped = await asked(['add-responder', '1', ...who], { showIncident });
    expect(helped.ran.out).toContain(text);
    const handed = await asked(['reassign', '1', ...who], { showIncident });
    expect(handed.ran.out).toContain('Paging level 1 (Bo Lindqvist): Bo Lindqvist');
  });

  test.each([
    [['snooze', '1', '--reason=x'], 'For how long?'],
    [['snooze', '1', '--reason=x', '--for=1h', '--until=09:00'], 'For how long?'],
    [['snooze', '1', '--reason=x', '--for=soon'], 'It looks like 30m or 2h.'],
    [['snooze', '1', '--reason=x', '--until=late'], '--until is not a time: late'],
    [['checklist', '1', '--tick=a', '--untick=b'], 'one of --tick and --untick'],
  ])('%s is wrong usage', async (words, said) => {
    await using api = await fakeApi();
    const ran = await run(words, { env: { TOCSIN_URL: api.url } });
    expect(ran.exitCode).toBe(2);
    expect(ran.error).toContain(said);
    expect(api.requests).toEqual([]);
  });
});

test('the checklist says what is done, by whom, and how to tick the rest', async () => {
  const { ran } = await asked(['checklist', '1']);
  expect(ran.out).toMatchInlineSnapshot(`
    "INC-2026-001  1 of 2 done

    Respond
    [x]  Acknowledge the alert (Ana Silva, 2026-11-23 02:16:41 UTC)
    [ ]  Open the bridge - tick: bridge

    What you have done: tocsin checklist INC-2026-001 --tick=bridge"
  `);
});

test('whoever resolves second reads who was first', async () => {
  const { ran } = await asked(['resolve', '1', '--resolution=Restarted'], {
    resolveIncident: () => ({
      ...exampleIncident,
      phase: 'watching',
      note: 'Ana resolved it at 02:31 UTC already.',
    }),
  });
  expect(ran.out.split('\n')[1]).toBe('Ana resolved it at 02:31 UTC already.');
});
