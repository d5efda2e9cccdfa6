import { epochMs, fromEpochMs } from '#core/time/instant.ts';
import { idleUntil, type Stores } from '#local/clock/idle-until.ts';
import type { Model } from '#local/template/template.ts';
import type { Rule } from '#local/template/wiring.ts';
import type { AwsRequest } from '#local/wire/aws-wire.ts';

/**
 * Until when the rounds of a rule find nothing to do, in epoch milliseconds, if the one at `from` found nothing and
 * nothing changes; `from` itself for rules of which nobody knows it.
 */
export function idleRounds(deps: {
  model: Pick<Model, 'functions' | 'tables'>;
  dynamodbPort: number;
  now: () => number;
  changes: () => number;
}): (rule: Rule, from: number) => Promise<number> {
  let stores: Promise<Stores> | undefined;
  /** Loaded when the clock is first moved far: most of those who start the stack never do. */
  async function open(): Promise<Stores> {
    const { storesOf } = await import('#local/clock/stores.ts');
    return storesOf({ ...deps, table: deps.model.tables[0]?.name ?? '' });
  }
  /** What was found holds for every later round, until it is over or something changes. */
  const found = new Map<string, { changes: number; from: number; until: number }>();
  return async ({ targets }, from) => {
    const names = targets.map(({ arn }) => deps.model.functions.find(one => one.arn === arn)?.name);
    const known = Object.entries(idleUntil).find(([name]) => names[0]?.endsWith(`-${name}`));
    if (known === undefined || names.length > 1) return from;
    const [name, idle] = known;
    const before = found.get(name);
    const changes = deps.changes();
    if (before?.changes === changes && before.from <= from && from < before.until) {
      return before.until;
    }
    stores ??= open();
    const until = epochMs(await idle(await stores, fromEpochMs(from)));
    found.set(name, { changes, from, until });
    return until;
  };
}

/**
 * Whether a call may change what rounds find; the note that a round leaves of itself does not, nor does looking for dead
 * letters: who finds any hides, returns or deletes them, which does.
 */
export function changesWhatRoundsSee(request: AwsRequest): boolean {
  if (/^(Get|BatchGet|Query|Scan|Describe|List|Head|Check|Receive)/.test(request.operation))
    return false;
  return !(request.operation === 'PutItem' && isNoteOfTheRound(request.body));
}

function isNoteOfTheRound(body: Buffer | string): boolean {
  if (!body.includes('"SEEN"')) return false;
  const { Item: item } = JSON.parse(body.toString()) as { Item?: { pk: Text; sk: Text } };
  return item?.pk.S === 'DUTY' && item.sk.S === 'SEEN';
}

interface Text {
  S?: string;
}
