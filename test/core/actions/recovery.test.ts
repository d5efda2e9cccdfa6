import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInput } from '#contract/problem.ts';
import type { Plan } from '#core/actions/action.ts';
import { actionNamed } from '#core/actions/catalogue.ts';
import { changeOf, changeText, stillMeant } from '#core/actions/changes.ts';
import { limitOf } from '#core/actions/closer-watch.ts';
import type { Deployed, InspectionResult, Seen, Week } from '#core/actions/steps.ts';
import { targetsOf } from '#core/actions/targets.ts';
import type { Evidence, ServiceActions } from '#core/setup/directory.ts';
import { tries } from '../../support/effort.ts';

/* What the runbook does after a rollback and after a fix (R18, R19), and what a team has automated itself. */

const errors = { namespace: 'AWS/Lambda', name: 'Errors', statistic: 'Sum', periodSeconds: 60 };
const cpu = {
  namespace: 'AWS/RDS',
  name: 'CPUUtilization',
  statistic: 'Average',
  periodSeconds: 60,
};
const memory = { ...cpu, name: 'FreeableMemory' };
const evidence: Evidence = { metrics: [errors, cpu] };

const actions: ServiceActions = {
  caches: { cloudFront: 'E2PAYMENTS', elastiCache: ['sessions'] },
  deploy: { cluster: 'main', service: 'payments' },
  features: {
    appConfig: {
      ...{ application: 'shop123', environment: 'prod123', profile: 'flags12' },
      strategy: 'AppConfig.AllAtOnce',
    },
  },
  automations: {
    drain: {
      document: 'Tocsin-Drain',
      parameters: { Queue: 'capture' },
      ask: { Batch: ['1', '10'], Note: 'any' },
      approval: 'second-person',
    },
  },
};

function plan(
  name: string,
  inputs: Record<string, string>,
  seen: Seen,
  on: ServiceActions = actions,
): Plan {
  const action = actionNamed(name);
  if (action === undefined) throw new Error(name);
  const parsed = parseInput(action.inputs, inputs);
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  const prepared = action.prepare(parsed.value, targetsOf({ actions: on, evidence }), 'payments');
  if (prepared === undefined) throw new Error(`${name} is not configured`);
  expect(prepared.look.kind).toBe(seen.kind);
  return prepared.plan(seen);
}

function stepsOf(planned: Plan) {
  if (!('steps' in planned)) throw new Error(JSON.stringify(planned));
  return planned.steps;
}
const words = (planned: Plan) => stepsOf(planned).map(step => changeText(changeOf(step)));

describe('cache:clear:all', () => {
  const seen: InspectionResult<'caches'> = {
    kind: 'caches',
    distribution: { domain: 'pay.example.com' },
    clusters: { sessions: { engine: 'memcached', status: 'available', nodes: ['0001', '0002'] } },
  };

  test('empties what lies behind before what stands in front, so that nothing old comes back', () => {
    expect(stepsOf(plan('cache:clear:all', {}, seen)).map(({ kind }) => kind)).toEqual([
      'reboot-cache',
      'invalidate-distribution',
    ]);
  });

  test('needs a second person, and cannot be undone', () => {
    const action = actionNamed('cache:clear:all');
    expect(action).toMatchObject({ approval: 'second-person', canBeUndone: false });
  });

  test.each([
    ['a cluster that is not there', { ...seen, clusters: {} }, 'not-there'],
    [
      'a cluster that starts anew already',
      {
        ...seen,
        clusters: { sessions: { engine: 'memcached', status: 'rebooting', nodes: ['0001'] } },
      },
      'not-possible',
    ],
    ['a distribution that is not there', { kind: 'caches', clusters: seen.clusters }, 'not-there'],
  ])('is refused as a whole for %s', (_, what, rule) => {
    expect(plan('cache:clear:all', {}, what as Seen)).toMatchObject({ refused: { rule } });
  });
});

describe('going back a version', () => {
  const now = { id: 'arn:payments:42', name: 'payments:42' };
  const before = { id: 'arn:payments:41', name: 'payments:41' };
  const deployed = (more: Partial<Deployed> = {}): Seen => ({
    kind: 'deployed',
    found: { now, before, isDeploying: false, rollsBackAfter: [], ...more },
  });

  test('is made ready by letting a failing deployment go back by itself', () => {
    const planned = plan('deploy:prepare-rollback', {}, deployed());
    expect(words(planned)).toEqual([
      'what takes a deployment of ECS service payments in main back by itself: nothing -> failed deployment',
    ]);
    expect(planned).toMatchObject({ notes: [expect.stringContaining('payments:41 is there')] });
  });

  test('is ready already where that is so, and says to what it would go back', () => {
    const planned = plan(
      'deploy:prepare-rollback',
      {},
      deployed({ rollsBackAfter: ['failed deployment'] }),
    );
    expect(planned).toMatchObject({
      steps: [],
      notes: [expect.stringContaining('tocsin deploy:rollback')],
    });
  });

  test.each(['deploy:prepare-rollback', 'deploy:rollback'])(
    '%s is refused with the reason',
    name => {
      const rule = (more: Partial<Deployed>) => plan(name, {}, deployed(more));
      expect(rule({ before: { ...before, unfit: 'it was deregistered' } })).toMatchObject({
        refused: { rule: 'not-possible', text: expect.stringContaining('it was deregistered') },
      });
      const first: Seen = {
        kind: 'deployed',
        found: { now, isDeploying: false, rollsBackAfter: [] },
      };
      expect(plan(name, {}, first)).toMatchObject({ refused: { rule: 'not-possible' } });
      expect(plan(name, {}, { kind: 'deployed' })).toMatchObject({
        refused: { rule: 'not-there' },
      });
    },
  );

  test('brings exactly the version back that was shown, and forward again by undo', () => {
    const steps = stepsOf(plan('deploy:rollback', {}, deployed()));
    expect(steps).toMatchObject([{ kind: 'roll-back', before: now, after: before }]);
    const action = actionNamed('deploy:rollback');
    const undone = action?.undo(steps, deployed({ now: before, before: now }));
    expect(undone).toMatchObject({ steps: [{ before, after: now }] });
    const other = { id: 'arn:payments:43', name: 'payments:43' };
    expect(action?.undo(steps, deployed({ now: other }))).toMatchObject({
      refused: { rule: 'changed-since' },
    });
  });

  test('tells to stop what CodeDeploy brings out just now, and never goes back two versions', () => {
    const target = { application: 'shop', group: 'payments' };
    const underWay = deployed({ isDeploying: true });
    const refusal = {
      refused: {
        rule: 'not-possible',
        text: expect.stringMatching(/stop-deployment.*payments:42/),
      },
    };
    expect(plan('deploy:rollback', {}, underWay, { ...actions, deploy: target })).toEqual(refusal);
    const action = actionNamed('deploy:rollback');
    expect(
      action?.undo([{ kind: 'roll-back', target, before: now, after: before }], underWay),
    ).toEqual(refusal);
    expect(plan('deploy:rollback', {}, underWay)).toMatchObject({
      notes: [expect.stringContaining('replaced by this one')],
    });
  });

  test('undo of the preparation takes back only what it has set', () => {
    const action = actionNamed('deploy:prepare-rollback');
    const steps = stepsOf(plan('deploy:prepare-rollback', {}, deployed()));
    const left = deployed({ rollsBackAfter: ['failed deployment'] });
    expect(action?.undo(steps, left)).toMatchObject({
      steps: [{ before: ['failed deployment'], after: [] }],
    });
    expect(action?.undo(steps, deployed())).toMatchObject({ steps: [] });
    expect(action?.undo(steps, deployed({ rollsBackAfter: ['else'] }))).toMatchObject({
      refused: { rule: 'changed-since' },
    });
  });
});

describe('monitor:enhanced', () => {
  const week = (values: number[]): Week => ({ values });
  const seen = (weeks: Week[], alarms: string[] = [], stack = 'Tocsin'): Seen => ({
    ...{ kind: 'watched', alarms, weeks, stack },
  });

  test('makes sure of the end before the beginning, and watches every metric', () => {
    const planned = plan('monitor:enhanced', { duration: '1h' }, seen([week([0, 2]), week([40])]));
    expect(stepsOf(planned)).toMatchObject([
      {
        kind: 'delete-alarms-later',
        seconds: 3600,
        alarms: [expect.any(String), expect.any(String)],
      },
      {
        kind: 'put-alarm',
        alarm: 'enhanced-by-tocsin-payments/Tocsin/1-Errors',
        breaches: 'above',
      },
      {
        kind: 'put-alarm',
        alarm: 'enhanced-by-tocsin-payments/Tocsin/2-CPUUtilization',
        threshold: 60,
      },
    ]);
  });

  test('is for an hour where nobody says for how long, and never beyond the limit', () => {
    expect(stepsOf(plan('monitor:enhanced', {}, seen([week([1]), week([1])])))[0]).toMatchObject({
      seconds: 3600,
    });
    const long = plan('monitor:enhanced', { duration: '5h' }, seen([week([1]), week([1])]));
    expect(long).toMatchObject({ refused: { rule: 'beyond-limit' } });
  });

  test('is still what was shown when a week comes to something else a minute later', () => {
    const shown = stepsOf(plan('monitor:enhanced', {}, seen([week([1]), week([40])])));
    const now = stepsOf(plan('monitor:enhanced', {}, seen([week([1.2]), week([41])])));
    expect(stillMeant(shown, now)).toEqual(shown);
    const fewer = stepsOf(plan('monitor:enhanced', {}, seen([week([1]), week([])])));
    expect(stillMeant(shown, fewer)).toBeUndefined();
  });

  test('says which metric it cannot watch, and refuses when it can watch none', () => {
    const some = plan('monitor:enhanced', {}, seen([week([]), week([1])]));
    expect(some).toMatchObject({ notes: [expect.stringContaining('Errors is not watched')] });
    const none = plan('monitor:enhanced', {}, seen([week([]), { unreadable: 'denied' }]));
    expect(none).toMatchObject({
      refused: { rule: 'not-possible', text: expect.stringContaining('denied') },
    });
  });

  test('begins anew on top of a watch that goes on, and deletes what that one had put as well', () => {
    const old = 'enhanced-by-tocsin-payments/Tocsin/3-Gone';
    const planned = plan('monitor:enhanced', {}, seen([week([1]), week([1])], [old]));
    expect(stepsOf(planned)[0]).toMatchObject({
      alarms: [expect.any(String), expect.any(String), old],
    });
  });

  test('leaves what another stack of the account watches of a service of the same id', () => {
    const [, ...theirs] = stepsOf(plan('monitor:enhanced', {}, seen([week([1]), week([1])])));
    const alarms = theirs.flatMap(step => ('alarm' in step ? step.alarm : []));
    const planned = plan('monitor:enhanced', {}, seen([week([1]), week([1])], alarms, 'Try'));
    expect(JSON.stringify(planned)).not.toContain('/Tocsin/');
    expect(planned).toMatchObject({ notes: [] });
  });

  test('takes no alarm of a service whose name only begins like its own', () => {
    const idForm = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,20}$/);
    const prefix = (service: string) => {
      const targets = targetsOf({ actions, evidence });
      const look = actionNamed('monitor:enhanced')?.prepare(
        { duration: '1h' },
        targets,
        service,
      )?.look;
      return look?.kind === 'watched' ? look.prefix : '';
    };
    fc.assert(
      fc.property(idForm, idForm, (one, ending) => {
        expect(prefix(`${one}${ending}`).startsWith(prefix(one))).toBe(false);
      }),
    );
  });

  test('ends at once by undo, as far as it still watches', () => {
    const steps = stepsOf(plan('monitor:enhanced', {}, seen([week([1]), week([1])])));
    const there = ['enhanced-by-tocsin-payments/Tocsin/1-Errors', 'of-somebody-else'];
    const action = actionNamed('monitor:enhanced');
    expect(action?.undo(steps, seen([], there))).toMatchObject({
      steps: [{ kind: 'delete-alarms', alarms: ['enhanced-by-tocsin-payments/Tocsin/1-Errors'] }],
    });
    expect(action?.undo(steps, seen([], []))).toMatchObject({ steps: [] });
  });

  test('a share is never expected beyond what can be; where less is worse it looks below', () => {
    expect(limitOf(cpu, week([90]))).toEqual({ breaches: 'above', threshold: 95 });
    expect(limitOf(memory, week([400, 500]))).toEqual({ breaches: 'below', threshold: 200 });
  });

  test('hours of trouble in the last week do not make the alarm deaf', () => {
    const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), {
      minLength: 1900,
      maxLength: 1900,
    });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 90 }), (usual, troubled) => {
        const limit = limitOf(errors, week([...usual, ...Array(troubled).fill(1e6)]));
        if (!('threshold' in limit)) throw new Error('not watched');
        expect(limit.threshold).toBeLessThanOrEqual(15.1);
      }),
      tries(20),
    );
  });

  test('is there wherever metrics are, and nowhere else', () => {
    expect(targetsOf({ evidence }).watch).toMatchObject({
      severity: 'SEV2',
      longestSeconds: 14_400,
    });
    expect(targetsOf({ actions: { watch: { severity: 'SEV1', longest: '1h' } } }).watch).toBe(
      undefined,
    );
  });
});

describe('action:run', () => {
  const found = {
    version: '3',
    parameters: {
      Queue: { isNeeded: true },
      Batch: { isNeeded: false, allowed: ['1', '10', '100'] },
      Note: { isNeeded: false },
    },
    steps: ['pause', 'move'],
  };
  const seen: Seen = { kind: 'automation', found };
  const run = (set: string, what: Seen = seen) =>
    plan('action:run', { automation: 'drain', set }, what);

  test('runs the version that was shown with what is fixed and what is said, after a second person', () => {
    expect(run('Batch=10\nNote=a=b')).toEqual({
      steps: [
        {
          kind: 'start-automation',
          document: 'Tocsin-Drain',
          version: '3',
          parameters: { Queue: 'capture', Batch: '10', Note: 'a=b' },
        },
      ],
      notes: ['Its steps: pause, move.'],
      approval: 'second-person',
    });
  });

  test.each([
    ['Batch=100\nNote=x', 'not-allowed'],
    ['Batch=10\nNote=x\nQueue=other', 'not-allowed'],
    ['Batch=10', 'not-possible'],
    // Systems Manager would put what the document's role may read in its place.
    ['Batch=10\nNote=see {{ssm:/payments/stripe-key}}', 'not-allowed'],
    ['Batch=10\nNote={{ global:ACCOUNT_ID }}', 'not-allowed'],
  ])('%j is refused: %s', (set, rule) => {
    expect(run(set)).toMatchObject({ refused: { rule } });
  });

  test('a document that is not there, or asks for what nobody says, is refused', () => {
    expect(run('Batch=1\nNote=x', { kind: 'automation' })).toMatchObject({
      refused: { rule: 'not-there' },
    });
    const needy = { ...found, parameters: { ...found.parameters, Region: { isNeeded: true } } };
    expect(run('Batch=1\nNote=x', { kind: 'automation', found: needy })).toMatchObject({
      refused: { rule: 'not-possible', text: expect.stringContaining('needs Region') },
    });
    expect(plan('action:run', { automation: 'toString' }, { kind: 'automation' })).toMatchObject({
      refused: { rule: 'not-allowed' },
    });
  });
});

describe('a feature that is a flag of AppConfig', () => {
  const seen = (flags: Record<string, 'on' | 'off'>): Seen => ({ kind: 'feature-flags', flags });

  test('is switched by one step, and back only by whoever left it so', () => {
    const inputs = { feature: 'cards' };
    const steps = stepsOf(plan('feature:disable', inputs, seen({ cards: 'on' })));
    expect(steps).toMatchObject([{ kind: 'put-flag', flag: 'cards', before: 'on', after: 'off' }]);
    expect(stepsOf(plan('feature:disable', inputs, seen({ cards: 'off' })))).toEqual([]);
    const undo = actionNamed('feature:disable')?.undo;
    expect(undo?.(steps, seen({ cards: 'off' }))).toMatchObject({
      steps: [{ before: 'off', after: 'on' }],
    });
    expect(undo?.(steps, seen({ cards: 'on' }))).toMatchObject({ steps: [] });
    expect(undo?.(steps, seen({}))).toMatchObject({ refused: { rule: 'not-there' } });
  });

  test('is refused by the names that there are when there is no such flag', () => {
    expect(
      plan('feature:disable', { feature: 'constructor' }, seen({ cards: 'on' })),
    ).toMatchObject({ refused: { rule: 'not-there', text: expect.stringContaining('cards') } });
  });
});
