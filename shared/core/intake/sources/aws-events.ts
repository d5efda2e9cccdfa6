import type { Parsed } from '#core/intake/alert.ts';
import { anyTextAt, at, listAt, numberAt, textAt, timeAt, wordFor } from '#core/intake/given.ts';
import { alertFrom, type Found } from '#core/intake/make-alert.ts';
import { outcomeOf } from '#core/intake/sources/aws-outcomes.ts';

/*
 * What other services of AWS tell by EventBridge, alone or inside a message of SNS: trouble with AWS itself (Health), findings
 * of security (GuardDuty, Security Hub, Inspector), databases (RDS), Auto Scaling, and budgets, which come as prose.
 */

/** `undefined`: an event that is no alert. */
export function alertsOfEvent(event: unknown): Parsed | undefined {
  const source = textAt(event, 'source') ?? '';
  const read = Object.hasOwn(readers, source) ? readers[source] : undefined;
  const found = read === undefined ? outcomeOf(event) : read(at(event, 'detail'), event);
  if (found === undefined) return undefined;
  if (typeof found === 'string') return { alerts: [], ignored: [found] };
  const alerts = (Array.isArray(found) ? found : [found]).map(each =>
    alertFrom('cloudwatch', { ...each, labels: { ...each.labels, ...where(event) } }),
  );
  return { alerts, ignored: [] };
}

/** What RDS and Auto Scaling themselves post on a topic, in words of their own. `undefined`: nothing of theirs. */
export function alertsOfTopic(message: unknown): Parsed | undefined {
  const source = textAt(message, 'Event Source');
  if (source !== undefined && textAt(message, 'Event Message') !== undefined) {
    const arn = textAt(message, 'Source ARN');
    return alertsOfEvent({
      ...{ source: 'aws.rds', 'detail-type': 'RDS event', time: textAt(message, 'Event Time') },
      ...{ region: arn?.split(':')[3], account: arn?.split(':')[4], resources: [arn] },
      detail: {
        Message: textAt(message, 'Event Message'),
        SourceIdentifier: textAt(message, 'Source ID'),
        SourceArn: arn,
        SourceType: source,
        EventID: /RDS-EVENT-\d+/.exec(textAt(message, 'Event ID') ?? '')?.[0],
        Date: textAt(message, 'Event Time'),
      },
    });
  }
  const event = textAt(message, 'Event');
  if (event?.startsWith('autoscaling:') !== true) return undefined;
  const arn = textAt(message, 'AutoScalingGroupARN');
  const type = wordFor(scalingEvents, event) ?? event;
  return alertsOfEvent({
    ...{ source: 'aws.autoscaling', 'detail-type': type, time: textAt(message, 'Time') },
    ...{ region: arn?.split(':')[3], account: arn?.split(':')[4], resources: [arn] },
    detail: message,
  });
}

/** As EventBridge calls the same. */
const scalingEvents: Record<string, string> = {
  'autoscaling:EC2_INSTANCE_LAUNCH_ERROR': 'EC2 Instance Launch Unsuccessful',
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
    const type = anyTextAt(detail, 'type') ?? 'GuardDuty finding';
    const score = numberAt(detail, 'severity') ?? 0;
    return {
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
  'aws.securityhub': detail =>
    listAt(detail, 'findings').map(finding => {
      const [resource] = listAt(finding, 'Resources');
      const title =
        anyTextAt(finding, 'Title', 'finding_info.title', 'Id') ?? 'Security Hub finding';
      const workflow = textAt(finding, 'Workflow.Status', 'WorkflowState') ?? '';
      const isOver =
        /RESOLVED|SUPPRESSED/i.test(workflow) ||
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
    }),
  'aws.inspector2': (detail, event) => {
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
      /failure|failover|low storage|availability|read replica/i.test(categories) ||
      /fail|out of (space|storage)|storage has been exhausted|shut ?down|incompatible/i.test(
        message,
      );
    if (!isTrouble) return `${source}: ${message || textAt(event, 'detail-type')} is no trouble`;
    const isOver =
      /(completed|restored|restarted|resumed|available)\.?$/i.test(message) &&
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
  'aws.autoscaling': (detail, event) => {
    const type = textAt(event, 'detail-type') ?? '';
    const group = textAt(detail, 'AutoScalingGroupName') ?? nameIn(resourceOf(event)) ?? 'a group';
    if (!/Unsuccessful/i.test(type)) return `${group}: ${type} is no trouble`;
    return {
      series: ['autoscaling', group, type],
      name: type,
      title: `${group}: ${type}${textAt(detail, 'StatusMessage') ? `: ${textAt(detail, 'StatusMessage')}` : ''}`,
      description: textAt(detail, 'StatusMessage', 'Cause', 'Description'),
      service: group,
      startedAt: timeAt(detail, 'StartTime') ?? timeAt(event, 'time'),
    };
  },
};

const healthLink = { Health: 'https://health.console.aws.amazon.com/health/home' };

function consoleOf(event: unknown, service: string, page: string): string | undefined {
  const region = textAt(event, 'region') ?? '';
  return /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)
    ? `https://${region}.console.aws.amazon.com/${service}/home?region=${region}#/${page}`
    : undefined;
}

/** What a topic carries that is no JSON: a budget says so in its subject. */
export function alertsOfProse(subject: string | undefined, message: string): Parsed | undefined {
  const name = /^[^\S\n]*Budget Name:\s*(.+)$/m.exec(message)?.[1]?.trim();
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
