import { type Fingerprint, fingerprint, type ProblemKey, problemKey } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { fingerprintOf, unescaped } from '#core/intake/fingerprint.ts';
import type { Source } from '#core/sources.ts';

/**
 * Who vouches for an alert. An alert can repeat, join and clear only what came through its own domain, so nobody who
 * holds a key can take away what another sender has opened.
 */
export type TrustDomain = string & { readonly trustDomain: unique symbol };

/** Alarms of the account that come by EventBridge, and what Tocsin says of itself: no key reaches these. */
export const nativeAlarms = 'native:cloudwatch' as TrustDomain;
export const ownAlerts = 'native:tocsin' as TrustDomain;
/** The key that is given at deployment. */
export const firstKey = 'first-key' as TrustDomain;

/** An integration is a domain of its own, unless the configuration puts it together with others by name. */
export function domainOf(integration: { name: string; domain?: string }): TrustDomain {
  const { name, domain } = integration;
  return (domain === undefined ? `key:${name}` : `domain:${domain}`) as TrustDomain;
}

/** The rule by which identities are made; part of each, so that those of another rule are told apart. */
export const rule = 'v2';

/** The alert with identities that no other domain can name. Those of before there were domains had no such prefix. */
export function inDomain(domain: TrustDomain, alert: Alert): Alert {
  const { formerly } = alert;
  return {
    ...alert,
    fingerprint: fingerprintIn(domain, alert.fingerprint),
    ...(formerly !== undefined && { formerly: fingerprintIn(domain, formerly) }),
    problem: problemKey(within(domain, alert.problem)),
  };
}

export function fingerprintIn(domain: TrustDomain, of: Fingerprint): Fingerprint {
  return fingerprint(within(domain, of));
}

/** Under which it is remembered that a whole group is over; no alert has this identity. */
export function groupMark(problem: ProblemKey): Fingerprint {
  return fingerprint(`${rule}||group:${problem}`);
}

/** By which what a sender left out of a group is known. */
export function restOf(source: Source, problem: ProblemKey): Fingerprint {
  const { domain, key } = apart(problem);
  const rest = fingerprintOf(source, 'rest', key);
  return domain === undefined ? rest : fingerprintIn(domain, rest);
}

/** Whether an incident's problem is one that this domain may speak of. */
export function isOfDomain(domain: TrustDomain, problem: string | undefined): boolean {
  return problem?.startsWith(within(domain, '')) === true;
}

/** Of Tocsin itself, and of nothing that anybody outside uses; a heartbeat that stays away is of whoever should send it. */
export function isAboutTocsin(problem = ''): boolean {
  const { key } = apart(problem);
  const isOurs = isOfDomain(ownAlerts, problem) && key.startsWith('generic:tocsin-');
  return isOurs && !key.startsWith('generic:tocsin-heartbeat#');
}

function within(domain: TrustDomain, key: string): string {
  return `${rule}|${domain.replace(/[\\|]/g, '\\$&')}|${key}`;
}

/** Who vouches for what is known under this key, and its key in the sender's own terms; of before there were domains, nobody. */
export function apart(key: string): { domain?: TrustDomain; key: string } {
  const [, domain, bare] = /^v\d+\|((?:[^\\|]|\\.)*)\|(.*)$/s.exec(key) ?? [];
  if (domain === undefined || bare === undefined) return { key };
  return { domain: unescaped(domain) as TrustDomain, key: bare };
}

/** By which an alert is known. */
export type Identity = Pick<Alert, 'fingerprint' | 'problem'>;

/** As identities were made by the rules of before; the newest first. `alert`: as its sender's body was read. */
export function identitiesBefore(domain: TrustDomain | undefined, alert: Alert): Identity[] {
  const { formerly, problem } = alert;
  const within = domain === undefined ? [] : [inDomain(domain, alert)];
  const beforeDomains = { fingerprint: formerly ?? alert.fingerprint, problem };
  return [
    ...within.flatMap(({ problem: theirs, formerly: fingerprint }) =>
      fingerprint === undefined ? [] : [{ fingerprint, problem: theirs }],
    ),
    ...(domain === undefined && formerly === undefined ? [] : [beforeDomains]),
  ];
}
