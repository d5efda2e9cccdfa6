import type { Source } from '#core/sources.ts';

/** What a sender posts as its documentation has it, in our words, and what a person would make of it. */
export interface Case {
  source: Exclude<Source, 'auto' | 'generic' | 'email'>;
  fires: object;
  /** Of the first alert in it. */
  is: {
    title: string;
    service?: string;
    vendorSeverity?: string;
    startedAt?: string;
    links?: { title: string }[];
  };
  /** Changes at the top, by which the same becomes its end; absent: this sender never says so. */
  over?: object;
  /** What its test button sends. */
  test?: object;
}

export const cases: readonly Case[] = [
  {
    // Of a tunnel, whose end stands in its own state.
    source: 'cloudflare',
    fires: {
      ...{ name: 'Tunnels', text: 'The tunnel shop is down', alert_type: 'tunnel_health_event' },
      ...{ account_id: 'a', policy_id: 'p' },
      data: { tunnel_name: 'shop', new_status: 'TUNNEL_STATUS_TYPE_DOWN' },
    },
    is: { title: 'Tunnels: The tunnel shop is down', service: 'shop' },
    over: { data: { tunnel_name: 'shop', new_status: 'TUNNEL_STATUS_TYPE_HEALTHY' } },
  },
  {
    // What happens to a machine.
    source: 'alibaba-cms',
    fires: {
      ...{ product: 'ECS', eventTime: '20261123T021404.000+0800', level: 'CRITICAL' },
      ...{ name: 'Instance:SystemFailure.Reboot', status: 'Executing', instanceName: 'web-1' },
      resourceId: 'acs:ecs:cn-hangzhou:1:instance/i-1',
    },
    is: {
      ...{ title: 'Instance:SystemFailure.Reboot (web-1)', service: 'web-1' },
      vendorSeverity: 'CRITICAL',
    },
    over: { status: 'Executed' },
  },
  {
    // As a stream of its events has it.
    source: 'icinga',
    fires: {
      ...{ type: 'CheckResult', host: 'db-1', service: 'disk' },
      check_result: { check_source: 'm1', output: '99 %', state: 2 },
    },
    is: { title: 'disk on db-1 is critical: 99 %', service: 'disk', vendorSeverity: 'critical' },
    over: { check_result: { check_source: 'm1', output: 'fine', state: 0 } },
  },
  {
    // A hook of an identity provider, which puts what happened into a list.
    source: 'cloudevents',
    fires: {
      ...{ eventType: 'com.example.hook', cloudEventsVersion: '0.1', eventId: '1' },
      source: 'https://id.example.com/hooks/1',
      data: { events: [{ displayMessage: 'Too many attempts', severity: 'WARN' }] },
    },
    is: { title: 'Too many attempts', service: 'id.example.com', vendorSeverity: 'WARN' },
  },
  {
    // What is wrong stands deeper, under names of its own.
    source: 'cloudevents',
    fires: {
      ...{ id: '3', eventType: 'Health.AvailabilityChanged', topic: '/s', subject: '/s/vm-1' },
      dataVersion: '1',
      data: {
        info: { properties: { availabilityState: 'Unavailable', summary: 'The host is gone' } },
        affectedResourceName: 'vm-1',
        riskLevel: 'High',
      },
    },
    is: { title: 'The host is gone', service: 'vm-1', vendorSeverity: 'High' },
    over: {
      id: '4',
      data: { info: { properties: { availabilityState: 'Available', summary: 'It is back' } } },
    },
  },
  {
    // Of Azure Event Grid.
    source: 'cloudevents',
    fires: [
      {
        ...{ id: '1', eventType: 'KeyVault.CertificateNearExpiry', topic: '/kv', subject: 'shop' },
        ...{ dataVersion: '1', data: { message: 'Certificate of shop expires' } },
      },
    ],
    is: { title: 'Certificate of shop expires', service: '/kv' },
    test: [
      {
        ...{ id: '2', eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent', topic: '/kv' },
        ...{ subject: '', dataVersion: '2', data: { validationUrl: 'https://az.example.com/' } },
      },
    ],
  },
  {
    // Zabbix's subject and message alone, as a script of a team passes them on.
    source: 'zabbix',
    fires: {
      subject: 'Problem: Cores are hot',
      message:
        'Problem started at 02:14\r\nHost: db-1\r\nSeverity: High\r\nOriginal problem ID: 7\r\n',
    },
    is: { title: 'Cores are hot (db-1)', service: 'db-1', vendorSeverity: 'High' },
    over: {
      subject: 'Resolved in 5m 3s: Cores are hot',
      message:
        'Problem has been resolved\r\nHost: db-1\r\nSeverity: High\r\nOriginal problem ID: 7',
    },
  },
  {
    // Nothing but its subject names it.
    source: 'zabbix',
    fires: {
      ...{ alert_subject: 'Problem: Disk is full', host: 'db-1', event_value: '1' },
      event_update_status: '0',
    },
    is: { title: 'Disk is full (db-1)', service: 'db-1' },
    over: { alert_subject: 'Resolved in 1h 2m 3s: Disk is full', event_value: '0' },
  },
  {
    // The default body, in whose title the priority stands.
    source: 'datadog',
    fires: {
      ...{ id: '1', event_type: 'metric_alert_monitor', body: 'b', date: '1795400044000' },
      ...{ last_updated: '1795400044000', org: { id: '1', name: 'Northwind' } },
      title: '[P2] [Triggered on {host:db-1}] Cores are hot',
    },
    is: { title: 'Cores are hot (host:db-1)', service: 'db-1', vendorSeverity: 'P2' },
    over: { id: '2', title: '[P2] [Recovered on {host:db-1}] Cores are hot' },
  },
  {
    source: 'azure-monitor',
    fires: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          ...{ alertId: '/subscriptions/s/alerts/9', alertRule: 'Down', severity: 'Sev2' },
          ...{ monitorCondition: 'Fired', configurationItems: ['aks'] },
        },
        alertContext: { expression: 'up == 0', annotations: { summary: 'A pod is gone' } },
      },
    },
    is: { title: 'Down: A pod is gone', service: 'aks', vendorSeverity: 'Sev2' },
  },
  {
    // What is spent comes by Pub/Sub.
    source: 'gcp-monitoring',
    fires: {
      ...{ budgetDisplayName: 'Shop', costAmount: 90, budgetAmount: 100, currencyCode: 'EUR' },
      ...{ alertThresholdExceeded: 0.9, costIntervalStart: '2026-11-01T00:00:00Z' },
    },
    is: { title: 'Budget Shop has spent 90 of 100 EUR' },
  },
  {
    source: 'thinkst-canary',
    fires: {
      ...{ AlertType: 'CanaryDisconnected', Description: 'Canary Disconnected' },
      ...{ CanaryID: 'c7', CanaryName: 'vault', IncidentHash: 'h1' },
    },
    is: { title: 'Canary Disconnected on vault', service: 'vault' },
    // It has an incident of its own.
    over: {
      ...{ AlertType: 'CanaryReconnected', Description: 'Canary Reconnected' },
      IncidentHash: 'h2',
    },
    test: {
      ...{ manage_url: 'http://example.com/test', memo: 'Fine! The newly saved webhook works' },
      channel: 'HTTP',
    },
  },
  {
    source: 'thinkst-canary',
    fires: {
      ...{ AlertType: 'CanarytokenIncident', Description: 'Word document', Token: 't' },
      ...{ Reminder: 'passwords.docx', IncidentHash: 'h', Triggered: 2 },
    },
    is: { title: 'Word document on passwords.docx', service: 'passwords.docx' },
  },
  {
    // Its cloud has no field for the node.
    source: 'netdata',
    fires: {
      ...{ message: 'Disk space on `db-1` is critical', alarm: 'disk_space', chart: 'disk._' },
      ...{ context: 'disk.space', space: 'Shop', family: '/', severity: 'critical' },
    },
    is: { title: 'disk_space: Disk space on `db-1` is critical', service: 'db-1' },
    over: { message: 'Disk space on `db-1` is clear', severity: 'clear' },
  },
  {
    // What Jenkins and others find of a commit.
    source: 'github',
    fires: {
      ...{ sha: 'a1', context: 'ci/build', state: 'failure', branches: [{ name: 'main' }] },
      ...{ target_url: 'https://ci.example.com/1', sender: { login: 'ana' } },
      repository: { full_name: 'northwind/shop', name: 'shop' },
    },
    is: {
      ...{ title: 'ci/build failed in shop (main)', service: 'shop', links: [{ title: 'Run' }] },
    },
    over: { sha: 'b2', state: 'success' },
  },
  {
    // As its automation sends it.
    source: 'jira',
    fires: { key: 'OPS-4', fields: { summary: 'Cart is slow', priority: { name: 'Highest' } } },
    is: { title: 'OPS-4: Cart is slow', vendorSeverity: 'Highest' },
    over: {
      fields: { summary: 'Cart is slow', status: { statusCategory: { key: 'done' } } },
    },
  },
  {
    // An error of an application, by its own webhook.
    source: 'better-stack',
    fires: {
      data: {
        ...{ id: 'e5', type: 'error' },
        attributes: {
          ...{ event: 'new_error', application_name: 'Shop', error_type: 'NoStock' },
          ...{ error_message: 'nothing left', error_url: 'https://bs.example.com/e5' },
        },
      },
    },
    is: { title: 'NoStock: nothing left', service: 'Shop', links: [{ title: 'Error' }] },
    over: {
      data: {
        ...{ id: 'e5', type: 'error' },
        attributes: {
          event: 'resolved',
          error_type: 'NoStock',
          error_url: 'https://bs.example.com',
        },
      },
    },
  },
  {
    // The sentence that its guide puts into a body.
    source: 'checkly',
    fires: { message: 'Check Cart has failed is ALERT_FAILURE', timestamp: '2026-11-23T02:14:00Z' },
    is: { title: 'Cart is failing', service: 'Cart', vendorSeverity: 'critical' },
    over: { message: 'Check Cart has recovered is ALERT_RECOVERY' },
  },
  {
    source: 'alertmanager',
    fires: {
      version: '4',
      groupKey: '{}:{alertname="Slow"}',
      groupLabels: { alertname: 'Slow' },
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'Slow', service: 'shop', severity: 'critical' },
          annotations: { summary: 'Slow shop' },
          fingerprint: 'a1',
        },
      ],
    },
    is: { title: 'Slow shop', service: 'shop', vendorSeverity: 'critical' },
    over: {
      alerts: [
        {
          status: 'resolved',
          labels: { alertname: 'Slow', service: 'shop', severity: 'critical' },
          annotations: { summary: 'Slow shop' },
          fingerprint: 'a1',
        },
      ],
    },
  },
  {
    source: 'grafana',
    fires: {
      orgId: 1,
      ruleId: 7,
      ruleName: 'CPU',
      state: 'alerting',
      title: '[Alerting] CPU',
      message: 'Cores are hot',
      evalMatches: [],
      tags: { service: 'shop', severity: 'high' },
    },
    is: { title: 'CPU: Cores are hot', service: 'shop', vendorSeverity: 'high' },
    over: { state: 'ok' },
  },
  {
    source: 'cloudwatch',
    fires: {
      AlarmName: 'orders-errors',
      AlarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:orders-errors',
      NewStateValue: 'ALARM',
      AlarmDescription: 'service: orders, severity: SEV2',
    },
    is: { title: 'orders-errors', service: 'orders', vendorSeverity: 'SEV2' },
    over: { NewStateValue: 'OK' },
  },
  {
    source: 'datadog',
    fires: {
      title: '[P2] [Triggered on {service:shop}] Latency is high',
      alert_transition: 'Triggered',
      alert_type: 'error',
      alert_scope: 'service:shop',
      alert_query: 'avg:x > 1',
      priority: 'P2',
      monitor_id: '77',
      tags: 'env:prod,service:shop',
      id: '1',
    },
    is: { title: 'Latency is high (service:shop)', service: 'shop', vendorSeverity: 'P2' },
    over: { alert_transition: 'Recovered', id: '2', title: '[P2] [Recovered] Latency is high' },
  },
  {
    source: 'datadog',
    fires: {
      alert_title: 'Disk of {{host.name}} is full',
      title: '[Triggered on {host:web-1}] Disk of web-1 is full',
      alert_transition: 'Triggered',
      alert_scope: 'host:web-1',
      alert_query: 'avg:x > 1',
      alert_id: '78',
      hostname: 'web-1',
      id: '1',
    },
    is: { title: 'Disk of web-1 is full (host:web-1)', service: 'web-1' },
    over: {
      alert_transition: 'Recovered',
      title: '[Recovered on {host:web-1}] Disk of web-1 is full',
      id: '2',
    },
  },
  {
    source: 'pagerduty',
    fires: {
      event: {
        id: '1',
        event_type: 'incident.triggered',
        occurred_at: '2026-11-23T02:14:00Z',
        data: {
          id: 'PX',
          type: 'incident',
          status: 'triggered',
          title: 'Disk is full',
          service: { summary: 'Shop' },
          urgency: 'high',
          priority: { summary: 'P1' },
          html_url: 'https://pd.example.com/PX',
        },
      },
    },
    is: {
      title: 'Disk is full',
      service: 'Shop',
      vendorSeverity: 'P1',
      links: [{ title: 'Incident' }],
    },
    over: {
      event: {
        id: '2',
        event_type: 'incident.resolved',
        data: { id: 'PX', type: 'incident', status: 'resolved', title: 'Disk is full' },
      },
    },
    test: {
      event: {
        id: '3',
        event_type: 'pagey.ping',
        data: { message: 'Hello from your friend Pagey!', type: 'ping' },
      },
    },
  },
  {
    source: 'pagerduty-events',
    fires: {
      routing_key: 'r',
      event_action: 'trigger',
      dedup_key: 'k1',
      payload: {
        summary: 'Disk is full',
        source: 'db-1',
        component: 'postgres',
        severity: 'critical',
      },
      links: [{ href: 'https://a.example.com/', text: 'Runbook' }],
    },
    is: {
      title: 'Disk is full',
      service: 'postgres',
      vendorSeverity: 'critical',
      links: [{ title: 'Runbook' }],
    },
    over: { event_action: 'resolve', payload: undefined },
  },
  {
    source: 'opsgenie',
    fires: {
      action: 'Create',
      alert: {
        alertId: 'id-1',
        alias: 'disk',
        message: 'Disk is full',
        entity: 'db-1',
        priority: 'P1',
        tags: ['vip'],
      },
    },
    is: { title: 'Disk is full', service: 'db-1', vendorSeverity: 'P1' },
    over: { action: 'Close' },
  },
  {
    source: 'newrelic',
    fires: {
      id: 'u-1',
      issueUrl: 'https://nr.example.com/u-1',
      title: 'shop query result is > 2',
      priority: 'CRITICAL',
      state: 'ACTIVATED',
      impactedEntities: ['shop'],
      alertConditionNames: ['High CPU'],
      alertPolicyNames: ['Golden'],
    },
    is: {
      title: 'shop query result is > 2',
      service: 'shop',
      vendorSeverity: 'CRITICAL',
      links: [{ title: 'Issue' }],
    },
    over: { state: 'CLOSED' },
  },
  {
    source: 'sentry',
    fires: {
      action: 'created',
      installation: { uuid: 'i' },
      data: {
        issue: {
          id: '5',
          shortId: 'SHOP-1',
          title: 'TypeError: x is undefined',
          level: 'error',
          project: { slug: 'shop' },
          permalink: 'https://sentry.example.com/5',
        },
      },
    },
    is: {
      title: 'TypeError: x is undefined',
      service: 'shop',
      vendorSeverity: 'error',
      links: [{ title: 'Issue' }],
    },
    over: { action: 'resolved' },
  },
  {
    // Told of later than it began.
    source: 'azure-monitor',
    fires: {
      schemaId: 'Microsoft.Insights/activityLogs',
      data: {
        status: 'Activated',
        context: {
          activityLog: {
            ...{
              eventSource: 'ServiceHealth',
              level: 'Error',
              eventTimestamp: '2026-11-23T02:14Z',
            },
            properties: {
              ...{ title: 'Storage is slow', service: 'Storage', stage: 'Active' },
              ...{ trackingId: 'ABC1-235', impactStartTime: '2026-11-23T02:00:00Z' },
            },
          },
        },
      },
    },
    is: { title: 'Storage is slow', service: 'Storage', startedAt: '2026-11-23T02:00:00.000Z' },
  },
  {
    source: 'azure-monitor',
    fires: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: '/subscriptions/s/alerts/2',
          alertRule: 'Azure itself',
          severity: 'Sev4',
          monitorCondition: 'Fired',
          monitoringService: 'ServiceHealth',
        },
        alertContext: {
          level: 'Error',
          properties: {
            ...{ title: 'Storage is slow', stage: 'Active', trackingId: 'ABC1-234' },
            service: 'Storage',
          },
        },
      },
    },
    // Sev4 stands in each of them, however bad it is.
    is: { title: 'Azure itself: Storage is slow', vendorSeverity: 'Error', service: 'Storage' },
    // What caused it is told days after it is resolved.
    over: {
      data: {
        essentials: {
          alertId: '/subscriptions/s/alerts/3',
          alertRule: 'Azure itself',
          severity: 'Sev4',
          monitorCondition: 'Fired',
          monitoringService: 'ServiceHealth',
        },
        alertContext: {
          properties: { title: 'Storage was slow', stage: 'RCA', trackingId: 'ABC1-234' },
        },
      },
    },
  },
  {
    source: 'azure-monitor',
    fires: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          ...{ alertId: '/subscriptions/s/alerts/9', alertRule: null, monitorCondition: 'Fired' },
          monitoringService: 'CostAlerts',
        },
        alertContext: {
          AlertData: { BudgetName: 'Monthly', SpentAmount: '$30', BudgetThreshold: '$50' },
        },
      },
    },
    is: { title: 'Budget Monthly: Monthly has spent $30 of $50' },
  },
  {
    source: 'azure-monitor',
    fires: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: '/subscriptions/s/alerts/8',
          alertRule: 'Defender',
          severity: 'Sev4',
          monitorCondition: 'Fired',
          monitoringService: 'Activity Log - Security',
          configurationItems: ['vm-3'],
        },
        alertContext: { level: 'Informational', properties: { severity: 'High' } },
      },
    },
    is: { title: 'Defender', service: 'vm-3', vendorSeverity: 'High' },
  },
  {
    source: 'azure-monitor',
    fires: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: '/subscriptions/s/alerts/6',
          alertTargetIDs: ['/subscriptions/s/resourcegroups/shop/virtualmachines/vm-2'],
          alertRule: 'Machines',
          severity: 'Sev4',
          monitorCondition: 'Fired',
          monitoringService: 'Resource Health',
        },
        alertContext: {
          level: 'Critical',
          properties: {
            ...{ title: 'Somebody stopped it', currentHealthStatus: 'Unavailable' },
            cause: 'UserInitiated',
          },
        },
      },
    },
    is: { title: 'Machines', service: 'vm-2', vendorSeverity: 'Sev4' },
    over: {
      data: {
        essentials: {
          alertId: '/subscriptions/s/alerts/7',
          alertTargetIDs: ['/subscriptions/s/resourcegroups/shop/virtualmachines/vm-2'],
          alertRule: 'Machines',
          severity: 'Sev4',
          monitorCondition: 'Fired',
          monitoringService: 'Resource Health',
        },
        alertContext: { properties: { currentHealthStatus: 'Available' } },
      },
    },
  },
  {
    source: 'azure-monitor',
    fires: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: '/subscriptions/s/alerts/4',
          alertRule: 'Work on Azure',
          severity: 'Sev4',
          monitorCondition: 'Fired',
          monitoringService: 'ServiceHealth',
        },
        alertContext: {
          level: 'Warning',
          properties: {
            ...{ title: 'Storage moves', stage: 'Planned', trackingId: 'ABC1-235' },
            incidentType: 'Maintenance',
          },
        },
      },
    },
    is: { title: 'Work on Azure: Storage moves', vendorSeverity: 'Sev4' },
    over: {
      data: {
        essentials: {
          alertId: '/subscriptions/s/alerts/5',
          alertRule: 'Work on Azure',
          severity: 'Sev4',
          monitorCondition: 'Fired',
          monitoringService: 'ServiceHealth',
        },
        alertContext: {
          properties: {
            ...{ title: 'Storage moves', stage: 'Complete', trackingId: 'ABC1-235' },
            incidentType: 'Maintenance',
          },
        },
      },
    },
  },
  {
    source: 'azure-monitor',
    fires: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: '/subscriptions/s/alerts/1',
          alertRule: 'CpuHigh',
          severity: 'Sev1',
          monitorCondition: 'Fired',
          configurationItems: ['vm-1'],
          firedDateTime: '2026-11-23T02:14:00.12',
        },
      },
    },
    is: { title: 'CpuHigh', service: 'vm-1', vendorSeverity: 'Sev1' },
    over: {
      data: {
        essentials: {
          alertId: '/subscriptions/s/alerts/1',
          alertRule: 'CpuHigh',
          severity: 'Sev1',
          monitorCondition: 'Resolved',
          configurationItems: ['vm-1'],
        },
      },
    },
  },
  {
    source: 'gcp-monitoring',
    fires: {
      version: '1.2',
      incident: {
        incident_id: '0.a',
        state: 'open',
        policy_name: 'Latency',
        condition_name: 'p99',
        summary: 'p99 is above 2 s',
        resource_name: 'shop',
        resource: { type: 'x', labels: {} },
        severity: 'Critical',
        started_at: 1795400044,
        url: 'https://gcp.example.com/a',
      },
    },
    is: {
      title: 'Latency: p99 is above 2 s',
      service: 'shop',
      vendorSeverity: 'Critical',
      links: [{ title: 'Incident' }],
    },
    over: {
      incident: {
        incident_id: '0.a',
        state: 'CLOSED',
        policy_name: 'Latency',
        condition_name: 'p99',
        resource_name: 'shop',
        resource: {},
      },
    },
    test: {
      version: 'test',
      incident: { incident_id: '0', policy_name: 'p', condition_name: 'c', state: 'open' },
    },
  },
  {
    source: 'pingdom',
    fires: {
      check_id: 5,
      check_name: 'Shop',
      current_state: 'DOWN',
      previous_state: 'UP',
      importance_level: 'HIGH',
      description: 'HTTP 500',
      state_changed_timestamp: 1795400044,
    },
    is: { title: 'Shop is down: HTTP 500', service: 'Shop', vendorSeverity: 'HIGH' },
    over: { current_state: 'UP' },
  },
  {
    source: 'uptimerobot',
    fires: {
      monitorID: '5',
      monitorURL: 'https://shop.example.com',
      monitorFriendlyName: 'Shop',
      alertType: '1',
      alertTypeFriendlyName: 'Down',
      alertDetails: 'HTTP 500',
    },
    is: { title: 'Shop is down: HTTP 500', service: 'Shop' },
    over: { alertType: '2', alertTypeFriendlyName: 'Up' },
  },
  {
    source: 'uptime-kuma',
    fires: {
      heartbeat: { status: 0, msg: 'timeout', time: '2026-11-23 02:14:00.123' },
      monitor: { id: 5, name: 'Shop', url: 'https://shop.example.com' },
      msg: '[Shop] [Down] timeout',
    },
    is: { title: 'Shop is down: timeout', service: 'Shop' },
    over: { heartbeat: { status: 1, msg: '200 - OK' } },
    test: { heartbeat: null, monitor: null, msg: 'Tocsin Testing' },
  },
  {
    source: 'uptime-kuma',
    fires: {
      ...{ heartbeat: null, monitor: { id: 5, name: 'Shop' } },
      msg: '[Shop] Certificate will expire in 7 days',
    },
    is: { title: '[Shop] Certificate will expire in 7 days', service: 'Shop' },
  },
  {
    source: 'updown',
    fires: [
      {
        event: 'check.down',
        check: { token: 't1', url: 'https://shop.example.com', alias: 'Shop' },
        downtime: { error: '500', started_at: '2026-11-23T02:14:00Z' },
      },
    ],
    is: { title: 'Shop is down: 500', service: 'Shop' },
    over: [
      {
        event: 'check.up',
        check: { token: 't1', url: 'https://shop.example.com', alias: 'Shop' },
        downtime: { started_at: '2026-11-23T02:14:00Z' },
      },
    ],
  },
  {
    source: 'updown',
    fires: [
      {
        event: 'check.ssl_invalid',
        check: { token: 't1', url: 'https://shop.example.com', alias: 'Shop' },
        ssl: { error: 'certificate has expired' },
      },
    ],
    is: {
      title: 'Shop has a trouble with its certificate: certificate has expired',
      service: 'Shop',
    },
    over: [
      {
        event: 'check.ssl_valid',
        check: { token: 't1', url: 'https://shop.example.com', alias: 'Shop' },
        ssl: {},
      },
    ],
  },
  {
    source: 'statuscake',
    fires: {
      Token: 'x',
      Status: 'Down',
      StatusCode: '500',
      URL: 'https://shop.example.com',
      Name: 'Shop',
      Tags: 'a,b',
    },
    is: { title: 'Shop is down: 500', service: 'Shop' },
    over: { Status: 'Up', StatusCode: '200' },
  },
  {
    source: 'better-stack',
    fires: {
      data: {
        id: '9',
        type: 'incident',
        attributes: {
          name: 'Shop',
          cause: 'Status 500',
          started_at: '2026-11-23T02:14:00Z',
          resolved_at: null,
        },
      },
    },
    is: { title: 'Shop: Status 500', service: 'Shop' },
    over: {
      data: {
        id: '9',
        type: 'incident',
        attributes: { name: 'Shop', cause: 'Status 500', resolved_at: '2026-11-23T02:20:00Z' },
      },
    },
  },
  {
    source: 'better-stack',
    fires: {
      data: {
        id: '2',
        type: 'monitor',
        attributes: { url: 'https://shop.example.com', pronounceable_name: 'Shop', status: 'down' },
      },
    },
    is: { title: 'Shop is down', service: 'Shop' },
    over: {
      data: {
        id: '2',
        type: 'monitor',
        attributes: { url: 'https://shop.example.com', pronounceable_name: 'Shop', status: 'up' },
      },
    },
  },
  {
    source: 'checkly',
    fires: {
      alert_type: 'ALERT_FAILURE',
      check_name: 'Shop',
      check_id: 'c1',
      check_result_id: 'r1',
      event: 'Shop has failed',
      link: 'https://checkly.example.com/1',
    },
    is: {
      title: 'Shop has failed',
      service: 'Shop',
      vendorSeverity: 'critical',
      links: [{ title: 'Result' }],
    },
    over: { alert_type: 'ALERT_RECOVERY', check_result_id: 'r2' },
  },
  {
    source: 'freshping',
    fires: {
      webhook_event_data: {
        check_id: 5,
        check_name: 'Shop',
        check_state_name: 'Not Responding',
        http_status_code: 500,
        application_name: 'Store',
      },
    },
    is: { title: 'Shop is down: Not Responding, 500', service: 'Shop' },
    over: {
      webhook_event_data: { check_id: 5, check_name: 'Shop', check_state_name: 'Available' },
    },
    test: {
      webhook_event_data: {
        check_id: 1,
        check_name: 'Example check',
        check_state_name: 'Available',
        application_name: 'Webhook test',
      },
    },
  },
  {
    source: 'freshstatus',
    fires: {
      id: '5',
      title: 'Shop is slow',
      affected_services: 'Shop',
      status: 'Open',
      event_data: { event_type: 'INCIDENT_OPEN' },
    },
    is: { title: 'Shop is slow', service: 'Shop' },
    over: { incident_status: 'Closed' },
  },
  {
    source: 'site24x7',
    fires: {
      MONITOR_ID: '123456789012345678',
      MONITORNAME: 'Shop',
      STATUS: 'DOWN',
      INCIDENT_REASON: 'HTTP 500',
      INCIDENT_TIME_ISO: '2026-11-23T02:14:00+0000',
    },
    is: { title: 'Shop is down: HTTP 500', service: 'Shop', vendorSeverity: 'critical' },
    over: { STATUS: 'UP' },
  },
  {
    source: 'healthchecks',
    fires: {
      name: 'backup',
      slug: 'backup',
      tags: 'prod db',
      grace: 60,
      n_pings: 4,
      status: 'down',
      last_ping: '2026-11-23T02:14:00+00:00',
      ping_url: 'https://hc.example.com/ping/11',
    },
    is: { title: 'backup is down: its ping did not come', service: 'backup' },
    over: { status: 'up' },
  },
  {
    source: 'hetrixtools',
    fires: {
      monitor_id: 'm1',
      monitor_name: 'Shop',
      monitor_target: 'https://shop.example.com',
      monitor_type: 'website',
      monitor_category: 'Shop',
      monitor_status: 'offline',
    },
    is: { title: 'Shop is offline', service: 'Shop' },
    over: { monitor_status: 'online' },
  },
  {
    source: 'cronitor',
    fires: {
      id: 'c1',
      monitor: 'nightly',
      type: 'Alert',
      description: 'has not run',
      monitor_url: 'https://cronitor.example.com/1',
    },
    is: { title: 'nightly failed: has not run', service: 'nightly', links: [{ title: 'Monitor' }] },
    over: { type: 'Recovery' },
  },
  {
    source: 'dead-mans-snitch',
    fires: {
      type: 'snitch.missing',
      timestamp: '2026-11-23T02:14:00Z',
      data: { snitch: { token: 't1', name: 'backup', tags: ['db'] } },
    },
    is: { title: 'backup did not report', service: 'backup' },
    over: { type: 'snitch.reporting' },
  },
  {
    source: 'statusgator',
    fires: {
      service: { id: 5, name: 'GitHub', status_page_url: 'https://gh.example.com' },
      current_status: 'down',
      last_status: 'up',
    },
    is: { title: 'GitHub is down', service: 'GitHub', links: [{ title: 'Page' }] },
    over: { current_status: 'up', last_status: 'down' },
  },
  {
    source: 'uptime-com',
    fires: {
      event: 'alert_raised',
      data: {
        service: { id: 5, name: 'Shop' },
        alert: { id: 1, state: 'CRITICAL', is_up: false, short_output: 'timeout' },
      },
    },
    is: { title: 'Shop is down: timeout', service: 'Shop', vendorSeverity: 'CRITICAL' },
    over: {
      event: 'alert_cleared',
      data: { service: { id: 5, name: 'Shop' }, alert: { id: 2, is_up: true } },
    },
  },
  {
    source: 'hydrozen',
    fires: {
      monitor_id: '5',
      name: 'Shop',
      target: 'https://shop.example.com',
      is_ok: '0',
      url: 'https://h.example.com',
    },
    is: { title: 'Shop is down', service: 'Shop' },
    over: { is_ok: '1' },
  },
  {
    source: 'apex-ping',
    fires: {
      state: 'triggered',
      check: { id: 'c1', name: 'Shop', url: 'https://shop.example.com' },
      alert: { id: 'a1', name: 'Slow' },
    },
    is: { title: 'Shop: Slow', service: 'Shop' },
    over: { state: 'resolved' },
  },
  {
    source: 'statuspage',
    fires: {
      page: { id: 'x1', status_indicator: 'UP', url: 'https://status.example.com' },
      incident: { id: 'i1', name: 'Slow logins', status: 'MONITORING', impact: 'PARTIALOUTAGE' },
    },
    is: { title: 'Slow logins', service: 'status.example.com', vendorSeverity: 'major' },
    over: {
      incident: { id: 'i1', name: 'Slow logins', status: 'RESOLVED', impact: 'OPERATIONAL' },
    },
  },
  {
    source: 'statuspage',
    fires: {
      page: { id: 'x1', url: 'https://status.example.com' },
      component_update: { component_id: 'c1', new_status: 'MAJOROUTAGE' },
      component: { id: 'c1', name: 'Checkout', status: 'MAJOROUTAGE' },
    },
    is: { title: 'Checkout: major outage', service: 'Checkout', vendorSeverity: 'critical' },
    over: { component_update: { component_id: 'c1', new_status: 'OPERATIONAL' } },
  },
  {
    source: 'statuspage',
    fires: {
      meta: { unsubscribe: 'https://p.example.com' },
      page: { id: 'p1' },
      incident: {
        id: 'i1',
        name: 'API errors',
        status: 'investigating',
        impact: 'major',
        components: [{ name: 'API' }],
      },
    },
    is: { title: 'API errors', service: 'API', vendorSeverity: 'major' },
    over: { incident: { id: 'i1', name: 'API errors', status: 'resolved', impact: 'major' } },
  },
  {
    source: 'zabbix',
    fires: {
      trigger: 'Disk is full',
      trigger_id: '13',
      status: 'PROBLEM',
      hostname: 'db-1',
      event_nseverity: '4',
      event_tags: 'service:orders',
      link: 'https://zabbix.example.com/13',
    },
    is: {
      title: 'Disk is full (db-1)',
      service: 'orders',
      vendorSeverity: 'High',
      links: [{ title: 'Event' }],
    },
    over: { status: 'RESOLVED' },
  },
  {
    source: 'nagios',
    fires: {
      NOTIFICATIONTYPE: 'PROBLEM',
      HOSTNAME: 'db-1',
      SERVICEDESC: 'Disk',
      SERVICESTATE: 'CRITICAL',
      SERVICEOUTPUT: '99 % used',
    },
    is: {
      title: 'Disk on db-1 is critical: 99 % used',
      service: 'Disk',
      vendorSeverity: 'critical',
    },
    over: { NOTIFICATIONTYPE: 'RECOVERY', SERVICESTATE: 'OK' },
  },
  {
    source: 'nagios',
    fires: {
      NOTIFICATIONTYPE: 'FLAPPINGSTART',
      HOSTNAME: 'web-1',
      SERVICEDESC: 'HTTP',
      SERVICESTATE: 'CRITICAL',
      SERVICEOUTPUT: 'refused',
    },
    is: { title: 'HTTP on web-1 is critical: refused' },
    over: { NOTIFICATIONTYPE: 'FLAPPINGSTOP', SERVICESTATE: 'OK' },
  },
  {
    source: 'nagios',
    fires: {
      check_type: 'HOST',
      hostname: 'web-1',
      state: 'DOWN',
      notification_type: 'PROBLEM',
      plugin_output: 'No answer',
    },
    is: { title: 'web-1 is down: No answer', service: 'web-1' },
    over: { state: 'UP', notification_type: 'RECOVERY', plugin_output: 'Answers' },
  },
  {
    source: 'icinga',
    fires: {
      type: 'StateChange',
      host: 'db-1',
      service: 'Disk',
      state: 2,
      check_result: { output: '99 % used', check_source: 'sat-1' },
    },
    is: {
      title: 'Disk on db-1 is critical: 99 % used',
      service: 'Disk',
      vendorSeverity: 'critical',
    },
    over: { state: 0 },
  },
  {
    source: 'icinga',
    fires: {
      host_display_name: 'db-1',
      service_display_name: 'Disk',
      service_state: 'CRITICAL',
      service_output: '99 % used',
      notification_type: 'Problem',
    },
    is: {
      title: 'Disk on db-1 is critical: 99 % used',
      service: 'Disk',
      vendorSeverity: 'critical',
    },
    over: { service_state: 'OK', notification_type: 'Recovery' },
  },
  {
    source: 'icinga',
    fires: {
      host_display_name: 'web-1',
      service_display_name: 'HTTP',
      service_state: 'CRITICAL',
      service_output: 'refused',
      notification_type: 'FLAPPINGSTART',
    },
    is: { title: 'HTTP on web-1 is critical: refused' },
    over: { service_state: 'OK', notification_type: 'FLAPPINGEND' },
  },
  {
    source: 'checkmk',
    fires: {
      site: 'cmk',
      what: 'SERVICE',
      check_command: 'df',
      host: 'db-1',
      service: 'Disk',
      notification_type: 'PROBLEM',
      state: 'CRIT',
      output: '99 % used',
    },
    is: { title: 'Disk on db-1 is crit: 99 % used', service: 'Disk', vendorSeverity: 'critical' },
    over: { notification_type: 'RECOVERY', state: 'OK' },
  },
  {
    source: 'librenms',
    fires: {
      title: 'Alert for device db-1 - Disk',
      name: 'Disk',
      rule_id: '4',
      alert_id: '9',
      device_id: '2',
      sysName: 'db-1',
      sysDescr: 'Linux',
      uid: '7',
      severity: 'critical',
      state: '1',
      timestamp: '2026-11-23 02:14:00',
      builder: '{}',
    },
    is: { title: 'Alert for device db-1 - Disk', service: 'db-1', vendorSeverity: 'critical' },
    over: { state: '0', alert_id: '10', uid: '8', title: 'Device db-1 recovered from Disk' },
  },
  {
    source: 'graylog',
    fires: {
      event_definition_id: 'e1',
      event_definition_title: 'Many errors',
      event: { id: '01', message: 'Many errors: 40', priority: 3, key: 'shop', fields: {} },
      backlog: [],
    },
    is: { title: 'Many errors: 40', service: 'shop', vendorSeverity: 'high' },
    test: {
      event_definition_id: 'this-is-a-test-notification',
      event_definition_title: 'Event Definition Test Title',
      event: { id: 'TEST_NOTIFICATION_ID', message: 'Test' },
    },
  },
  {
    source: 'splunk',
    fires: {
      sid: 's1',
      search_name: 'Failed logins',
      app: 'search',
      results_link: 'https://splunk.example.com/1',
      result: { host: 'web-1', _raw: 'login failed', severity: 'high' },
    },
    is: {
      title: 'Failed logins (web-1)',
      service: 'web-1',
      vendorSeverity: 'high',
      links: [{ title: 'Results' }],
    },
  },
  {
    source: 'signalfx',
    fires: {
      sf_schema: 2,
      incidentId: 'i1',
      detector: 'Latency',
      rule: 'p99',
      description: 'p99 is above 2 s',
      severity: 'Critical',
      statusExtended: 'anomalous',
      status: 'anomalous',
      messageTitle: 'Critical Alert: p99 (Latency)',
      detectorUrl: 'https://sfx.example.com',
      dimensions: { service: 'shop' },
    },
    is: {
      title: 'p99 is above 2 s',
      service: 'shop',
      vendorSeverity: 'Critical',
      links: [{ title: 'Detector' }],
    },
    over: {
      statusExtended: 'manually resolved',
      status: 'ok',
      messageTitle: 'Manually resolved: p99 (Latency)',
    },
  },
  {
    source: 'honeycomb',
    fires: {
      id: 't1',
      name: 'Slow requests',
      status: 'TRIGGERED',
      summary: 'Triggered: Slow requests',
      trigger_url: 'https://hc.example.com/t1',
      result_url: 'https://hc.example.com/r',
      alert_type: 'on_change',
      dataset: 'shop',
    },
    is: { title: 'Triggered: Slow requests', service: 'shop' },
    over: { status: 'OK' },
  },
  {
    source: 'netdata',
    fires: {
      message: 'disk is 99 % full',
      alert: 'disk_space',
      chart: 'disk_space._',
      context: 'disk.space',
      space: 'Shop',
      family: '/',
      severity: 'critical',
      node: 'db-1',
      alert_url: 'https://netdata.example.com/1',
    },
    is: {
      title: 'disk_space: disk is 99 % full',
      service: 'db-1',
      vendorSeverity: 'critical',
      links: [{ title: 'Alert' }],
    },
    over: { severity: 'clear' },
  },
  {
    source: 'netdata',
    fires: {
      alarm: 'disk_space',
      chart: 'disk_space._',
      host: 'db-1',
      info: 'disk is 99 % full',
      status: 'CRITICAL',
      severity: 'critical',
    },
    is: {
      title: 'disk_space: disk is 99 % full',
      service: 'db-1',
      vendorSeverity: 'critical',
    },
    over: { status: 'CLEAR' },
  },
  {
    source: 'coralogix',
    fires: {
      uuid: '1',
      alert_id: 'a1',
      name: 'Many errors',
      alert_action: 'trigger',
      fields: [
        { key: 'severity', value: 'critical' },
        { key: 'application', value: 'shop' },
      ],
    },
    is: { title: 'Many errors', service: 'shop', vendorSeverity: 'critical' },
    over: { alert_action: 'resolve', uuid: '2' },
  },
  {
    source: 'axiom',
    fires: {
      action: 'Open',
      event: {
        monitorID: 'm1',
        title: 'Triggered: Many errors',
        body: 'over 5',
        timestamp: '2026-11-23 02:14:00 +0000 UTC',
        matchedEvent: { 'service.name': 'shop' },
      },
    },
    is: { title: 'Many errors' },
    over: { action: 'Closed' },
  },
  {
    source: 'dash0',
    fires: {
      type: 'alert.ongoing',
      data: {
        issue: {
          id: '1',
          issueIdentifier: 'i1',
          status: 'critical',
          summary: 'Many errors',
          start: '2026-11-23T02:14:00.1234Z',
          end: '',
          labels: [{ key: 'service.name', value: { stringValue: 'shop' } }],
          checkrules: [{ name: 'Errors' }],
        },
      },
    },
    is: { title: 'Many errors', service: 'shop', vendorSeverity: 'critical' },
    over: { type: 'alert.resolved' },
  },
  {
    source: 'rollbar',
    fires: {
      event_name: 'new_item',
      data: {
        item: {
          id: 5,
          title: 'TypeError',
          level: 50,
          environment: 'production',
          project: { name: 'shop' },
        },
        url: 'https://rollbar.example.com/5',
      },
    },
    is: {
      title: 'TypeError',
      service: 'shop',
      vendorSeverity: 'critical',
      links: [{ title: 'Item' }],
    },
    over: { event_name: 'resolved_item' },
    test: { event_name: 'test', data: { message: 'A test' } },
  },
  {
    source: 'raygun',
    fires: {
      event: 'error_notification',
      eventType: 'NewErrorOccurred',
      error: { url: 'https://raygun.example.com/1', message: 'TypeError' },
      application: { name: 'shop' },
    },
    is: { title: 'TypeError (shop)', service: 'shop' },
    over: {
      event: 'error_activity',
      eventType: 'StatusChanged',
      error: { url: 'https://raygun.example.com/1', message: 'TypeError', status: 'Resolved' },
    },
  },
  {
    source: 'papertrail',
    fires: {
      saved_search: { id: 4, name: 'Errors' },
      events: [{ hostname: 'web-1', program: 'app', severity: 'Error', message: 'it broke' }],
    },
    is: { title: 'Errors: it broke', service: 'web-1', vendorSeverity: 'Error' },
  },
  {
    source: 'thousandeyes',
    fires: {
      eventId: '1',
      eventType: 'ALERT_NOTIFICATION_TRIGGER',
      alert: {
        alertId: 5,
        ruleName: 'Loss',
        testName: 'Shop',
        severity: 'Critical',
        ruleExpression: 'Loss > 5%',
        dateStartZoned: '2026-11-23 02:14:00 UTC',
      },
    },
    is: { title: 'Loss (Shop): Loss > 5%', service: 'Shop', vendorSeverity: 'Critical' },
    over: { eventType: 'ALERT_NOTIFICATION_CLEAR' },
  },
  {
    source: 'dynatrace',
    fires: {
      PID: '-123_1',
      ProblemID: 'P-1',
      ProblemTitle: 'Response time degradation',
      State: 'OPEN',
      ProblemSeverity: 'PERFORMANCE',
      ImpactedEntities: [{ name: 'shop', type: 'SERVICE' }],
      ProblemURL: 'https://dt.example.com/1',
    },
    is: {
      title: 'Response time degradation (shop)',
      service: 'shop',
      vendorSeverity: 'PERFORMANCE',
      links: [{ title: 'Problem' }],
    },
    over: { State: 'RESOLVED' },
    test: {
      PID: '999',
      ProblemID: '999',
      ProblemTitle: 'Dynatrace problem notification test run',
      State: 'OPEN',
    },
  },
  {
    source: 'logicmonitor',
    fires: {
      alertid: 'LMD1',
      internalid: '5',
      alertstatus: 'active',
      level: 'critical',
      host: 'db-1',
      datasource: 'Disk',
      datapoint: 'Used',
      value: '99',
    },
    is: { title: 'db-1 Disk Used is 99', service: 'db-1', vendorSeverity: 'critical' },
    over: { alertstatus: 'clear' },
    test: {
      alertid: 'LMD1',
      internalid: '5',
      alertstatus: 'test',
      host: 'db-1',
      datasource: 'Disk',
    },
  },
  {
    source: 'auvik',
    fires: {
      alertId: '2',
      alertName: 'Device offline',
      alertStatus: 0,
      alertSeverity: 2,
      correlationId: 'c1',
      entityName: 'sw-1',
      companyName: 'Shop',
    },
    is: { title: 'Device offline (sw-1)', service: 'sw-1', vendorSeverity: 'critical' },
    over: { alertStatus: 1, alertId: '3' },
  },
  {
    source: 'scom',
    fires: {
      alertId: 'a1',
      alertName: 'Disk is full',
      resolutionState: 'New',
      severity: '2',
      priority: '1',
      alertSource: 'db-1',
    },
    is: { title: 'Disk is full (db-1)', service: 'db-1', vendorSeverity: 'critical' },
    over: { resolutionState: 'Closed' },
  },
  {
    source: 'solarwinds',
    fires: {
      AlertID: '4',
      AlertName: 'Node down',
      NodeName: 'db-1',
      AlertMessage: 'db-1 does not answer',
      Severity: 'Critical',
      ActionType: 'Trigger',
    },
    is: { title: 'Node down: db-1 does not answer', service: 'db-1', vendorSeverity: 'Critical' },
    over: { ActionType: 'Reset' },
  },
  {
    source: 'prtg',
    fires: { sensorid: '4', sensor: 'Ping', device: 'db-1', status: 'Down', laststatus: 'Up' },
    is: { title: 'Ping on db-1 is down', service: 'db-1', vendorSeverity: 'critical' },
    over: { status: 'Up', laststatus: 'Down' },
  },
  {
    source: 'prtg',
    fires: { sensorid: '4', sensor: 'Ping', device: 'db-1', status: 'Warning' },
    is: { title: 'Ping on db-1 is warning', service: 'db-1', vendorSeverity: 'Warning' },
    over: { status: 'Down ended (now: Up)' },
  },
  {
    source: 'prtg',
    fires: { sensorid: '4', sensor: 'Ping', device: 'db-1', status: 'Down', message: 'timeout' },
    is: { title: 'Ping on db-1 is down: timeout', service: 'db-1', vendorSeverity: 'critical' },
    over: { status: 'Up' },
  },
  {
    source: 'kapacitor',
    fires: {
      id: 'cpu:host=db-1',
      message: 'cpu is hot',
      level: 'CRITICAL',
      previousLevel: 'OK',
      time: '2026-11-23T02:14:00Z',
      data: { series: [{ name: 'cpu', tags: { host: 'db-1' } }] },
    },
    is: { title: 'cpu is hot', service: 'db-1', vendorSeverity: 'CRITICAL' },
    over: { level: 'OK' },
  },
  {
    source: 'appdynamics',
    fires: {
      policy: { name: 'All of the shop' },
      events: [
        {
          eventType: 'POLICY_OPEN_CRITICAL',
          healthRule: { name: 'Slow cart' },
          incident: { id: 5 },
          application: { name: 'Shop' },
        },
      ],
    },
    is: { title: 'Slow cart', service: 'Shop', vendorSeverity: 'critical' },
    over: {
      events: [
        {
          eventType: 'POLICY_CLOSE_CRITICAL',
          healthRule: { name: 'Slow cart' },
          incident: { id: 5 },
          application: { name: 'Shop' },
        },
      ],
    },
  },
  {
    source: 'appdynamics',
    fires: {
      eventType: 'POLICY_OPEN_CRITICAL',
      policy: { name: 'Slow' },
      application: { name: 'shop' },
      summary: 'Calls are slow',
      deepLink: 'https://ad.example.com/1',
    },
    is: {
      title: 'Slow: Calls are slow',
      service: 'shop',
      vendorSeverity: 'critical',
      links: [{ title: 'Event' }],
    },
    over: { eventType: 'POLICY_CLOSE_CRITICAL' },
  },
  {
    source: 'rundeck',
    fires: {
      trigger: 'failure',
      status: 'failed',
      executionId: 7,
      execution: { id: 7, project: 'shop', job: { id: 'j1', name: 'Backup', project: 'shop' } },
    },
    is: { title: 'Job Backup failed', service: 'shop' },
    over: { trigger: 'success', status: 'succeeded', executionId: 8 },
  },
  {
    source: 'thinkst-canary',
    fires: {
      IncidentHash: 'h1',
      CanaryName: 'bird',
      Description: 'Host Port Scan',
      SourceIP: '192.0.2.7',
      AlertType: 'CanaryIncident',
      Timestamp: '2026-11-23 02:14:00 (UTC)',
      AdditionalDetails: [['User', 'root']],
    },
    is: { title: 'Host Port Scan on bird from 192.0.2.7', service: 'bird' },
  },
  {
    source: 'jira',
    fires: {
      webhookEvent: 'jira:issue_created',
      issue: {
        key: 'OPS-1',
        self: 'https://jira.example.com/rest/api/2/issue/1',
        fields: {
          summary: 'Shop is slow',
          priority: { name: 'Highest' },
          project: { name: 'Ops' },
          status: { statusCategory: { key: 'new' } },
        },
      },
    },
    is: {
      title: 'OPS-1: Shop is slow',
      service: 'Ops',
      vendorSeverity: 'Highest',
      links: [{ title: 'Issue' }],
    },
    over: {
      webhookEvent: 'jira:issue_updated',
      issue: {
        key: 'OPS-1',
        fields: { summary: 'Shop is slow', status: { statusCategory: { key: 'done' } } },
      },
    },
  },
  {
    source: 'github',
    fires: {
      action: 'completed',
      repository: { name: 'shop', full_name: 'northwind/shop' },
      sender: { login: 'ana' },
      workflow_run: {
        id: 5,
        workflow_id: 9,
        name: 'CI',
        conclusion: 'failure',
        head_branch: 'main',
        html_url: 'https://gh.example.com/5',
      },
    },
    is: { title: 'CI failed in shop (main)', service: 'shop', links: [{ title: 'Run' }] },
    over: {
      workflow_run: {
        id: 6,
        workflow_id: 9,
        name: 'CI',
        conclusion: 'success',
        head_branch: 'main',
      },
    },
    test: { zen: 'Keep it logically awesome.', hook_id: 1 },
  },
  {
    source: 'gitlab',
    fires: {
      object_kind: 'pipeline',
      project: { name: 'shop', path_with_namespace: 'northwind/shop' },
      object_attributes: { id: 5, ref: 'main', status: 'failed' },
    },
    is: { title: 'Pipeline failed in shop (main)', service: 'shop' },
    over: { object_attributes: { id: 6, ref: 'main', status: 'success' } },
  },
  {
    source: 'gitlab',
    fires: {
      ...{ object_kind: 'vulnerability', project: { name: 'shop' } },
      object_attributes: {
        ...{ url: 'https://gitlab.example.com/v/7', title: 'SQL injection', severity: 'critical' },
        state: 'detected',
      },
    },
    is: { title: 'SQL injection', service: 'shop', vendorSeverity: 'critical' },
    over: {
      object_attributes: {
        ...{ url: 'https://gitlab.example.com/v/7', title: 'SQL injection' },
        state: 'resolved',
      },
    },
  },
  {
    source: 'alibaba-cms',
    fires: {
      alertName: 'CPU',
      alertState: 'ALERT',
      instanceName: 'web-1',
      ruleId: 'r1',
      dimensions: '{instanceId=i-1}',
      triggerLevel: 'CRITICAL',
      curValue: '97',
      timestamp: '1795400044000',
    },
    is: { title: 'CPU', service: 'web-1', vendorSeverity: 'CRITICAL' },
    over: { alertState: 'OK' },
  },
  {
    source: 'huawei-ces',
    fires: {
      version: 'v1',
      data: {
        AlarmRuleName: 'CPU',
        ResourceName: 'web-1',
        ResourceId: 'i-1',
        MetricName: 'cpu_util',
        IsAlarm: true,
        AlarmLevel: 'Important',
        CurrentData: '97%',
        AlarmTime: '2026/11/2302:14:00GMT+08:00',
      },
    },
    is: { title: 'CPU: cpu_util 97% (web-1)', service: 'web-1', vendorSeverity: 'major' },
    over: {
      data: { AlarmRuleName: 'CPU', ResourceName: 'web-1', ResourceId: 'i-1', IsAlarm: false },
    },
  },
  {
    source: 'flashduty',
    fires: {
      event_type: 'a_new',
      event_id: 'e1',
      alert: {
        alert_id: 'a1',
        alert_key: 'k1',
        title: 'Disk is full',
        alert_severity: 'Critical',
        progress: 'Triggered',
        labels: { service: 'orders' },
      },
    },
    is: { title: 'Disk is full', service: 'orders', vendorSeverity: 'Critical' },
    over: { event_type: 'a_close', event_id: 'e2' },
  },
  {
    source: 'incident-io',
    fires: {
      event_type: 'public_incident.incident_created_v2',
      'public_incident.incident_created_v2': {
        id: 'i1',
        name: 'Shop is down',
        severity: { name: 'Major' },
        incident_status: { category: 'live' },
        permalink: 'https://iio.example.com/1',
      },
    },
    is: { title: 'Shop is down', vendorSeverity: 'Major', links: [{ title: 'Incident' }] },
    over: {
      event_type: 'public_incident.incident_status_updated_v2',
      'public_incident.incident_status_updated_v2': {
        new_status: { category: 'closed' },
        incident: { id: 'i1', name: 'Shop is down' },
      },
    },
  },
  {
    source: 'rootly',
    fires: {
      event: { id: '1', type: 'incident.created' },
      data: {
        id: 'i1',
        title: 'Shop is down',
        status: 'started',
        severity: { name: 'SEV1' },
        services: [{ name: 'Shop' }],
      },
    },
    is: { title: 'Shop is down', service: 'Shop', vendorSeverity: 'SEV1' },
    over: { event: { id: '2', type: 'incident.resolved' } },
  },
  {
    source: 'firehydrant',
    fires: {
      event: { resource_type: 'incident' },
      data: {
        incident: {
          id: 'i1',
          name: 'Shop is down',
          severity: 'SEV1',
          current_milestone: 'started',
          services: [{ name: 'Shop' }],
        },
      },
    },
    is: { title: 'Shop is down', service: 'Shop', vendorSeverity: 'SEV1' },
    over: { data: { incident: { id: 'i1', name: 'Shop is down', current_milestone: 'resolved' } } },
  },
  {
    source: 'logfire',
    fires: {
      alert_id: 'a1',
      alert_name: 'Errors',
      organization: 'northwind',
      project: 'shop',
      event_type: 'alert.triggered',
      alert_url: 'https://lf.example.com/1',
    },
    is: { title: 'Errors', service: 'shop', links: [{ title: 'Alert' }] },
    over: { event_type: 'alert.resolved' },
  },
  {
    source: 'cloudflare',
    fires: {
      name: 'Health check',
      text: 'Origin is unhealthy',
      alert_type: 'health_check_status_notification',
      alert_event: 'ALERT_STATE_EVENT_START',
      account_id: 'a',
      policy_id: 'p',
      data: { name: 'shop', severity: 'WARN' },
    },
    is: { title: 'Health check: Origin is unhealthy', service: 'shop', vendorSeverity: 'WARN' },
    over: { alert_event: 'ALERT_STATE_EVENT_END' },
  },
  {
    source: 'serverguard24',
    fires: {
      servername: 'db-1',
      servicename: 'Disk',
      check_result: 'CRITICAL',
      check_output: '99 % used',
    },
    is: {
      title: 'Disk on db-1 is critical: 99 % used',
      service: 'Disk',
      vendorSeverity: 'CRITICAL',
    },
    over: { check_result: 'OK' },
  },
  {
    source: 'elastic',
    fires: {
      ruleId: 'r1',
      ruleName: 'Many errors',
      alertId: 'shop',
      actionGroup: 'threshold met',
      reason: 'count is 40',
      severity: 'high',
      spaceId: 'default',
    },
    is: { title: 'Many errors: count is 40', service: 'shop', vendorSeverity: 'high' },
    over: { actionGroup: 'recovered' },
  },
  {
    source: 'elastalert',
    fires: {
      rule_name: 'Many errors',
      num_hits: 40,
      num_matches: 1,
      '@timestamp': '2026-11-23T02:14:00Z',
      _index: 'logs',
      host: 'web-1',
      severity: 'high',
    },
    is: { title: 'Many errors', service: 'web-1', vendorSeverity: 'high' },
  },
  {
    source: 'riemann',
    fires: { host: 'db-1', service: 'lag', state: 'critical', metric: 9, description: 'Behind' },
    is: { title: 'lag on db-1 is critical: Behind', service: 'lag', vendorSeverity: 'critical' },
    over: { state: 'ok', description: 'Caught up' },
  },
  {
    source: 'riemann',
    fires: {
      host: 'web-1',
      service: 'cpu',
      state: 'critical',
      metric: 97,
      ttl: 60,
      time: 1795400044,
      description: 'hot',
    },
    is: { title: 'cpu on web-1 is critical: hot', service: 'cpu', vendorSeverity: 'critical' },
    over: { state: 'ok' },
  },
  {
    source: 'cloudevents',
    fires: {
      specversion: '1.0',
      id: '1',
      type: 'com.example.disk.full',
      source: '/db-1',
      subject: 'disk',
      data: { title: 'Disk is full', service: 'orders', severity: 'high' },
    },
    is: { title: 'Disk is full', service: 'orders', vendorSeverity: 'high' },
    over: { id: '2', type: 'com.example.disk.resolved' },
  },
  {
    // The event of a problem, as a workflow hands it on.
    source: 'dynatrace',
    fires: {
      'event.id': '-77_V2',
      'event.kind': 'DAVIS_PROBLEM',
      'event.name': 'Failure rate increase',
      'event.status': 'ACTIVE',
      'event.category': 'ERROR',
      display_id: 'P-2311',
      affected_entity_names: ['checkout'],
    },
    is: {
      title: 'Failure rate increase (checkout)',
      service: 'checkout',
      vendorSeverity: 'ERROR',
    },
    over: { 'event.status': 'CLOSED' },
  },
  {
    source: 'librenms',
    fires: {
      title: 'Device down on sw-1',
      hostname: 'sw-1',
      sysName: 'sw-1',
      uid: '101',
      alert_id: '55',
      elapsed: '1m',
      severity: 'critical',
      state: '1',
      name: 'Device down',
    },
    is: { title: 'Device down on sw-1', service: 'sw-1', vendorSeverity: 'critical' },
    over: { state: '0', title: 'Device down on sw-1 recovered after 3m' },
  },
  {
    // Without the name of its rule, which the title has, and how it goes on.
    source: 'librenms',
    fires: {
      ...{ title: 'Port down', device_id: '3', hostname: 'sw-1', sysName: 'sw-1' },
      ...{ uid: '101', alert_id: '55', severity: 'critical', state: '1' },
    },
    is: { title: 'Port down', service: 'sw-1', vendorSeverity: 'critical' },
    over: { state: '0', title: 'Port down recovered', uid: '102' },
  },
  {
    source: 'coralogix',
    fires: {
      ...{ uuid: '1', alert_id: 'a1', name: 'Many errors', alert_action: 'trigger' },
      ...{ alert_severity: 'critical', application: 'shop', subsystem: 'cart' },
    },
    is: { title: 'Many errors', service: 'shop', vendorSeverity: 'critical' },
    over: { alert_action: 'resolve', uuid: '2' },
  },
  {
    // In a message of the notification service, which says it in the variables of its template.
    source: 'huawei-ces',
    fires: {
      type: 'Notification',
      topic_urn: 'urn:smn:cn-north-4:1:ces',
      message: JSON.stringify({
        alarm_status: 'alarm',
        template_variable: {
          AlarmRuleName: 'cpu-high',
          ResourceName: 'ecs-web',
          ResourceId: 'abc',
          MetricName: 'CPU Usage',
          AlarmLevel: 'Major',
          IsAlarm: true,
        },
      }),
    },
    is: { title: 'cpu-high: CPU Usage (ecs-web)', service: 'ecs-web', vendorSeverity: 'Major' },
    over: {
      message: JSON.stringify({
        alarm_status: 'ok',
        template_variable: { AlarmRuleName: 'cpu-high', ResourceId: 'abc', IsAlarm: false },
      }),
    },
  },
  {
    // A page as its API lists it: the component is operational again.
    source: 'statuspage',
    fires: {
      page: { id: 'p1', name: 'Example', url: 'https://status.example.com' },
      components: [
        { id: 'c2', name: 'Web', status: 'operational', group: false },
        { id: 'c1', name: 'Mail', status: 'partial_outage', group: false },
      ],
    },
    is: { title: 'Mail: partial outage', service: 'Mail', vendorSeverity: 'major' },
    over: { components: [{ id: 'c1', name: 'Mail', status: 'operational', group: false }] },
  },
  {
    // Its severity as JSON:API has it.
    source: 'rootly',
    fires: {
      event: { id: '1', type: 'incident.created' },
      data: {
        id: 'i1',
        title: 'Search is down',
        status: 'started',
        severity: { data: { attributes: { name: 'SEV1' } } },
      },
    },
    is: { title: 'Search is down', vendorSeverity: 'SEV1' },
    over: { event: { id: '2', type: 'incident.resolved' } },
  },
];
