import { createHmac, timingSafeEqual } from 'node:crypto';

const prefix = 'postmortem-';

/** The address of a meeting in the calendar of whoever was invited: worked out from a secret, so that nothing is kept. */
export function meetingToken(secret: string, incidentId: string): string {
  const proof = createHmac('sha256', secret).update(`meeting\n${incidentId}`).digest('base64url');
  return `${prefix}${incidentId}-${proof}`;
}

export function isMeetingToken(token: string): boolean {
  return token.startsWith(prefix);
}

/** `undefined`: it is none that we gave out, made of one of these. */
export function incidentOfMeeting(roots: readonly string[], token: string): string | undefined {
  const id = /^postmortem-(INC-\d{4}-\d+)-/.exec(token)?.[1];
  if (id === undefined) return undefined;
  const given = Buffer.from(token);
  const isOf = (secret: string) => {
    const ours = Buffer.from(meetingToken(secret, id));
    return given.length === ours.length && timingSafeEqual(given, ours);
  };
  return roots.some(isOf) ? id : undefined;
}
