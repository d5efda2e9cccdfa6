import type { ApiClient } from '#cli/api-client.ts';
import type { Surroundings } from '#cli/surroundings.ts';
import type { Asked } from '#core/setup/checkup.ts';
import type { StatusPageFacts } from '#core/setup/doctor.ts';
import { isLoopback } from '#core/text/loopback.ts';

const timeoutMs = 5000;

/** What the pipeline says of the status page, and whether it answers where customers read it. */
export async function statusPageFacts(
  api: ApiClient,
  document: unknown,
  { fetch }: Pick<Surroundings, 'fetch'>,
): Promise<StatusPageFacts | undefined> {
  const isWanted =
    document instanceof Object && 'statusPage' in document && document.statusPage !== undefined;
  if (!isWanted) return undefined;
  const { incidents, address } = await api.call('showStatusPage', {});
  const isOpen = incidents.some(
    ({ posted }) => posted.length > 0 && posted.at(-1)?.stage !== 'resolved',
  );
  // The local stack serves it itself, whatever address it has in an account.
  const read = isLoopback(api.url) ? `${api.url}/status/` : address;
  if (read === undefined) return { isOpen };
  return { isOpen, served: { address: read, answered: await answered(read) } };

  async function answered(url: string): Promise<Asked<number>> {
    try {
      return { known: (await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })).status };
    } catch (error) {
      const { message, cause } = error as Error;
      return { unknown: `${url}: ${cause instanceof Error ? cause.message : message}` };
    }
  }
}
