/** Is done with whatever it gets. */
export const handler = async () => ({ batchItemFailures: [] });
