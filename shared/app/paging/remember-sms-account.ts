import type { DutyBook, ReadSmsAccount, UnconfirmedMail } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';

/** Whoever asks the account leaves in the book what it said, for the API, which has no right to ask. */
export function rememberSmsAccount(deps: {
  smsAccount: ReadSmsAccount;
  unconfirmedMail: UnconfirmedMail;
  /** Where people read their mail. */
  addresses: () => Promise<readonly string[]>;
  book: Pick<DutyBook, 'keepAccount'>;
  now: Now;
}): ReadSmsAccount {
  return async () => {
    const [texts, unconfirmedMail] = await Promise.all([
      deps.smsAccount(),
      deps.addresses().then(deps.unconfirmedMail),
    ]);
    const account = { ...texts, unconfirmedMail };
    await deps.book.keepAccount({ at: deps.now(), account });
    return account;
  };
}
