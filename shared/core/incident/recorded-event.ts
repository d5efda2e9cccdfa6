import * as z from 'zod/mini';
import { type IncidentEvent, incidentEvent } from '#core/incident/events.ts';
import { tocsin } from '#core/people.ts';
import { oneLine } from '#core/text/plain-text.ts';
import type { Instant } from '#core/time/instant.ts';

/**
 * An event as it was recorded. After a way back there are such as only a newer version knows: a line stands for each, and whoever
 * lists, acknowledges or is paged goes on by what this version does know. Nothing is written over them.
 */
export function recordedEvent(recorded: unknown, at: Instant): IncidentEvent {
  const known = z.safeParse(incidentEvent, recorded);
  if (known.success) return known.data;
  const { type } = z.parse(z.object({ type: z.string() }), recorded);
  const text = `A newer version of Tocsin recorded ${oneLine(type)}, which this one cannot read.`;
  return { type: 'NoteAdded', at, by: tocsin, text };
}
