import { shownPlan, shownRun } from '#app/actions/action-shown.ts';
import { inspectWith, perform } from '#app/actions/executors.ts';
import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { noConfiguration, noIncident } from '#app/api/refusal.ts';
import { eachIncident, runningPhases } from '#app/incident/each-incident.ts';
import type { HandleCommand } from '#app/incident/handle-command.ts';
import { actorOf, requestKey } from '#app/incident/idempotent-commands.ts';
import type { AnswerOf } from '#contract/api.ts';
import { parseInput } from '#contract/problem.ts';
import type { Action, Plan } from '#core/actions/action.ts';
import { actionNamed } from '#core/actions/catalogue.ts';
import { changeOf, stillMeant } from '#core/actions/changes.ts';
import type { ActionRun, TokenUsed } from '#core/actions/run.ts';
import type { Look, Seen } from '#core/actions/steps.ts';
import { targetsOf } from '#core/actions/targets.ts';
import { sha256 } from '#core/digest.ts';
import { type IncidentId, incidentId, parseIncidentId } from '#core/ids.ts';
import type { EventOf } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { entryOf } from '#core/own-entry.ts';
import { type Actor, isSameActor } from '#core/people.ts';
import { type Approval, approvalSeconds, type Family } from '#core/setup/action-families.ts';
import type { Directory } from '#core/setup/directory.ts';
import { teamOf } from '#core/setup/leads.ts';
import { noSuchService } from '#core/setup/no-such-service.ts';
import { isPaging } from '#core/severity.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { ActionExecutors, ActionLog } from '#ports/actions.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { NewToken, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

type Asking = `${Family}Action`;
type Approving = `${Family}Approval`;
type Ended = Outcome<AnswerOf<Asking>>;
/** What is wanted of a service, before anybody looked. */
interface Wanted {
  action: Action;
  service: string;
  inputs: Record<string, string>;
  undoes?: string;
}
interface Planned {
  look: Look;
  plan: Extract<Plan, { steps: unknown }>;
}

/** The actions of one family: planned from what is there, carried out once, and told on the incident's timeline. */
export function actionOperations<Each extends Family>(deps: {
  family: Each;
  hands: ActionExecutors;
  log: ActionLog;
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  handle: HandleCommand;
  newToken: NewToken;
  now: Now;
}): Operations<`${Each}Action` | `${Each}Approval`> {
  const { family, hands, log } = deps;
  return {
    [`${family}Action`]: ask,
    [`${family}Approval`]: approve,
  } as unknown as Operations<`${Each}Action` | `${Each}Approval`>;

  async function ask({ params, body, asked }: Call<Asking>): Promise<Ended> {
    const action = actionNamed(params.action ?? '');
    if (action?.family !== family) return { notFound: `${family} action ${params.action}` };
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined) return noConfiguration;
    const by = actorOf(asked, body.by, directory);
    if ('invalid' in by) return by;
    const isEarnest = !body.dryRun || action.readsOnly === true;

    const { idempotencyKey } = asked;
    const digest = sha256(JSON.stringify({ action: action.name, ...body }));
    const id =
      idempotencyKey === undefined
        ? `act_${deps.newToken()}`
        : `act_${requestKey(asked.caller.actor, idempotencyKey).slice(0, 16)}`;
    if (isEarnest && idempotencyKey !== undefined) {
      const before = await log.find(id);
      if (before !== undefined) return repeated(before, digest, directory);
    }

    const about = await aboutWhat(action, body, directory, isEarnest && !action.readsOnly);
    if (!('service' in about)) return about;
    const { service, incident } = about;
    const wanted: Wanted = {
      action,
      service,
      inputs: texts(body.inputs),
      ...(body.undo !== undefined && { undoes: body.undo }),
    };
    const planned = await planFor(wanted, directory);
    if (!('plan' in planned)) return planned;
    const { look, plan } = planned;
    const approval = plan.approval ?? approvalOf(action, directory, service);
    const shown = { action, service, plan, approval, ...(incident && { incident }) };
    if (!isEarnest) return { answer: shownPlan(shown) };
    if (plan.steps.length === 0) {
      const outcome = ['Nothing was changed: it is so already.'];
      return { answer: { ...shownPlan(shown), status: 'done', outcome } };
    }
    const reason = body.reason ?? (action.readsOnly ? 'to know' : undefined);
    if (reason === undefined) {
      return { invalid: { path: '/reason', message: 'is missing: say why it is done' } };
    }

    const at = deps.now();
    const run: ActionRun = {
      ...{ id, action: action.name, family, service, inputs: wanted.inputs, by, reason, at },
      token: asked.caller.token,
      ...(incident && { incident }),
      ...(wanted.undoes !== undefined && { undoes: wanted.undoes }),
      ...{ look, steps: plan.steps, notes: plan.notes, digest },
      ...(approval === 'none'
        ? { status: 'running' }
        : { status: 'waiting', approveBefore: addSeconds(at, approvalSeconds) }),
    };
    const opened = await log.open(run);
    if (opened !== 'opened') return repeated(opened.held, digest, directory);
    return run.approveBefore === undefined ? carryOut(run) : waitsFor(run, directory);
  }

  async function waitsFor(run: ActionRun, directory: Directory): Promise<Ended> {
    const { approveBefore, service } = run;
    if (approveBefore !== undefined) {
      const people = teamOf(directory, service);
      await tell(run, { type: 'ActionRequested', ...told(run), approveBefore, people });
    }
    return { answer: shownRun(run) };
  }

  /** Asked before, under this key. Whoever has to approve is told, if the first run died before it could. */
  async function repeated(run: ActionRun, digest: string, directory: Directory): Promise<Ended> {
    if (run.digest !== digest) return { keyReused: true };
    return run.status === 'waiting' ? waitsFor(run, directory) : { answer: shownRun(run) };
  }

  async function approve({ params, body, asked }: Call<Approving>): Promise<Ended> {
    const run = await log.find(params.id ?? '');
    const action = run && actionNamed(run.action);
    if (run?.family !== family || action === undefined) {
      return { notFound: `${family} action ${params.id}` };
    }
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined) return noConfiguration;
    const by = actorOf(asked, body.by, directory);
    if ('invalid' in by) return by;
    const at = deps.now();
    const reason = whyNot(run, by, asked.caller.token, at);
    if (reason !== undefined) return reason;

    const { service, inputs, undoes } = run;
    const wanted = { action, service, inputs, ...(undoes !== undefined && { undoes }) };
    const planned = await planFor(wanted, directory);
    if (!('plan' in planned)) return planned;
    const steps = stillMeant(run.steps, planned.plan.steps);
    if (steps === undefined) {
      const text = 'What would change is not what was asked for any more. Ask for it again.';
      return no('changed-since', text);
    }
    if ((await log.approve(run.id, by, at)) === 'taken') {
      return no('not-waiting', `${run.id} does not wait for approval any more.`);
    }
    return carryOut({ ...run, steps, status: 'running', approvedBy: by, startedAt: at });
  }

  /** Steps are done in order, and none after one that failed: half of a change is better known than guessed. */
  async function carryOut(run: ActionRun): Promise<Ended> {
    const { approvedBy } = run;
    await tell(run, { type: 'ActionStarted', ...told(run), ...(approvedBy && { approvedBy }) });
    const outcome: string[] = [];
    let succeeded = true;
    for (const step of run.steps) {
      const end = await perform(hands, step);
      if ('running' in end) {
        // Neither done nor failed, and nothing that taught what helps: the round follows it to its end.
        const begun = [...outcome, end.running];
        await log.follow(run.id, { execution: end.execution, outcome: begun, at: deps.now() });
        return { answer: shownRun({ ...run, outcome: begun }) };
      }
      outcome.push('done' in end ? end.done : end.failed);
      succeeded = 'done' in end;
      if (!succeeded) break;
    }
    const left = run.steps.length - outcome.length;
    if (left > 0) outcome.push(`Not begun: ${left} more.`);

    const at = deps.now();
    await log.finish(run.id, { succeeded, outcome, at });
    const { id, action, service, by } = run;
    await tell(run, {
      ...{ type: 'ActionFinished', at, by, run: id, action, service, succeeded, outcome },
    });
    const status = succeeded ? 'done' : 'failed';
    return { answer: shownRun({ ...run, status, outcome, finishedAt: at }) };
  }

  async function planFor(
    { action, service, inputs, undoes }: Wanted,
    directory: Directory,
  ): Promise<Planned | Exclude<Ended, { answer: unknown }>> {
    if (undoes !== undefined) {
      const before = await log.find(undoes);
      if (before?.action !== action.name || before.service !== service) {
        return { notFound: `run ${undoes} of ${action.name} on ${service}` };
      }
      if (!['done', 'failed', 'unknown'].includes(before.status)) {
        return no('not-done', `${undoes} is ${before.status}; there is nothing to take back.`);
      }
      // What may be changed is what the configuration says now, whatever it let somebody do then.
      const targets = targetsOf(entryOf(directory.services, service) ?? {});
      if (targets[action.field] === undefined) return notConfigured(action, service);
      const given = action.inputs.safeParse((await firstOf(before)).inputs);
      if (!given.success || !action.reaches(given.data, targets, service, before.look)) {
        const text = `What ${undoes} changed is not what actions.${action.field} of ${service} names in tocsin.yaml by now.`;
        return no('not-allowed', text);
      }
      return seen(before.look, seeing => action.undo(before.steps, seeing));
    }
    const parsed = parseInput(action.inputs, inputs);
    if ('errors' in parsed) {
      const errors = parsed.errors.map(({ path, message }) => ({
        path: `/inputs${path}`,
        message,
      }));
      const [first] = errors;
      return {
        invalid: errors,
        text: first ? `${first.path} ${first.message}` : 'It is not valid.',
      };
    }
    const { [service]: known } = directory.services;
    const prepared = action.prepare(parsed.value, targetsOf(known ?? {}), service);
    return prepared === undefined
      ? notConfigured(action, service)
      : seen(prepared.look, prepared.plan);
  }

  /** What was asked for at first, however often it was taken back since. */
  async function firstOf(run: ActionRun): Promise<ActionRun> {
    const before = run.undoes === undefined ? undefined : await log.find(run.undoes);
    return before === undefined ? run : firstOf(before);
  }

  async function seen(
    look: Look,
    plan: (seen: Seen) => Plan,
  ): Promise<Planned | Exclude<Ended, { answer: unknown }>> {
    const what = await inspectWith(hands, look);
    if ('unreadable' in what) return no('cannot-look', what.unreadable);
    const planned = plan(what);
    return 'refused' in planned ? planned : { look, plan: planned };
  }

  /** Which service and which incident, also where nobody said so: at night there is mostly one. */
  async function aboutWhat(
    action: Action,
    body: Call<Asking>['body'],
    directory: Directory,
    changesAnything: boolean,
  ): Promise<{ service: string; incident?: IncidentId } | Exclude<Ended, { answer: unknown }>> {
    const undone = body.undo === undefined ? undefined : await log.find(body.undo);
    if (body.undo !== undefined && undone === undefined)
      return { notFound: `run ${body.undo}`, reason: 'no-such-run' };
    let given: DeclaredIncident | undefined;
    if (body.incident !== undefined) {
      const id = parseIncidentId(body.incident);
      const loaded = id && (await deps.incidents.load(id)).incident;
      if (loaded === undefined || loaded.phase === 'undeclared') return noIncident(body.incident);
      given = loaded;
    }
    // All of them: in a storm the one that burns is older than a hundred others.
    const running = await Array.fromAsync(eachIncident(deps.incidents, runningPhases));
    const open = running.filter(({ drill }) => drill === undefined);
    const service =
      body.service ??
      undone?.service ??
      given?.plan.service.id ??
      inferred(action, directory, open, changesAnything);
    if (typeof service !== 'string') return service;
    const missing = noSuchService(directory, service);
    if (missing !== undefined) return missing;
    const [only, ...others] = open.filter(({ plan }) => plan.service.id === service);
    const told = given?.id ?? undone?.incident;
    const incident = told ?? (others.length === 0 ? only?.id : undefined);
    return { service, ...(incident !== undefined && { incident: incidentId(incident) }) };
  }

  async function tell(
    { incident }: ActionRun,
    fact: EventOf<'ActionRequested' | 'ActionStarted' | 'ActionFinished'>,
  ): Promise<void> {
    if (incident === undefined) return;
    // By whichever run comes to it: asked again after a crash, it is told if it was not.
    const key = sha256(`${fact.run}\n${fact.type}`);
    const claim = { kind: 'request', key, digest: fact.run } as const;
    const command = { type: 'RecordAction', at: fact.at, fact } as const;
    await deps.handle(incidentId(incident), command, { claims: [claim] });
  }
}

function whyNot(
  { id, status, by: asker, token, approveBefore }: ActionRun,
  by: Actor,
  held: TokenUsed,
  at: string,
): Extract<Ended, { refused: unknown }> | undefined {
  if (status !== 'waiting' && status !== 'expired') {
    return no('not-waiting', `${id} is ${status}; nothing to approve.`);
  }
  if (status === 'expired' || approveBefore === undefined || approveBefore <= at) {
    return no('too-late', `${id} had to be approved within an hour. Ask for it again.`);
  }
  if (by.kind !== 'person') {
    const text = 'Only a person can approve: use a token of your own, or say --by.';
    return no('not-a-person', text);
  }
  if (isSameActor(by, asker)) {
    return no('same-person', `${asker.name} asked for it, so somebody else has to approve.`);
  }
  if (token?.digest === held.digest) {
    const own = `tocsin token --name ${by.id}-laptop --person ${by.id}`;
    const text = `It was asked for with this same token, ${held.name}, which belongs to nobody: it cannot vouch for two people. Approve with a token of your own (${own}).`;
    return no('same-token', text);
  }
  return undefined;
}

function inferred(
  action: Action,
  { services }: Directory,
  open: readonly DeclaredIncident[],
  changesAnything: boolean,
): string | Extract<Ended, { refused: unknown }> {
  const configured = Object.keys(services).filter(
    id => targetsOf(entryOf(services, id) ?? {})[action.field] !== undefined,
  );
  // A ticket that waits for the morning makes nothing ambiguous at night.
  const paging = open.filter(({ severity }) => isPaging(severity));
  const burning = paging.length > 0 ? paging : open;
  const inTrouble = new Set(burning.map(({ plan }) => plan.service.id));
  const [first, ...more] = configured.filter(id => inTrouble.has(id));
  if (first !== undefined && more.length === 0) return first;
  const [only, ...others] = configured;
  if (only === undefined) return notConfigured(action);
  // Whoever means the service in trouble must not change another by mistake; to be shown what would change does no harm.
  if (others.length === 0 && (open.length === 0 || !changesAnything)) return only;
  return no('which-service', `Say for which service: ${configured.join(', ')}.`);
}

function notConfigured(action: Action, service?: string): Extract<Ended, { refused: unknown }> {
  return no(
    'not-configured',
    `${action.name} is not configured for ${service ?? 'any service'}. Add to ` +
      `tocsin.yaml, under services: ${service ?? '<service>'}: actions: ${action.field}: ${action.example}`,
  );
}

function approvalOf(action: Action, { services }: Directory, service: string): Approval {
  const approvals: Partial<Record<string, Approval>> =
    entryOf(services, service)?.actions?.approvals ?? {};
  return approvals[action.name] ?? action.approval;
}

function told({ id, at, startedAt, by, action, service, reason, steps }: ActionRun) {
  return {
    at: startedAt ?? at,
    by,
    run: id,
    action,
    service,
    reason,
    changes: steps.map(changeOf),
  };
}

function texts(inputs: Record<string, string | number>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, String(value)]));
}

function no(rule: string, text: string): Extract<Ended, { refused: unknown }> {
  return { refused: { rule, text } };
}
