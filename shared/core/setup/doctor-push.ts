import { type Asked, asked, type Checkup, ok, problem } from '#core/setup/checkup.ts';

/** What is looked at of the key by which devices and push services know us. */
export interface PushFacts {
  /** The ARN or the name. */
  secret: string;
  /** Of the configuration, which devices are told. */
  publicKey: string;
  /** What belongs to the private one in the secret. */
  found: Asked<'absent' | 'malformed' | { publicKey: string }>;
}

export function pushCheckups(push: Asked<PushFacts | undefined>): Checkup[] {
  if (!('known' in push)) return [asked('push', push, () => ok(''))];
  if (push.known === undefined) {
    return [ok('no push is set up, so no device takes pages')('push')];
  }
  const { secret, publicKey, found } = push.known;
  return [
    asked('push', found, known => {
      if (known === 'absent') {
        return problem(
          `there is no secret ${secret} in this account and region: no page goes by push`,
          'tocsin push key',
        );
      }
      if (known === 'malformed') {
        return problem(
          `the secret ${secret} has no private key in it: no page goes by push`,
          'put {"privateKey": "…"} into it, as tocsin push key prints it',
        );
      }
      return known.publicKey === publicKey
        ? ok(`the secret ${secret} has the key that devices know`)
        : problem(
            `the secret ${secret} has another key than push.publicKey says: no page goes by push`,
            `put publicKey: ${known.publicKey} into tocsin.yaml; devices are added again`,
          );
    }),
  ];
}
