import { ownNumber } from '#local/account.ts';
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
}

export interface Phones {
  readonly state: PhonesState;
  behaviourOf(number: string): PhoneDelivery;
  behave(number: string, delivery: PhoneDelivery): void;
  changed(): void;
}

/** A new account's settings, with the log of texts that the stack turns on within its first day. */
export function newPhonesState(smsStatusRole: string | undefined): PhonesState {
  return {
    attributes: {
      MonthlySpendLimit: '1',
      ...(smsStatusRole !== undefined && {
        DefaultSMSType: 'Transactional',
        DeliveryStatusIAMRole: smsStatusRole,
        DeliveryStatusSuccessSamplingRate: '100',
      }),
    },
    sandbox: false,
    sandboxVerified: [],
    behaviour: {},
    originationNumbers: [ownNumber],
  };
}

export function phones(file: StateFile<PhonesState>): Phones {
  const state = file.value;
  // A file of before there were any.
  state.originationNumbers ??= [ownNumber];
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
