/*
 * What an action looks at, and the single changes that its plan is made of, as data: the core decides, an adapter looks
 * and does, and a change that was recorded can be shown, approved and taken back later.
 */

export interface Parameter {
  value: string;
  /** Its value is neither read nor shown. */
  isSecret?: true;
}

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
export interface Database {
  cluster: string;
  secret: string;
  name: string;
}

/** A connection that does nothing: `began` tells it from a later one that got the same process id. */
export interface IdleConnection {
  pid: number;
  began: string;
  idle: string;
  application: string;
}

/** What is asked before anything is decided, and what is then seen. */
interface Looks {
  /** Those that are not there are absent. */
  parameters: { ask: { names: string[] }; seen: { values: Record<string, Parameter> } };
  'parameters-under': { ask: { path: string }; seen: { values: Record<string, Parameter> } };
  'idle-connections': {
    ask: { database: Database; idleSeconds: number };
    seen: { connections: IdleConnection[] };
  };
  integrity: { ask: { database: Database }; seen: object };
  'ecs-service': {
    ask: { cluster: string; service: string };
    seen: { found?: EcsService };
  };
}
export type LookKind = keyof Looks;
export type LookOf<Kind extends LookKind> = {
  [Each in Kind]: { kind: Each } & Looks[Each]['ask'];
}[Kind];
export type SeenOf<Kind extends LookKind> = {
  [Each in Kind]: { kind: Each } & Looks[Each]['seen'];
}[Kind];
export type Look = LookOf<LookKind>;
export type Seen = SeenOf<LookKind>;

/** One change, from what is there to what would be. */
export type Step =
  | { kind: 'put-parameter'; name: string; before: string; after: string }
  | { kind: 'terminate-connection'; database: Database; connection: IdleConnection }
  /** Looks only; a finding is a failure. */
  | { kind: 'verify-integrity'; database: Database }
  /** New tasks come up before old ones go, as the service's own deployment settings say. */
  | { kind: 'redeploy'; cluster: string; service: string; tasks: number }
  | {
      kind: 'scale-memory';
      cluster: string;
      service: string;
      /** MiB of each task. */
      before: number;
      after: number;
    };

/** A step in the words that people decide by. */
export interface Change {
  what: string;
  before: string;
  after: string;
}

export function changeText({ what, before, after }: Change): string {
  return `${what}: ${before} -> ${after}`;
}

export function changeOf(step: Step): Change {
  switch (step.kind) {
    case 'put-parameter':
      return { what: `parameter ${step.name}`, before: step.before, after: step.after };
    case 'terminate-connection': {
      const { pid, idle, application } = step.connection;
      return {
        what: `connection ${pid} of ${application || 'no name'} to ${step.database.name}`,
        before: `idle for ${idle}`,
        after: 'ended',
      };
    }
    case 'verify-integrity':
      return {
        what: `database ${step.database.name}`,
        before: 'not looked at',
        after: 'looked at, unchanged',
      };
    case 'redeploy':
      return {
        what: `ECS service ${step.service} in ${step.cluster}`,
        before: `${step.tasks} tasks as they run now`,
        after: 'the same number of new ones, one after the other',
      };
    case 'scale-memory':
      return {
        what: `memory of each task of ${step.service} in ${step.cluster}`,
        before: `${step.before} MiB`,
        after: `${step.after} MiB`,
      };
    default:
      return step satisfies never;
  }
}
