import type { HandleCommand } from '#app/incident/handle-command.ts';
import type { judging } from '#app/intake/judge.ts';
import type { raising } from '#app/intake/raise-incident.ts';
import {
  type Applied,
  alertsPerCommit,
  claimAs,
  done,
  notedAtOnce,
  statusOf,
  type With,
  type WithVerdict,
} from '#app/intake/triaged.ts';
import { eachOf } from '#core/chunks.ts';
import type { IncidentId } from '#core/ids.ts';
import { wordsThatCount } from '#core/intake/held-words.ts';
import { triageActor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { oneLine } from '#core/text/plain-text.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Claim } from '#ports/incident.ts';
import type { AlertIndex, AlertStatus, Held } from '#ports/intake.ts';
import type { Now } from '#ports/runtime.ts';

/** Alerts that wait: what is silenced, inhibited or in maintenance, and what clears while it waits. */
export function keepWaiting(deps: {
  alerts: Pick<AlertIndex, 'move'>;
  configured: () => Promise<Directory>;
  handle: HandleCommand;
  judge: ReturnType<typeof judging>;
  raise: ReturnType<typeof raising>;
  now: Now;
}) {
  return { wait, recall, move };

  async function wait(members: readonly With<'hold'>[]): Promise<Applied[]> {
    const brought: Applied[] = [];
    const [news, others] = [members.filter(isNewBehind), members.filter(not(isNewBehind))];
    for (const [id, some] of Map.groupBy(news, ({ verdict }) => verdict.behind?.incident?.id)) {
      if (id !== undefined) brought.push(...(await tellInhibitor(id, some)));
    }
    const isMoved = await moveAll(others, heldStatus);
    brought.push(...others.filter(each => isMoved.has(each)).map(each => done(each, 'muted')));
    return brought;
  }

  /** It cleared while it waited: that is kept, and what was said before it counts no more. */
  async function recall(members: readonly With<'recall'>[]): Promise<Applied[]> {
    const brought: Applied[] = [];
    for (const each of members) {
      const { known, held, subject } = each;
      if (held === undefined || known.alert === undefined) continue;
      const homes = known.alert.incidents.map(({ id }) => id);
      const next = { ...held, ...(await kept(each, subject.acceptedAt)) };
      if (await move(each, { ...statusOf(each, 'held', homes), held: next })) {
        brought.push(done(each, 'ignored'));
      }
    }
    return brought;
  }

  async function heldStatus(each: With<'hold'>): Promise<AlertStatus> {
    const { by, reason, lookAgainAt, behind } = each.verdict;
    const [first] = each.subject.notifications;
    const { since, receiptId } = each.held ?? {
      ...{ since: first.acceptedAt, receiptId: first.receiptId },
    };
    const incident = behind?.incident?.id;
    const held: Held = {
      ...{ since, receiptId, ...(await kept(each)), by, reason, lookAgainAt },
      ...(behind !== undefined && {
        behind: { series: behind.series, ...(incident !== undefined && { incident }) },
      }),
    };
    const homes = each.known.alert?.incidents.map(({ id }) => id) ?? [];
    return { ...statusOf(each, 'held', homes), held };
  }

  /** The incident that inhibits says so, once of each, and is as bad as the worst that it keeps waiting. */
  async function tellInhibitor(id: IncidentId, members: readonly With<'hold'>[]) {
    const brought: Applied[] = [];
    const waiting = await eachOf(members, notedAtOnce, async each => {
      return { each, claim: claimAs(each, await heldStatus(each)) };
    });
    for (const parcel of parcelsOf(waiting)) {
      const some = parcel.map(({ each }) => each);
      const [home] = some.flatMap(({ verdict }) => verdict.behind?.incident ?? []);
      await deps.raise(id, some, home === undefined ? [] : [home]);
      const claims = parcel.map(({ claim }) => claim);
      const handled = await deps.handle(
        id,
        { type: 'AddNote', at: deps.now(), by: triageActor, text: inhibitsText(some) },
        { claims },
      );
      // Closed or heard of meanwhile: another look decides anew.
      if (!('incident' in handled)) return brought;
      brought.push(...some.map(each => done(each, 'muted')));
    }
    return brought;
  }

  /** Some at once, so that a storm is written within one run. Answers those that nobody else moved meanwhile. */
  async function moveAll<Each extends WithVerdict>(
    members: readonly Each[],
    toStatus: (each: Each) => AlertStatus | Promise<AlertStatus>,
  ): Promise<ReadonlySet<Each>> {
    const moved = await eachOf(members, notedAtOnce, async each =>
      move(each, await toStatus(each)),
    );
    return new Set(members.filter((_, index) => moved[index]));
  }

  /** Of all that was said of what waits, what counts, in whichever order it comes. */
  async function kept(
    looked: WithVerdict,
    cleared?: Instant,
  ): Promise<Pick<Held, 'alert' | 'from' | 'words' | 'clearedAt'>> {
    const { subject, known, held } = looked;
    const before = held && {
      alert: held.alert,
      from: held.from,
      at: known.alert?.at ?? held.since,
    };
    const words = held?.words ?? (before === undefined ? [] : [before]);
    const now = subject.notifications.flatMap(({ alert, from, acceptedAt: at, waited }) =>
      waited === undefined && alert.status === 'firing' ? [{ alert, from, at }] : [],
    );
    const first = known.alert?.status === 'cleared' ? known.alert.at : undefined;
    const clearedAt = newest(cleared, held?.clearedAt ?? first);
    const directory = await deps.configured();
    const counting = wordsThatCount(
      [...words, ...now],
      ({ alert }) => deps.judge(directory, { alert, notifications: [] }).severity,
      clearedAt,
    );
    const { alert, from } = counting.at(-1) ?? before ?? subject;
    return { alert, from, words: counting, ...(clearedAt !== undefined && { clearedAt }) };
  }

  async function move(looked: WithVerdict, status: AlertStatus): Promise<boolean> {
    return (await deps.alerts.move(status, looked.read)) === 'moved';
  }
}

/** A transaction takes 4 MB. */
const bytesPerCommit = 3_000_000;

/** As many as one commit takes. */
function parcelsOf<Each extends { claim: Claim }>(all: readonly Each[]): Each[][] {
  const parcels: Each[][] = [];
  let bytes = 0;
  for (const each of all) {
    const size = new TextEncoder().encode(JSON.stringify(each.claim)).length;
    const last = parcels.at(-1);
    bytes += size;
    if (last !== undefined && last.length < alertsPerCommit && bytes <= bytesPerCommit) {
      last.push(each);
      continue;
    }
    parcels.push([each]);
    bytes = size;
  }
  return parcels;
}

/** An incident inhibits it that does not know of that. */
function isNewBehind({ verdict, held }: With<'hold'>): boolean {
  const incident = verdict.behind?.incident?.id;
  return incident !== undefined && held?.behind?.incident !== incident;
}

function not<Each>(is: (each: Each) => boolean): (each: Each) => boolean {
  return each => !is(each);
}

const inhibitedNamed = 5;

function inhibitsText(members: readonly With<'hold'>[]): string {
  const titles = members.map(({ subject }) => subject.alert.title);
  const more = titles.length - inhibitedNamed;
  const named = titles.slice(0, inhibitedNamed).join(', ');
  const those =
    titles.length === 1 ? 'an alert, which opens' : `${titles.length} alerts, which open`;
  return oneLine(
    `Keeps waiting ${those} an incident if it still fires when this one is over: ${named}${more > 0 ? ` and ${more} more` : ''}`,
  );
}

function newest(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}
