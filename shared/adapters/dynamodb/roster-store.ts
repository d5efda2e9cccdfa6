import {
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  cancellation,
  expiresAt,
  fromItem,
  type Item,
  isConditionFailure,
  type Table,
  toItem,
} from '#adapters/dynamodb/table.ts';
import type { ContactMethod, Override, Roster } from '#core/oncall/roster.ts';
import { addSeconds, epochMs, type Instant } from '#core/time/instant.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';

/** A change is in force everywhere within this time. */
const freshSeconds = 15;
/** Tries per code: guessing six digits in five is hopeless. */
export const codeTries = 5;
/** An override is kept this long after its end, for `why`. */
const keptDays = 90;

const pk = 'ROSTER';
const overrideKey = (id: string) => ({ pk, sk: `OVERRIDE#${id}` });
/** What the configuration says and what the person entered stand side by side until a code settles it. */
const contactKey = ({ person, channel, enteredBy }: ContactMethod) => ({
  pk,
  sk: `CONTACT#${person}#${channel}#${enteredBy}`,
});
/** Apart from the roster: a hash of a secret that everybody who pages would read along otherwise. */
const codeKey = ({ person, channel }: Pick<ContactMethod, 'person' | 'channel'>) => ({
  pk: `CODE#${person}#${channel}`,
  sk: 'CODE',
});

/** Overrides and contact methods in one partition, read with one query; small, because people are few. */
export function rosterStore({ client, name }: Table, now: Now): RosterStore {
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
      const items = await everything();
      const of = <Kind>(prefix: string) =>
        items
          .filter(({ sk }) => sk?.S?.startsWith(prefix))
          .map(item => withoutKeys<Kind & object>(item));
      return { overrides: of<Override>('OVERRIDE#'), contacts: of<ContactMethod>('CONTACT#') };
    },

    async addOverrides(overrides) {
      const writes = overrides.map(override => ({
        Put: {
          TableName: name,
          Item: toItem({
            ...override,
            ...overrideKey(override.id),
            expiresAt: expiresAt(epochMs(override.until), keptDays),
          }),
          // The same request twice, or two of one id: the first stays.
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      }));
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: writes }));
        cached = undefined;
        return 'added';
      } catch (error) {
        const reasons = cancellation(error);
        if (reasons?.some(({ code }) => code === 'ConditionalCheckFailed')) return 'exists';
        throw error;
      }
    },

    async removeOverride(id) {
      const { Attributes: item } = await client.send(
        new DeleteItemCommand({
          TableName: name,
          Key: toItem(overrideKey(id)),
          ReturnValues: 'ALL_OLD',
        }),
      );
      cached = undefined;
      return item && withoutKeys<Override>(item);
    },

    async putContact(next, previous) {
      return changed(
        new PutItemCommand({
          TableName: name,
          Item: toItem({ ...next, ...contactKey(next) }),
          ...asSeen(previous),
        }),
        'stored',
      );
    },

    async removeContact(contact) {
      return changed(
        new DeleteItemCommand({
          TableName: name,
          Key: toItem(contactKey(contact)),
          ...asSeen(contact),
        }),
        'removed',
      );
    },

    async startVerification({ codeSha256, address, until, ...contact }) {
      await client.send(
        new PutItemCommand({
          TableName: name,
          // Over whatever code there was: only the newest is good.
          Item: toItem({
            ...codeKey(contact),
            codeSha256,
            address,
            until,
            tries: 0,
            expiresAt: expiresAt(epochMs(until), 1),
          }),
        }),
      );
    },

    async useCode({ codeSha256, at, ...contact }) {
      const code = await countTry(contact);
      if (code === undefined) return 'expired';
      if (code.tries > codeTries) return 'too-many-tries';
      if (code.until <= at) return 'expired';
      if (code.codeSha256 !== codeSha256) return 'wrong';
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: name,
            Key: toItem(codeKey(contact)),
            // Used twice at once, or replaced meanwhile: one is the first.
            ConditionExpression: 'codeSha256 = :sum',
            ExpressionAttributeValues: toItem({ ':sum': codeSha256 }),
          }),
        );
        return { verified: code.address };
      } catch (error) {
        if (isConditionFailure(error)) return 'expired';
        throw error;
      }
    },
  };
  return self;

  async function everything(): Promise<Item[]> {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :roster',
          ExpressionAttributeValues: toItem({ ':roster': pk }),
          ConsistentRead: true,
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  /** A try counts before it is judged, so that many at once are still many. */
  async function countTry(contact: Pick<ContactMethod, 'person' | 'channel'>) {
    try {
      const { Attributes: item } = await client.send(
        new UpdateItemCommand({
          TableName: name,
          Key: toItem(codeKey(contact)),
          UpdateExpression: 'ADD tries :one',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: toItem({ ':one': 1 }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return (
        item &&
        fromItem<{ codeSha256: string; address: string; until: Instant; tries: number }>(item)
      );
    } catch (error) {
      if (isConditionFailure(error)) return undefined;
      throw error;
    }
  }

  async function changed<Done extends string>(
    command: PutItemCommand | DeleteItemCommand,
    done: Done,
  ): Promise<Done | 'conflict'> {
    try {
      // The client's overloads take one kind of command each.
      await (command instanceof PutItemCommand ? client.send(command) : client.send(command));
      cached = undefined;
      return done;
    } catch (error) {
      if (isConditionFailure(error)) return 'conflict';
      throw error;
    }
  }
}

/** Somebody else may have changed what is known of the contact: the address, its state or its moment differ then. */
function asSeen(previous: ContactMethod | undefined) {
  if (previous === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: 'address = :address AND #state = :state AND #at = :at',
    ExpressionAttributeNames: { '#state': 'state', '#at': 'at' },
    ExpressionAttributeValues: toItem({
      ':address': previous.address,
      ':state': previous.state,
      ':at': previous.at,
    }),
  };
}

function withoutKeys<Kind extends object>(item: Item): Kind {
  const {
    pk: _pk,
    sk: _sk,
    expiresAt: _expires,
    ...kept
  } = fromItem<Kind & { pk: string; sk: string; expiresAt?: number }>(item);
  return kept as unknown as Kind;
}
