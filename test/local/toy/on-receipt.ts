import { gunzipSync } from 'node:zlib';

/** Says what became of a text or a call. */
export const handler = async (event: {
  Records?: { body: string }[];
  awslogs?: { data: string };
}) => {
  if (event.awslogs !== undefined) {
    const packed = Buffer.from(event.awslogs.data, 'base64');
    const { logEvents } = JSON.parse(gunzipSync(packed).toString());
    for (const { message } of logEvents) console.log(`log ${message}`);
  }
  for (const { body } of event.Records ?? []) console.log(`queue ${body}`);
};
