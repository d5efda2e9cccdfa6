import { masked } from '#core/oncall/addresses.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Issue } from '#core/setup/issue-words.ts';
import { listed } from '#core/text/listing.ts';

/** What people entered outlives them: whoever comes under the id of somebody who left is paged where that one reads it. */
export function earlierContacts(
  before: Pick<Directory, 'people'>,
  after: Pick<Directory, 'people'>,
  { contacts }: Pick<Roster, 'contacts'>,
): Issue[] {
  const inUse = contacts.filter(
    ({ person, channel, enteredBy, state }) =>
      (channel === 'push' || (enteredBy === 'person' && state === 'verified')) &&
      Object.hasOwn(after.people, person) &&
      !Object.hasOwn(before.people, person),
  );
  return [...Map.groupBy(inUse, ({ person }) => person)].map(([person, theirs]) => {
    const places = theirs.map(({ channel, address, device }) =>
      channel === 'push' ? `the device ${device?.name}` : `${channel} ${masked(channel, address)}`,
    );
    const message = `somebody had this id before, and what they entered is used for it: ${listed(places)}. If this is somebody else, give them another id: they would be paged there, and whoever reads that signs in as them`;
    return { path: ['people', person], message };
  });
}
