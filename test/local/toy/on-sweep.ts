/** Says when it swept. */
export const handler = async (event: { time: string }) => {
  console.log(`swept ${event.time}`);
};
