import * as z from 'zod/mini';
import type { Instant } from '#core/time/instant.ts';

/** As we wrote it ourselves: to parse each of thousands of events again would find nothing. */
export const storedInstant = z.custom<Instant>(value => typeof value === 'string');
