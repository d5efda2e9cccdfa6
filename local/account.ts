/** The account and region that every local ARN carries. */
export const account = '000000000000';
export const region = 'us-east-1';

/** Distributions of CloudFront are of no region. */
export function arnOf(service: string, rest: string): string {
  const where = service === 'cloudfront' ? '' : region;
  return `arn:aws:${service}:${where}:${account}:${rest}`;
}

/** `new`: as AWS hands one out, with everything still to be set up, and as unkind as AWS at work. */
export const accountKinds = ['open', 'new'] as const;
export type AccountKind = (typeof accountKinds)[number];

/** The API token and every integration's key, locally. */
export const localSecret = 'local';

/** A fictional number, so that nobody real is ever written to. */
export const ownNumber = '+15550199';
/** What `-c name=value` sets for a deployment that has every channel. */
export const everyChannel = { sesFrom: 'tocsin@example.com', voiceOrigination: ownNumber };
