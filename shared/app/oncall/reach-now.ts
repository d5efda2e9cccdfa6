import { reachedNow } from '#core/oncall/reached-now.ts';
import type { ReachNow, Whereabouts } from '#ports/oncall.ts';

export function reachNow({ team, contacts }: Whereabouts): ReachNow {
  return async (to, channel) => {
    const [people, known] = await Promise.all([team(), contacts()]);
    return reachedNow(people, { contacts: known }, to, channel);
  };
}
