import { anyTextAt, at, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';
import { entryOf } from '#core/own-entry.ts';

const levels: Record<string, string> = {
  10: 'debug',
  20: 'info',
  30: 'warning',
  40: 'error',
  50: 'critical',
};
const told: Record<string, string> = {
  item_velocity: 'occurs often',
  exp_repeat_item: 'was seen again',
  reactivated_item: 'is back',
  reopened_item: 'was reopened',
};

/** Rollbar's items. A deploy, and whatever has no item, is no alert. */
export const parse = reading('rollbar', 'needs event_name and data.item', body => {
  const event = textAt(body, 'event_name') ?? '';
  const item = at(body, 'data.item') ?? at(body, 'data.occurrence');
  if (event === 'test')
    return {
      kind: 'test',
      series: ['test'],
      name: 'test',
      title: textAt(body, 'data.message') ?? 'Test of Rollbar',
    };
  const title = anyTextAt(item, 'title', 'body.message.body', 'body.trace.exception.message', 'id');
  if (event === 'deploy' || title === undefined)
    return { ignored: `what Rollbar calls ${event} is no alert` };
  const level = textAt(item, 'level') ?? textAt(item, 'last_occurrence.level');
  const note = entryOf(told, event);
  return {
    status: event === 'resolved_item' || textAt(item, 'status') === '2' ? 'cleared' : 'firing',
    series: [textAt(item, 'id', 'counter') ?? title],
    name: title,
    title: note === undefined ? title : `${title.replace(/\.$/, '')} (${note})`,
    description: textAt(
      item,
      'last_occurrence.body.trace.exception.description',
      'last_occurrence.body.message.body',
    ),
    service:
      textAt(item, 'project.name', 'project_name', 'last_occurrence.server.host') ??
      textAt(item, 'project_id'),
    severity: entryOf(levels, level) ?? level,
    labels: {
      environment: textAt(item, 'environment'),
      framework: textAt(item, 'framework'),
      counter: textAt(item, 'counter'),
    },
    numbers: { occurrences: at(item, 'total_occurrences') },
    startedAt: timeAt(
      item,
      'activating_occurrence_timestamp',
      'last_activated_timestamp',
      'first_occurrence_timestamp',
    ),
    endedAt: timeAt(item, 'last_modified_timestamp', 'last_occurrence_timestamp'),
    links: { Item: textAt(body, 'data.url', 'data.item.url') },
  };
});
