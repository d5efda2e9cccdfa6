import type { Parsed } from '#core/intake/alert.ts';
import {
  anyTextAt,
  at,
  has,
  isMap,
  listAt,
  numberAt,
  textAt,
  textOf,
  timeAt,
} from '#core/intake/given.ts';
import { alertFrom, type Found } from '#core/intake/make-alert.ts';
import { outcomeOf } from '#core/intake/sources/aws-outcomes.ts';
import { entryOf } from '#core/own-entry.ts';

/*
 * What other services of AWS tell by EventBridge, alone or inside a message of SNS: trouble with AWS itself (Health), findings
 * of security (GuardDuty, Security Hub, Inspector, Macie, Access Analyzer), insights of DevOps Guru, costs, certificates,
 * databases (RDS), Auto Scaling, Elastic Beanstalk, and budgets, which come as prose.
 */

/** `undefined`: an event that is no alert. */
export function alertsOfEvent(event: unknown): Parsed | undefined {
  const source = textAt(event, 'source') ?? '';
  const read = entryOf(readers, source);
  const found = read === undefined ? outcomeOf(event) : read(at(event, 'detail'), event);
  if (found === undefined) return undefined;
  if (typeof found === 'string') return { alerts: [], ignored: [found] };
  const alerts = (Array.isArray(found) ? found : [found]).map(each =>
    alertFrom('cloudwatch', { ...each, labels: { ...each.labels, ...where(event) } }),
  );
  return { alerts, ignored: [] };
}

/** What RDS, Auto Scaling, DevOps Guru and the watch over costs themselves post on a topic, in words of their own. `undefined`: nothing of theirs. */
export function alertsOfTopic(message: unknown): Parsed | undefined {
  const source = textAt(message, 'Event Source');
  if (source !== undefined && textAt(message, 'Event Message') !== undefined) {
    const arn = textAt(message, 'Source ARN');
    return alertsOfEvent({
      ...{ source: 'aws.rds', 'detail-type': 'RDS event', time: textAt(message, 'Event Time') },
      ...{ ...accountOf(arn), resources: [arn] },
      detail: {
        Message: textAt(message, 'Event Message'),
        SourceIdentifier: textAt(message, 'Source ID', 'Resource'),
        Severity: textAt(message, 'Severity'),
        SourceArn: arn,
        SourceType: source,
        EventID: /RDS-EVENT-\d+/.exec(textAt(message, 'Event ID') ?? '')?.[0],
        Date: textAt(message, 'Event Time'),
      },
    });
  }
  if (textAt(message, 'insightId') !== undefined)
    return alertsOfEvent({ source: 'aws.devops-guru', detail: message });
  if (textAt(message, 'anomalyId') !== undefined)
    return alertsOfEvent({ source: 'aws.ce', detail: message });
  const scan = textAt(message, 'run');
  if (scan !== undefined && ofInspector.test(scan)) return ofAssessment(message, scan);
  const failed = textAt(message, 'requestContext.functionArn');
  if (failed !== undefined) return ofInvocation(message, failed);
  const cached = ofCache(message);
  if (cached !== undefined) return cached;
  const event = textAt(message, 'Event');
  if (event?.startsWith('autoscaling:') !== true) return undefined;
  const arn = textAt(message, 'AutoScalingGroupARN');
  const type = entryOf(scalingEvents, event) ?? event;
  return alertsOfEvent({
    ...{ source: 'aws.autoscaling', 'detail-type': type, time: textAt(message, 'Time') },
    ...{ ...accountOf(arn), resources: [arn] },
    detail: message,
  });
}

/** `{ "ElastiCache:SnapshotFailed": "cart-001" }`; what was begun or done and did not fail is no trouble. */
function ofCache(message: unknown): Parsed | undefined {
  const [name = '', value] = Object.entries(isMap(message) ? message : {})[0] ?? [];
  const [, event = '', work, how] = /^ElastiCache:((\w+?)(Failed|Complete)?)$/.exec(name) ?? [];
  const cluster = textOf(value);
  if (cluster === undefined || event === '') return undefined;
  const title = `${cluster}: ${event.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')}`;
  if (how === undefined) return { alerts: [], ignored: [`${title} is no trouble`] };
  const found = alertFrom('cloudwatch', {
    status: how === 'Failed' ? 'firing' : 'cleared',
    series: ['elasticache', cluster, work],
    name: event,
    title,
    service: cluster,
  });
  return { alerts: [found], ignored: [] };
}

const ofInspector = /^arn:aws[\w-]*:inspector:/;

/** What Inspector Classic tells of a run, which is news where it found something or went wrong. */
function ofAssessment(message: unknown, run: string): Parsed {
  const kind = textAt(message, 'event') ?? 'ASSESSMENT_RUN';
  const target = `Inspector ${run.split('/').slice(1, 4).join('/')}`;
  const state = textAt(message, 'state') ?? '';
  const isBad = /^(?:failed|errors?|completed_with_errors|canceled)$/i.test(state);
  const finding = nameIn(textAt(message, 'finding'));
  if (!isBad && kind !== 'FINDING_REPORTED')
    return { alerts: [], ignored: [`${target}: ${kind} is no trouble`] };
  const title = isBad
    ? `${target}: the assessment ended ${state.toLowerCase().replaceAll('_', ' ')}`
    : `${target}: a finding was reported`;
  const series = ['inspector', textAt(message, 'template') ?? target, isBad ? 'run' : finding];
  return {
    alerts: [alertFrom('cloudwatch', { series, name: kind, title, labels: { run, finding } })],
    ignored: [],
  };
}

/** What Lambda hands to the destination of an invocation that failed, or went well, by its function. */
function ofInvocation(message: unknown, arn: string): Parsed | undefined {
  const condition = textAt(message, 'requestContext.condition');
  if (condition === undefined) return undefined;
  const name = /:function:([^:]+)/.exec(arn)?.[1] ?? arn;
  const why = textAt(message, 'responsePayload.errorMessage') ?? condition;
  const isOver = condition === 'Success';
  return {
    alerts: [
      alertFrom('cloudwatch', {
        status: isOver ? 'cleared' : 'firing',
        series: ['lambda', arn.split(':').slice(0, 7).join(':')],
        name: 'Lambda invocation',
        title: isOver ? `${name}: invoked` : `${name}: the invocation failed: ${why}`,
        service: name,
        labels: { condition, ...accountOf(arn) },
        startedAt: timeAt(message, 'timestamp'),
        endedAt: timeAt(message, 'timestamp'),
      }),
    ],
    ignored: [],
  };
}

/** Whether a body is one of these, as a topic that delivers raw bodies posts it. */
export function isOfTopic(body: unknown): boolean {
  return (
    has(body, 'Event Source', 'Event Message') ||
    has(body, 'insightId', 'messageType') ||
    has(body, 'anomalyId', 'impact') ||
    has(body, 'requestContext.functionArn', 'requestContext.condition') ||
    ofInspector.test(textAt(body, 'run') ?? '') ||
    (has(body, 'AutoScalingGroupARN') && (textAt(body, 'Event') ?? '').startsWith('autoscaling:'))
  );
}

/** As EventBridge calls the same. */
const scalingEvents: Record<string, string> = {
  'autoscaling:EC2_INSTANCE_LAUNCH_ERROR': 'EC2 Instance Launch Unsuccessful',
  'autoscaling:EC2_INSTANCE_LAUNCH': 'EC2 Instance Launch Successful',
  'autoscaling:EC2_INSTANCE_TERMINATE_ERROR': 'EC2 Instance Terminate Unsuccessful',
};

type Reader = (detail: unknown, event: unknown) => Found | Found[] | string | undefined;

function where(event: unknown) {
  return {
    account: textAt(event, 'account'),
    region: textAt(event, 'region'),
    event: textAt(event, 'detail-type'),
    resource: resourceOf(event),
  };
}

function resourceOf(event: unknown): string | undefined {
  const resources = at(event, 'resources');
  return Array.isArray(resources) && typeof resources[0] === 'string' ? resources[0] : undefined;
}

/** `arn:aws:rds:eu-west-1:1234:db:orders` is orders. */
function nameIn(arn: string | undefined): string | undefined {
  return arn?.split(/[:/]/).at(-1);
}

const readers: Record<string, Reader> = {
  'aws.health': (detail, event) => {
    const code = anyTextAt(detail, 'eventTypeCode') ?? 'AWS Health';
    const service = textAt(detail, 'service');
    const category = textAt(detail, 'eventTypeCategory');
    const text = textAt(listAt(detail, 'eventDescription')[0], 'latestDescription');
    const entity =
      textAt(listAt(detail, 'affectedEntities')[0], 'entityValue') ?? nameIn(resourceOf(event));
    if (category === 'accountNotification' || category === 'scheduledChange') {
      return {
        ...{
          series: [textAt(detail, 'eventArn') ?? code],
          name: code,
          severity: 'info',
          description: text,
        },
        title:
          `${code}: ${category === 'scheduledChange' ? 'planned change' : 'notice'} of AWS ${service ?? ''}`.trim(),
        status: textAt(detail, 'statusCode') === 'closed' ? 'cleared' : 'firing',
        service: entity ?? service,
        startedAt: timeAt(detail, 'startTime'),
        links: healthLink,
      };
    }
    const arn = textAt(detail, 'eventArn');
    const byRegion = [arn ?? code, textAt(event, 'region')];
    return {
      status: textAt(detail, 'statusCode') === 'closed' ? 'cleared' : 'firing',
      // Told in the region of the trouble and, at the same time, in the one that stands in for it.
      ...(arn === undefined ? { series: byRegion } : { series: [arn], formerly: byRegion }),
      name: code,
      title: `AWS ${service ?? ''} has an issue in ${textAt(detail, 'eventRegion') ?? textAt(event, 'region') ?? 'a region'}: ${code}`,
      description: text,
      service: service ?? entity,
      labels: { category, entity },
      startedAt: timeAt(detail, 'startTime') ?? timeAt(event, 'time'),
      endedAt: timeAt(detail, 'endTime'),
      links: healthLink,
    };
  },
  'aws.guardduty': (detail, event) => {
    if (textAt(detail, 'id') === undefined) return ofProtection(detail, event);
    const type = anyTextAt(detail, 'type') ?? 'GuardDuty finding';
    const score = numberAt(detail, 'severity') ?? 0;
    return {
      kind: isSample(detail) ? 'test' : undefined,
      series: [textAt(detail, 'id') ?? type],
      name: type,
      title: textAt(detail, 'title') ?? type,
      description: textAt(detail, 'description'),
      service:
        nameIn(
          textAt(
            detail,
            'resource.instanceDetails.instanceId',
            'resource.s3BucketDetails.0.name',
            'resource.eksClusterDetails.name',
            'resource.rdsDbInstanceDetails.dbInstanceIdentifier',
          ),
        ) ?? textAt(detail, 'resource.resourceType'),
      severity: score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low',
      numbers: { severity: score },
      labels: { type },
      startedAt: timeAt(detail, 'service.eventFirstSeen', 'createdAt') ?? timeAt(event, 'time'),
      links: {
        GuardDuty: consoleOf(event, 'guardduty', `findings?fId=${textAt(detail, 'id') ?? ''}`),
      },
    };
  },
  'aws.securityhub': detail => {
    const findings = listAt(detail, 'findings');
    if (findings.length === 0) return 'what Security Hub tells has no finding in it';
    return findings.map(finding => {
      const [resource] = listAt(finding, 'Resources');
      const title =
        anyTextAt(finding, 'Title', 'finding_info.title', 'Id') ?? 'Security Hub finding';
      const workflow = textAt(finding, 'Workflow.Status', 'WorkflowState') ?? '';
      const isOver =
        /RESOLVED|SUPPRESSED/i.test(workflow) ||
        // As OCSF has it.
        /^(resolved|suppressed|archived)$/i.test(textAt(finding, 'status') ?? '') ||
        textAt(finding, 'RecordState') === 'ARCHIVED' ||
        textAt(finding, 'Compliance.Status') === 'PASSED';
      return {
        status: isOver ? ('cleared' as const) : ('firing' as const),
        series: [textAt(finding, 'Id', 'finding_info.uid') ?? title],
        name: textAt(finding, 'GeneratorId') ?? title,
        title,
        description: textAt(finding, 'Description', 'finding_info.desc'),
        service: nameIn(textAt(resource, 'Id', 'uid')),
        severity: textAt(finding, 'Severity.Label', 'severity'),
        labels: { product: textAt(finding, 'ProductName'), resource: textAt(resource, 'Id') },
        startedAt: timeAt(finding, 'FirstObservedAt', 'CreatedAt'),
        endedAt: timeAt(finding, 'UpdatedAt'),
        links: {
          Remediation: textAt(finding, 'Remediation.Recommendation.Url'),
          Source: textAt(finding, 'SourceUrl'),
        },
      };
    });
  },
  'aws.macie': detail => {
    const title = anyTextAt(detail, 'title', 'type', 'id') ?? 'Macie finding';
    return {
      status: textAt(detail, 'archived') === 'true' ? 'cleared' : 'firing',
      kind: textAt(detail, 'sample') === 'true' ? 'test' : undefined,
      series: [textAt(detail, 'id') ?? title],
      name: textAt(detail, 'type') ?? title,
      title,
      description: textAt(detail, 'description'),
      service: textAt(detail, 'resourcesAffected.s3Bucket.name'),
      severity: textAt(detail, 'severity.description'),
      startedAt: timeAt(detail, 'createdAt'),
      endedAt: timeAt(detail, 'updatedAt'),
    };
  },
  'aws.access-analyzer': (detail, event) => {
    const resource = textAt(detail, 'resource');
    const isPublic = textAt(detail, 'isPublic') === 'true';
    const isUnused = /unused/i.test(textAt(event, 'detail-type') ?? '');
    const what = isUnused
      ? 'may do what it never does'
      : isPublic
        ? 'is open to everybody'
        : 'can be used from outside';
    return {
      status: /RESOLVED|ARCHIVED/i.test(textAt(detail, 'status') ?? '') ? 'cleared' : 'firing',
      series: [textAt(detail, 'id') ?? resource],
      name: 'Access Analyzer finding',
      title: `${nameIn(resource) ?? 'A resource'} ${what}`,
      service: nameIn(resource),
      labels: { type: textAt(detail, 'resourceType'), principal: textAt(detail, 'principal.AWS') },
      startedAt: timeAt(detail, 'createdAt'),
      endedAt: timeAt(detail, 'updatedAt'),
    };
  },
  'aws.devops-guru': detail => {
    const name = anyTextAt(detail, 'insightName', 'insightDescription', 'insightId') ?? 'Insight';
    const kind = textAt(detail, 'messageType') ?? '';
    if (!/INSIGHT$|^SEVERITY/.test(kind)) return `${name}: ${kind} is no trouble`;
    return {
      status: /^CLOSED/.test(kind) ? 'cleared' : 'firing',
      series: [textAt(detail, 'insightId') ?? name],
      name,
      title: name,
      description: textAt(detail, 'insightDescription'),
      severity: textAt(detail, 'insightSeverity'),
      startedAt: timeAt(detail, 'startTime'),
      endedAt: timeAt(detail, 'endTime'),
      links: { Insight: textAt(detail, 'insightUrl') },
    };
  },
  'aws.ce': detail => {
    const cause = textAt(listAt(detail, 'rootCauses')[0], 'service');
    const service = cause ?? textAt(detail, 'dimensionValue', 'dimensionalValue');
    const amount = textAt(detail, 'impact.totalImpact');
    return {
      series: [textAt(detail, 'anomalyId')],
      name: 'Cost anomaly',
      title: `Cost anomaly${service ? ` of ${service}` : ''}${amount ? `: ${amount} more than usual` : ''}`,
      service,
      startedAt: timeAt(detail, 'anomalyStartDate'),
      links: { Anomaly: textAt(detail, 'anomalyDetailsLink') },
    };
  },
  'aws.acm': (detail, event) => {
    const kind = textAt(event, 'detail-type') ?? '';
    const name = textAt(detail, 'CommonName', 'DomainName') ?? nameIn(resourceOf(event));
    const days = textAt(detail, 'DaysToExpiry');
    return {
      status: /available/i.test(kind) ? 'cleared' : 'firing',
      series: ['acm', resourceOf(event) ?? name],
      name: kind,
      title: `${name}: ${kind}${days === undefined ? '' : ` in ${days} days`}`,
      description: textAt(detail, 'RenewalStatusReason'),
      service: name,
      severity: /approaching|action required/i.test(kind) ? 'warning' : undefined,
      startedAt: timeAt(event, 'time'),
      endedAt: timeAt(event, 'time'),
    };
  },
  'aws.elasticbeanstalk': (detail, event) => {
    const said = textAt(detail, 'Message') ?? textAt(event, 'detail-type') ?? '';
    const name = textAt(detail, 'EnvironmentName') ?? nameIn(resourceOf(event)) ?? 'a place';
    const health = /health has (?:been set|transitioned)\b.*? to (\w+)/i.exec(said)?.[1];
    const severity = textAt(detail, 'Severity') ?? '';
    if (health === undefined && !/^(warn|error|fatal)/i.test(severity))
      return `${name}: ${said} is no trouble`;
    return {
      status: /^(ok|info|green)$/i.test(health ?? '') ? 'cleared' : 'firing',
      series: [
        ...['elasticbeanstalk', textAt(event, 'account'), textAt(event, 'region'), name],
        ...[health === undefined ? said : 'health'],
      ],
      name: textAt(event, 'detail-type') ?? 'Elastic Beanstalk',
      title: `${name}: ${said}`,
      description: said,
      service: name,
      severity: /^(severe|red)$/i.test(health ?? '') ? 'critical' : severity,
      startedAt: timeAt(event, 'time'),
      endedAt: timeAt(event, 'time'),
    };
  },
  'aws.inspector2': (detail, event) => {
    if (textAt(detail, 'findingArn', 'title') === undefined)
      return `${textAt(event, 'detail-type') ?? 'an event'} of Inspector is no finding`;
    const title = anyTextAt(detail, 'title', 'findingArn') ?? 'Inspector finding';
    const [resource] = listAt(detail, 'resources');
    return {
      status: /CLOSED|SUPPRESSED/i.test(textAt(detail, 'status') ?? '') ? 'cleared' : 'firing',
      series: [textAt(detail, 'findingArn') ?? title],
      name: title,
      title,
      description: textAt(detail, 'description'),
      service: nameIn(textAt(resource, 'id')) ?? nameIn(resourceOf(event)),
      severity: textAt(detail, 'severity'),
      labels: { type: textAt(detail, 'type') },
      startedAt: timeAt(detail, 'firstObservedAt'),
      endedAt: timeAt(detail, 'updatedAt'),
    };
  },
  'aws.rds': (detail, event) => {
    const message = textAt(detail, 'Message') ?? '';
    const source = textAt(detail, 'SourceIdentifier') ?? nameIn(resourceOf(event)) ?? 'a database';
    const categories = JSON.stringify(at(detail, 'EventCategories') ?? []);
    const isTrouble =
      /^error$/i.test(textAt(detail, 'Severity') ?? '') ||
      /failure|failover|low storage|availability|read replica/i.test(categories) ||
      /fail|out of (space|storage)|storage (has been exhausted|capacity|threshold)|maximum storage|shut ?down|restarted|incompatible|replication .*(stopped|terminated|resumed)/i.test(
        message,
      );
    if (!isTrouble) return `${source}: ${message || textAt(event, 'detail-type')} is no trouble`;
    const isOver =
      /^completed\b|(completed|restored|restarted|resumed|available)\.?$/i.test(message) &&
      !/fail(ed|ure)/i.test(message);
    return {
      status: isOver ? 'cleared' : 'firing',
      series: [
        'rds',
        textAt(detail, 'SourceArn') ?? source,
        /failover/i.test(message)
          ? 'failover'
          : /restart|shut ?down/i.test(message)
            ? 'availability'
            : /replication/i.test(message)
              ? 'replication'
              : textAt(detail, 'EventID'),
      ],
      problem: ['rds', textAt(detail, 'SourceArn') ?? source],
      name: textAt(detail, 'EventID') ?? 'RDS event',
      title: `${source}: ${message}`,
      description: message,
      service: source,
      labels: { type: textAt(detail, 'SourceType') },
      startedAt: timeAt(detail, 'Date') ?? timeAt(event, 'time'),
      endedAt: timeAt(detail, 'Date') ?? timeAt(event, 'time'),
    };
  },
  'aws.ecr': (detail, event) => {
    const counts = at(detail, 'finding-severity-counts');
    const [critical, high] = [numberAt(counts, 'CRITICAL') ?? 0, numberAt(counts, 'HIGH') ?? 0];
    if (!isMap(counts)) return outcomeOf(event);
    const name = textAt(detail, 'repository-name') ?? nameIn(resourceOf(event)) ?? 'an image';
    const isBad = critical + high > 0;
    return {
      status: isBad ? 'firing' : 'cleared',
      series: ['ecr', textAt(event, 'account'), textAt(event, 'region'), name],
      name: 'ECR Image Scan',
      title: `${name}: ${isBad ? `${critical} critical and ${high} high` : 'no severe'} vulnerabilities`,
      service: name,
      severity: critical > 0 ? 'critical' : isBad ? 'high' : undefined,
      numbers: { critical, high },
    };
  },
  'aws.autoscaling': (detail, event) => {
    const type = textAt(event, 'detail-type') ?? '';
    const group = textAt(detail, 'AutoScalingGroupName') ?? nameIn(resourceOf(event)) ?? 'a group';
    const isOver = type === 'EC2 Instance Launch Successful';
    if (!/Unsuccessful/i.test(type) && !isOver) return `${group}: ${type} is no trouble`;
    return {
      status: isOver ? 'cleared' : 'firing',
      series: ['autoscaling', group, isOver ? 'EC2 Instance Launch Unsuccessful' : type],
      name: type,
      title: `${group}: ${type}${textAt(detail, 'StatusMessage') ? `: ${textAt(detail, 'StatusMessage')}` : ''}`,
      description: textAt(detail, 'StatusMessage', 'Cause', 'Description'),
      service: group,
      startedAt: timeAt(detail, 'StartTime') ?? timeAt(event, 'time'),
    };
  },
};

/** What GuardDuty makes up when somebody asks for an example of each of its findings. */
function isSample(detail: unknown): boolean {
  return textAt(detail, 'service.additionalInfo.sample') === 'true';
}

/** How its protection is, and what it found in a file: most is told of what is well. */
function ofProtection(detail: unknown, event: unknown): Found | string {
  const kind = textAt(event, 'detail-type') ?? 'GuardDuty';
  const bucket = textAt(detail, 's3ObjectDetails.bucketName', 's3BucketDetails.bucketName');
  const file = textAt(detail, 's3ObjectDetails.objectKey');
  const what = [bucket, file].filter(Boolean).join('/') || nameIn(resourceOf(event)) || 'something';
  const result = textAt(detail, 'scanResultDetails.scanResultStatus') ?? '';
  if (result === 'THREATS_FOUND') {
    const threat = textAt(listAt(detail, 'scanResultDetails.threats')[0], 'name');
    return {
      series: ['malware', what],
      name: kind,
      title: `Malware found in ${what}${threat ? `: ${threat}` : ''}`,
      service: bucket,
      severity: 'high',
      startedAt: timeAt(event, 'time'),
    };
  }
  const state = textAt(detail, 'resourceStatus', 'currentStatus') ?? '';
  const isBad = /^(error|warning|unhealthy)$/i.test(state) || /failed$/i.test(kind);
  const isGood = /^(active|healthy)$/i.test(state);
  if (!isBad && !isGood) return `${kind} of ${what} is no trouble`;
  const machine = textAt(
    detail,
    ...[
      'ec2InstanceDetails.instanceId',
      'eksClusterDetails.clusterName',
      'ecsClusterDetails.name',
    ].map(path => `resourceDetails.${path}`),
  );
  return {
    status: isBad ? 'firing' : 'cleared',
    series: ['protection', textAt(event, 'account'), machine ?? what],
    name: kind,
    title: `${kind}: ${machine ?? what}`,
    description: textAt(detail, 'issue') ?? textAt(listAt(detail, 'statusReasons')[0], 'message'),
    service: machine ?? bucket,
    severity: isBad ? 'warning' : undefined,
    startedAt: timeAt(event, 'time'),
    endedAt: timeAt(event, 'time'),
  };
}

const healthLink = { Health: 'https://health.console.aws.amazon.com/health/home' };

function consoleOf(event: unknown, service: string, page: string): string | undefined {
  const region = textAt(event, 'region') ?? '';
  return /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)
    ? `https://${region}.console.aws.amazon.com/${service}/home?region=${region}#/${page}`
    : undefined;
}

/** What a stack of CloudFormation and a backup became, as EventBridge tells of it. */
function workInProse(lines: readonly string[]): object | undefined {
  const given = (name: string) =>
    lines.find(each => each.startsWith(`${name}='`))?.slice(name.length + 2, -1);
  const stack = given('StackId');
  if (stack !== undefined && given('ResourceType') === 'AWS::CloudFormation::Stack') {
    const details = {
      status: given('ResourceStatus'),
      'status-reason': given('ResourceStatusReason'),
    };
    return {
      ...{ source: 'aws.cloudformation', 'detail-type': 'CloudFormation Stack Status Change' },
      ...{ ...accountOf(stack), resources: [stack] },
      detail: { 'stack-id': stack, 'status-details': details },
    };
  }
  const [, told] =
    /^An AWS Backup job (?:was |has )?(failed|expired|completed)\b/.exec(lines[0] ?? '') ?? [];
  const [, arn] =
    /\bResource ARN ?: ?(arn:[^\s,]{1,300})/.exec(lines[0]?.slice(0, 2000) ?? '') ?? [];
  if (told === undefined || arn === undefined) return undefined;
  return {
    ...{ source: 'aws.backup', 'detail-type': 'Backup Job State Change', ...accountOf(arn) },
    detail: { resourceArn: arn.replace(/\.$/, ''), state: told.toUpperCase() },
  };
}

function accountOf(arn: string | undefined) {
  return { region: arn?.split(':')[3], account: arn?.split(':')[4] };
}

/** What a topic carries that is no JSON: a budget says so in its subject, and an environment of Elastic Beanstalk. */
export function alertsOfProse(subject: string | undefined, message: string): Parsed | undefined {
  const lines = message.split('\n').map(each => each.trim());
  const line = (label: string) =>
    lines
      .find(each => each.startsWith(`${label}:`))
      ?.slice(label.length + 1)
      .trim() || undefined;
  const environment = line('Environment');
  if (/^AWS Elastic Beanstalk/i.test(subject ?? '') && environment !== undefined) {
    const [Message, EnvironmentName] = [line('Message'), environment];
    return alertsOfEvent({ source: 'aws.elasticbeanstalk', detail: { Message, EnvironmentName } });
  }
  const work = workInProse(lines);
  if (work !== undefined) return alertsOfEvent(work);
  const name = line('Budget Name');
  if (!/^AWS Budgets?:/i.test(subject ?? '') && name === undefined) return undefined;
  const amount = (label: RegExp) =>
    Number(label.exec(message)?.[1]?.replaceAll(',', '') ?? Number.NaN);
  const title = subject?.replace(/^AWS Budgets?:\s*/i, '').trim();
  return {
    alerts: [
      alertFrom('cloudwatch', {
        series: ['budget', name ?? title, /Alert Type:\s*(\w+)/i.exec(message)?.[1]],
        name: name ?? title ?? 'Budget',
        title:
          title === undefined || title === ''
            ? `Budget ${name} is exceeded`
            : name && !title.includes(name)
              ? `${name}: ${title}`
              : title,
        description: message,
        service: name,
        numbers: {
          budgeted: amount(/Budgeted Amount:\s*\$?([\d.,]+)/i),
          actual: amount(/ACTUAL Amount:\s*\$?([\d.,]+)/i),
        },
      }),
    ],
    ignored: [],
  };
}
