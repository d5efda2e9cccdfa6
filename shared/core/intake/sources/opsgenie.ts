import { askFrom } from '#core/intake/ask.ts';
import {
  anyTextAt,
  at,
  isMap,
  type Members,
  mapAt,
  tagsAt,
  textAt,
  timeAt,
} from '#core/intake/given.ts';
import { type Finding, reading } from '#core/intake/make-alert.ts';

/** Opsgenie's and Jira Service Management's outgoing webhooks, and what senders post to create an alert there. */
export const parse = reading('opsgenie', 'needs an alert with a message', body => {
  const alert = at(body, 'alert');
  const asks = at(body, 'asks');
  if (isMap(asks)) return ofAsk(asks);
  const told = isMap(alert) ? alert : at(body, 'incident');
  if (isMap(told)) return ofWebhook(told, textAt(body, 'action') ?? 'Create');
  if (textAt(body, 'message', 'alias') !== undefined) return ofRequest(body);
  return textAt(body, 'source', 'note', 'user') === undefined
    ? undefined
    : {
        ignored: 'a request to close or acknowledge: which alert is said by the address it was for',
      };
});

/** As the door for Opsgenie's clients puts what they ask of an alert. */
function ofAsk(asks: Members): Finding | undefined {
  const ask = askFrom(asks);
  const alias = textAt(asks, 'alias');
  const name = alias ?? ask?.incident;
  if (ask === undefined || name === undefined) return undefined;
  return { ignored: `${ask.what}, asked for ${name}`, asks: { series: [alias], ask } };
}

function ofWebhook(alert: unknown, action: string): Finding {
  const title = anyTextAt(alert, 'message', 'alias', 'tinyId');
  if (title === undefined) return { ignored: `${action} of an alert of which it says nothing` };
  // What somebody writes down may come after the end.
  if (/^(?:add|remove)(?:note|tags|details)$/i.test(action))
    return { ignored: `${action} of "${title}" changes nothing of how it is` };
  if (/^(?:acknowledged?|assign(?:ownership)?|takeownership|snooze|seen)$/i.test(action))
    return { ignored: `${action} of "${title}": somebody has it in hand, which is no alert` };
  const isOver =
    /^(close|delete|resolve)d?$/i.test(action) ||
    /^(closed|resolved)$/i.test(textAt(alert, 'status') ?? '');
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(alert, 'alias') ?? textAt(alert, 'alertId', 'id') ?? title],
    name: title,
    title,
    description: textAt(alert, 'description', 'note'),
    service:
      textAt(mapAt(alert, 'details'), 'service', 'service_name') ??
      textAt(alert, 'entity', 'source'),
    severity: priorityOf(alert),
    labels: {
      ...mapAt(alert, 'details'),
      ...tagsAt(alert, 'tags'),
      entity: textAt(alert, 'entity'),
      source: textAt(alert, 'source'),
      action,
    },
    startedAt: timeAt(alert, 'createdAt', 'insertedAt'),
    endedAt: timeAt(alert, 'updatedAt'),
  };
}

function ofRequest(body: unknown): Finding {
  const title = anyTextAt(body, 'message', 'alias');
  const details = mapAt(body, 'details');
  return {
    series: [textAt(body, 'alias') ?? title],
    name: title,
    title,
    description: textAt(body, 'description', 'note'),
    service: textAt(details, 'service', 'service_name') ?? textAt(body, 'entity', 'source'),
    severity: priorityOf(body),
    labels: {
      ...details,
      ...tagsAt(body, 'tags'),
      entity: textAt(body, 'entity'),
      source: textAt(body, 'source'),
    },
  };
}

function priorityOf(alert: unknown): string | undefined {
  const said = textAt(alert, 'priority');
  return said !== undefined && /^[1-5]$/.test(said) ? `P${said}` : said;
}
