import { parsePhoneNumber } from '#core/ids.ts';
import { operationsToken } from '#core/people.ts';
import { textsAt, writtenAt } from '#core/setup/document-paths.ts';
import type { Issue } from '#core/setup/issue-words.ts';
import { keySums } from '#core/setup/key-sums.ts';
import { asCompared } from '#core/text/wildcard.ts';

interface Claim {
  path: Issue['path'];
  key: string;
  /** Whose it is: nobody takes from themselves. */
  holder: string;
}

/** What is there twice, and must be there once. */
export function duplicates(document: unknown): Issue[] {
  const phones = claims(document, 'people.*.phone', text => parsePhoneNumber(text) ?? text);
  const emails = claims(document, 'people.*.email');
  const only = (place: string, words: string) =>
    secondClaims(
      claims(document, place).map(claim => ({ ...claim, holder: '' })),
      () => words,
    );
  return [
    ...secondClaims(phones, holder => `is also the phone of ${holder}`),
    ...secondClaims(emails, holder => `is also the email of ${holder}`),
    ...secondClaims(served(document), holder => `is also matched by the service ${holder}`),
    ...only('rules.*.name', 'is the name of another rule'),
    ...only('integrations.*.name', 'is the name of another integration'),
    ...secondClaims(keys(document), () => 'is the key of another integration'),
    ...only('heartbeats.*.name', 'is the name of another heartbeat'),
    ...only('maintenance.*.name', 'is the name of another maintenance'),
    ...only('inhibit.*.name', 'is the name of another rule of inhibit'),
    ...only('tokens.*.name', 'is the name of another token'),
    ...only('tokens.*.sha256', 'is the sum of another token'),
    ...only('stakeholders.*.email', 'is named twice'),
    ...only('stakeholders.*.queue', 'is named twice'),
    ...only('webhooks.*.name', 'is the name of another webhook'),
    ...only('chat.rooms.*.name', 'is the name of another room'),
    ...operationsNames(document),
    ...sharedSecrets(document),
    ...otherwiseWritten(document),
  ];
}

/** To be doors of one sender takes the very same name: else what one opens the other never ends. */
function otherwiseWritten(document: unknown): Issue[] {
  const first = new Map<string, string>();
  return textsAt(document, 'integrations.*.domain').flatMap(({ path, text }) => {
    const key = asSeen(text);
    const written = first.get(key) ?? text.trim();
    first.set(key, written);
    if (written === text.trim()) return [];
    const message = `is written otherwise than ${JSON.stringify(written)} of another integration: these are two domains`;
    return [{ path, message }];
  });
}

/** The token of the deployment stands in no document, and acts under a name of its own. */
function operationsNames(document: unknown): Issue[] {
  return claims(document, 'tokens.*.name')
    .filter(({ key }) => key === operationsToken.id)
    .map(({ path }) => ({
      path,
      message: 'is the name of the operations token: whoever acts has to be told apart',
    }));
}

/** A key lies with whoever sends alerts, in the clear of their configuration: it must not open the API as well. */
function sharedSecrets(document: unknown): Issue[] {
  const tokens = new Set(claims(document, 'tokens.*.sha256').map(({ key }) => key));
  return keys(document)
    .filter(({ key }) => tokens.has(key))
    .map(({ path }) => ({
      path,
      message: 'is the sum of an API token, too: make a key of its own',
    }));
}

/** Of whatever lets alerts in. */
function keys(document: unknown): Claim[] {
  return keySums.flatMap(field => claims(document, `integrations.*.${field}`));
}

/** Everything by which an alert may find a service. */
function served(document: unknown): Claim[] {
  return writtenAt(document, 'services.*').flatMap(({ path: [section = '', id = ''], value }) => {
    const holder = String(id);
    const below = (pattern: string) =>
      writtenAt(value, pattern).flatMap(found => {
        const key = keyOf(found.value);
        return key === undefined ? [] : [{ path: [section, id, ...found.path], key, holder }];
      });
    const own = { path: [section, id], key: holder.toLowerCase(), holder };
    return [own, ...below('name'), ...below('match.*')];
  });
}

function keyOf(value: unknown): string | undefined {
  if (typeof value === 'string') return asSeen(value);
  const labels = textsAt(value, '*').map(({ path: [label], text }) => [label, text]);
  return labels.length === 0 ? undefined : asCompared(JSON.stringify(labels.sort()));
}

function claims(document: unknown, place: string, tidy = (text: string) => text): Claim[] {
  return textsAt(document, place).map(({ path, text }) => ({
    path,
    key: asSeen(tidy(text.trim())),
    holder: String(path[1]),
  }));
}

/** Two that nobody can tell apart are one to whoever reads them: signs that are not seen, and wide letters, make no other name. */
function asSeen(text: string): string {
  const seen = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  return asCompared(seen.replace(/\s+/g, ' ').trim());
}

function secondClaims(claims: readonly Claim[], words: (holder: string) => string): Issue[] {
  const first = new Map<string, Claim>();
  return claims.flatMap(each => {
    if (each.key === '') return [];
    const holder = first.get(each.key);
    if (holder === undefined) {
      first.set(each.key, each);
      return [];
    }
    // A service may well list its own id.
    if (holder.holder === each.holder && each.holder !== '') return [];
    return [{ path: each.path, message: words(holder.holder) }];
  });
}
