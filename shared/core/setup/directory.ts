import type { PhoneNumber } from '#core/ids.ts';
import type { Contact } from '#core/people.ts';
import type { DirectoryDocument } from '#core/setup/document.ts';
import type { ResponseTimes } from '#core/setup/response-times.ts';
import type { Schedule } from '#core/setup/schedule.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import type { Severity } from '#core/severity.ts';
import type { BusinessCalendar } from '#core/time/business-calendar.ts';

type Document = DirectoryDocument;

export interface Level {
  name: string;
  people: string[];
  /** Whoever is on call for these. */
  schedules?: string[];
  /** Wins over the severity's, where it is said. */
  acknowledgeWithinSeconds?: number | Partial<Record<Severity, number>>;
}

export interface Service {
  name: string;
  team: string;
  escalationPolicy?: string;
  /** For single severities; they win over `escalationPolicy`. */
  escalationPolicies?: Partial<Record<Severity, string>>;
  runbook?: string;
  match?: (string | Record<string, string>)[];
  evidence?: Evidence;
  actions?: ServiceActions;
}

/** What may be changed during an incident; each part belongs to the actions that need it. */
export type ServiceActions = NonNullable<Document['services'][string]['actions']>;

export type Written = NonNullable<Document['services'][string]['evidence']>;
export type Metric = Omit<NonNullable<Written['metrics']>[number], 'period'> & {
  periodSeconds: number;
};
type WithMetric<Part> = Omit<Part, 'metric'> & { metric: Metric };
export type WrittenImpact = NonNullable<Written['impact']>;

/** What is looked at during an incident, and kept after it. */
export interface Evidence extends Omit<Written, 'metrics' | 'impact'> {
  metrics?: Metric[];
  impact?: Omit<WrittenImpact, 'users' | 'revenue'> & {
    users?: WithMetric<NonNullable<WrittenImpact['users']>>;
    revenue?: WithMetric<NonNullable<WrittenImpact['revenue']>>;
  };
}

type MaintenanceWindow = Document['maintenance'][number] & { timeZone: string };

interface Token {
  name: string;
  sha256: string;
  scopes: Document['tokens'][number]['scope'][];
  person?: string;
  assistant?: true;
}

export interface Person {
  name: string;
  phone?: PhoneNumber;
  email?: string;
  webhook?: string;
  slack?: string;
  timeZone?: string;
  /** Administers Tocsin when signed in to the console. */
  admin?: boolean;
  /** Their own rules; the organisation's where they say nothing. The earliest contact first. */
  notify?: { high?: Contact[]; low?: Contact[] };
}

export interface EscalationPolicy {
  levels: Level[];
  /** Times round the levels before the fallback contact is paged; 1 when absent. */
  repeats?: number;
}

/**
 * Who is reached, for what, when: tocsin.yaml with every default filled in and every reference known to lead
 * somewhere. Its records have no prototype, so that a service named by an outsider is never `constructor`.
 */
export interface Directory {
  version: 1;
  organisation: Document['organisation'];
  people: Record<string, Person>;
  teams: Document['teams'];
  /** The rules of everybody who has none of their own. */
  notify: { high: Contact[]; low: Contact[] };
  calendars: Record<string, BusinessCalendar>;
  schedules: Record<string, Schedule>;
  escalationPolicies: Record<string, EscalationPolicy>;
  services: Record<string, Service>;
  defaultService: string;
  fallback?: string;
  severities: Record<Severity, ResponseTimes>;
  rules: Document['rules'];
  /** Of this team; the built-in ones stand in core/diagnosis/pattern-library.ts. */
  patterns: Document['patterns'];
  externalContacts: Document['externalContacts'];
  integrations: Document['integrations'];
  /** Absent in those of before there were any. */
  heartbeats?: Document['heartbeats'];
  /** Absent in those of before there were any. */
  maintenance?: MaintenanceWindow[];
  /** Absent in those of before there were any. */
  inhibit?: Document['inhibit'];
  tokens: Token[];
  stakeholders: Document['stakeholders'];
  /** Absent in those of before there were any. */
  webhooks?: Document['webhooks'];
  /** Absent: there is none. */
  statusPage?: StatusPage;
  /** Which incidents are looked back on, and until when (R23). */
  postmortem: { dueWithinSeconds: number; severities: Severity[] };
  /** Where action items go. */
  actionItems: Document['actionItems'];
  /** Where incidents are talked about. */
  chat?: NonNullable<Document['chat']>;
  /** Absent: by a code to a verified address. */
  signIn?: NonNullable<Document['signIn']>;
  /** Absent: nobody is paged by push. */
  push?: NonNullable<Document['push']>;
}
