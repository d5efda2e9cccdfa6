import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import {
  find,
  putIf,
  queryAll,
  recordOf,
  type Table,
  versionsDownFrom,
} from '#adapters/dynamodb/table.ts';
import type { PostmortemStore, PostmortemVersion } from '#ports/review.ts';

/** Every version of a post-mortem's text, each an item of its own that is never written again. */
export function postmortemStore(table: Table): PostmortemStore {
  return {
    async newest(id) {
      const [item] = await queryAll(table, ranges.postmortems(id), { most: 1, backwards: true });
      return item && recordOf<PostmortemVersion>(item);
    },

    async version(id, number) {
      const item = await find(table, keys.postmortem(id, number));
      return item && recordOf<PostmortemVersion>(item);
    },

    history: (id, from, most) =>
      versionsDownFrom<PostmortemVersion>(table, number => keys.postmortem(id, number), from, most),

    async save(id, version) {
      // Two people who read the same version both write the next one; the second finds it there.
      const isNext = 'attribute_not_exists(pk)';
      const item = { ...keys.postmortem(id, version.version), ...version };
      return (await putIf(table, item, isNext)) ? 'saved' : 'conflict';
    },
  };
}
