import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { fromItem, queryAll, type Table, type Write, write } from '#adapters/dynamodb/table.ts';
import { type OpenReview, openReview } from '#core/review/open-review.ts';
import type { NewCommit } from '#ports/incident.ts';
import type { OpenReviews } from '#ports/review.ts';

/** One query of a small partition: an incident of which nothing is left is not in it. */
export function openReviews(table: Table): OpenReviews {
  return async () =>
    (await queryAll(table, ranges.reviews)).map(
      item => JSON.parse(fromItem<{ review: string }>(item).review) as OpenReview,
    );
}

/** What a commit changes of it, in the commit's own transaction: whose version decides this race too. */
export function reviewWrites({ id, before, after }: NewCommit): Write[] {
  const was = JSON.stringify(openReview(before));
  const is = JSON.stringify(openReview(after));
  if (was === is) return [];
  const key = keys.review(id);
  return [is === undefined ? write.remove(key) : write.put({ ...key, review: is })];
}
