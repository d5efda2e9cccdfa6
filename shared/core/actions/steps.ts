import type { Severity } from '#core/severity.ts';

/*
 * What an action looks at, and the single changes that its plan is made of, as data: the core decides, an adapter looks
 * and does, and a change that was recorded can be shown, approved and taken back later.
 */

export interface Parameter {
  value: string;
  /** Its value is neither read nor shown. */
  isSecret?: true;
}

/** Where the feature flags of a service are in AppConfig, each by its name or id. */
export interface FlagPlace {
  application: string;
  environment: string;
  profile: string;
  /** The deployment strategy by which a change reaches the service. */
  strategy: string;
}
export type OnOff = 'on' | 'off';

/** An ECS service as it runs now. */
export interface EcsService {
  desired: number;
  running: number;
  /** A deployment that is still under way: another one on top of it would hide which of them helped. */
  isDeploying: boolean;
  /** MiB that its task definition gives to each task; absent where each container has its own. */
  memory?: number;
  /** Units of 1024 per vCPU; Fargate allows only some memory with each. */
  cpu?: number;
  isFargate: boolean;
}

/** Which PostgreSQL is asked, through the RDS Data API. */
interface Database {
  cluster: string;
  secret: string;
  name: string;
}

/** A connection that does nothing: `began` tells it from a later one that got the same process id. */
interface IdleConnection {
  pid: number;
  began: string;
  idle: string;
  application: string;
}

/** A cluster of ElastiCache that has nodes. */
export interface CacheCluster {
  engine: string;
  status: string;
  nodes: string[];
}

/** What new versions of a service are brought out by. */
export type DeployTarget =
  | { cluster: string; service: string }
  | { application: string; group: string };

/** A version that was brought out: a revision of a task definition, or a deployment of CodeDeploy. */
export interface Release {
  id: string;
  name: string;
  /** Why it could not be brought out again. */
  unfit?: string;
}

/** How a service stands to going back. */
export interface Deployed {
  now: Release;
  /** The last one before it that was brought out to the end. */
  before?: Release;
  isDeploying: boolean;
  /** After what a deployment is taken back without anybody asking; none: after nothing. */
  rollsBackAfter: string[];
}

/** What is measured, as tocsin.yaml says it. */
export interface WatchedMetric {
  namespace: string;
  name: string;
  statistic: string;
  periodSeconds: number;
  dimensions?: Record<string, string>;
}

/** A metric's last week. */
export type Week = { values: number[] } | { unreadable: string };

/** A Systems Manager document of the type Automation. */
interface AutomationDocument {
  version: string;
  parameters: Record<string, { isNeeded: boolean; allowed?: string[] }>;
  steps: string[];
}

/** What is asked before anything is decided, and what is then seen. */
interface Looks {
  /** Those that are not there are absent. */
  parameters: { ask: { names: string[] }; seen: { values: Record<string, Parameter> } };
  'parameters-under': { ask: { path: string }; seen: { values: Record<string, Parameter> } };
  'feature-flags': { ask: { place: FlagPlace }; seen: { flags: Record<string, OnOff> } };
  'idle-connections': {
    ask: { database: Database; idleSeconds: number };
    seen: { connections: IdleConnection[] };
  };
  integrity: { ask: { database: Database }; seen: object };
  'ecs-service': {
    ask: { cluster: string; service: string };
    seen: { found?: EcsService };
  };
  caches: {
    ask: { distribution?: string; clusters: string[] };
    /** Those that are not there are absent. */
    seen: { distribution?: { domain: string }; clusters: Record<string, CacheCluster> };
  };
  deployed: { ask: { target: DeployTarget }; seen: { found?: Deployed } };
  /** Alarms whose names begin so, each metric's last week, in the order asked for, and the stack that looks. */
  watched: {
    ask: { prefix: string; metrics: WatchedMetric[] };
    seen: { alarms: string[]; weeks: Week[]; stack: string };
  };
  automation: { ask: { document: string }; seen: { found?: AutomationDocument } };
}
export type InspectionKind = keyof Looks;
export type InspectionOf<Kind extends InspectionKind> = {
  [Each in Kind]: { kind: Each } & Looks[Each]['ask'];
}[Kind];
export type InspectionResult<Kind extends InspectionKind> = {
  [Each in Kind]: { kind: Each } & Looks[Each]['seen'];
}[Kind];
export type Look = InspectionOf<InspectionKind>;
export type Seen = InspectionResult<InspectionKind>;

/** Single changes, each from what is there to what would be. */
interface Steps {
  'put-parameter': { name: string; before: string; after: string };
  'put-flag': { place: FlagPlace; flag: string; before: OnOff; after: OnOff };
  'terminate-connection': { database: Database; connection: IdleConnection };
  /** Looks only; a finding is a failure. */
  'verify-integrity': { database: Database };
  /** New tasks come up before old ones go, as the service's own deployment settings say. */
  redeploy: { cluster: string; service: string; tasks: number };
  /** `before` and `after`: MiB of each task. */
  'scale-memory': { cluster: string; service: string; before: number; after: number };
  'invalidate-distribution': { distribution: string; domain: string };
  /** Its content is lost, and for a minute it does not answer. */
  'reboot-cache': { cluster: string; engine: string; nodes: string[] };
  'guard-deployments': { target: DeployTarget; before: string[]; after: string[] };
  'roll-back': { target: DeployTarget; before: Release; after: Release };
  'put-alarm': {
    alarm: string;
    service: string;
    severity: Severity;
    metric: WatchedMetric;
    breaches: 'above' | 'below';
    threshold: number;
    /** It watches already, and is set anew. */
    isThere?: true;
  };
  'delete-alarms-later': { schedule: string; alarms: string[]; seconds: number };
  'delete-alarms': { alarms: string[] };
  'start-automation': { document: string; version: string; parameters: Record<string, string> };
}
export type StepKind = keyof Steps;
export type StepOf<Kind extends StepKind> = {
  [Each in Kind]: { kind: Each } & Steps[Each];
}[Kind];
export type Step = StepOf<StepKind>;
