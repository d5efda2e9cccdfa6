import { fromItem, type Item } from '#adapters/dynamodb/table.ts';
import type { DispatchedCommit } from '#app/incident/dispatch.ts';
import { incidentEvent } from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';
import { instant } from '#core/time/instant.ts';

/** An EVENT item as the stream shows it: everything that dispatch needs is inside this one item. */
export function toDispatchedCommit(image: Item): DispatchedCommit {
  const item = fromItem<{
    incidentId: string;
    version: number;
    events: string;
    headline: string;
    deadline?: string;
  }>(image);
  const events: unknown[] = JSON.parse(item.events);
  return {
    incidentId: item.incidentId,
    version: item.version,
    events: events.map(event => incidentEvent.parse(event)),
    headline: JSON.parse(item.headline) as Headline,
    ...(item.deadline !== undefined && { deadline: instant(item.deadline) }),
  };
}
