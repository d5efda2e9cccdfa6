import { describe, expect, test } from 'vitest';
import { checklistOf } from '#core/incident/checklist.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { reactions } from '#core/reactions.ts';
import { actionItemWebhook } from '#core/review/action-item-webhook.ts';
import { openReview } from '#core/review/open-review.ts';
import { learningsOf } from '#core/review/postmortem.ts';
import { dueReminders } from '#core/review/review-reminders.ts';
import { type Instant, instant } from '#core/time/instant.ts';
import { given, type Step } from '../../support/given.ts';
import {
  acknowledge,
  addActionItem,
  archive,
  completeActionItem,
  declare,
  draftPostmortem,
  editPostmortem,
  elsewhere,
  hours,
  importIncident,
  minutes,
  planOf,
  publishPostmortem,
  recordExport,
  reopen,
  resolve,
  submitPostmortem,
  wake,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

const owes = declare('SEV1', { plan: planOf('SEV1', { postmortemWithinSeconds: hours(48) }) });
/** Resolved after an hour, at 03:14. */
const over = [owes, acknowledge(120), resolve(3600)] as const;
const since = (hour: number): Instant => later(3600 + hours(hour));

function remindersAt(at: Instant, ...life: Step[]) {
  const review = openReview(given(...life).incident);
  return review === undefined ? [] : dueReminders(review, at, 'America/New_York');
}
const tasksAt = (at: Instant, ...life: Step[]) =>
  remindersAt(at, ...life).map(({ task, to }) => {
    const who = typeof to === 'string' ? to : to.person;
    return `${who}: ${task.replace(/^(\S+?)#INC-2026-001#.*?([^#]*)$/, '$1 $2')}`;
  });

const told = (...life: Step[]) => {
  const [last, ...before] = life.toReversed();
  if (last === undefined) throw new Error('Nothing happened');
  const { incident } = given(...life);
  const { events } = given(...before.toReversed()).when(last)
    ? { events: given(...life).events.slice(given(...before.toReversed()).events.length) }
    : { events: [] };
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return reactions({ incidentId: incident.id, version: 9, headline: headlineOf(incident), events });
};

describe('the post-mortem of an incident', () => {
  test('has a date with the all-clear, which ticks the checklist', () => {
    const closed = given(...over, wake(3600 + minutes(30)));
    expect(closed.events.at(-1)).toMatchObject({
      type: 'IncidentClosed',
      postmortemDueAt: since(48),
    });
    if (closed.incident.phase === 'undeclared') throw new Error('Not declared');
    expect(checklistOf(closed.incident).at(-1)).toMatchObject({
      item: 'schedule-postmortem',
      done: true,
      by: 'due by 2026-11-25 03:14 UTC',
    });
    const bodies = told(...over, wake(3600 + minutes(30))).map(reaction =>
      'notice' in reaction ? reaction.notice.body : '',
    );
    expect(bodies).toContainEqual(
      expect.stringContaining('Post-mortem due by 2026-11-25 03:14 UTC.'),
    );
  });

  test('is not published as somebody wrote it a moment before, whom its publisher did not read', () => {
    given(...over, draftPostmortem(4000), editPostmortem(4100, 2))
      .when(publishPostmortem(4100))
      .thenRefused('edited-meanwhile');
  });

  test('goes from draft through review to published, and no way back', () => {
    given(...over.slice(0, 2))
      .when(draftPostmortem(70))
      .thenRefused('not-over');
    given(...over)
      .when(submitPostmortem(4000))
      .thenRefused('no-postmortem');
    const drafted = given(...over, draftPostmortem(4000));
    drafted.when(draftPostmortem(4001)).thenNothing();
    drafted.when(editPostmortem(4002, 2)).thenFacts({ type: 'PostmortemEdited', version: 2 });
    drafted.when(editPostmortem(4002, 1)).thenNothing();
    const reviewed = given(...over, draftPostmortem(4000), submitPostmortem(4100));
    reviewed.when(submitPostmortem(4101)).thenNothing();
    const published = given(
      ...over,
      draftPostmortem(4000),
      submitPostmortem(4100),
      publishPostmortem(4200),
    );
    published.when(publishPostmortem(4300)).thenRefused('postmortem-published');
    published.when(submitPostmortem(4300)).thenRefused('postmortem-published');
    const edited = published
      .when(editPostmortem(4400, 2))
      .thenFacts({ type: 'PostmortemEdited', version: 2 });
    expect(edited).toMatchObject({
      review: { postmortem: { status: 'published', version: 2, by: 'Bo' } },
    });
  });

  test('tells the team and the stakeholders what was learned', () => {
    const [first, ...others] = told(...over, draftPostmortem(4000), publishPostmortem(4200, true));
    expect(first).toMatchObject({ kind: 'notice', to: { person: 'ana' } });
    expect(others).toMatchObject([
      {
        kind: 'stakeholders',
        notice: {
          subject: '[SEV1] INC-2026-001 Post-mortem published',
          body: expect.stringMatching(
            /A pool without an alarm[\s\S]*proposes a change of the runbook/,
          ),
        },
      },
    ]);
  });

  test('is told by the quote of its summary, once somebody has written it', () => {
    const text =
      '# P\n\n## Summary\n\nIn two sentences:\n\n> The pool was full.\n> Nobody saw.\n\n## Impact\n\n> no';
    expect(learningsOf(text)).toBe('The pool was full. Nobody saw.');
    expect(learningsOf('## Summary\n\n> …\n\n## Impact\n> no')).toBeUndefined();
    expect(learningsOf('nothing of the kind')).toBeUndefined();
  });
});

describe('action items', () => {
  test('count from 1, are done once, and are refused where there are none', () => {
    const two = given(...over, addActionItem(4000), addActionItem(4001, { dueOn: '2026-12-01' }));
    expect(two.incident).toMatchObject({ review: { actionItems: [{ item: 1 }, { item: 2 }] } });
    two.when(completeActionItem(5000, 3)).thenRefused('unknown-action-item');
    two.when(completeActionItem(5000, 2)).thenFacts({ type: 'ActionItemCompleted', item: 2 });
    const done = given(...over, addActionItem(4000), completeActionItem(5000, 1));
    done.when(completeActionItem(5001, 1)).thenNothing();
  });

  test('are no more than fifty', () => {
    const many = Array.from({ length: 50 }, (_, index) => addActionItem(4000 + index));
    given(...over, ...many)
      .when(addActionItem(5000))
      .thenRefused('too-many-action-items');
  });

  test('go where work is planned, in the form of GitHub and of Jira', () => {
    const text = 'Alarm on <the> pool';
    const owner = { person: 'bo', name: 'Bo' };
    const [added] = told(...over, addActionItem(4000, { text, owner, dueOn: '2026-12-01' }));
    if (added?.kind !== 'action-item') throw new Error('Not told');
    expect(actionItemWebhook(added)).toMatchObject({
      type: 'action-item',
      key: 'INC-2026-001#9#0',
      item: { number: 1, text, owner, dueOn: '2026-12-01' },
      github: {
        title: `INC-2026-001: ${text}`,
        body: expect.stringMatching(/^Alarm on \\<the\\> pool\n\n- From SEV1/),
        labels: ['incident', 'action-item', 'sev1'],
      },
      jira: {
        fields: { summary: `INC-2026-001: ${text}`, duedate: '2026-12-01' },
      },
    });
  });
});

describe('what is still to be done', () => {
  test('ends when it is exported and the post-mortem is published', () => {
    const kept = [...over, recordExport(3700), draftPostmortem(4000)] as const;
    expect(openReview(given(...kept).incident)).toMatchObject({
      owner: { person: 'ana' },
      isUnrecorded: false,
      postmortem: { status: 'draft', dueAt: since(48) },
    });
    expect(openReview(given(...kept, publishPostmortem(4100)).incident)).toBeUndefined();
    const later = [...kept, publishPostmortem(4100), addActionItem(4200)] as const;
    expect(openReview(given(...later).incident)?.actionItems).toHaveLength(1);
    expect(openReview(given(...later, completeActionItem(4300, 1)).incident)).toBeUndefined();
  });

  test('is nothing after an exercise, before the end, or of what was imported without work', () => {
    const drill = { ...owes, drill: { kind: 'drill', announced: true } } as typeof owes;
    expect(openReview(given(drill, acknowledge(60), resolve(120)).incident)).toBeUndefined();
    expect(openReview(given(owes).incident)).toBeUndefined();
    expect(
      openReview(given(importIncident({ ...elsewhere, action_items: [] })).incident),
    ).toBeUndefined();
    expect(openReview(given(importIncident(elsewhere)).incident)).toMatchObject({
      isUnrecorded: false,
      actionItems: [{ item: 1 }],
    });
  });

  test('waits while it is open again', () => {
    expect(remindersAt(since(99), ...over, reopen(4000))).toEqual([]);
  });
});

describe('reminders', () => {
  const small = [declare('SEV3'), acknowledge(60), resolve(3600)] as const;

  test('come two hours after the end if nothing was exported or archived (R20)', () => {
    expect(tasksAt(since(1.99), ...small)).toEqual([]);
    expect(tasksAt(since(2), ...small)).toHaveLength(1);
    expect(tasksAt(since(2), ...small)[0]).toMatch(/^owner: record/);
    expect(tasksAt(since(2), ...small, recordExport(3700))).toEqual([]);
    expect(tasksAt(since(2), ...small, archive(3700))).toEqual([]);
  });

  test('of the post-mortem come at 24 h and 44 h, and from 48 h on daily to the lead (R23)', () => {
    const kept = [...over, recordExport(3700)] as const;
    const at = (hour: number) => tasksAt(since(hour), ...kept);
    expect(at(23.9)).toEqual([]);
    expect(at(24)).toEqual(['owner: postmortem half']);
    expect(at(43.9)).toEqual(['owner: postmortem half']);
    expect(at(44)).toEqual(['owner: postmortem last-call']);
    expect(at(48)).toEqual(['lead: postmortem overdue-0']);
    expect(at(71.9)).toEqual(['lead: postmortem overdue-0']);
    expect(at(72)).toEqual(['lead: postmortem overdue-1']);
  });

  test('of an action item come in the morning of the day before, of the day, and then weekly', () => {
    const owner = { person: 'bo', name: 'Bo' };
    const kept = [
      ...small,
      recordExport(3700),
      addActionItem(4000, { owner, dueOn: '2026-12-01' }),
    ];
    /** 09:00 in New York. */
    const at = (day: string) => tasksAt(instant(`${day}T14:00:00Z`), ...kept);
    expect(tasksAt(instant('2026-11-30T13:59:00Z'), ...kept)).toEqual([]);
    expect(at('2026-11-30')).toEqual(['bo: action-item soon']);
    expect(at('2026-12-01')).toEqual(['bo: action-item today']);
    expect(at('2026-12-02')).toEqual(['lead: action-item overdue-0']);
    expect(at('2026-12-08')).toEqual(['lead: action-item overdue-0']);
    expect(at('2026-12-09')).toEqual(['lead: action-item overdue-1']);
    const done = completeActionItem(5000, 1);
    expect(tasksAt(instant('2026-12-02T14:00:00Z'), ...kept, done)).toEqual([]);
  });

  test('of an item of nobody go to the lead, of one without a day never', () => {
    const kept = [...small, recordExport(3700)] as const;
    const dated = addActionItem(4000, { dueOn: '2026-12-01' });
    expect(tasksAt(instant('2026-12-01T14:00:00Z'), ...kept, dated)).toEqual([
      'lead: action-item today',
    ]);
    expect(tasksAt(instant('2027-12-01T14:00:00Z'), ...kept, addActionItem(4000))).toEqual([]);
  });
});
