import type { Operations } from '#app/api/operation.ts';
import { invalid } from '#app/api/refusal.ts';
import {
  changedMeanwhile,
  type Found,
  findPerson,
  isThemselves,
  mayChange,
} from '#app/oncall/contact-person.ts';
import type { AnswerOf } from '#contract/api.ts';
import { sha256 } from '#core/digest.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { ContactMethod, Device } from '#core/oncall/roster.ts';
import { isPushPoint, noPushService } from '#core/setup/push-settings.ts';
import { oneLine } from '#core/text/plain-text.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** More than anybody carries; each is sent every page. */
const devicesMax = 10;

/** Browsers and phones that take pages by push. No code is needed: whoever is signed in there has proved who they are. */
export function deviceOperations(deps: {
  configuration: ConfigurationStore;
  roster: RosterStore;
  now: Now;
}): Operations<'addDevice' | 'removeDevice'> {
  const personOf = findPerson(deps);
  return {
    async addDevice(call) {
      const found = await personOf(call);
      if (!('person' in found)) return found;
      const { id, person, directory, roster } = found;
      // Not even an administrator: it would have somebody's pages come to a device of theirs.
      if (!isThemselves(call, id)) {
        return { forbidden: `Only ${person.name} may have their pages come to a device.` };
      }
      if (directory.push === undefined) return notSetUp;
      const { name, publicKey, subscription } = call.body;
      const { endpoint, keys } = subscription;
      if (publicKey !== directory.push.publicKey) return otherKey;
      const refusal = noPushService(endpoint, directory);
      if (refusal !== undefined) return invalid('/subscription/endpoint', refusal);
      if (!isPushPoint(keys.p256dh)) {
        return invalid('/subscription/keys/p256dh', 'is no point of the curve P-256');
      }
      const device: Device = { name: oneLine(name), endpoint, ...keys, publicKey };
      const address = `dev_${sha256(endpoint).slice(0, 16)}`;
      const known = roster.contacts.filter(({ channel }) => channel === 'push');
      const theirs = known.filter(contact => contact.person === id);
      const previous = theirs.find(contact => contact.address === address);
      if (previous === undefined && theirs.length >= devicesMax) return tooMany;
      // Whoever sits at it now: it is no longer the place where somebody else is paged.
      for (const other of known) {
        if (other.address !== address || other.person === id) continue;
        await deps.roster.removeContact(other, deps.now());
      }
      const next: ContactMethod = {
        ...{ person: id, channel: 'push', address, device },
        ...{ state: 'verified', enteredBy: 'person', at: deps.now() },
      };
      if ((await deps.roster.putContact(next, previous)) === 'conflict') return changedMeanwhile;
      return { answer: shown({ ...found, roster: { ...roster, contacts: [next] } }, next, device) };
    },

    async removeDevice(call) {
      const found = await personOf(call);
      if (!('person' in found)) return found;
      const { id, person, roster } = found;
      if (!mayChange(call, id)) {
        return { forbidden: `Only ${person.name} or an administrator may change this.` };
      }
      const contact = roster.contacts.find(
        each =>
          each.channel === 'push' && each.person === id && each.address === call.params.device,
      );
      if (contact?.device === undefined) return { notFound: `device ${call.params.device}` };
      const removed = await deps.roster.removeContact(contact, deps.now());
      if (removed === 'conflict') return changedMeanwhile;
      return { answer: { ...shown(found, contact, contact.device), isUsed: false } };
    },
  };
}

export function devicesShown(found: Found): AnswerOf<'listContacts'>['devices'] {
  return found.roster.contacts.flatMap(contact => {
    if (contact.channel !== 'push' || contact.person !== found.id) return [];
    if (contact.device === undefined) return [];
    const { person: _, ...device } = shown(found, contact, contact.device);
    return [device];
  });
}

function shown({ id, directory, roster }: Found, { address, at }: ContactMethod, device: Device) {
  const uses = responderFor(directory, roster, id, 'high');
  const isUsed =
    uses?.contacts?.some(({ channel }) => channel === 'push') === true &&
    uses.push?.split(' ').includes(address) === true;
  return { person: id, id: address, name: device.name, at, isUsed };
}

const notSetUp = {
  refused: {
    rule: 'no-push',
    text: 'No push is set up here: `tocsin push key` makes the key that tocsin.yaml needs.',
  },
};

const otherKey = {
  refused: {
    rule: 'other-push-key',
    text: 'The browser listens to another key than the one in force; load the console again.',
  },
};

const tooMany = {
  refused: { rule: 'too-many-devices', text: `${devicesMax} devices are enough; remove one.` },
};
