import { type AccountKind, ownNumber } from '#local/account.ts';
import type { StateFile } from '#local/state-file.ts';

/** What happens to a text or a call to a number, or a mail to an address; `silent`: nothing, and no carrier says so. */
export const deliveries = ['ok', 'undelivered', 'opted-out', 'silent'] as const;
export type PhoneDelivery = (typeof deliveries)[number];

/** What SNS knows of the account's texts, and how each phone behaves. */
export interface PhonesState {
  /** As SetSMSAttributes sets them. */
  attributes: Record<string, string>;
  sandbox: boolean;
  sandboxVerified: string[];
  behaviour: Record<string, PhoneDelivery>;
  /** Of ours, that texts may come from. */
  originationNumbers: string[];
  kind: AccountKind;
  /** Numbers that were sent a code, which proves them to the sandbox. */
  codes: Record<string, string>;
  /** What texts have cost. */
  spentUsd: number;
  mail: {
    sandbox: boolean;
    /** Addresses and domains, as far as somebody asked for them; `open` accounts have what the template names. */
    identities: Record<string, 'verified' | 'pending'>;
  };
}

export interface Phones {
  readonly state: PhonesState;
  behaviourOf(number: string): PhoneDelivery;
  behave(number: string, delivery: PhoneDelivery): void;
  changed(): void;
}

/** A new account's settings, with the log of texts that the stack turns on within its first day. */
export function newPhonesState(smsStatusRole: string | undefined, kind: AccountKind): PhonesState {
  const isNew = kind === 'new';
  return {
    attributes: {
      MonthlySpendLimit: '1',
      ...(smsStatusRole !== undefined &&
        !isNew && {
          DefaultSMSType: 'Transactional',
          DeliveryStatusIAMRole: smsStatusRole,
          DeliveryStatusSuccessSamplingRate: '100',
        }),
    },
    sandbox: isNew,
    sandboxVerified: [],
    behaviour: {},
    originationNumbers: isNew ? [] : [ownNumber],
    kind,
    codes: {},
    spentUsd: 0,
    mail: {
      sandbox: isNew,
      identities: {},
    },
  };
}

/** Whom the template sends by: an `open` account has proven them, as long as the template names them. */
export interface Senders {
  addresses: readonly string[];
  numbers: readonly string[];
}

export function phones(file: StateFile<PhonesState>, senders: Senders): Phones {
  const { value: state } = file;
  // A file of before there were these.
  file.value.originationNumbers ??= [ownNumber];
  state.kind ??= 'open';
  state.codes ??= {};
  state.spentUsd ??= 0;
  state.mail ??= { sandbox: false, identities: {} };
  if (state.kind === 'open') {
    const { addresses, numbers } = senders;
    for (const address of addresses) state.mail.identities[address] = 'verified';
    state.originationNumbers = [...new Set([...state.originationNumbers, ...numbers])];
    file.changed();
  }
  return {
    state,
    behaviourOf: number => state.behaviour[number] ?? 'ok',
    behave(number, delivery) {
      if (delivery === 'ok') delete state.behaviour[number];
      else state.behaviour[number] = delivery;
      file.changed();
    },
    changed: () => file.changed(),
  };
}
