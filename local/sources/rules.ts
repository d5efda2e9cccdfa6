import { randomUUID } from 'node:crypto';
import { account, region } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { Queues } from '#local/emulators/queues.ts';
import type { Rule, RuleTarget } from '#local/template/wiring.ts';
import { matchesPattern } from '#local/wire/event-pattern.ts';

/** EventBridge rules: those with a rate follow the clock, those with a pattern wait for an event. */
export interface Rules {
  /** Puts an event on the default bus; returns the names of the rules that took it. */
  put(event: Record<string, unknown>): string[];
}

export function startRules(deps: {
  rules: readonly Rule[];
  queues: Queues;
  invoke: (functionArn: string, event: unknown) => Promise<void>;
  clock: Clock;
}): Rules {
  const { clock } = deps;
  for (const rule of deps.rules)
    if (rule.everySeconds !== undefined) repeat(rule, rule.everySeconds);

  function repeat(rule: Rule, everySeconds: number): void {
    const next = clock.now() + everySeconds * 1000;
    clock.at(next, () => {
      repeat(rule, everySeconds);
      const event = {
        version: '0',
        id: randomUUID(),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account,
        time: new Date(clock.now()).toISOString().replace(/\.\d+/, ''),
        region,
        resources: [`arn:aws:events:${region}:${account}:rule/${rule.name}`],
        detail: {},
      };
      for (const target of rule.targets) deliver(target, event);
    });
  }

  function deliver(target: RuleTarget, event: Record<string, unknown>): void {
    const payload = target.input ?? transformed(target, event);
    if (target.arn.startsWith('arn:aws:sqs:')) deps.queues.send(target.arn, payload);
    else void deps.invoke(target.arn, JSON.parse(payload));
  }

  return {
    put(given) {
      const event = {
        version: '0',
        id: randomUUID(),
        account,
        region,
        time: new Date(clock.now()).toISOString().replace(/\.\d+/, ''),
        resources: [],
        ...given,
      };
      const taking = deps.rules.filter(
        rule => rule.pattern !== undefined && matchesPattern(rule.pattern, event),
      );
      for (const { targets } of taking) for (const target of targets) deliver(target, event);
      return taking.map(rule => rule.name);
    },
  };
}

/** The event, or what the target's input transformer makes of it. */
function transformed(target: RuleTarget, event: Record<string, unknown>): string {
  const whole = JSON.stringify(event);
  if (target.transformer === undefined) return whole;
  const { paths, template } = target.transformer;
  const values: Record<string, unknown> = {
    'aws.events.event': event,
    'aws.events.event.json': event,
  };
  for (const [name, path] of Object.entries(paths)) values[name] = atPath(event, path);
  // A placeholder inside quotes becomes bare text, one outside of them JSON.
  return template.replace(
    /("(?:[^"\\]|\\.)*")|<([^<>]+)>/g,
    (_all, quoted?: string, name?: string) => {
      if (quoted === undefined) return JSON.stringify(values[name ?? ''] ?? null);
      return quoted.replace(/<([^<>]+)>/g, (_whole, inner: string) => {
        const value = values[inner];
        const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
        return JSON.stringify(text).slice(1, -1);
      });
    },
  );
}

function atPath(event: Record<string, unknown>, path: string): unknown {
  return path
    .replace(/^\$\.?/, '')
    .split('.')
    .filter(part => part !== '')
    .reduce<unknown>(
      (value, part) => (value as Record<string, unknown> | undefined)?.[part],
      event,
    );
}
