import { anyTextAt, numberAt, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Checkly's template with its own names for the fields, or the sentence of its guide: `Check X has failed is ALERT_FAILURE`. */
export const parse = reading('checkly', 'needs check_name and alert_type', body => {
  const [, told, code] = sentence.exec(textAt(body, 'message') ?? '') ?? [];
  const kind = textAt(body, 'alert_type', 'alertType') ?? code ?? '';
  const name =
    anyTextAt(body, 'check_name', 'checkName', 'name', 'event', 'title') ??
    told?.replace(/ (?:has|is) (?:failed|failing|recovered|degraded|back)\b.*$/, '');
  if (kind === 'NO_ALERT') return { ignored: `Checkly says of ${name} that it is no alert` };
  const why = textAt(body, 'check_error_message', 'checkErrorMessage');
  const isOver = /RECOVERY|RESOLVED/i.test(kind);
  // From what it was to what it is.
  const isSlow = /DEGRADED(?!_FAILURE)/i.test(kind);
  const isSsl = /SSL/i.test(kind);
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(body, 'check_id', 'checkId') ?? name, isSsl ? 'ssl' : ''],
    name,
    title:
      textAt(body, 'event', 'alert_title', 'title') ??
      (name && `${name} ${isOver ? 'recovered' : isSlow ? 'is degraded' : 'is failing'}`),
    description: why,
    service: textAt(body, 'group_name') ?? name,
    severity: isOver ? undefined : isSlow || isSsl ? 'warning' : 'critical',
    labels: {
      check: name,
      type: textAt(body, 'check_type'),
      location: textAt(body, 'run_location', 'region'),
      ...tagsAt(body, 'tags'),
    },
    numbers: { response_ms: numberAt(body, 'response_time') },
    startedAt: isOver ? undefined : timeAt(body, 'started_at', 'startedAt', 'timestamp'),
    endedAt: timeAt(body, 'started_at', 'startedAt', 'timestamp'),
    links: { Result: textAt(body, 'link', 'result_link') },
  };
});

const sentence = /^(?:Check )?(.{1,300}) is (ALERT_[A-Z_]+)$/;
