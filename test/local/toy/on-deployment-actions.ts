/** Says when it went round. */
export const handler = async (event: { time: string }) => {
  console.log(`went round ${event.time}`);
};
