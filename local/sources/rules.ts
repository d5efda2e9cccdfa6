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
  /** Leaves out what follows the clock and would find nothing to do, before a moment until which nothing happens. */
  passOver(limit: number): Promise<void>;
}

interface Round {
  rule: Rule;
  everyMs: number;
  next: number;
  cancel: () => void;
  last?: { at: number; changes: number };
}

export function startRules(deps: {
  rules: readonly Rule[];
  queues: Queues;
  invoke: (functionArn: string, event: unknown) => Promise<void>;
  clock: Clock;
  /** How often anything was changed, or failed, so far; NaN while it cannot be known. */
  changes: () => number;
  /**
   * Until when the rounds of a rule find nothing to do, if the one at `from` found nothing and nothing changes; both in
   * epoch milliseconds. `from` itself: nobody knows.
   */
  idleUntil: (rule: Rule, from: number) => Promise<number>;
}): Rules {
  const { clock } = deps;
  const rounds = deps.rules.flatMap(rule =>
    rule.everySeconds === undefined ? [] : [firstRound(rule, rule.everySeconds * 1000)],
  );

  function firstRound(rule: Rule, everyMs: number): Round {
    const round: Round = { rule, everyMs, next: 0, cancel: () => undefined };
    plan(round, clock.now() + everyMs);
    return round;
  }

  function plan(round: Round, next: number): void {
    round.cancel();
    round.next = next;
    round.cancel = clock.atRound(next, () => {
      round.last = { at: next, changes: deps.changes() };
      // A machine that slept does not make up for what it missed.
      const missed = Math.floor((clock.now() - next) / round.everyMs);
      plan(round, next + (missed + 1) * round.everyMs);
      const event = {
        version: '0',
        id: randomUUID(),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account,
        time: new Date(clock.now()).toISOString().replace(/\.\d+/, ''),
        region,
        resources: [`arn:aws:events:${region}:${account}:rule/${round.rule.name}`],
        detail: {},
      };
      for (const target of round.rule.targets) deliver(target, event);
    });
  }

  /**
   * Of the rounds before the moment at which one may find something the last is held, so that what it notes of itself
   * is as it would have been; and all from that moment on.
   */
  async function passOver(limit: number): Promise<void> {
    for (const round of rounds) {
      // Something may have happened since it was decided to leave some out: all come again.
      plan(round, round.next - periods(clock.now(), round.next, round.everyMs) * round.everyMs);
    }
    const idle = await Promise.all(rounds.map(round => idleBefore(round, limit)));
    rounds.forEach((round, index) => {
      // Unless something came in between.
      if (round.last?.changes !== deps.changes()) return;
      plan(
        round,
        round.next + periods(round.next, idle[index] ?? 0, round.everyMs) * round.everyMs,
      );
    });
  }

  async function idleBefore({ rule, next, everyMs, last }: Round, limit: number): Promise<number> {
    const isKnown = last !== undefined && last.changes === deps.changes();
    if (!isKnown || periods(next, limit, everyMs) === 0) return next;
    return Math.min(limit, await deps.idleUntil(rule, last.at));
  }

  function deliver(target: RuleTarget, event: Record<string, unknown>): void {
    const payload = target.input ?? transformed(target, event);
    if (target.arn.startsWith('arn:aws:sqs:')) deps.queues.send(target.arn, payload);
    else void deps.invoke(target.arn, JSON.parse(payload));
  }

  return {
    passOver,
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

/** How many whole ones fit between, so that the last of them ends before `until`. */
function periods(from: number, until: number, everyMs: number): number {
  return Math.max(0, Math.floor((until - 1 - from) / everyMs));
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
