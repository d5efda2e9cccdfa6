import type { ActionRunShown } from '#contract/actions.ts';
import type { AnswerOf, OperationId, RequestOf } from '#contract/api.ts';
import type { Incident, IncidentWithTimeline } from '#contract/incident.ts';

/** One incident, half-way: what the OpenAPI document shows and what tests answer with. */
export const exampleIncident: Incident = {
  id: 'INC-2026-001',
  severity: 'SEV1',
  severityReason: { rule: 'payment-failure', text: 'The title names a payment failure.' },
  phase: 'acknowledged',
  title: 'Payment processing down',
  service: 'payments',
  serviceName: 'Payments',
  declaredAt: '2026-11-23T02:14:05.120Z',
  detectedBy: 'alertmanager',
  acknowledgedAt: '2026-11-23T02:16:41.007Z',
  acknowledgedBy: { id: 'ana', name: 'Ana Silva' },
  roles: {
    incidentCommander: { person: 'ana', name: 'Ana Silva', since: '2026-11-23T02:16:41.007Z' },
  },
  alerts: { firing: 2, cleared: 1, total: 3 },
  nextDeadline: {
    at: '2026-11-23T02:26:41.007Z',
    what: 'remind-update',
    text: 'reminds whoever leads that an update is due',
  },
  nextUpdateAt: '2026-11-23T02:31:41.007Z',
  status: 'Investigating root cause',
  impact: 'All payment attempts failing',
  level: 1,
  round: 1,
  version: 7,
};

export const exampleIncidentWithTimeline: IncidentWithTimeline = {
  ...exampleIncident,
  ladder: [
    {
      level: 1,
      name: 'On-call Engineer',
      people: [{ person: 'ana', name: 'Ana Silva', because: 'on call for Primary' }],
      standing: 'paged',
      acknowledgeWithinSeconds: 300,
    },
  ],
  timeline: [
    {
      at: '2026-11-23T02:14:05.120Z',
      type: 'IncidentDeclared',
      text: 'Declared SEV1 from an alert',
      by: 'alertmanager',
    },
    { at: '2026-11-23T02:14:05.120Z', type: 'LevelPaged', text: 'Paged level 1: Ana Silva' },
    {
      at: '2026-11-23T02:16:41.007Z',
      type: 'IncidentAcknowledged',
      text: 'Acknowledged by SMS',
      by: 'Ana Silva',
    },
  ],
};

const answer = exampleIncident;

const exampleManifest = 'incidents/INC-2026-001/2026-11-23T03-10-00-000Z-1/manifest.json';
const exampleObject = 'incidents/INC-2026-001/2026-11-23T03-10-00-000Z-1/events.ndjson';

const exampleYaml = `incident:
  id: INC-2026-001
  severity: SEV1
  title: Payment processing down
  started_at: 2026-11-23T02:14:05Z
  detected_by: monitoring_alert
  resolved_at: 2026-11-23T03:05:00Z

  impact:
    users_affected: 15000
    revenue_lost: $45000
    duration_minutes: 51

  timeline:
    - time: 02:14
      event: Alert triggered

  action_items:
    - Add monitoring for connection pool
`;
const exampleWindow = { from: '2026-11-23T02:00:00.000Z', to: '2026-11-23T02:10:00.000Z' };
const examplePoints = [
  { at: '2026-11-23T02:00:00.000Z', value: 4 },
  { at: '2026-11-23T02:05:00.000Z', value: 310 },
];

const postmortem = {
  incident: 'INC-2026-001',
  title: 'Payment processing down',
  status: 'draft',
  version: 2,
  at: '2026-11-23T09:30:00.000Z',
  by: 'Ana Silva',
  dueAt: '2026-11-25T03:05:00.000Z',
  markdown: '# Post-mortem INC-2026-001: Payment processing down\n',
} as const;
const { markdown: exampleMarkdown } = postmortem;
const exampleDiff = [
  '--- a/docs/runbook.md',
  '+++ b/docs/runbook.md',
  '@@ -1,2 +1,3 @@',
  ' # Payments',
  '+Look at the pool first.',
  ' ',
  '',
].join('\n');
const actionItem = {
  incident: 'INC-2026-001',
  title: 'Payment processing down',
  severity: 'SEV1',
  service: 'payments',
  item: 1,
  text: 'Add monitoring for the connection pool',
  owner: { person: 'bo', name: 'Bo Lindqvist' },
  dueOn: '2026-12-01',
  isOverdue: false,
} as const;

const exampleRun: ActionRunShown = {
  id: 'act_3f9c',
  action: 'config:set',
  family: 'configuration',
  service: 'payments',
  incident: 'INC-2026-001',
  status: 'done',
  changes: [
    { what: 'parameter /payments/config/payment_provider', before: 'stripe', after: 'fallback' },
  ],
  notes: [],
  approval: 'none',
  reason: 'Stripe does not answer',
  by: { id: 'ana', name: 'Ana Silva' },
  at: '2026-11-23T02:20:00.000Z',
  outcome: ['/payments/config/payment_provider is fallback (version 2)'],
  canBeUndone: true,
};
const exampleAction = {
  request: {
    service: 'payments',
    inputs: { key: 'payment_provider', value: 'fallback' },
    reason: 'Stripe does not answer',
    dryRun: false,
  },
  answer: exampleRun,
};
const exampleApproval = {
  request: {},
  answer: { ...exampleRun, approval: 'second-person' },
} as const;

type Examples = {
  [Id in OperationId]: RequestOf<Id> extends undefined
    ? { answer: AnswerOf<Id> }
    : { request: RequestOf<Id>; answer: AnswerOf<Id> };
};

const duty = {
  person: 'ana',
  name: 'Ana Silva',
  layer: 'Weekly',
  from: '2026-11-16T08:00:00.000Z',
  until: '2026-11-23T08:00:00.000Z',
  reason: 'on call for Payments primary until Mon 09:00',
};
const override = {
  id: 'ovr_7c1d',
  schedule: 'primary',
  person: 'bo',
  name: 'Bo Lindqvist',
  instead: 'ana',
  from: '2026-11-24T17:00:00.000Z',
  until: '2026-11-25T07:00:00.000Z',
  by: 'Ana Silva',
  reason: 'Concert',
  createdAt: '2026-11-20T10:00:00.000Z',
};
const exampleMute = {
  id: 'sil_3f2a9b1c5e88',
  kind: 'silence' as const,
  match: 'service="payments", alertname=~"Disk.*"',
  owner: 'ana',
  ownerName: 'Ana',
  reason: 'Disks are swapped',
  from: '2026-11-23T02:14:00.000Z',
  until: '2026-11-23T06:00:00.000Z',
  state: 'active' as const,
  includesSev1: false,
  made: { by: 'Ana', via: 'cli', at: '2026-11-23T02:14:00.000Z' },
  waiting: [
    {
      title: 'Disk 2 is full',
      series: 'v2|key:payments|generic:disk-2',
      since: '2026-11-23T02:20:00.000Z',
    },
  ],
};
const overrideRequest = {
  schedule: 'primary',
  person: 'bo',
  from: '2026-11-24T18:00:00+01:00',
  until: '2026-11-25T08:00:00+01:00',
  instead: 'ana',
  reason: 'Concert',
};
const feed = {
  id: 'cal_51ab',
  person: 'ana',
  createdAt: '2026-11-20T10:00:00.000Z',
  createdBy: 'Ana Silva',
};
const pushKey =
  'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8';
const device = {
  id: 'dev_2c26b46b68ffc68f',
  name: 'Chrome on Android',
  at: '2026-11-20T09:00:00.000Z',
  isUsed: true,
};

const contact = {
  person: 'ana',
  channel: 'sms',
  address: '+15555550100',
  state: 'verified',
  enteredBy: 'person',
  isUsed: true,
  at: '2026-11-20T10:00:00.000Z',
} as const;
const checklist = {
  incident: 'INC-2026-001',
  items: [
    {
      item: 'acknowledge',
      group: 'Respond',
      text: 'Acknowledge the alert',
      done: true,
      by: 'Ana Silva',
      at: '2026-11-23T02:16:41.007Z',
      ticksItself: true,
    },
    {
      item: 'bridge',
      group: 'Respond',
      text: 'Open the bridge',
      done: false,
      ticksItself: false,
    },
  ],
};
const drill: Incident = {
  ...exampleIncident,
  id: 'INC-2026-014',
  title: 'Drill: payments',
  severity: 'SEV2',
  drill: { kind: 'drill', announced: true },
};

const exampleNotices = {
  incident: 'INC-2026-001',
  posted: [
    {
      at: '2026-11-23T02:18:12.044Z',
      stage: 'investigating' as const,
      title: 'Service Disruption Notice',
      body: 'We are currently experiencing issues with payment processing.',
      components: [
        { id: 'payment-processing', name: 'Payment processing', status: 'major_outage' as const },
      ],
      nextUpdateBy: '2026-11-23T02:48:12.044Z',
    },
  ],
};
const exampleMaintenance = {
  id: 'mnt_4k2v9q0xw1ab',
  title: 'Moving to new databases',
  body: 'Payments are not possible for some minutes.',
  components: ['payment-processing'],
  from: '2026-11-29T02:00:00.000Z',
  until: '2026-11-29T04:00:00.000Z',
  stage: 'scheduled' as const,
  by: 'Ana Silva',
};
const exampleStatusPage = {
  name: 'Northwind Books',
  address: 'https://status.example.com',
  visibility: 'public' as const,
  readers: [],
  overall: 'major-outage' as const,
  components: [
    { id: 'payment-processing', name: 'Payment processing', status: 'major_outage' as const },
    { id: 'search', name: 'Search', group: 'Shop', status: 'operational' as const },
  ],
  incidents: [exampleNotices],
  maintenances: [exampleMaintenance],
};

const exampleReader: AnswerOf<'removeStatusPageReader'> = {
  id: 'rdr_4ktx0v1m9c2a',
  name: 'Contoso, support desk',
  createdAt: '2026-11-23T09:00:00.000Z',
  by: 'Ana Silva',
};

const exampleStakeholder: AnswerOf<'removeStakeholder'> = {
  id: 'sub_0f4c2a91b7d3e85a6c01d2e4',
  channel: 'email',
  address: 's***@example.com',
  state: 'pending',
  severities: ['SEV1'],
  kinds: ['declared', 'all-clear'],
  createdAt: '2026-11-23T09:00:00.000Z',
  createdBy: 'Ana Silva',
};

const exampleSession = {
  id: '2c26b46b68ffc68ff99b453c1d30413413422d70',
  way: 'code',
  startedAt: '2026-11-23T02:14:00.000Z',
  seenAt: '2026-11-23T02:14:00.000Z',
  until: '2026-11-23T18:14:00.000Z',
  browser: 'Mozilla/5.0',
  isThis: true,
};

const exampleWho: AnswerOf<'showSession'> = {
  kind: 'person',
  id: 'ana',
  name: 'Ana Keller',
  scopes: ['read', 'respond'],
  organisation: { name: 'Northwind Books', timeZone: 'America/New_York' },
  session: exampleSession,
};

const atOnce = [{ channel: 'push', afterSeconds: 0 }] as const;
const laterText = { channel: 'sms', afterSeconds: 120 } as const;
const exampleContacts: AnswerOf<'listContacts'> = {
  ...{ person: 'ana', name: 'Ana Silva', contacts: [contact], devices: [device], pushKey },
  order: { high: [...atOnce, laterText], low: [...atOnce] },
  said: {
    high: { by: 'person', ways: [...atOnce, laterText] },
    low: { by: 'configuration', ways: [...atOnce, { channel: 'email', afterSeconds: 0 }] },
  },
};

export const examples: Examples = {
  listIncidents: { answer: { incidents: [exampleIncident] } },
  diagnoseLogs: {
    answer: {
      ...exampleWindow,
      groups: ['/aws/lambda/payments-authorise'],
      lines: [
        {
          at: '2026-11-23T02:05:11.000Z',
          group: '/aws/lambda/payments-authorise',
          stream: 'instance-1',
          message: 'ERROR timed out waiting for a database connection waitMs=5012',
        },
      ],
      summary: {
        lines: 1,
        errors: 1,
        series: [{ at: '2026-11-23T02:05:00.000Z', errors: 1 }],
        kinds: [
          {
            kind: 'ERROR timed out waiting for a database connection waitMs=<n>',
            count: 1,
            first: '2026-11-23T02:05:11.000Z',
            last: '2026-11-23T02:05:11.000Z',
            example: 'ERROR timed out waiting for a database connection waitMs=5012',
          },
        ],
      },
      incomplete: [],
    },
  },
  diagnoseMetrics: {
    answer: {
      ...exampleWindow,
      series: [
        {
          service: 'payments',
          kind: 'errors',
          name: 'Errors',
          statistic: 'Sum',
          points: examplePoints,
        },
      ],
      incomplete: [],
    },
  },
  measureImpact: {
    answer: {
      ...exampleWindow,
      services: [
        {
          service: 'payments',
          usersAffected: 310,
          how: 'the most at one time; at least so many in all',
          points: examplePoints,
          usual: [{ at: '2026-11-16T02:05:00.000Z', value: 3 }],
          earlierSeconds: 604_800,
        },
      ],
      incomplete: [],
    },
  },
  checkHealth: {
    answer: {
      at: '2026-11-23T02:10:00.000Z',
      isHealthy: false,
      checks: [
        {
          service: 'payments',
          name: 'Public API',
          ok: false,
          text: 'answered 503',
          milliseconds: 84,
        },
      ],
    },
  },
  queryDatabase: {
    answer: {
      at: '2026-11-23T02:10:00.000Z',
      databases: [
        {
          service: 'payments',
          results: [
            {
              query: 'connections',
              title: 'Connections by state',
              columns: ['state', 'connections'],
              rows: [['idle', '61']],
            },
          ],
        },
      ],
      incomplete: [],
    },
  },
  attachFinding: {
    request: {
      kind: 'users',
      title: 'Users affected',
      summary: '310 users of payments',
      usersAffected: 310,
    },
    answer: { ...answer, usersAffected: 310 },
  },
  listActions: {
    answer: {
      actions: [
        {
          action: 'config:set',
          family: 'configuration',
          summary: 'change a setting of a service, such as which provider it uses',
          approval: 'none',
          options: [
            {
              name: 'key',
              flag: '--key <key>',
              text: 'which setting',
              optional: false,
              repeated: false,
            },
            {
              name: 'value',
              flag: '--value <value>',
              text: 'what it becomes',
              optional: false,
              repeated: false,
            },
          ],
          services: ['payments'],
          add: 'config: { parameters: /payments/config/, keys: { payment_provider: any } }',
        },
      ],
    },
  },
  listActionRuns: { answer: { runs: [exampleRun] } },
  showActionRun: { answer: exampleRun },
  notifyTeam: { request: { text: 'Fix deployed, monitoring for 1 hour' }, answer },
  databaseAction: exampleAction,
  databaseApproval: exampleApproval,
  computeAction: exampleAction,
  computeApproval: exampleApproval,
  configurationAction: exampleAction,
  configurationApproval: exampleApproval,
  cacheAction: exampleAction,
  cacheApproval: exampleApproval,
  deploymentAction: exampleAction,
  deploymentApproval: exampleApproval,
  monitoringAction: exampleAction,
  monitoringApproval: exampleApproval,
  automationAction: exampleAction,
  automationApproval: exampleApproval,
  stats: {
    answer: {
      from: '2026-08-25T02:20:00.000Z',
      to: '2026-11-23T02:20:00.000Z',
      groups: [
        {
          group: 'SEV1',
          incidents: 4,
          detectedFromDatapoints: 0,
          acknowledge: { count: 4, median: 96, p90: 240, p95: 270, longest: 301, mean: 130 },
          resolve: { count: 4, median: 2400, p90: 5400, p95: 5600, longest: 5700, mean: 2900 },
          targets: { met: 3, missed: 1 },
          people: 9,
          personMinutes: 410,
          pages: 14,
          pagesAtNight: 5,
          pagesAtWeekends: 2,
          usersAffected: 15_000,
          revenueLost: { EUR: 45_000 },
        },
      ],
      people: [
        { person: 'ana', name: 'Ana', pages: 9, nightPages: 4, weekendPages: 2 },
        { person: 'bo', name: 'Bo', pages: 5, nightPages: 1, weekendPages: 0 },
      ],
      incidents: [
        {
          id: 'INC-2026-001',
          declaredAt: '2026-11-23T02:14:05.120Z',
          severity: 'SEV1',
          service: 'payments',
          acknowledgeSeconds: 156,
          resolveSeconds: 3055,
          targetSeconds: 300,
        },
      ],
      isCut: false,
    },
  },
  declareIncident: {
    request: { title: 'Database down', severity: 'SEV1', service: 'payments' },
    answer,
  },
  showIncident: { answer: exampleIncidentWithTimeline },
  acknowledgeIncident: { request: { note: 'On my way to a laptop' }, answer },
  escalateIncident: {
    request: { reason: 'I need a database person', from: { level: 1, round: 1 } },
    answer,
  },
  snoozeIncident: { request: { for: '30m', reason: 'The fix is being rolled out' }, answer },
  reassignIncident: { request: { people: ['bo'], reason: 'It is the database' }, answer },
  addResponders: { request: { people: ['bo'], reason: 'Help with the database' }, answer },
  showChecklist: { answer: checklist },
  tickChecklist: { request: { item: 'bridge', done: true }, answer: checklist },
  incidentPages: {
    answer: {
      incident: 'INC-2026-001',
      pages: [
        {
          key: 'INC-2026-001#2026-11-23T02:14:05.120Z#ana#0',
          at: '2026-11-23T02:14:06.310Z',
          person: 'ana',
          name: 'Ana Silva',
          channel: 'sms',
          purpose: 'acknowledge',
          level: 1,
          round: 1,
          reason: 'on call for Payments primary until Mon 09:00',
          decidedAt: '2026-11-23T02:14:05.120Z',
          status: 'delivered',
          attempt: 1,
        },
      ],
    },
  },
  incidentEffects: {
    answer: {
      incident: 'INC-2026-001',
      effects: [
        {
          key: 'INC-2026-001#3#0',
          channel: 'e-mail',
          to: 'Ben Okafor',
          what: '[SEV1] INC-2026-001 Update: Investigating root cause',
          state: 'waiting',
          at: '2026-11-23T02:16:40.000Z',
          reason: 'SES: Throttling: Maximum sending rate exceeded.',
          nextTryAt: '2026-11-23T02:19:10.000Z',
        },
      ],
    },
  },
  previewUpdate: {
    answer: {
      incident: 'INC-2026-001',
      since: '2026-11-23T02:14:05.000Z',
      happened: [{ at: '2026-11-23T02:20:00.000Z', text: 'restart:rolling on payments succeeded' }],
      update: {
        status: 'Investigating root cause',
        impact: 'Payment processing down for 15 min',
        actions: 'restart:rolling on payments succeeded',
      },
      words: {
        team: {
          subject: '[SEV1] INC-2026-001 Update: Investigating root cause',
          body: 'UPDATE [02:29 UTC]\nStatus: Investigating root cause',
        },
        stakeholders: {
          subject: '[SEV1] INC-2026-001 Update: Investigating root cause',
          body: 'Team,\n\nThis is how the SEV1 incident affecting Payments stands.',
        },
        channel: 'UPDATE [02:29 UTC]\nStatus: Investigating root cause',
        statusPage:
          'Service Disruption Notice\n\nWe are still working on the issues with payment processing.',
      },
    },
  },
  listStakeholders: { answer: { stakeholders: [exampleStakeholder] } },
  addStakeholder: {
    request: { email: 'sales@example.com', severities: ['SEV1'], kinds: ['declared', 'all-clear'] },
    answer: exampleStakeholder,
  },
  removeStakeholder: { answer: exampleStakeholder },
  retryEffects: {
    request: { to: 'ops' },
    answer: {
      incident: 'INC-2026-001',
      queued: [{ key: 'room#3#ops', channel: 'Discord', to: 'ops' }],
      left: [],
    },
  },
  replayEvents: {
    request: { webhook: 'audit', event: 'incident.*' },
    answer: { incident: 'INC-2026-001', queued: 4 },
  },
  whoIsOnCall: {
    answer: {
      at: '2026-11-23T02:20:00.000Z',
      schedules: [
        { schedule: 'primary', name: 'Payments primary', timeZone: 'Europe/Berlin', onDuty: duty },
      ],
    },
  },
  listOverrides: { answer: { overrides: [override] } },
  addOverride: { request: overrideRequest, answer: override },
  removeOverride: { answer: override },
  swapShifts: {
    request: {
      schedule: 'primary',
      give: { person: 'ana', from: '2026-11-24T08:00:00Z', until: '2026-11-25T08:00:00Z' },
      take: { person: 'bo', from: '2026-12-01T08:00:00Z', until: '2026-12-02T08:00:00Z' },
    },
    answer: { overrides: [override, { ...override, id: 'ovr_7c1e', person: 'ana' }] },
  },
  onCallChange: {
    answer: {
      ...{ id: 'chg_1', state: 'done', looked: 4, changed: 1 },
      doneAt: '2026-11-23T02:20:01.000Z',
    },
  },
  handOffNote: { answer: '# Hand-off: Payments primary\n' },
  coverage: {
    answer: {
      from: '2026-11-23T02:20:00.000Z',
      until: '2027-02-21T02:20:00.000Z',
      findings: [
        {
          kind: 'gap',
          severity: 'problem',
          text: 'Nobody is on duty for Payments primary from 24 Dec 18:00 to 25 Dec 09:00',
          schedule: 'primary',
          from: '2026-12-24T17:00:00.000Z',
          until: '2026-12-25T08:00:00.000Z',
        },
      ],
      accountReadAt: '2026-11-22T14:00:00.000Z',
    },
  },
  listCalendarFeeds: { answer: { feeds: [feed] } },
  createCalendarFeed: {
    request: { person: 'ana' },
    answer: { ...feed, url: 'https://tocsin.example.com/v1/calendar/tk_4f0c.ics' },
  },
  revokeCalendarFeed: { answer: feed },
  calendarFeed: { answer: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n' },
  listContacts: { answer: exampleContacts },
  orderContacts: {
    request: { high: [...atOnce, laterText] },
    answer: exampleContacts,
  },
  addContact: {
    request: { address: '+15555550100' },
    answer: { ...contact, state: 'pending', isUsed: false },
  },
  removeContact: { answer: contact },
  addDevice: {
    request: {
      name: device.name,
      publicKey: pushKey,
      subscription: {
        endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk',
        keys: {
          p256dh:
            'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
          auth: 'BTBZMqHH6r4Tts7J_aSIgg',
        },
      },
    },
    answer: { ...device, person: 'ana' },
  },
  removeDevice: { answer: { ...device, person: 'ana', isUsed: false } },
  sendCode: {
    request: {},
    answer: { channel: 'sms', address: '+15555550100', until: '2026-11-23T02:30:00.000Z' },
  },
  confirmCode: { request: { code: '271828' }, answer: contact },
  testPage: {
    request: {},
    answer: { ...drill, title: 'Test page', drill: { kind: 'test-page', announced: true } },
  },
  why: {
    answer: {
      person: 'ana',
      name: 'Ana Silva',
      at: '2026-11-23T02:14:00.000Z',
      wasPaged: true,
      answer: 'Ana Silva was paged for INC-2026-001: on call for Payments primary.',
      evidence: [
        {
          at: '2026-11-23T02:14:06.310Z',
          text: 'SMS sent; level 1, round 1',
          incident: 'INC-2026-001',
          page: 'INC-2026-001#2026-11-23T02:14:05.120Z#ana#0',
        },
      ],
    },
  },
  dutyFairness: {
    answer: {
      from: '2026-10-24T02:20:00.000Z',
      until: '2026-11-23T02:20:00.000Z',
      people: [
        {
          person: 'ana',
          name: 'Ana Silva',
          pages: 7,
          nightPages: 2,
          weekendPages: 1,
          dutyHours: 336,
          nightHours: 112,
          weekendHours: 96,
        },
      ],
    },
  },
  startDrill: {
    request: { service: 'payments', severity: 'SEV2', announced: true },
    answer: drill,
  },
  drillReport: {
    answer: {
      incident: 'INC-2026-014',
      kind: 'drill',
      announced: true,
      startedAt: '2026-11-23T10:00:00.000Z',
      acknowledgedAt: '2026-11-23T10:01:12.000Z',
      acknowledgedBy: 'Ana Silva',
      secondsToAcknowledge: 72,
      isOver: false,
      pages: [
        {
          person: 'ana',
          name: 'Ana Silva',
          channel: 'sms',
          status: 'delivered',
          secondsToSent: 1.2,
          secondsToDelivered: 3.4,
        },
      ],
    },
  },
  showWebhookSecret: { answer: { secret: 'whsec_3q2-7w' } },
  postUpdate: {
    request: {
      status: 'Investigating root cause',
      impact: 'Payment processing down for 15 min',
      actions: 'Database team checking connections',
    },
    answer,
  },
  assignRole: { request: { role: 'technicalLead', person: 'bo' }, answer },
  addNote: { request: { text: 'Connection pool of payments-db is at its limit' }, answer },
  changeSeverity: { request: { severity: 'SEV2', reason: 'Card payments work again' }, answer },
  resolveIncident: { request: { resolution: 'Restarted database' }, answer },
  reopenIncident: { request: { reason: 'Payments fail again' }, answer },
  incidentReport: { answer: '# INC-2026-001: Payment processing down\n' },
  incidentArchive: {
    answer: {
      incident: 'INC-2026-001',
      archivedAt: '2026-11-23T03:40:00.000Z',
      manifest: 'incidents/INC-2026-001/manifest.json',
      objects: [
        {
          key: 'incidents/INC-2026-001/events.json',
          bytes: 18211,
          sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        },
      ],
      missing: ['metrics of payments: access denied'],
    },
  },
  showReceipt: {
    answer: {
      id: 'rcp_01k9zq3v6m0f4',
      state: 'processed',
      outcomes: [
        {
          alert: 'Payment processing down',
          outcome: 'declared',
          incident: 'INC-2026-001',
          reason: 'no open incident has this problem',
        },
      ],
    },
  },
  listDeadLetters: {
    answer: {
      deadLetters: [
        {
          id: '5f3c1d0e-8a41-4c3e-9a55-0f6f2f3b7d10',
          queue: 'alerts',
          sentAt: '2026-11-23T02:14:05.120Z',
          keptUntil: '2026-12-07T02:14:05.120Z',
          receipt: 'rcp_01k9zq3v6m0f4',
          about: 'prometheus',
        },
      ],
      more: false,
    },
  },
  sendDeadLettersAgain: {
    request: { queue: 'alerts' },
    answer: { queue: 'alerts', sent: 1 },
  },
  listConfigurationVersions: {
    answer: {
      versions: [{ version: 3, appliedAt: '2026-11-26T10:00:00.000Z', appliedBy: 'Ana Keller' }],
      next: 3,
    },
  },
  showConfiguration: { answer: { version: 3, document: { services: {} } } },
  applyConfiguration: {
    request: { services: { payments: { name: 'Payments', team: 'checkout' } } },
    answer: {
      version: 4,
      changes: [
        { path: 'services.payments.team', kind: 'changed', before: 'core', after: 'checkout' },
      ],
      warnings: [],
    },
  },
  listEvidence: {
    answer: {
      incident: 'INC-2026-001',
      seal: { manifest: exampleManifest, sealedBy: 'b'.repeat(64) },
      archives: [
        {
          manifest: exampleManifest,
          sha256: 'b'.repeat(64),
          archivedAt: '2026-11-23T03:10:02.300Z',
          missing: [],
        },
      ],
      objects: [{ key: exampleObject, bytes: 5120, sha256: 'a'.repeat(64) }],
      unsealed: [],
    },
  },
  collectEvidence: {
    request: { wanted: ['logs'] },
    answer: { incident: 'INC-2026-001', wanted: ['logs'], askedAt: '2026-11-23T03:10:00.000Z' },
  },
  evidenceContent: {
    answer: {
      key: exampleObject,
      url: 'https://archive.s3.eu-west-1.amazonaws.com/incidents/…?X-Amz-Signature=…',
      until: '2026-11-23T03:25:02.300Z',
    },
  },
  exportIncident: { answer: exampleYaml },
  recordExport: { request: { format: 'yaml' }, answer },
  importIncident: {
    request: {
      incident: {
        id: 'INC-2024-001',
        severity: 'SEV1',
        title: 'Payment processing outage',
        started_at: '2024-01-15T14:15:00Z',
        detected_by: 'monitoring_alert',
        resolved_at: '2024-01-15T15:45:00Z',
        impact: { users_affected: 15_000, revenue_lost: '$45000', duration_minutes: 90 },
        timeline: [{ time: '14:15', event: 'Alert triggered' }],
        action_items: ['Add monitoring for connection pool'],
      },
    },
    answer,
  },
  showPostmortem: { answer: { ...postmortem, status: 'published', runbookDiff: exampleDiff } },
  listPostmortemVersions: {
    answer: { versions: [{ version: 1, at: '2026-11-26T10:00:00.000Z', by: 'Ana Keller' }] },
  },
  createPostmortem: { request: {}, answer: { ...postmortem, version: 1 } },
  editPostmortem: { request: { version: 1, markdown: exampleMarkdown }, answer: postmortem },
  submitPostmortem: { request: {}, answer: { ...postmortem, status: 'in-review' } },
  publishPostmortem: {
    request: {
      version: 2,
      learnings: 'A pool without an alarm fills up unseen.',
      runbookDiff: exampleDiff,
    },
    answer: { ...postmortem, status: 'published', runbookDiff: exampleDiff },
  },
  listActionItems: {
    answer: {
      items: [
        {
          ...actionItem,
          issue: {
            tracker: 'github',
            at: '2026-11-24T09:00:00.000Z',
            reference: 'northwind/books#12',
            url: 'https://github.com/northwind/books/issues/12',
          },
        },
      ],
    },
  },
  addActionItem: {
    request: { text: actionItem.text, owner: 'bo', dueOn: '2026-12-01' },
    answer: actionItem,
  },
  exportActionItem: {
    request: {},
    answer: {
      ...actionItem,
      exportFailure: {
        tracker: 'github',
        at: '2026-11-24T09:00:00.000Z',
        reason: 'GitHub: answered 401: Bad credentials',
        attempt: 1,
        isFinal: true,
      },
    },
  },
  completeActionItem: {
    request: {},
    answer: { ...actionItem, done: { at: '2026-11-30T10:00:00.000Z', by: 'Bo Lindqvist' } },
  },
  explain: {
    request: '{"title":"Payment processing down","service":"payments"}',
    answer: {
      alerts: [
        {
          title: 'Payment processing down',
          name: 'Payment processing down',
          source: 'generic',
          service: 'payments',
          goesTo: 'payments: the alert names service payments',
          status: 'firing',
          severity: 'SEV1',
          severityReason:
            'title says "payment processing down", matching "<payments> <down>" (payment system failure, runbook SEV1)',
          rulesTried: [
            { rule: 'explicit-severity', matched: false },
            { rule: 'environment', matched: false },
            {
              rule: 'payment-failure',
              matched: true,
              because: 'title says "payment processing down"',
            },
          ],
          identity: {
            domain: 'first-key',
            series: 'v2|first-key|generic:|payments|Payment processing down',
            problem: 'v2|first-key|generic:|payments|Payment processing down',
          },
          labels: {},
          links: [],
          wouldPage: [{ at: '2026-11-23T02:14:05.120Z', person: 'Ana Keller', channel: 'sms' }],
        },
      ],
      ignored: [],
    },
  },
  simulate: {
    request: {
      title: 'Payment processing down',
      service: 'payments',
      at: '2026-12-24T08:00:00.000Z',
    },
    answer: {
      at: '2026-12-24T08:00:00.000Z',
      alerts: [
        {
          title: 'Payment processing down',
          service: 'payments',
          serviceName: 'Payments',
          serviceReason: 'the alert names service payments',
          severity: 'SEV1',
          severityReason:
            'title says "payment processing down", matching "<payments> <down>" (payment system failure, runbook SEV1)',
          policy: 'default',
          rungs: [
            {
              kind: 'paged',
              at: '2026-12-24T08:00:00.000Z',
              until: '2026-12-24T08:05:00.000Z',
              why: 'declared as SEV1',
              level: 1,
              name: 'On-call Engineer',
              round: 1,
              pages: [
                {
                  at: '2026-12-24T08:00:00.000Z',
                  person: 'ana',
                  name: 'Ana Silva',
                  channel: 'sms',
                  why: 'on call for Primary until Mon 28 Dec 09:00 EST',
                },
              ],
              passedOver: [
                {
                  person: 'ana',
                  name: 'Ana Silva',
                  channel: 'email',
                  why: 'the address has opted out',
                },
              ],
            },
          ],
          againAt: '2026-12-24T08:05:00.000Z',
          offDuty: [
            {
              person: 'farid',
              name: 'Farid Amini',
              schedule: 'Primary',
              next: '2026-12-28T14:00:00.000Z',
            },
          ],
        },
      ],
      ignored: [],
    },
  },
  openApiDocument: { answer: { openapi: '3.1.0' } },
  health: { answer: { status: 'ok', needs: { table: 'ok' } } },
  showStatusPage: { answer: exampleStatusPage },
  setComponentStatus: {
    request: { status: 'degraded_performance' },
    answer: exampleStatusPage,
  },
  postMaintenance: {
    request: {
      title: 'Moving to new databases',
      body: 'Payments are not possible for some minutes.',
      components: ['payment-processing'],
      from: '2026-11-29T02:00:00Z',
      until: '2026-11-29T04:00:00Z',
    },
    answer: exampleMaintenance,
  },
  changeMaintenance: { request: { ended: 'completed' }, answer: exampleMaintenance },
  addStatusPageReader: {
    request: { name: 'Contoso, support desk' },
    answer: {
      ...exampleReader,
      path: 'p/h3Zk2m0Qw7Yx9VfTtq1nB4sLr8eUaGc5oPdKjIiNwX0/',
      address: 'https://status.example.com/p/h3Zk2m0Qw7Yx9VfTtq1nB4sLr8eUaGc5oPdKjIiNwX0/',
    },
  },
  removeStatusPageReader: { answer: exampleReader },
  showPublicNotices: { answer: exampleNotices },
  postPublicNotice: {
    request: {
      stage: 'identified',
      body: 'We know the cause and are working on it.',
      components: { 'payment-processing': 'partial_outage' },
    },
    answer: exampleNotices,
  },
  approvePublicNotice: { request: { draft: '3f2a9b1c5e88' }, answer: exampleNotices },
  listIntegrations: {
    answer: {
      address: 'https://abc123.execute-api.eu-central-1.amazonaws.com',
      integrations: [
        {
          ...{ name: 'grafana-production', source: 'grafana', service: 'payments' },
          firstAt: '2026-11-20T12:03:00.000Z',
          lastAt: '2026-11-23T02:00:00.000Z',
          last: {
            ...{ receipt: 'rcp_01jd', title: 'Payment errors', status: 'firing' },
            ...{ service: 'payments', serviceReason: 'its integration is of this service' },
            ...{ severity: 'SEV2', severityReason: 'the sender calls it critical' },
          },
        },
        {
          ...{ name: 'nightly-jobs', source: 'generic' },
          formerKey: { usedAt: '2026-11-23T02:05:00.000Z' },
          refused: { at: '2026-11-23T02:10:00.000Z', reason: '/title is missing' },
        },
      ],
    },
  },
  listHeartbeats: {
    answer: {
      heartbeats: [
        {
          name: 'nightly-backup',
          from: 'configuration',
          state: 'alive',
          service: 'payments',
          severity: 'SEV3',
          everySeconds: 86_400,
          graceSeconds: 3600,
          lastAt: '2026-11-23T01:00:00.000Z',
          missedFrom: '2026-11-24T02:00:00.000Z',
        },
      ],
    },
  },
  listSilences: {
    answer: {
      silences: [exampleMute],
      inhibited: [
        {
          title: 'Payments are slow',
          series: 'v2|key:prometheus|alertmanager:5f2c',
          since: '2026-11-23T02:00:00.000Z',
          rule: 'node-down',
          incident: 'INC-2026-001',
          reason: 'inhibited by Node n1 is down (INC-2026-001), as the rule node-down says',
        },
      ],
    },
  },
  addSilence: {
    request: {
      match: 'service="payments", alertname=~"Disk.*"',
      reason: 'Disks are swapped',
      until: '2026-11-23T06:00:00Z',
      announce: { title: 'Maintenance', body: '', components: ['payment-processing'] },
    },
    answer: { ...exampleMute, running: [] },
  },
  endSilence: { answer: exampleMute },
  sendHeartbeat: {
    answer: {
      receiptId: 'rcp_01k9zq3v6m0f4',
      heartbeat: 'nightly-backup',
      at: '2026-11-23T01:00:00.000Z',
    },
  },
  sendAlert: {
    request: { title: 'Payment processing down', service: 'payments', severity: 'critical' },
    answer: { receiptId: 'rcp_01k9zq3v6m0f4', alerts: 1 },
  },
  showSession: { answer: exampleWho },
  renewSession: { answer: exampleWho },
  signOut: { answer: { sessions: [] } },
  listSessions: { answer: { sessions: [exampleSession] } },
  endSession: { answer: { sessions: [] } },
  askForCode: {
    request: { address: 'ana@example.com' },
    answer: { signIn: '2c26b46b68ffc68f-9d1e0a', until: '2026-11-23T02:24:00.000Z' },
  },
  signIn: {
    request: { signIn: '2c26b46b68ffc68f-9d1e0a', code: '123456' },
    answer: exampleWho,
  },
  signInWays: { answer: { codes: true, issuer: 'Northwind' } },
  askIssuer: {
    request: {},
    answer: {
      signIn: '2c26b46b68ffc68f-9d1e0a',
      url: 'https://id.example.com/authorize?response_type=code&client_id=console',
    },
  },
  signInByIssuer: {
    request: { signIn: '2c26b46b68ffc68f-9d1e0a', state: 'xyz', code: 'SplxlOBeZQQYbYS6WxSbIA' },
    answer: exampleWho,
  },
  showDirectory: {
    answer: {
      organisation: { name: 'Northwind Books', timeZone: 'America/New_York' },
      people: [{ id: 'ana', name: 'Ana Keller', teams: ['commerce'] }],
      services: [{ id: 'payments', name: 'Payments', team: 'commerce' }],
      schedules: [{ id: 'primary', name: 'Primary', timeZone: 'America/New_York' }],
      teams: [{ id: 'commerce', name: 'Commerce' }],
    },
  },
};
