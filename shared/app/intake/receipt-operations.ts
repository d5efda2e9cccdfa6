import type { Operations } from '#app/api/operation.ts';
import type { Read } from '#app/incident/read.ts';

/** What became of one delivery of alerts. */
export function receiptOperations(read: Pick<Read, 'showReceipt'>): Operations<'showReceipt'> {
  return {
    async showReceipt({ params: { id = '' } }) {
      const answer = await read.showReceipt(id);
      if (answer !== undefined) return { answer };
      return { notFound: `receipt ${id}`, reason: 'no-such-receipt' };
    },
  };
}
