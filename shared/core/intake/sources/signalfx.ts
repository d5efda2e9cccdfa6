import { anyTextAt, isMap, mapAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

const over =
  /^(ok|stopped|manually[ _]resolved|auto[ _]?resolved|resolved|cleared|back to normal)\b/i;

/** Splunk Observability (SignalFx). Its title may say that it is over while its status does not yet. */
export const parse = reading('signalfx', 'needs a detector or a rule, with its status', given => {
  // Templates that lose a bracket put the rest of the fields among the inputs.
  const body = { ...mapAt(given, 'inputs'), ...(isMap(given) && given) };
  const rule = anyTextAt(body, 'rule', 'detector', 'detectorName', 'messageTitle');
  const said = textAt(body, 'description');
  const heading = textAt(body, 'messageTitle')?.replace(/^[\w\s]+?(alert)?:\s+/i, '');
  const dimensions = mapAt(body, 'dimensions');
  // A title has it in front of a colon, and the rule behind; a rule may be called anything.
  const [, told] = /^([^:]+):/.exec(textAt(body, 'messageTitle') ?? '') ?? [];
  const isOver = [textAt(body, 'statusExtended', 'status'), told].some(
    text => text !== undefined && over.test(text),
  );
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(body, 'incidentId') ?? rule],
    problem: [textAt(body, 'incidentId') ?? rule],
    name: rule,
    title:
      said !== undefined && rule !== undefined
        ? said.includes(rule)
          ? said
          : `${rule}: ${said}`
        : (heading ?? rule),
    description: textAt(body, 'messageBody') ?? said,
    service:
      textAt(dimensions, 'service', 'sf_service', 'service.name', 'app', 'host') ??
      textAt(body, 'detector', 'detectorName') ??
      rule,
    severity: textAt(body, 'severity'),
    labels: {
      ...dimensions,
      metric: textAt(body, 'originatingMetric'),
      condition: textAt(body, 'detectOnCondition'),
    },
    startedAt: isOver ? undefined : timeAt(body, 'timestamp', 'timestampISO8601'),
    endedAt: timeAt(body, 'timestamp', 'timestampISO8601'),
    links: {
      Detector: textAt(body, 'detectorUrl'),
      Runbook: textAt(body, 'runbookUrl'),
      Chart: textAt(body, 'imageUrl'),
    },
  };
});
