import { anyTextAt, at, isMap, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { type Finding, reading } from '#core/intake/make-alert.ts';

const failed = /^(failure|failed|error|timed_out|startup_failure|action_required)$/;

/** GitHub: runs and checks that fail, deployments, and alerts of security. Which it is, is seen in the body. */
export const parse = reading(
  'github',
  'needs a repository, with a run, a check, a deployment or an alert',
  body => {
    const repository =
      textAt(body, 'repository.name', 'repository.full_name') ??
      textAt(body, 'organization.login', 'sender.login');
    const action = textAt(body, 'action') ?? '';
    if (textAt(body, 'zen') !== undefined)
      return {
        kind: 'test',
        series: ['ping'],
        name: 'ping',
        title: `Ping of GitHub: ${textAt(body, 'zen')}`,
      };
    if (isMap(at(body, 'alert'))) return ofAlert(at(body, 'alert'), action, repository, body);
    for (const [what, nameOf] of runs) {
      const run = at(body, what);
      if (isMap(run))
        return ofRun(run, { what, name: anyTextAt(run, ...nameOf), repository, body });
    }
    // What another system found of a commit, such as Jenkins.
    if (textAt(body, 'sha') !== undefined && textAt(body, 'context') !== undefined) {
      const [branch] = listAt(body, 'branches');
      const run = { ...(isMap(body) && body), head_branch: textAt(branch, 'name') };
      return ofRun(run, { what: 'status', name: textAt(body, 'context'), repository, body });
    }
    const advisory = at(body, 'security_advisory') ?? at(body, 'repository_advisory');
    if (isMap(advisory)) return ofAdvisory(advisory, action, repository);
    return repository === undefined && !isMap(at(body, 'sender'))
      ? undefined
      : { ignored: `GitHub's event with the action "${action}" is no alert` };
  },
);

const runs: readonly (readonly [string, readonly string[]])[] = [
  ['deployment_status', ['environment', 'id']],
  ['workflow_job', ['workflow_name', 'name', 'id']],
  ['workflow_run', ['name', 'display_title', 'id']],
  ['check_run', ['name', 'id']],
  ['check_suite', ['app.name', 'id']],
];

function ofRun(
  run: unknown,
  {
    what,
    name,
    repository,
    body,
  }: { what: string; name: string | undefined; repository: string | undefined; body: unknown },
): Finding {
  const state = textAt(run, 'conclusion') ?? textAt(run, 'state') ?? textAt(run, 'status') ?? '';
  const branch =
    textAt(run, 'head_branch', 'check_suite.head_branch', 'ref') ??
    textAt(body, 'deployment.ref', 'workflow_run.head_branch');
  // What runs in production is one thing, of whichever commit or tag it is made.
  const isProduction =
    what === 'deployment_status' && textAt(body, 'deployment.production_environment') === 'true';
  const line = isProduction ? undefined : branch;
  const job =
    what === 'workflow_job' && textAt(run, 'name') !== name ? textAt(run, 'name') : undefined;
  const label = [name, job].filter(Boolean).join(' / ');
  const isFailed = failed.test(state);
  if (!isFailed && state !== 'success')
    return {
      ignored: `${label} of ${repository} is ${state || 'not done'}, which neither fails nor succeeds`,
    };
  const kind = what === 'deployment_status' ? `Deployment to ${label}` : label;
  return {
    status: isFailed ? 'firing' : 'cleared',
    series: [
      textAt(body, 'repository.full_name') ?? repository,
      what,
      textAt(run, 'workflow_id') ?? name,
      job,
      line,
    ],
    problem: [textAt(body, 'repository.full_name') ?? repository, name, line],
    name: label,
    title: `${kind} ${isFailed ? (state === 'timed_out' ? 'timed out' : 'failed') : 'succeeded'} in ${repository}${branch ? ` (${branch})` : ''}`,
    description: textAt(
      run,
      'output.summary',
      'output.title',
      'description',
      'head_commit.message',
    ),
    service: repository,
    labels: {
      repository: textAt(body, 'repository.full_name'),
      branch,
      event: textAt(run, 'event'),
      conclusion: state,
      environment: textAt(run, 'environment') ?? textAt(body, 'deployment.environment'),
    },
    startedAt: timeAt(run, 'started_at', 'run_started_at', 'created_at'),
    endedAt: timeAt(run, 'completed_at', 'updated_at'),
    links: { Run: textAt(run, 'html_url', 'target_url', 'log_url', 'details_url') },
  };
}

function ofAlert(
  alert: unknown,
  action: string,
  repository: string | undefined,
  body: unknown,
): Finding {
  const state = textAt(alert, 'state');
  const isOver =
    /^(fixed|dismiss(ed)?|auto_dismissed|closed|closed_by_user|resolved?|revoked)$/.test(action) ||
    (/^(fixed|dismissed|auto_dismissed|closed|resolved)$/.test(state ?? '') &&
      !/^(reopened|created)/.test(action));
  const secret = textAt(alert, 'secret_type_display_name', 'secret_type');
  const dependency = textAt(
    alert,
    'dependency.package.name',
    'security_vulnerability.package.name',
    'affected_package_name',
  );
  const what = textAt(
    alert,
    'security_advisory.summary',
    'rule.description',
    'rule.name',
    'rule.id',
    'external_identifier',
  );
  const kind =
    secret !== undefined
      ? 'secret-scanning'
      : dependency !== undefined
        ? 'dependabot'
        : 'code-scanning';
  const title =
    secret !== undefined
      ? `Secret found: ${secret}`
      : dependency !== undefined
        ? `${dependency}: ${what ?? 'vulnerable dependency'}`
        : what;
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [
      textAt(body, 'repository.full_name') ?? repository,
      kind,
      textAt(alert, 'number', 'id'),
    ],
    name: what ?? secret ?? dependency ?? kind,
    title: `${title ?? 'Security alert'} (${repository})`,
    description: textAt(
      alert,
      'security_advisory.description',
      'rule.full_description',
      'most_recent_instance.message.text',
    ),
    service: repository,
    severity: textAt(
      alert,
      'rule.security_severity_level',
      'security_advisory.severity',
      'security_vulnerability.severity',
      'rule.severity',
      'severity',
    ),
    labels: {
      repository: textAt(body, 'repository.full_name'),
      kind,
      action,
      tool: textAt(alert, 'tool.name'),
      path: textAt(alert, 'most_recent_instance.location.path', 'dependency.manifest_path'),
    },
    startedAt: timeAt(alert, 'created_at'),
    endedAt: timeAt(alert, 'fixed_at', 'dismissed_at', 'resolved_at', 'updated_at'),
    links: { Alert: textAt(alert, 'html_url') },
  };
}

function ofAdvisory(advisory: unknown, action: string, repository: string | undefined): Finding {
  const title = anyTextAt(advisory, 'summary', 'ghsa_id');
  return {
    status: action === 'withdrawn' ? 'cleared' : 'firing',
    series: [textAt(advisory, 'ghsa_id') ?? title],
    name: title,
    title,
    description: textAt(advisory, 'description'),
    service: repository,
    severity: textAt(advisory, 'severity'),
    startedAt: timeAt(advisory, 'published_at'),
    links: { Advisory: textAt(advisory, 'html_url') },
  };
}
