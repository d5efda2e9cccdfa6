import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import {
  deleteIf,
  expiresAt,
  fromItem,
  putIf,
  queryAll,
  recordOf,
  type Table,
  transact,
  updateIf,
  type Values,
  write,
} from '#adapters/dynamodb/table.ts';
import type { ContactMethod, Override, Roster } from '#core/oncall/roster.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';

/** A change is in force everywhere within this time. */
const freshSeconds = 15;
/** Tries per code: guessing six digits in five is hopeless. */
export const codeTries = 5;
/** An override is kept this long after its end, for `why`. */

/** What the configuration says and what the person entered stand side by side until a code settles it. */
const contactKey = ({ person, channel, enteredBy }: ContactMethod) =>
  keys.contact(person, channel, enteredBy);
/** Apart from the roster: a hash of a secret that everybody who pages would read along otherwise. */
const codeKey = ({ person, channel }: Pick<ContactMethod, 'person' | 'channel'>) =>
  keys.code(person, channel);

/** Overrides and contact methods in one partition, read with one query; small, because people are few. */
export function rosterStore(table: Table, now: Now): RosterStore {
  let cached: { until: Instant; roster: Roster } | undefined;
  let reading: Promise<Roster> | undefined;

  const self: RosterStore = {
    async current() {
      if (cached !== undefined && now() < cached.until) return cached.roster;
      reading ??= self.newest().finally(() => {
        reading = undefined;
      });
      const roster = await reading;
      cached = { until: addSeconds(now(), freshSeconds), roster };
      return roster;
    },

    async newest() {
      const items = await queryAll(table, ranges.roster);
      const of = <Kind extends object>(prefix: string) =>
        items.filter(({ sk }) => sk?.S?.startsWith(prefix)).map(recordOf<Kind>);
      return { overrides: of<Override>('OVERRIDE#'), contacts: of<ContactMethod>('CONTACT#') };
    },

    async addOverrides(overrides) {
      const writes = overrides.map(override => {
        const item = { ...override, expiresAt: expiresAt(override.until, keptDays.override) };
        // The same request twice, or two of one id: the first stays.
        return write.put({ ...item, ...keys.override(override.id) }, 'attribute_not_exists(pk)');
      });
      const outcome = await transact(table, writes);
      if (outcome !== 'written' && outcome.unmet === -1) throw outcome.error;
      if (outcome !== 'written') return 'exists';
      cached = undefined;
      return 'added';
    },

    async removeOverride(id) {
      const item = await deleteIf(table, keys.override(id));
      cached = undefined;
      return item && recordOf<Override>(item);
    },

    async putContact(next, previous) {
      const item = { ...next, ...contactKey(next) };
      if (!(await putIf(table, item, ...asSeen(previous)))) return 'conflict';
      cached = undefined;
      return 'stored';
    },

    async removeContact(contact) {
      const removed = await deleteIf(table, contactKey(contact), ...asSeen(contact));
      if (removed === undefined) return 'conflict';
      cached = undefined;
      return 'removed';
    },

    async startVerification({ codeSha256, address, until, ...contact }) {
      const code = {
        codeSha256,
        address,
        until,
        tries: 0,
        expiresAt: expiresAt(until, keptDays.verificationCode),
      };
      // Over whatever code there was: only the newest is good.
      await putIf(table, { ...codeKey(contact), ...code });
    },

    async useCode({ codeSha256, at, ...contact }) {
      // A try counts before it is judged, so that many at once are still many.
      const isThere = 'attribute_exists(pk)';
      const tried = await updateIf(table, codeKey(contact), 'ADD tries :one', isThere, { one: 1 });
      if (tried === undefined) return 'expired';
      const code = fromItem<Code>(tried);
      if (code.tries > codeTries) return 'too-many-tries';
      if (code.until <= at) return 'expired';
      if (code.codeSha256 !== codeSha256) return 'wrong';
      // Used twice at once, or replaced meanwhile: one is the first.
      const isTheSame = 'codeSha256 = :codeSha256';
      const used = await deleteIf(table, codeKey(contact), isTheSame, { codeSha256 });
      return used === undefined ? 'expired' : { verified: code.address };
    },
  };
  return self;
}

interface Code {
  codeSha256: string;
  address: string;
  until: Instant;
  tries: number;
}

/** Somebody else may have changed what is known of the contact: the address, its state or its moment differ then. */
function asSeen(previous: ContactMethod | undefined): [string, Values] {
  return previous === undefined
    ? ['attribute_not_exists(pk)', {}]
    : ['address = :address AND #state = :state AND #at = :at', { ...previous }];
}
