import type { Call, Operations } from '#app/api/operation.ts';
import { invalid, noConfiguration, type Refusal, unknownPerson } from '#app/api/refusal.ts';
import { actorOf } from '#app/incident/idempotent-commands.ts';
import type { Replan } from '#app/oncall/replan.ts';
import type { AnswerOf } from '#contract/api.ts';
import { sha256 } from '#core/digest.ts';
import type { Override } from '#core/oncall/roster.ts';
import type { Actor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { NewToken, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const longestDays = 90;

type Wanted = Omit<Override, 'id' | 'by' | 'createdAt'>;

/** People stand in for each other. What changes is in force for the next page, in running incidents too. */
export function overrideOperations(deps: {
  configuration: ConfigurationStore;
  roster: RosterStore;
  replan: Replan;
  newToken: NewToken;
  now: Now;
}): Operations<'listOverrides' | 'addOverride' | 'removeOverride' | 'swapShifts'> {
  return { listOverrides, addOverride, removeOverride, swapShifts };

  async function listOverrides({ query }: Call<'listOverrides'>) {
    const at = deps.now();
    const directory = await directoryInForce();
    if (directory === undefined) return noConfiguration;
    const { overrides } = await deps.roster.newest();
    const wanted = overrides
      .filter(({ until }) => until > at)
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
    return 'added' in added ? { answer: added.added[0] as AnswerOf<'addOverride'> } : added;
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
    return 'added' in added ? { answer: { overrides: added.added } } : added;
  }

  async function removeOverride({ params: { id = '' }, asked }: Call<'removeOverride'>) {
    const directory = await directoryInForce();
    if (directory === undefined) return noConfiguration;
    const removed = await deps.roster.removeOverride(id);
    if (removed === undefined) return { notFound: `override ${id}` };
    const by: Actor = { ...asked.caller.actor, via: asked.via };
    await deps.replan([removed.schedule], by, `${by.name} took back an override`);
    return { answer: shown(directory, removed) };
  }

  async function add(
    wanted: readonly Wanted[],
    paths: readonly string[],
    named: string | undefined,
    asked: Call<'addOverride'>['asked'],
  ): Promise<{ added: AnswerOf<'addOverride'>[] } | Refusal> {
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
      const seed = idempotencyKey && JSON.stringify([by.id, idempotencyKey, index]);
      const id = `ovr_${seed === undefined ? deps.newToken() : sha256(seed).slice(0, 24)}`;
      return { id, ...each, by: by.name, createdAt };
    });
    if ((await deps.roster.addOverrides(overrides)) === 'exists') {
      return earlier(directory, overrides);
    }
    const schedules = [...new Set(overrides.map(({ schedule }) => schedule))];
    const [first] = overrides;
    const person = first && (directory.people[first.person]?.name ?? first.person);
    await deps.replan(
      schedules,
      by,
      `${person ?? 'somebody'} stands in on ${schedules.join(', ')}`,
    );
    return { added: overrides.map(override => shown(directory, override)) };
  }

  /** Asked before, under this key: the answer is the first one, unless it was about something else. */
  async function earlier(
    directory: Directory,
    overrides: readonly Override[],
  ): Promise<{ added: AnswerOf<'addOverride'>[] } | Refusal> {
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
    return { added: before.map(override => shown(directory, override)) };
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
    if (until <= now) return invalid(untilPath, 'is already over');
    return longerThan(from, until)
      ? invalid(untilPath, `must be within ${longestDays} days of from: change the rota instead`)
      : undefined;
  }

  async function directoryInForce(): Promise<Directory | undefined> {
    return (await deps.configuration.current())?.directory;
  }
}

function longerThan(from: Instant, until: Instant): boolean {
  return until > addSeconds(from, longestDays * 86_400);
}

function shown({ people }: Directory, override: Override): AnswerOf<'addOverride'> {
  const { id, schedule, person, instead, from, until, by, reason, createdAt } = override;
  return {
    id,
    schedule,
    person,
    name: people[person]?.name ?? person,
    from,
    until,
    by,
    createdAt,
    ...(instead !== undefined && { instead }),
    ...(reason !== undefined && { reason }),
  };
}
