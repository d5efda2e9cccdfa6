import { hash } from 'node:crypto';

/** Hex SHA-256. From the platform, and still pure: the same text gives the same digest for ever. */
export function sha256(content: string | Uint8Array): string {
  return hash('sha256', content, 'hex');
}

/** The same as it stands in addresses. */
export function sha256Base64url(content: string): string {
  return hash('sha256', content, 'base64url');
}

/** The same in Base64, as a policy for a page names what may stand in it. */
export function sha256Base64(content: string): string {
  return hash('sha256', content, 'base64');
}
