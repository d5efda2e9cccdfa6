import {
  anyTextAt,
  isMap,
  listAt,
  type Members,
  tagsAt,
  textAt,
  timeAt,
} from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Dynatrace's problem notification under the names of its placeholders, and the fields of its problems API. */
export const parse = reading('dynatrace', 'needs ProblemTitle and State', given => {
  const body = ofDavis(given) ?? given;
  const name = anyTextAt(
    body,
    'ProblemTitle',
    'problemTitle',
    'title',
    'Problem title',
    'ProblemID',
  );
  const state = textAt(body, 'State', 'problemState', 'status') ?? 'OPEN';
  const [first] = listAt(body, 'ImpactedEntities');
  const entity =
    textAt(first, 'name', 'entity', 'entityId.name') ??
    textAt(body, 'ImpactedEntity', 'impactedEntity');
  const id = textAt(body, 'PID', 'problemId', 'ProblemID', 'displayId');
  return {
    status: /RESOLVED|CLOSED|MERGED/i.test(state) ? 'cleared' : 'firing',
    kind:
      textAt(body, 'ProblemID', 'PID') === '999' ||
      /^dynatrace problem notification test/i.test(name ?? '')
        ? 'test'
        : undefined,
    series: [id ?? name],
    name,
    title: name && `${name}${entity && !name.includes(entity) ? ` (${entity})` : ''}`,
    description: textAt(body, 'ProblemDetailsText', 'ProblemDetailsMarkdown', 'ProblemDetails'),
    service:
      entity?.replace(/^.* on (?:\w+ )?/, '') ??
      textAt(listAt(body, 'affectedEntities')[0], 'name'),
    severity:
      textAt(body, 'ProblemSeverity', 'severityLevel', 'Severity') ??
      textAt(body, 'ProblemImpact', 'impactLevel'),
    labels: {
      impact: textAt(body, 'ProblemImpact'),
      problem: textAt(body, 'ProblemID'),
      ...tagsAt(body, 'Tags', 'tags'),
    },
    startedAt: timeAt(body, 'StartTime', 'startTime', 'ProblemStartTime'),
    endedAt: timeAt(body, 'EndTime', 'endTime'),
    links: { Problem: textAt(body, 'ProblemURL', 'Problem URL', 'problemUrl', 'url') },
  };
});

/** The event of a problem as a workflow hands it on: names with dots in them. */
function ofDavis(body: unknown): Members | undefined {
  if (!isMap(body) || body['event.name'] === undefined) return undefined;
  const entities = body.affected_entity_names ?? body['smartscape.affected_entity.names'];
  return {
    ProblemTitle: body['event.name'],
    State: body['event.status'],
    PID: body.display_id ?? body['event.id'],
    ProblemSeverity: body['event.category'],
    ProblemDetailsText: body['event.description'],
    ImpactedEntity: Array.isArray(entities) ? entities[0] : undefined,
    StartTime: body['event.start'],
    EndTime: body['event.end'],
    Tags: body.entity_tags,
  };
}
