import { type KeyObject, sign } from 'node:crypto';

/**
 * A certificate for a key that a test has just made: only what the platform's parser asks for (RFC 5280, section 4.1).
 * Made here, so that no private key lies in the repository and a test chooses the days of validity.
 */
export function selfSignedCertificate(
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject },
  validity: { from: string; to: string },
  host = 'sns.amazonaws.com',
): string {
  const algorithm = sequence(
    publicKey.asymmetricKeyType === 'rsa'
      ? [oid('2a864886f70d01010b'), der(0x05, Buffer.alloc(0))] // sha256WithRSAEncryption
      : [oid('2a8648ce3d040302')], // ecdsa-with-SHA256
  );
  const commonName = sequence([oid('550403'), der(0x0c, Buffer.from(host))]);
  const name = sequence([der(0x31, commonName)]);
  const body = sequence([
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence([generalizedTime(validity.from), generalizedTime(validity.to)]),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  ]);
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]));
  const base64 = sequence([body, algorithm, signature]).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function generalizedTime(iso: string): Buffer {
  return der(0x18, Buffer.from(`${iso.replace(/[-:T]/g, '').slice(0, 14)}Z`));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function sequence(parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
