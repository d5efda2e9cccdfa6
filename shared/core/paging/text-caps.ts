/**
 * What we send because somebody asked for it, which is everything but pages: a number may be a premium one, and its
 * owner would be paid for each. `unclear`: an answer to what nobody understands, which may be a machine that answers us.
 * `question`: an answer that changes nothing. `deed`: what became of a command. `code`: one that proves an address.
 */
export type TextKind = 'unclear' | 'question' | 'deed' | 'code';

/** Answers to one number within an hour, and codes to one address: the milder kinds leave room for the others. */
export const perAddressAndHour: Record<TextKind, number> = {
  unclear: 5,
  question: 10,
  deed: 30,
  code: 3,
};

/** For one person within a day, over however many addresses. */
export const perPersonAndDay: Record<TextKind, number> = {
  unclear: 20,
  question: 40,
  deed: 120,
  code: 8,
};

export interface Count {
  /** Whose texts are counted, and of which time. */
  of: 'address' | 'person';
  span: string;
  most: number;
  who: string;
}

/** The counts that a text adds to. Codes are counted apart, so that neither uses up the room of the other. */
export function countsOf(
  { address, person }: { address: string; person?: string },
  kind: TextKind,
  at: string,
): Count[] {
  const ledger = kind === 'code' ? 'CODES' : 'ANSWERS';
  const hour = `${ledger}#${at.slice(0, 13)}`;
  const day = `${ledger}#${at.slice(0, 10)}`;
  const byAddress = {
    of: 'address',
    who: address,
    span: hour,
    most: perAddressAndHour[kind],
  } as const;
  if (person === undefined) return [byAddress];
  return [byAddress, { of: 'person', who: person, span: day, most: perPersonAndDay[kind] }];
}
