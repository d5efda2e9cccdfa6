import { anyTextAt, at, textAt, timeAt } from '#core/intake/given.ts';
import { type Finding, reading, statusOf } from '#core/intake/make-alert.ts';

/** GitLab: incidents, alerts and vulnerabilities, and pipelines, jobs (`build`) and deployments that fail; a later success of the same clears. */
export const parse = reading('gitlab', 'needs object_kind', body => {
  const kind = textAt(body, 'object_kind') ?? textAt(body, 'event_name', 'event_type');
  if (kind === undefined) return undefined;
  const project = textAt(body, 'project.name', 'project_name', 'repository.name')
    ?.split(' / ')
    .at(-1);
  const id = textAt(body, 'project.path_with_namespace', 'project.id', 'project_id') ?? project;
  const ref = textAt(body, 'object_attributes.ref', 'ref', 'commit.ref');
  const state = textAt(
    body,
    'object_attributes.status',
    'object_attributes.detailed_status',
    'build_status',
    'status',
  );
  const name =
    kind === 'build' || kind === 'job'
      ? `Job ${anyTextAt(body, 'build_name', 'build_id', 'name')}`
      : kind === 'deployment'
        ? `Deployment to ${anyTextAt(body, 'environment', 'environment_external_url', 'deployment_id')}`
        : kind === 'pipeline'
          ? 'Pipeline'
          : undefined;
  if (isIncident(body, kind)) return ofIncident(body, kind, project, id);
  if (name === undefined) return { ignored: `what GitLab calls ${kind} is no alert` };
  const isFailed = /^failed$/i.test(state ?? '');
  if (!isFailed && !/^(success|passed)$/i.test(state ?? ''))
    return { ignored: `${name} of ${project} is ${state}, which neither fails nor succeeds` };
  const where = kind === 'deployment' ? textAt(body, 'environment') : ref;
  return {
    status: isFailed ? 'firing' : 'cleared',
    series: [id, kind === 'job' ? 'build' : kind, name, where],
    problem: [id, name, where],
    name,
    title: `${name} ${isFailed ? 'failed' : 'succeeded'} in ${project}${ref ? ` (${ref})` : ''}`,
    description: textAt(body, 'build_failure_reason', 'commit.message', 'commit_title'),
    service: project,
    severity: textAt(body, 'build_allow_failure') === 'true' ? 'info' : undefined,
    labels: {
      project: textAt(body, 'project.path_with_namespace', 'project_name'),
      ref,
      build_stage: textAt(body, 'build_stage'),
      environment: textAt(body, 'environment'),
      user: textAt(body, 'user.username'),
    },
    numbers: {
      duration_seconds: at(body, 'object_attributes.duration') ?? at(body, 'build_duration'),
    },
    startedAt: timeAt(
      body,
      'object_attributes.created_at',
      'build_started_at',
      'build_started_at_iso',
      'status_changed_at',
    ),
    endedAt: timeAt(
      body,
      'object_attributes.finished_at',
      'build_finished_at',
      'build_finished_at_iso',
      'status_changed_at',
    ),
    links: {
      Page: textAt(
        body,
        'object_attributes.url',
        'deployable_url',
        'project.web_url',
        'repository.homepage',
      ),
    },
  };
});

function isIncident(body: unknown, kind: string): boolean {
  const type = textAt(body, 'object_attributes.type', 'event_type') ?? '';
  const isOne = /^(?:alert|incident|vulnerability)$/.test(kind);
  return isOne || (kind === 'issue' && /^incident$/i.test(type));
}

function ofIncident(
  body: unknown,
  kind: string,
  project: string | undefined,
  id: string | undefined,
): Finding {
  const told = at(body, 'object_attributes');
  const title = anyTextAt(told, 'title', 'iid');
  const state = textAt(told, 'state', 'status');
  if (kind === 'alert' && /^(?:acknowledged|ignored)$/i.test(state ?? ''))
    return { ignored: `the alert "${title}" of ${project} is ${state}, which is no end` };
  return {
    status: statusOf(state) === 'cleared' ? 'cleared' : 'firing',
    series: [id, kind, textAt(told, 'iid', 'id', 'url') ?? title],
    name: title,
    title,
    description: textAt(told, 'description'),
    service: textAt(told, 'service') ?? project,
    severity: textAt(told, 'severity')?.replace(/^unknown$/i, ''),
    labels: { project: textAt(body, 'project.path_with_namespace') },
    startedAt: timeAt(told, 'started_at', 'created_at'),
    endedAt: timeAt(told, 'ended_at', 'closed_at', 'updated_at'),
    links: { Page: textAt(told, 'url') },
  };
}
