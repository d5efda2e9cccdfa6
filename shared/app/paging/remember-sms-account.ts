import type { DutyBook, ReadSmsAccount } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';

/** Whoever asks the account leaves in the book what it said, for the API, which has no right to ask. */
export function rememberSmsAccount(deps: {
  smsAccount: ReadSmsAccount;
  book: Pick<DutyBook, 'keepAccount'>;
  now: Now;
}): ReadSmsAccount {
  return async () => {
    const account = await deps.smsAccount();
    await deps.book.keepAccount({ at: deps.now(), account });
    return account;
  };
}
