import type { Call, Operations } from '#app/api/operation.ts';
import { invalid, noConfiguration, type Refusal, unknownPerson } from '#app/api/refusal.ts';
import { actorOf, requestKey } from '#app/incident/idempotent-commands.ts';
import type { replan } from '#app/oncall/replan.ts';
import type { AnswerOf } from '#contract/api.ts';
import { sha256 } from '#core/digest.ts';
import type { OnCallChange, Override } from '#core/oncall/roster.ts';
import { entryOf } from '#core/own-entry.ts';
import { type Actor, isSameActor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import type { OnCallChanges, RosterStore } from '#ports/oncall.ts';
import type { NewToken, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const longestDays = 90;
/** All are read whenever somebody is to be paged, with those that are over or were taken back, for as long as they are kept. */
const overridesMax = 5000;

type Wanted = Omit<Override, 'id' | 'by' | 'createdAt'>;

/** People stand in for each other. What changes is in force for the next page, in running incidents too. */
export function overrideOperations(deps: {
  configuration: ConfigurationStore;
  roster: RosterStore;
  changes: Pick<OnCallChanges, 'find'>;
  replan: Pick<ReturnType<typeof replan>, 'begin'>;
  newToken: NewToken;
  now: Now;
}): Operations<'listOverrides' | 'addOverride' | 'removeOverride' | 'swapShifts' | 'onCallChange'> {
  return { listOverrides, addOverride, removeOverride, swapShifts, onCallChange };

  async function listOverrides({ query }: Call<'listOverrides'>) {
    const at = deps.now();
    const directory = await directoryInForce();
    if (directory === undefined) return noConfiguration;
    const { overrides, removed = [] } = await deps.roster.newest();
    const wanted = (query.over === 'true' ? [...overrides, ...removed] : overrides)
      .filter(({ until }) => query.over === 'true' || until > at)
      .filter(({ schedule }) => query.schedule === undefined || schedule === query.schedule)
      .toSorted((a, b) => (a.from < b.from ? -1 : 1));
    return { answer: { overrides: wanted.map(override => shown(directory, override)) } };
  }

  async function addOverride({ body, asked }: Call<'addOverride'>) {
    const { schedule, person, instead, reason } = body;
    const wanted: Wanted = {
      schedule,
      person,
      from: instant(body.from),
      until: instant(body.until),
      ...(instead !== undefined && { instead }),
      ...(reason !== undefined && { reason }),
    };
    const added = await add([wanted], ['/person', '/instead', '/until'], body.by, asked);
    if (!('added' in added)) return added;
    const [only] = added.added;
    if (only === undefined) throw new Error('An override was added and is gone');
    return { answer: { ...only, change: added.change } };
  }

  /** Both or none: half a swap would leave somebody on duty twice. */
  async function swapShifts({ body, asked }: Call<'swapShifts'>) {
    const { schedule, give, take, reason } = body;
    const turn = (shift: typeof give, person: string): Wanted => ({
      schedule,
      person,
      instead: shift.person,
      from: instant(shift.from),
      until: instant(shift.until),
      ...(reason !== undefined && { reason }),
    });
    const wanted = [turn(give, take.person), turn(take, give.person)];
    const paths = ['/take/person', '/give/person', '/give/until'];
    const added = await add(wanted, paths, body.by, asked);
    if (!('added' in added)) return added;
    return { answer: { overrides: added.added, change: added.change } };
  }

  async function removeOverride({ params: { id = '' }, asked }: Call<'removeOverride'>) {
    const directory = await directoryInForce();
    if (directory === undefined) return noConfiguration;
    const by: Actor = { ...asked.caller.actor, via: asked.via };
    const known = (await deps.roster.newest()).overrides.find(override => override.id === id);
    const reason = `${by.name} took back an override`;
    const begun: OnCallChange | undefined = known && {
      ...newChange(`${id}-removed`, [known], by, reason, deps.now()),
      removed: known,
    };
    if (begun !== undefined) await deps.roster.removeOverride(id, begun);
    // Taken back by this very person before, whose first request died, or by somebody who was quicker.
    const change = await deps.changes.find(changeId(`${id}-removed`));
    if (change?.removed === undefined || !isSameActor(change.by, by)) {
      return { notFound: `override ${id}` };
    }
    const told = shownChange(await deps.replan.begin(change));
    return { answer: { ...shown(directory, change.removed), change: told } };
  }

  async function onCallChange({ params: { id = '' } }: Call<'onCallChange'>) {
    const change = await deps.changes.find(id);
    return change === undefined ? { notFound: `change ${id}` } : { answer: shownChange(change) };
  }

  async function add(
    wanted: readonly Wanted[],
    paths: readonly string[],
    named: string | undefined,
    asked: Call<'addOverride'>['asked'],
  ): Promise<{ added: Shown[]; change: ChangeShown } | Refusal> {
    const directory = await directoryInForce();
    if (directory === undefined) return noConfiguration;
    const by = actorOf(asked, named, directory);
    if ('invalid' in by) return by;
    for (const each of wanted) {
      const wrong = wrongIn(directory, each, paths);
      if (wrong !== undefined) return wrong;
    }
    const { idempotencyKey } = asked;
    const createdAt = deps.now();
    const overrides = wanted.map((each, index): Override => {
      // The same request again makes the same ids, and so nothing new.
      const seed =
        idempotencyKey && JSON.stringify([requestKey(asked.caller.actor, idempotencyKey), index]);
      const id = `ovr_${seed === undefined ? deps.newToken() : sha256(seed).slice(0, 24)}`;
      return { id, ...each, by: by.name, createdAt };
    });
    const schedules = [...new Set(overrides.map(({ schedule }) => schedule))];
    const [first] = overrides;
    if (first === undefined) throw new Error('No override to add');
    const known = await deps.roster.newest();
    const isRepeated = known.overrides.some(({ id }) => id === first.id);
    const isFull = known.overrides.length + (known.removed?.length ?? 0) >= overridesMax;
    if (isFull && !isRepeated) return tooMany;
    const person = entryOf(directory.people, first.person)?.name ?? first.person;
    const reason = `${person} stands in on ${schedules.join(', ')}`;
    const change = newChange(first.id, overrides, by, reason, createdAt);
    if ((await deps.roster.addOverrides(overrides, change)) === 'exists') {
      return earlier(directory, overrides);
    }
    const told = shownChange(await deps.replan.begin(change));
    return { added: overrides.map(override => shown(directory, override)), change: told };
  }

  /** Asked before, under this key: the answer is the first one, unless it was about something else. */
  async function earlier(
    directory: Directory,
    overrides: readonly Override[],
  ): Promise<{ added: Shown[]; change: ChangeShown } | Refusal> {
    const known = await deps.roster.newest();
    const before = overrides.flatMap(
      ({ id }) => known.overrides.find(override => override.id === id) ?? [],
    );
    const isSame = before.every((kept, index) => {
      const now = overrides[index];
      return (
        kept.schedule === now?.schedule &&
        kept.person === now.person &&
        kept.from === now.from &&
        kept.until === now.until &&
        kept.instead === now.instead
      );
    });
    if (!isSame || before.length !== overrides.length) return { keyReused: true };
    const change = await deps.changes.find(changeId(overrides[0]?.id ?? ''));
    // The first run may have died on the way: this one goes on where it stopped.
    const told =
      change === undefined
        ? { id: '', state: 'done' as const, looked: 0, changed: 0 }
        : shownChange(change.doneAt === undefined ? await deps.replan.begin(change) : change);
    return { added: before.map(override => shown(directory, override)), change: told };
  }

  function wrongIn(
    directory: Directory,
    { schedule, person, instead, from, until }: Wanted,
    [personPath = '/person', insteadPath = '/instead', untilPath = '/until']: readonly string[],
  ): Refusal | undefined {
    const now = deps.now();
    if (!Object.hasOwn(directory.schedules, schedule)) {
      return invalid('/schedule', `no schedule ${schedule} is configured`);
    }
    if (!Object.hasOwn(directory.people, person)) {
      return unknownPerson(personPath, person);
    }
    if (instead !== undefined && !Object.hasOwn(directory.people, instead)) {
      return unknownPerson(insteadPath, instead);
    }
    if (until <= from) return invalid(untilPath, 'must be later than from');
    if (until <= now)
      return invalid(untilPath, 'lies in the past: give a time that is yet to come');
    return longerThan(from, until)
      ? invalid(untilPath, `must be within ${longestDays} days of from: change the rota instead`)
      : undefined;
  }

  async function directoryInForce(): Promise<Directory | undefined> {
    return (await deps.configuration.current())?.directory;
  }
}

const tooMany: Refusal = {
  refused: {
    rule: 'too-many-overrides',
    text: `${overridesMax} are known, with those of the last ${longestDays} days that are over or were taken back: no script needs more. Change the rota instead.`,
  },
};

type Shown = AnswerOf<'addOverride'>;
type ChangeShown = AnswerOf<'onCallChange'>;

function changeId(of: string): string {
  return `chg_${of.replace(/^ovr_/, '')}`;
}

function newChange(
  of: string,
  overrides: readonly Override[],
  by: Actor,
  reason: string,
  at: Instant,
): OnCallChange {
  const schedules = [...new Set(overrides.map(({ schedule }) => schedule))];
  return { id: changeId(of), schedules, by, reason, at, looked: 0, changed: 0 };
}

function shownChange({ id, looked, changed, doneAt }: OnCallChange): ChangeShown {
  const state = doneAt === undefined ? 'running' : 'done';
  return { id, state, looked, changed, ...(doneAt !== undefined && { doneAt }) };
}

function longerThan(from: Instant, until: Instant): boolean {
  return until > addSeconds(from, longestDays * 86_400);
}

function shown(
  { people }: Directory,
  override: Override & { removedAt?: Instant },
): AnswerOf<'addOverride'> {
  const { id, schedule, person, instead, from, until, by, reason, createdAt, removedAt } = override;
  return {
    id,
    schedule,
    person,
    name: entryOf(people, person)?.name ?? person,
    from,
    until,
    by,
    createdAt,
    ...(instead !== undefined && { instead }),
    ...(reason !== undefined && { reason }),
    ...(removedAt !== undefined && { removedAt }),
  };
}
