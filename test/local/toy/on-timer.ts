/** Says when it was woken. */
export const handler = async (event: { Records: { body: string }[] }) => {
  for (const { body } of event.Records) console.log(`woken ${new Date().toISOString()} ${body}`);
};
