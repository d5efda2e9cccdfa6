import type {
  AnswerOf,
  Incident,
  IncidentWithTimeline,
  OperationId,
  RequestOf,
} from '#contract/api.ts';

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
    text: 'reminds the commander that an update is due',
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

type Examples = {
  [Id in OperationId]: RequestOf<Id> extends undefined
    ? { answer: AnswerOf<Id> }
    : { request: RequestOf<Id>; answer: AnswerOf<Id> };
};

export const examples: Examples = {
  listIncidents: { answer: { incidents: [exampleIncident] } },
  declareIncident: {
    request: { title: 'Database down', severity: 'SEV1', service: 'payments' },
    answer,
  },
  showIncident: { answer: exampleIncidentWithTimeline },
  acknowledgeIncident: { request: { note: 'On my way to a laptop' }, answer },
  escalateIncident: { request: { reason: 'I need a database person' }, answer },
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
  openApiDocument: { answer: { openapi: '3.1.0' } },
  health: { answer: { status: 'ok' } },
  sendAlert: {
    request: { title: 'Payment processing down', service: 'payments', severity: 'critical' },
    answer: { receiptId: 'rcp_01k9zq3v6m0f4', alerts: 1 },
  },
};
