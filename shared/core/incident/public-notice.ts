import * as z from 'zod/mini';
import { storedInstant as at } from '#core/time/stored-instant.ts';

/* What the public is told of an incident (R5, R11, R17): words that a person approved, or that need nobody's approval. */

/** How far it is, in the words of status pages everywhere. */
export const stages = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export type Stage = (typeof stages)[number];

/** From well to worst. */
export const componentStatuses = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;
export type ComponentStatus = (typeof componentStatuses)[number];

/** A name is as it was when it was said: the configuration may call it otherwise by now. */
const namedStatus = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(componentStatuses),
});
export type NamedStatus = z.infer<typeof namedStatus>;

export const publicNotice = {
  stage: z.enum(stages),
  title: z.string(),
  /** Lines of plain text. */
  body: z.string(),
  components: z.array(namedStatus),
  /** When customers hear more at the latest. */
  nextUpdateBy: z.optional(at),
};
const notice = z.object({ at, ...publicNotice });
export type PublicNotice = z.infer<typeof notice>;
/** The words alone, before they are said. */
export type NoticeWords = Omit<PublicNotice, 'at'>;
