import { anyTextAt, at, isMap, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Healthchecks.io: its check as `$JSON` gives it, alone or as `check`, or a template of `$NAME`, `$STATUS` and `$CODE`. */
export const parse = reading('healthchecks', 'needs name and status', body => {
  const inner = at(body, 'check');
  const check = isMap(inner) ? inner : body;
  const name =
    anyTextAt(check, 'name', 'check_name', 'check', 'slug') ?? textAt(body, 'check_name');
  const state = textAt(body, 'status', 'check_status') ?? textAt(check, 'status');
  const isUp = /^(up|new|started)$/i.test(state ?? '');
  const url = textAt(check, 'ping_url', 'update_url', 'unique_key', 'uuid', 'code', 'slug');
  const id = textAt(body, 'code', 'check_uuid', 'uuid') ?? url?.split('/').at(-1);
  return {
    status: isUp ? 'cleared' : /^paused$/i.test(state ?? '') ? 'unknown' : 'firing',
    statusReason: `the check is ${state}`,
    kind: /^test$/i.test(name ?? '') ? 'test' : undefined,
    series: [id ?? name],
    name,
    title: name && `${name} is ${isUp ? 'up' : 'down: its ping did not come'}`,
    description: textAt(check, 'desc', 'description') ?? textAt(body, 'body'),
    service: name,
    labels: tagsAt({ tags: textAt(check, 'tags')?.replace(/\s+/g, ',') }, 'tags'),
    startedAt: isUp ? undefined : timeAt(body, 'now', 'time'),
    endedAt: timeAt(check, 'last_ping') ?? timeAt(body, 'now', 'time'),
    links: { Check: textAt(body, 'url', 'cloaked_url') ?? textAt(check, 'update_url') },
  };
});
