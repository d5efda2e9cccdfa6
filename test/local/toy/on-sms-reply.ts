/** Says what a phone sent. */
export const handler = async (event: { Records: { body: string }[] }) => {
  for (const { body } of event.Records) console.log(`reply ${JSON.parse(body).Message}`);
};
