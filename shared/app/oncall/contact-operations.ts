import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { invalid, type Refusal } from '#app/api/refusal.ts';
import { changedMeanwhile, type Found, findPerson, mayChange } from '#app/oncall/contact-person.ts';
import { deviceOperations, devicesShown } from '#app/oncall/device-operations.ts';
import type { AnswerOf, OperationId } from '#contract/api.ts';
import { sha256 } from '#core/digest.ts';
import { phoneNumber } from '#core/ids.ts';
import {
  configuredAddress,
  contactAt,
  enterable,
  enteredContact,
  masked,
  parseAddress,
  parseChannel,
  storedContact,
} from '#core/oncall/addresses.ts';
import { addressInForce, responderFor, rulesOf } from '#core/oncall/responder.ts';
import type { ContactMethod, Roster } from '#core/oncall/roster.ts';
import { codeWords } from '#core/oncall/verification-code.ts';
import { entryOf } from '#core/own-entry.ts';
import { perAddressAndHour, perPersonAndDay } from '#core/paging/text-caps.ts';
import { type Channel, channels } from '#core/people.ts';
import type { Directory, Person } from '#core/setup/directory.ts';
import type { Urgency } from '#core/severity.ts';
import { addSeconds } from '#core/time/instant.ts';
import type {
  Delivery,
  LeadsInside,
  SendEmail,
  SendSms,
  SendVoice,
  SendWebhook,
} from '#ports/communication.ts';
import type { RosterStore, UnconfirmedMail } from '#ports/oncall.ts';
import type { MayText } from '#ports/paging.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const codeMinutes = 10;

type Contacting =
  | 'listContacts'
  | 'addContact'
  | 'removeContact'
  | 'orderContacts'
  | 'addDevice'
  | 'removeDevice'
  | 'sendCode'
  | 'confirmCode';

/** One person's own matter: how they are reached, proved by a code that came there. */
export function contactOperations(deps: {
  configuration: ConfigurationStore;
  roster: RosterStore;
  sendSms: SendSms;
  sendEmail: SendEmail;
  sendVoice: SendVoice;
  sendWebhook: SendWebhook;
  unconfirmedMail: UnconfirmedMail;
  /** Codes are few: they would pester a stranger, and a premium number's owner would be paid for them by us. */
  mayText: MayText;
  leadsInside: LeadsInside;
  newCode: () => string;
  now: Now;
}): Operations<Contacting> {
  const personOf = findPerson(deps);
  return {
    ...{ listContacts, addContact, removeContact, orderContacts, sendCode, confirmCode },
    ...deviceOperations(deps),
  };

  async function listContacts(
    call: Call<'listContacts'>,
  ): Promise<Outcome<AnswerOf<'listContacts'>>> {
    const found = await personOf(call);
    return 'person' in found ? { answer: listOf(found, mayChange(call, found.id)) } : found;
  }

  function listOf(found: Found, isOwn: boolean): AnswerOf<'listContacts'> {
    const { id, person, directory, roster } = found;
    const contacts = channels.flatMap(channel => shown(found, roster, channel, isOwn) ?? []);
    const pushKey = directory.push?.publicKey;
    const tried = (urgency: Urgency) =>
      responderFor(directory, roster, id, urgency)?.contacts ?? [];
    return {
      person: id,
      name: entryOf(directory.people, id)?.name ?? person.name,
      contacts,
      devices: devicesShown(found),
      order: { high: tried('high'), low: tried('low') },
      said: { high: saidOf(found, 'high'), low: saidOf(found, 'low') },
      ...(pushKey !== undefined && { pushKey }),
    };
  }

  async function addContact(call: Call<'addContact'>): Promise<Outcome<AnswerOf<'addContact'>>> {
    const found = await ownChannel(call);
    if (!('channel' in found)) return found;
    const { id, channel, roster } = found;
    const address = parseAddress(channel, call.body.address);
    if (address === undefined) return invalid('/address', expected[channel]);
    if (channel === 'webhook' && deps.leadsInside(address)) {
      return invalid('/address', 'does not lead to a host of the public Internet');
    }
    const previous = enteredContact(roster, id, channel);
    if (previous?.address === address) return answerOf(found, roster);

    const next: ContactMethod = {
      person: id,
      channel,
      address,
      state: 'pending',
      enteredBy: 'person',
      at: deps.now(),
    };
    if ((await deps.roster.putContact(next, previous)) === 'conflict') return changedMeanwhile;
    return answerOf(found, await deps.roster.newest());
  }

  async function removeContact(
    call: Call<'removeContact'>,
  ): Promise<Outcome<AnswerOf<'removeContact'>>> {
    const found = await ownChannel(call);
    if (!('channel' in found)) return found;
    const { id, channel, roster } = found;
    const previous = enteredContact(roster, id, channel);
    if (previous === undefined) {
      return { notFound: `${channel} entered by ${id}` };
    }
    if ((await deps.roster.removeContact(previous, deps.now())) === 'conflict')
      return changedMeanwhile;
    return answerOf(found, await deps.roster.newest(), previous);
  }

  async function orderContacts(
    call: Call<'orderContacts'>,
  ): Promise<Outcome<AnswerOf<'orderContacts'>>> {
    const found = await personOf(call);
    if (!('person' in found)) return found;
    const { id, person, directory, roster } = found;
    if (!mayChange(call, id)) {
      return { forbidden: `Only ${person.name} or an administrator may change this.` };
    }
    const { high, low } = call.body;
    const order = { person: id, ...(high && { high }), ...(low && { low }) };
    // Loaded only here: few change it, and everybody who looks at an incident asks this function.
    const { faultOfOrder } = await import('#core/oncall/own-order.ts');
    const fault = faultOfOrder(directory, roster, order);
    if (fault !== undefined) {
      const { urgency, index, text } = fault;
      return invalid(index === undefined ? `/${urgency}` : `/${urgency}/${index}`, text);
    }
    await deps.roster.putOrder({ ...order, at: deps.now() });
    return { answer: listOf({ ...found, roster: await deps.roster.newest() }, true) };
  }

  async function sendCode(call: Call<'sendCode'>): Promise<Outcome<AnswerOf<'sendCode'>>> {
    const found = await ownChannel(call);
    if (!('channel' in found)) return found;
    const { id, channel, address, directory } = found;
    if (address === undefined) return { notFound: `${channel} of ${id}: enter an address first` };
    // SNS takes what nobody is subscribed to, and says that it is sent.
    if (channel === 'email' && (await deps.unconfirmedMail([address])).length > 0) {
      const text =
        'The code could not be sent: no mail reaches this address. Without SES mail goes through AWS SNS, to addresses of tocsin.yaml that have said yes to its “Subscription Confirmation”.';
      return { refused: { rule: 'not-delivered', text } };
    }
    const at = deps.now();
    if (!(await deps.mayText({ address, person: id }, 'code', at))) {
      const text = `No more than ${perAddressAndHour.code} codes an hour go to one address, and ${perPersonAndDay.code} a day to one person; wait a little.`;
      return { refused: { rule: 'too-many-codes', text } };
    }
    const code = deps.newCode();
    const until = addSeconds(at, codeMinutes * 60);
    const codeSha256 = codeHash(id, channel, code);
    await deps.roster.startVerification({ person: id, channel, address, codeSha256, until });
    const delivery = await send(channel, address, code, directory.organisation.name);
    if (!delivery.sent) {
      const text = `The code could not be sent: ${delivery.reason}`;
      return { refused: { rule: 'not-delivered', text } };
    }
    return { answer: { channel, address, until } };
  }

  async function confirmCode(call: Call<'confirmCode'>): Promise<Outcome<AnswerOf<'confirmCode'>>> {
    const found = await ownChannel(call);
    if (!('channel' in found)) return found;
    const { id, person, channel, roster } = found;
    const at = deps.now();
    const code = call.body.code.replaceAll(/\D/g, '');
    const codeSha256 = codeHash(id, channel, code);
    const used = await deps.roster.tryCode({ person: id, channel, codeSha256, at });
    if (typeof used === 'string') return { refused: { rule: used, text: refusals[used] } };
    // It has proved what it could, and nothing that came to be known since.
    if (used.isUsed) return answerOf(found, roster);

    const isEntered = enteredContact(roster, id, channel)?.address === used.verified;
    const enteredBy = isEntered ? 'person' : 'configuration';
    const verified: ContactMethod = {
      person: id,
      channel,
      address: used.verified,
      state: 'verified',
      enteredBy,
      at,
    };
    const previous = storedContact(roster, verified);
    const theirs = roster.contacts.filter(method => method.person === id);
    const before = addressInForce(person, theirs, channel);
    const isReplaced = isEntered && before !== undefined && before !== used.verified;
    // The place of what they entered knows itself what it held; that of the configuration is known here.
    const proof = { codeSha256, at, ...(isReplaced && { instead: before }) };
    if ((await deps.roster.putContact(verified, previous, proof)) === 'conflict') {
      return changedMeanwhile;
    }
    return answerOf(found, await deps.roster.newest());
  }

  function send(
    channel: Channel,
    address: string,
    code: string,
    organisation: string,
  ): Promise<Delivery> {
    const words = codeWords(code, codeMinutes, organisation);
    switch (channel) {
      case 'sms':
        return deps.sendSms(phoneNumber(address), words.text);
      case 'voice':
        return deps.sendVoice(phoneNumber(address), words.spoken);
      case 'email':
        return deps.sendEmail(address, words.notice);
      case 'webhook':
        return deps.sendWebhook(address, words.event);
      case 'slack':
      case 'push':
        return Promise.resolve({ sent: false, failed: 'give-up', reason: expected[channel] });
      default:
        return channel satisfies never;
    }
  }

  async function ownChannel(call: {
    params: Call<OperationId>['params'];
    asked: Call<OperationId>['asked'];
    body?: { by?: string | undefined } | undefined;
  }): Promise<(Found & { channel: Channel; address?: string }) | Refusal> {
    const found = await personOf(call);
    if (!('person' in found)) return found;
    const channel = parseChannel(call.params.channel);
    if (channel === undefined) {
      return {
        notFound: `channel ${call.params.channel ?? ''}: there are ${enterable.join(', ')}`,
      };
    }
    if (!mayChange(call, found.id)) {
      return { forbidden: `Only ${found.person.name} or an administrator may change this.` };
    }
    const address = addressInQuestion(found, channel);
    return { ...found, channel, ...(address !== undefined && { address }) };
  }

  function answerOf(
    found: Found & { channel: Channel },
    roster: Roster,
    removed?: ContactMethod,
  ): Outcome<AnswerOf<'addContact'>> {
    const answer = shown(found, roster, found.channel, true);
    if (answer !== undefined) return { answer };
    if (removed === undefined) return { notFound: `${found.channel} of ${found.id}` };
    const { person, channel, address, state, enteredBy } = removed;
    return { answer: { person, channel, address, state, enteredBy, isUsed: false } };
  }
}

function saidOf({ id, directory, roster }: Found, urgency: Urgency) {
  const { by, ways } = rulesOf(directory, roster, id, urgency);
  return { by, ways: [...ways] };
}

const refusals = {
  wrong: 'That is not the code that was sent.',
  expired: 'There is no code that is still good; ask for a new one.',
  'too-many-tries': 'Too many tries; ask for a new code.',
};

const expected: Record<Channel, string> = {
  sms: 'must be a phone number in international form, such as +15555550101',
  voice: 'must be a phone number in international form, such as +15555550101',
  email: 'must be an e-mail address',
  webhook: 'must be an https address',
  slack: 'is not entered: the workspace knows its members by their address',
  push: 'is not entered: a device is added by the console that runs on it',
};

/** Six digits in the clear would be guessed from their hash at once; with whom they are for they are no longer alike. */
function codeHash(person: string, channel: Channel, code: string): string {
  return sha256(`${person}\n${channel}\n${code}`);
}

/** What was entered and waits for its code, else what is used, else what the configuration says. */
function addressInQuestion(
  { id, person, roster }: { id: string; person: Person; roster: Roster },
  channel: Channel,
): string | undefined {
  return enteredContact(roster, id, channel)?.address ?? configuredAddress(person, channel);
}

function shown(
  found: { id: string; person: Person; directory: Directory },
  roster: Roster,
  channel: Channel,
  isOwn: boolean,
): AnswerOf<'addContact'> | undefined {
  const { id: person, directory } = found;
  // Each of their devices is a line of its own.
  if (channel === 'push') return undefined;
  const address = addressInQuestion({ ...found, roster }, channel);
  if (address === undefined) return undefined;
  const known = contactAt(roster, person, channel, address);
  const uses = responderFor(directory, roster, person, 'high')?.contacts ?? [];
  return {
    person,
    channel,
    address: isOwn ? address : masked(channel, address),
    state: known?.state ?? 'unverified',
    enteredBy: known?.enteredBy ?? 'configuration',
    isUsed: uses.some(contact => contact.channel === channel) && known?.state !== 'pending',
    ...(known !== undefined && { at: known.at }),
    ...(known?.reason !== undefined && { reason: known.reason }),
  };
}
