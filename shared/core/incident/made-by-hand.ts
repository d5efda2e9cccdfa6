import type { Silence } from '#core/intake/mute.ts';
import type { Override, Roster } from '#core/oncall/roster.ts';
import type { Instant } from '#core/time/instant.ts';

/** What people had made by hand in days that are replayed, also what is over or was taken back since. */
export interface ByHand {
  silences: readonly Silence[];
  overrides: readonly (Override & { removedAt?: Instant })[];
}

export const nothingByHand: ByHand = { silences: [], overrides: [] };

/** As it was in force then: nothing before it was made, and nothing after it was ended or taken back. */
export function inForceThen({ silences, overrides }: ByHand): {
  roster: Roster;
  silences: Silence[];
} {
  return {
    silences: silences.map(({ ended, ...silence }) => within(silence, ended?.at)),
    roster: {
      contacts: [],
      overrides: overrides.map(({ removedAt, ...override }) => within(override, removedAt)),
    },
  };
}

function within<Made extends { from: Instant; until: Instant; createdAt: Instant }>(
  made: Made,
  ended: Instant | undefined,
): Made {
  const { from, until, createdAt } = made;
  return {
    ...made,
    from: from < createdAt ? createdAt : from,
    until: ended !== undefined && ended < until ? ended : until,
  };
}
