import { CliFailure } from '#cli/failure.ts';
import { type IncidentId, numberedIncidentId, parseIncidentId } from '#core/ids.ts';
import type { Instant } from '#core/time/instant.ts';

/** `INC-2026-001`, or the short forms that people say: `INC-001`, `001` and `1` are this year's. */
export async function incidentReference(
  text: string,
  askTime: () => Promise<Instant>,
): Promise<IncidentId> {
  const whole = parseIncidentId(text);
  if (whole !== undefined) return whole;

  const short = /^(?:INC-)?(?:(\d{4})-)?(\d{1,9})$/i.exec(text.trim());
  if (short === null) {
    throw new CliFailure('usage', `Not an incident id: ${text}`, {
      next: 'It looks like INC-2026-001, or INC-001 for one of this year.',
    });
  }
  const [, year = (await askTime()).slice(0, 4), number] = short;
  return numberedIncidentId(Number(year), Number(number));
}
