import { at, has, isMap, textAt } from '#core/intake/given.ts';
import type { Parse } from '#core/intake/make-alert.ts';
import { parseAlertmanager } from '#core/intake/sources/alertmanager.ts';
import { isOfTopic } from '#core/intake/sources/aws-events.ts';
import { parseCloudWatch } from '#core/intake/sources/cloudwatch.ts';
import { parseGeneric } from '#core/intake/sources/generic.ts';
import { parseGrafana } from '#core/intake/sources/grafana.ts';
import type { Source } from '#core/sources.ts';

/** What is known of a kind of sender. */
export interface Sender {
  name: Exclude<Source, 'auto'>;
  /** As people call it. */
  label: string;
  /** Whether a body is of its shape and of no other's: what only this one writes. The first of the table that says so wins. */
  isOf: (body: unknown) => boolean;
  /** The parsers of the most usual ones are at hand; each other is loaded when the first of its bodies comes. */
  parser: () => Parse | Promise<Parse>;
}

/** Every sender, the one whose shape says most before those that are content with less. */
export const senders: readonly Sender[] = [
  {
    name: 'grafana',
    label: 'Grafana',
    isOf: body =>
      (has(body, 'alerts') && (has(body, 'orgId') || has(body, 'message', 'title', 'state'))) ||
      has(body, 'evalMatches') ||
      has(body, 'ruleId', 'ruleName', 'ruleUrl') ||
      (has(body, 'ruleName', 'state') && has(body, 'title')),
    parser: () => parseGrafana,
  },
  {
    name: 'email',
    label: 'a mail',
    isOf: body =>
      isMime(body) ||
      has(body, 'notificationType', 'mail.commonHeaders') ||
      (named(body, 'Subject', 'From', 'TextBody', 'MessageID', 'HtmlBody', 'To') >= 4 &&
        has(body, 'Subject', 'From')) ||
      has(body, 'body-plain', 'subject') ||
      /\{\\*"notificationType\\*":\s*\\*"Received/.test(textAt(body, 'Message') ?? ''),
    parser: async () => (await import('#core/intake/sources/email.ts')).parseEmail,
  },
  {
    name: 'cloudwatch',
    label: 'Amazon SNS, EventBridge or CloudWatch',
    isOf: body =>
      has(body, 'Type', 'Message', 'TopicArn') ||
      (has(body, 'Type', 'SubscribeURL') && !has(body, 'topic_urn')) ||
      has(body, 'AlarmName', 'NewStateValue') ||
      has(body, 'alarmData.alarmName') ||
      isOfTopic(body) ||
      (has(body, 'detail-type', 'source', 'detail') && !has(body, 'specversion')) ||
      (has(body, 'Records') && JSON.stringify(body).slice(0, 2000).includes('"Sns"')),
    parser: () => parseCloudWatch,
  },
  {
    name: 'alertmanager',
    label: 'Prometheus or Alertmanager',
    isOf: body => {
      const [first] = Array.isArray(body)
        ? body
        : isMap(body) && Array.isArray(body.alerts)
          ? body.alerts
          : [isMap(body) && isMap(body.alert) ? body.alert : body];
      return (
        isMap(first) &&
        isMap(first.labels) &&
        !('title' in first) &&
        !('specversion' in first) &&
        ('annotations' in first ||
          'startsAt' in first ||
          ('fingerprint' in first && !('name' in first)) ||
          'generatorURL' in first ||
          'alertname' in first.labels ||
          has(body, 'groupLabels'))
      );
    },
    parser: () => parseAlertmanager,
  },
  {
    name: 'datadog',
    label: 'Datadog',
    isOf: body =>
      named(
        body,
        'alert_transition',
        'aggreg_key',
        'alert_cycle_key',
        'alert_scope',
        'alert_query',
        'alert_metric',
        'snapshot',
        'scopes',
      ) >= 2 ||
      (named(body, 'last_updated', 'event_type', 'title', 'body', 'date', 'org', 'id') >= 6 &&
        !has(body, 'status')) ||
      /\$(EVENT_TITLE|ALERT_TRANSITION|EVENT_MSG)/.test(text(body)),
    parser: async () => (await import('#core/intake/sources/datadog.ts')).parse,
  },
  {
    name: 'pagerduty',
    label: 'PagerDuty (its webhooks)',
    isOf: body =>
      (/^(?:incident|service|pagey)\./.test(textAt(body, 'event.event_type') ?? '') &&
        has(body, 'event.data')) ||
      (has(body, 'messages') &&
        isMap(first(body, 'messages')) &&
        named(first(body, 'messages'), 'incident', 'data', 'event', 'type', 'log_entries') >= 2),
    parser: async () => (await import('#core/intake/sources/pagerduty.ts')).parse,
  },
  {
    name: 'pagerduty-events',
    label: 'PagerDuty (its Events API)',
    isOf: body =>
      /^(?:trigger|acknowledge|resolve)$/i.test(textAt(body, 'event_action') ?? '') ||
      (has(body, 'event_action') && named(body, 'routing_key', 'payload') > 0) ||
      has(body, 'routing_key', 'payload') ||
      has(body, 'payload.summary', 'payload.timestamp') ||
      (has(body, 'service_key') && named(body, 'event_type', 'incident_key', 'description') > 0),
    parser: async () => (await import('#core/intake/sources/pagerduty-events.ts')).parse,
  },
  {
    name: 'opsgenie',
    label: 'Opsgenie or Jira Service Management',
    isOf: body =>
      has(body, 'action', 'alert.alertId') ||
      (has(body, 'action', 'alert') &&
        named(at(body, 'alert'), 'alertId', 'tinyId', 'alias', 'message') >= 2) ||
      (has(body, 'message') &&
        named(body, 'alias', 'responders', 'visibleTo', 'entity', 'priority', 'actions') >= 2 &&
        named(body, 'status', 'state', 'event') === 0) ||
      (only(body, 'source', 'note', 'user') && named(body, 'source', 'note', 'user') >= 2),
    parser: async () => (await import('#core/intake/sources/opsgenie.ts')).parse,
  },
  {
    name: 'newrelic',
    label: 'New Relic',
    isOf: body =>
      named(
        body,
        'issueUrl',
        'issuePageUrl',
        'alertPolicyNames',
        'alertConditionNames',
        'impactedEntities',
        'issueId',
        'workflowName',
      ) >= 2 ||
      named(
        body,
        'condition_name',
        'current_state',
        'incident_id',
        'policy_name',
        'policy_url',
        'condition_id',
        'incident_url',
      ) >= 3,
    parser: async () => (await import('#core/intake/sources/newrelic.ts')).parse,
  },
  {
    name: 'sentry',
    label: 'Sentry',
    isOf: body =>
      has(body, 'data.issue.shortId') ||
      has(body, 'data.metric_alert') ||
      has(body, 'action', 'installation', 'actor') ||
      has(body, 'action', 'data.triggered_rule') ||
      has(body, 'data.event.event_id') ||
      has(body, 'data.error.event_id') ||
      (has(body, 'project_slug', 'event') &&
        named(body, 'culprit', 'triggering_rules', 'level') > 0),
    parser: async () => (await import('#core/intake/sources/sentry.ts')).parse,
  },
  {
    name: 'azure-monitor',
    label: 'Azure Monitor',
    isOf: body =>
      has(body, 'data.essentials') ||
      has(body, 'essentials.alertRule') ||
      /^(AzureMonitorMetricAlert|Microsoft\.Insights|AIP Budget)/i.test(
        textAt(body, 'schemaId') ?? '',
      ) ||
      has(body, 'context.resourceId') ||
      has(body, 'context.subscriptionId') ||
      has(body, 'data.context.subscriptionId') ||
      has(body, 'data.context.activityLog') ||
      has(body, 'alertContext.AlertRuleName') ||
      has(body, 'alertContext.SearchQuery') ||
      has(body, 'data.SearchQuery'),
    parser: async () => (await import('#core/intake/sources/azure-monitor.ts')).parse,
  },
  {
    name: 'gcp-monitoring',
    label: 'Google Cloud Monitoring',
    isOf: body =>
      has(body, 'budgetDisplayName', 'costAmount') ||
      (has(body, 'incident.incident_id') &&
        named(
          at(body, 'incident'),
          'policy_name',
          'condition_name',
          'resource',
          'scoping_project_id',
          'resource_name',
          'observed_value',
          'condition',
        ) >= 2),
    parser: async () => (await import('#core/intake/sources/gcp-monitoring.ts')).parse,
  },
  {
    name: 'pingdom',
    label: 'Pingdom',
    isOf: body => has(body, 'check_id', 'check_name', 'current_state'),
    parser: async () => (await import('#core/intake/sources/pingdom.ts')).parse,
  },
  {
    name: 'uptimerobot',
    label: 'UptimeRobot',
    isOf: body =>
      named(
        body,
        'monitor_url',
        'monitor_friendly_name',
        'monitor_id',
        'alert_type',
        'alert_type_friendly_name',
        'alert_details',
        'alert_friendly_duration',
      ) >= 3 &&
      (has(body, 'monitorFriendlyName') || has(body, 'alertTypeFriendlyName')),
    parser: async () => (await import('#core/intake/sources/uptimerobot.ts')).parse,
  },
  {
    name: 'uptime-kuma',
    label: 'Uptime Kuma',
    isOf: body =>
      isMap(body) &&
      'heartbeat' in body &&
      'monitor' in body &&
      /^\d*$/.test(textAt(body, 'heartbeat.status') ?? ''),
    parser: async () => (await import('#core/intake/sources/uptime-kuma.ts')).parse,
  },
  {
    name: 'updown',
    label: 'updown.io',
    isOf: body => isMap(first(body, '')) && has(first(body, ''), 'event', 'check.token'),
    parser: async () => (await import('#core/intake/sources/updown.ts')).parse,
  },
  {
    name: 'checkly',
    label: 'Checkly',
    isOf: body =>
      (/^(?:NO_)?ALERT|\{\{/.test(textAt(body, 'alert_type') ?? '') &&
        has(body, 'check_id', 'check_name')) ||
      has(body, 'check_result_id') ||
      / is ALERT_[A-Z_]+$/.test(textAt(body, 'message') ?? ''),
    parser: async () => (await import('#core/intake/sources/checkly.ts')).parse,
  },
  {
    name: 'freshping',
    label: 'Freshping',
    isOf: body => has(body, 'webhook_event_data.check_id'),
    parser: async () => (await import('#core/intake/sources/freshping.ts')).parse,
  },
  {
    name: 'freshstatus',
    label: 'Freshstatus',
    isOf: body =>
      has(body, 'event_data.event_type') &&
      named(body, 'affected_services', 'title', 'incident_title', 'incident_status') > 0,
    parser: async () => (await import('#core/intake/sources/freshstatus.ts')).parse,
  },
  {
    name: 'site24x7',
    label: 'Site24x7',
    // Written so by nobody else; a monitor's name and status, in any other case, have all of them.
    isOf: body => isMap(body) && 'MONITORNAME' in body && 'STATUS' in body,
    parser: async () => (await import('#core/intake/sources/site24x7.ts')).parse,
  },
  {
    name: 'better-stack',
    label: 'Better Stack',
    isOf: body =>
      (/^(incident|monitor|heartbeat|on_call_calendar)$/.test(textAt(body, 'data.type') ?? '') &&
        has(body, 'data.attributes')) ||
      has(body, 'data.attributes.error_url', 'data.attributes.event'),
    parser: async () => (await import('#core/intake/sources/better-stack.ts')).parse,
  },
  {
    name: 'healthchecks',
    label: 'Healthchecks.io',
    isOf: body =>
      named(body, 'ping_url', 'update_url', 'n_pings', 'grace', 'last_ping', 'next_ping') >= 3 ||
      named(at(body, 'check'), 'ping_url', 'update_url', 'n_pings', 'last_ping') >= 2,
    parser: async () => (await import('#core/intake/sources/healthchecks.ts')).parse,
  },
  {
    name: 'statuscake',
    label: 'StatusCake',
    isOf: body =>
      has(body, 'Status', 'StatusCode', 'URL') ||
      (has(body, 'Token', 'Status') && named(body, 'Name', 'URL', 'Tags', 'Checkrate') >= 2),
    parser: async () => (await import('#core/intake/sources/statuscake.ts')).parse,
  },
  {
    name: 'hetrixtools',
    label: 'HetrixTools',
    isOf: body =>
      isMap(first(body, '')) &&
      (has(first(body, ''), 'monitor_status', 'monitor_target') ||
        has(first(body, ''), 'monitor_name', 'resource_usage.resource_type') ||
        has(first(body, ''), 'blacklisted_now') ||
        has(first(body, ''), 'monitor_status', 'monitor_category')),
    parser: async () => (await import('#core/intake/sources/hetrixtools.ts')).parse,
  },
  {
    name: 'uptime-com',
    label: 'Uptime.com',
    isOf: body =>
      has(body, 'data.alert', 'data.service') &&
      named(at(body, 'data.alert'), 'is_up', 'short_output') > 0,
    parser: async () => (await import('#core/intake/sources/uptime-com.ts')).parse,
  },
  {
    name: 'dead-mans-snitch',
    label: "Dead Man's Snitch",
    isOf: body => has(body, 'data.snitch'),
    parser: async () => (await import('#core/intake/sources/dead-mans-snitch.ts')).parse,
  },
  {
    name: 'statusgator',
    label: 'StatusGator',
    isOf: body =>
      has(body, 'current_status') &&
      named(body, 'service', 'service_name', 'last_status', 'status_page_url') > 0,
    parser: async () => (await import('#core/intake/sources/statusgator.ts')).parse,
  },
  {
    name: 'cronitor',
    label: 'Cronitor',
    isOf: body => has(body, 'monitor') && /^(alert|recovery)$/i.test(textAt(body, 'type') ?? ''),
    parser: async () => (await import('#core/intake/sources/cronitor.ts')).parse,
  },
  {
    name: 'hydrozen',
    label: 'Hydrozen or 66uptime',
    isOf: body =>
      isMap(body) &&
      has(body, 'is_ok') &&
      named(body, 'monitor_id', 'heartbeat_id', 'domain_name_id') > 0,
    parser: async () => (await import('#core/intake/sources/hydrozen.ts')).parse,
  },
  {
    name: 'apex-ping',
    label: 'Apex Ping',
    isOf: body => has(body, 'check.id', 'alert.id', 'state'),
    parser: async () => (await import('#core/intake/sources/apex-ping.ts')).parse,
  },
  {
    name: 'statuspage',
    label: 'Statuspage',
    isOf: body =>
      (has(body, 'page') &&
        named(
          body,
          'incident',
          'component',
          'component_update',
          'incidents',
          'components',
          'scheduled_maintenances',
        ) > 0) ||
      (has(body, 'meta.unsubscribe') && named(body, 'incident', 'component_update') > 0),
    parser: async () => (await import('#core/intake/sources/statuspage.ts')).parse,
  },
  {
    name: 'librenms',
    label: 'LibreNMS',
    isOf: body =>
      named(
        body,
        'sysName',
        'sysDescr',
        'rule_id',
        'alert_id',
        'builder',
        'faults',
        'device_id',
        'uid',
        'hostname',
        'elapsed',
      ) >= 4,
    parser: async () => (await import('#core/intake/sources/librenms.ts')).parse,
  },
  {
    name: 'checkmk',
    label: 'Checkmk',
    isOf: body =>
      has(body, 'check_command', 'what') ||
      has(body, 'omd_site') ||
      (has(body, 'site', 'what') && has(body, 'notification_type')),
    parser: async () => (await import('#core/intake/sources/checkmk.ts')).parse,
  },
  {
    name: 'zabbix',
    label: 'Zabbix',
    isOf: body =>
      named(
        body,
        'trigger',
        'trigger_id',
        'trigger_name',
        'triggerid',
        'event_value',
        'event_nseverity',
        'event_tags',
        'trigger_severity',
        'event_opdata',
        'trigger_status',
        'event_update_status',
      ) >=
        // Others, too, have a trigger with a name and a severity.
        (has(body, 'trigger_name', 'trigger_severity') ? 3 : 2) ||
      (has(body, 'trigger', 'status') &&
        named(body, 'hostname', 'host', 'severity', 'item') >= 2) ||
      (has(body, 'subject') && /^Original problem ID: /m.test(textAt(body, 'message') ?? '')),
    parser: async () => (await import('#core/intake/sources/zabbix.ts')).parse,
  },
  {
    name: 'icinga',
    label: 'Icinga',
    isOf: body =>
      has(body, 'host_display_name') ||
      has(body, 'icingaweb2_url') ||
      (has(body, 'check_result.check_source') && has(body, 'host')) ||
      (/^(Acknowledgement(Set|Cleared)|(Comment|Downtime)[A-Z]\w+)$/.test(
        textAt(body, 'type') ?? '',
      ) &&
        named(body, 'host', 'downtime', 'comment') > 0),
    parser: async () => (await import('#core/intake/sources/icinga.ts')).parse,
  },
  {
    name: 'nagios',
    label: 'Nagios',
    isOf: body =>
      named(
        body,
        'SERVICEDESC',
        'SERVICESTATE',
        'HOSTSTATE',
        'SERVICEOUTPUT',
        'NOTIFICATIONTYPE',
        'HOSTNAME',
        'HOSTOUTPUT',
      ) >= 3 ||
      has(body, 'host', 'state', 'type', 'output') ||
      (named(body, 'host', 'hostname') > 0 &&
        /^(PROBLEM|RECOVERY|ACKNOWLEDGEMENT|FLAPPING\w+|DOWNTIME\w+|\$NOTIFICATIONTYPE\$)$/.test(
          textAt(body, 'type', 'notification_type') ?? '',
        )),
    parser: async () => (await import('#core/intake/sources/nagios.ts')).parse,
  },
  {
    name: 'graylog',
    label: 'Graylog',
    isOf: body => has(body, 'event_definition_id') || has(body, 'check_result.result_description'),
    parser: async () => (await import('#core/intake/sources/graylog.ts')).parse,
  },
  {
    name: 'splunk',
    label: 'Splunk',
    isOf: body =>
      (has(body, 'sid') &&
        named(body, 'search_name', 'results_link', 'result', 'owner', 'app') >= 2) ||
      has(body, 'search_name', 'result'),
    parser: async () => (await import('#core/intake/sources/splunk.ts')).parse,
  },
  {
    name: 'signalfx',
    label: 'Splunk Observability (SignalFx)',
    isOf: body =>
      has(body, 'sf_schema') ||
      named(
        body,
        'detectorUrl',
        'statusExtended',
        'detectOnCondition',
        'originatingMetric',
        'messageTitle',
        'incidentId',
      ) >= 3,
    parser: async () => (await import('#core/intake/sources/signalfx.ts')).parse,
  },
  {
    name: 'honeycomb',
    label: 'Honeycomb',
    isOf: body =>
      named(
        body,
        'trigger_url',
        'result_url',
        'trigger_description',
        'result_groups_triggered',
        'shared_secret',
        'result_groups',
      ) >= 2,
    parser: async () => (await import('#core/intake/sources/honeycomb.ts')).parse,
  },
  {
    name: 'netdata',
    label: 'Netdata',
    isOf: body =>
      typeof at(body, 'status.reachable') === 'boolean' ||
      named(
        body,
        'alarm',
        'alert',
        'chart',
        'context',
        'space',
        'family',
        'alert_url',
        'rooms',
        'node',
      ) >= 4 ||
      has(body, 'alarm', 'chart'),
    parser: async () => (await import('#core/intake/sources/netdata.ts')).parse,
  },
  {
    name: 'coralogix',
    label: 'Coralogix',
    isOf: body => has(body, 'alert_action', 'alert_id') || has(body, 'alert_action', 'fields'),
    parser: async () => (await import('#core/intake/sources/coralogix.ts')).parse,
  },
  {
    name: 'axiom',
    label: 'Axiom',
    isOf: body => has(body, 'event.monitorID', 'action'),
    parser: async () => (await import('#core/intake/sources/axiom.ts')).parse,
  },
  {
    name: 'dash0',
    label: 'Dash0',
    isOf: body => has(body, 'data.issue.issueIdentifier') || has(body, 'data.issue.checkrules'),
    parser: async () => (await import('#core/intake/sources/dash0.ts')).parse,
  },
  {
    name: 'rollbar',
    label: 'Rollbar',
    isOf: body =>
      has(body, 'event_name', 'data') &&
      /^test$|(^|_)(item|occurrence|velocity|deploy)$/.test(textAt(body, 'event_name') ?? ''),
    parser: async () => (await import('#core/intake/sources/rollbar.ts')).parse,
  },
  {
    name: 'raygun',
    label: 'Raygun',
    isOf: body =>
      /^error_(notification|activity)$/.test(textAt(body, 'event') ?? '') ||
      has(body, 'eventType', 'error.url', 'application'),
    parser: async () => (await import('#core/intake/sources/raygun.ts')).parse,
  },
  {
    name: 'papertrail',
    label: 'Papertrail',
    isOf: body => has(body, 'saved_search.id') && named(body, 'events', 'counts') > 0,
    parser: async () => (await import('#core/intake/sources/papertrail.ts')).parse,
  },
  {
    name: 'thousandeyes',
    label: 'ThousandEyes',
    isOf: body =>
      /^(ALERT_NOTIFICATION|WEB_TRANSACTION|TEST_)/.test(textAt(body, 'eventType') ?? '') ||
      has(body, 'alert.ruleExpression') ||
      has(body, 'agentAlert') ||
      has(body, 'alert.rule.expression'),
    parser: async () => (await import('#core/intake/sources/thousandeyes.ts')).parse,
  },
  {
    name: 'dynatrace',
    label: 'Dynatrace',
    isOf: body =>
      named(
        body,
        'ProblemID',
        'PID',
        'ProblemTitle',
        'ProblemURL',
        'ProblemImpact',
        'ProblemSeverity',
        'ImpactedEntity',
        'ImpactedEntities',
        'State',
      ) >= 3 ||
      (isMap(body) && body['event.name'] !== undefined && body['event.status'] !== undefined),
    parser: async () => (await import('#core/intake/sources/dynatrace.ts')).parse,
  },
  {
    name: 'logicmonitor',
    label: 'LogicMonitor',
    isOf: body =>
      has(body, 'alertstatus') &&
      named(body, 'internalid', 'alertid', 'datasource', 'host', 'level', 'datapoint') >= 2 &&
      !has(body, 'alertSeverity'),
    parser: async () => (await import('#core/intake/sources/logicmonitor.ts')).parse,
  },
  {
    name: 'auvik',
    label: 'Auvik',
    isOf: body =>
      has(body, 'alertStatus', 'alertSeverity') &&
      named(body, 'alertName', 'companyName', 'correlationId') > 0,
    parser: async () => (await import('#core/intake/sources/auvik.ts')).parse,
  },
  {
    name: 'scom',
    label: 'System Center Operations Manager',
    isOf: body =>
      has(body, 'resolutionState') &&
      named(body, 'alertId', 'alertName', 'severity', 'priority') >= 2,
    parser: async () => (await import('#core/intake/sources/scom.ts')).parse,
  },
  {
    name: 'solarwinds',
    label: 'SolarWinds',
    isOf: body =>
      named(
        body,
        'AlertID',
        'AlertName',
        'NodeName',
        'AlertMessage',
        'AlertDescription',
        'ObjectType',
        'AlertDetailsURL',
      ) >= 3 || has(body, 'AlertID', 'NodeName'),
    parser: async () => (await import('#core/intake/sources/solarwinds.ts')).parse,
  },
  {
    name: 'prtg',
    label: 'PRTG',
    isOf: body =>
      (has(body, 'sensorid') && named(body, 'sensor', 'device', 'laststatus', 'linksensor') > 0) ||
      (has(body, 'sensor', 'device') &&
        named(body, 'laststatus', 'lastvalue', 'probe', 'linksensor', 'lastmessage', 'deviceid') >
          0),
    parser: async () => (await import('#core/intake/sources/prtg.ts')).parse,
  },
  {
    name: 'kapacitor',
    label: 'Kapacitor or InfluxDB',
    isOf: body =>
      has(body, 'level', 'data.series') ||
      has(body, '_check_name', '_level') ||
      (has(body, 'id', 'message', 'level', 'data') && has(body, 'previousLevel')),
    parser: async () => (await import('#core/intake/sources/kapacitor.ts')).parse,
  },
  {
    name: 'appdynamics',
    label: 'AppDynamics',
    isOf: body =>
      /^POLICY_|^ANOMALY_/.test(
        textAt(body, 'eventType', 'event_type') ?? textAt(first(body, 'events'), 'eventType') ?? '',
      ) ||
      (has(body, 'policy.name') && has(body, 'application.name')) ||
      named(body, 'healthRuleName', 'controllerUrl', 'eventDeepLink') >= 1,
    parser: async () => (await import('#core/intake/sources/appdynamics.ts')).parse,
  },
  {
    name: 'rundeck',
    label: 'Rundeck',
    isOf: body =>
      has(body, 'trigger', 'execution') ||
      has(body, 'executionId', 'execution.job') ||
      has(body, 'executionId', 'executions.execution'),
    parser: async () => (await import('#core/intake/sources/rundeck.ts')).parse,
  },
  {
    name: 'thinkst-canary',
    label: 'Thinkst Canary',
    isOf: body =>
      has(body, 'IncidentHash') ||
      named(body, 'CanaryName', 'CanaryID', 'CanaryIP', 'AlertType') >= 2 ||
      has(body, 'manage_url', 'memo') ||
      has(body, 'Token', 'Reminder', 'Triggered'),
    parser: async () => (await import('#core/intake/sources/thinkst-canary.ts')).parse,
  },
  {
    name: 'jira',
    label: 'Jira',
    isOf: body =>
      /^(jira:|(comment|issuelink|worklog|sprint|board|project|user|attachment)_)/.test(
        textAt(body, 'webhookEvent') ?? '',
      ) ||
      has(body, 'issue.fields') ||
      has(body, 'key', 'fields.summary'),
    parser: async () => (await import('#core/intake/sources/jira.ts')).parse,
  },
  {
    name: 'github',
    label: 'GitHub',
    isOf: body =>
      has(body, 'zen', 'hook_id') ||
      (has(body, 'repository.full_name') && has(body, 'sender')) ||
      ((has(body, 'repository.owner') || has(body, 'repository.full_name')) &&
        named(
          body,
          ...['alert', 'check_run', 'check_suite', 'workflow_run', 'workflow_job'],
          'deployment_status',
        ) > 0) ||
      has(body, 'security_advisory.ghsa_id'),
    parser: async () => (await import('#core/intake/sources/github.ts')).parse,
  },
  {
    name: 'gitlab',
    label: 'GitLab',
    isOf: body =>
      has(body, 'object_kind') || has(body, 'event_name', 'project.path_with_namespace'),
    parser: async () => (await import('#core/intake/sources/gitlab.ts')).parse,
  },
  {
    name: 'alibaba-cms',
    label: 'Alibaba Cloud Monitor',
    isOf: body =>
      (has(body, 'specversion') && has(body, 'alertEntityId')) ||
      has(body, 'product', 'eventTime', 'level', 'name', 'resourceId') ||
      (has(body, 'alertName', 'alertState') &&
        named(body, 'instanceName', 'dimensions', 'triggerLevel', 'curValue', 'metricName') >= 2),
    parser: async () => (await import('#core/intake/sources/alibaba-cms.ts')).parse,
  },
  {
    name: 'huawei-ces',
    label: 'Huawei Cloud Eye',
    isOf: body =>
      has(body, 'data.AlarmRuleName') || has(body, 'data.IsAlarm') || has(body, 'topic_urn'),
    parser: async () => (await import('#core/intake/sources/huawei-ces.ts')).parse,
  },
  {
    name: 'flashduty',
    label: 'Flashduty',
    isOf: body =>
      has(body, 'incident.progress') ||
      (has(body, 'alert.alert_key') && /^a_/.test(textAt(body, 'event_type') ?? '')),
    parser: async () => (await import('#core/intake/sources/flashduty.ts')).parse,
  },
  {
    name: 'incident-io',
    label: 'incident.io',
    isOf: body =>
      isMap(body) &&
      /_(incident|alert)\./.test(textAt(body, 'event_type') ?? '') &&
      isMap(body[textAt(body, 'event_type') ?? '']),
    parser: async () => (await import('#core/intake/sources/incident-io.ts')).parse,
  },
  {
    name: 'rootly',
    label: 'Rootly',
    isOf: body =>
      /^(incident|alert|retrospective|action_item|pulse)\w*\./.test(
        textAt(body, 'event.type') ?? '',
      ) && has(body, 'data'),
    parser: async () => (await import('#core/intake/sources/rootly.ts')).parse,
  },
  {
    name: 'firehydrant',
    label: 'FireHydrant',
    isOf: body => has(body, 'data.incident') && has(body, 'event.resource_type'),
    parser: async () => (await import('#core/intake/sources/firehydrant.ts')).parse,
  },
  {
    name: 'logfire',
    label: 'Logfire',
    isOf: body =>
      has(body, 'alert_id') &&
      named(body, 'alert_name', 'alert_url', 'organization', 'project', 'organization_name') >= 3,
    parser: async () => (await import('#core/intake/sources/logfire.ts')).parse,
  },
  {
    name: 'cloudflare',
    label: 'Cloudflare',
    isOf: body =>
      has(body, 'alert_type') &&
      named(body, 'account_id', 'policy_id', 'alert_event', 'alert_correlation_id') >= 2,
    parser: async () => (await import('#core/intake/sources/cloudflare.ts')).parse,
  },
  {
    name: 'serverguard24',
    label: 'ServerGuard24',
    isOf: body =>
      has(body, 'check_result') && named(body, 'servername', 'servicename', 'serverid') > 0,
    parser: async () => (await import('#core/intake/sources/serverguard24.ts')).parse,
  },
  {
    name: 'elastic',
    label: 'Elastic or Kibana',
    isOf: body =>
      has(body, 'rule.id', 'alert') ||
      has(body, 'watch_id') ||
      named(
        body,
        'ruleId',
        'ruleName',
        'alertId',
        'actionGroup',
        'actionGroupName',
        'alertActionGroup',
        'alertInstanceId',
        'spaceId',
        'watch_id',
        'kibanaBaseUrl',
      ) >= 3 ||
      has(body, 'context.alertDetailsUrl'),
    parser: async () => (await import('#core/intake/sources/elastic.ts')).parse,
  },
  {
    name: 'elastalert',
    label: 'ElastAlert',
    isOf: body =>
      named(
        body,
        'num_hits',
        'num_matches',
        'alert_subject',
        'alert_text',
        'rule_name',
        'kibana_link',
        '@timestamp',
        '_index',
      ) >= 3,
    parser: async () => (await import('#core/intake/sources/elastalert.ts')).parse,
  },
  {
    name: 'riemann',
    label: 'Riemann',
    isOf: body => {
      const event = first(body, 'events') ?? at(body, 'event') ?? first(body, '');
      return (
        has(event, 'host', 'service', 'state', 'metric') ||
        named(event, 'host', 'service', 'state', 'metric', 'ttl', 'attributes') >= 5
      );
    },
    parser: async () => (await import('#core/intake/sources/riemann.ts')).parse,
  },
  {
    name: 'cloudevents',
    label: 'CloudEvents',
    isOf: body =>
      isMap(first(body, '')) &&
      (has(first(body, ''), 'specversion', 'type') ||
        has(first(body, ''), 'cloudEventsVersion') ||
        has(first(body, ''), 'eventType', 'dataVersion', 'subject')),
    parser: async () => (await import('#core/intake/sources/cloudevents.ts')).parse,
  },
  {
    name: 'generic',
    label: "Tocsin's own form",
    isOf: body => 'alerts' in parseGeneric(body),
    parser: () => parseGeneric,
  },
];

/** A mail as it is: lines of a header, with a subject and a sender among them. */
function isMime(body: unknown): boolean {
  if (typeof body !== 'string') return false;
  const [header = ''] = body.slice(0, 20_000).split(/\r?\n\r?\n/, 1);
  return /^[\w-]{1,100}:\s/.test(header) && /^subject:/im.test(header) && /^from:/im.test(header);
}

/** How many of these names are members of it. */
function named(body: unknown, ...names: string[]): number {
  return names.filter(name => has(body, name)).length;
}

/** Whether it has these members and no others. */
function only(body: unknown, ...names: string[]): boolean {
  return isMap(body) && Object.keys(body).every(key => names.includes(key));
}

/** The first of a list. */
function first(body: unknown, path: string): unknown {
  const found = path === '' ? body : at(body, path);
  return Array.isArray(found) ? found[0] : found;
}

/** The beginning of it as text, for what templates leave behind. */
function text(body: unknown): string {
  return JSON.stringify(body).slice(0, 2000);
}

export function senderOf(body: unknown): Sender | undefined {
  return senders.find(({ isOf }) => isOf(body));
}
