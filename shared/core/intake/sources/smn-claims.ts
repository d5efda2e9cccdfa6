/** A message as Huawei Cloud's Simple Message Notification posts it, once its signature was found to hold. */
export interface SmnMessage {
  type: string;
  topic_urn: string;
  message_id: string;
  timestamp: string;
  subscribe_url?: string;
}

/** What only SMN writes: whatever says so has to be signed. */
export function claimsToBeSmn(body: unknown): body is object {
  return (
    typeof body === 'object' && body !== null && ('topic_urn' in body || 'signing_cert_url' in body)
  );
}
