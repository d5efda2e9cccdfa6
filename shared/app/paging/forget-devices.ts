import { lostDeviceNotice } from '#core/communication/lost-device.ts';
import type { Responder } from '#core/people.ts';
import type { SendEmail } from '#ports/communication.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Log } from '#ports/runtime.ts';

export type ForgetDevices = (
  to: Pick<Responder, 'person' | 'name' | 'email'>,
  gone: readonly string[],
) => Promise<void>;

/**
 * Takes out what a push service no longer knows, with a word to its owner. Comes after the page's own outcome, and fails
 * nobody: what is missed here shows at the next page.
 */
export function forgetDevices(deps: {
  roster: Pick<RosterStore, 'newest' | 'removeContact'>;
  sendEmail: SendEmail;
  log: Log;
}): ForgetDevices {
  return async ({ person, name, email }, gone) => {
    try {
      const { contacts } = await deps.roster.newest();
      const theirs = contacts.filter(each => each.channel === 'push' && each.person === person);
      let left = theirs.length;
      for (const contact of theirs) {
        if (contact.device === undefined || !gone.includes(contact.address)) continue;
        // Pages that went elsewhere as well are still answered from there: nothing is retired.
        const removed = await deps.roster.removeContact(contact);
        if (removed === 'conflict') continue;
        left -= 1;
        deps.log('warn', 'a device takes no pages any more', { person, device: contact.address });
        const notice = lostDeviceNotice({ name, device: contact.device.name, left });
        if (email !== undefined) await deps.sendEmail(email, notice);
      }
    } catch (error) {
      deps.log('warn', 'a lost device cannot be taken out', { person, error: String(error) });
    }
  };
}
