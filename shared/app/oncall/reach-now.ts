import { reachedNow } from '#core/oncall/reached-now.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { ReachNow, ReadTeam } from '#ports/oncall.ts';

export function reachNow(deps: {
  readTeam: ReadTeam;
  readRoster: () => Promise<Roster>;
}): ReachNow {
  return async (to, channel) => {
    const [team, roster] = await Promise.all([deps.readTeam(), deps.readRoster()]);
    return reachedNow(team, roster, to, channel);
  };
}
