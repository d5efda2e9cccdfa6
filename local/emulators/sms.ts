import { randomInt, randomUUID } from 'node:crypto';
import { account, region } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { Form } from '#local/emulators/sns-messages.ts';
import type { Inbox } from '#local/inbox/inbox.ts';
import type { Phones } from '#local/inbox/phones.ts';
import { AwsError } from '#local/wire/aws-wire.ts';

/** To a phone in the USA. */
const usdPerText = 0.00645;
/** A carrier's word takes about this long. */
const carrierMs = 1000;
const logGroup = `sns/${region}/${account}/DirectPublishToPhoneNumber`;

/** SNS's texts to phone numbers, its log of what became of them, and the account's settings for them. */
export function smsEmulator(deps: {
  phones: Phones;
  inbox: Inbox;
  clock: Clock;
  /** Writes a line to a log group. */
  log: (logGroup: string, line: string) => void;
  /** Whether a role lets SNS take it. */
  mayTake: (role: string) => boolean;
}) {
  const { phones, clock } = deps;
  const { state } = phones;
  const since = new Date(clock.now()).toISOString();

  /** SNS takes every text. Whether it arrives is told later, by the log alone. */
  function send(phone: string, text: string): string {
    if (!/^\+[1-9]\d{6,14}$/.test(phone)) {
      throw new AwsError('InvalidParameter', `Invalid parameter: PhoneNumber Reason: ${phone}`);
    }
    if (text.length > 1600) {
      throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');
    }
    const messageId = randomUUID();
    const at = clock.now();
    const refusal = refusalOf(phone);
    if (refusal !== undefined) {
      tell('FAILURE', refusal);
      return messageId;
    }
    state.spentUsd += usdPerText;
    phones.changed();
    const behaviour = phones.behaviourOf(phone);
    switch (behaviour) {
      case 'ok':
        deps.inbox.add({ channel: 'sms', to: phone, body: text, messageId });
        tell('SUCCESS', 'Message has been accepted by phone carrier');
        break;
      case 'undelivered':
        tell('FAILURE', 'Phone is currently unreachable/unavailable');
        break;
      case 'opted-out':
        tell('FAILURE', 'Phone number is opted out');
        break;
      case 'silent':
        break;
      default:
        behaviour satisfies never;
    }
    return messageId;

    function tell(status: 'SUCCESS' | 'FAILURE', providerResponse: string): void {
      const { DeliveryStatusIAMRole: role, DeliveryStatusSuccessSamplingRate: rate } =
        state.attributes;
      if (!role || (status === 'SUCCESS' && Number(rate ?? 0) === 0)) return;
      const timestamp = new Date(at).toISOString().replace('T', ' ').replace('Z', '');
      const line = JSON.stringify({
        notification: { messageId, timestamp },
        delivery: {
          destination: phone,
          priceInUSD: usdPerText,
          smsType: 'Transactional',
          providerResponse,
          dwellTimeMs: carrierMs,
        },
        status,
      });
      const group = status === 'SUCCESS' ? logGroup : `${logGroup}/Failure`;
      clock.at(at + carrierMs, () => deps.log(group, line));
    }
  }

  /** SNS takes a text that the account may not send, too; that it did not go out is in the log. */
  function refusalOf(phone: string): string | undefined {
    if (state.kind === 'open') return undefined;
    if (state.sandbox && !state.sandboxVerified.includes(phone)) {
      return 'Destination phone number is not verified in the SMS sandbox';
    }
    const limit = Number(state.attributes.MonthlySpendLimit ?? 1);
    if (state.spentUsd + usdPerText > limit) return 'No quota left for account';
    if (phone.startsWith('+1') && state.originationNumbers.length === 0) {
      return 'No origination entities available to send';
    }
    return undefined;
  }

  /** A number is proven to the sandbox by a code, which comes from a number of AWS's own. */
  function sendCode(phone: string): string {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    state.codes[phone] = code;
    phones.changed();
    const body = `Your AWS SMS sandbox verification code is ${code}`;
    deps.inbox.add({ channel: 'sms', to: phone, body, messageId: randomUUID() });
    return '';
  }

  function useCode(phone: string, code: string): string {
    if (state.codes[phone] !== code) {
      throw new AwsError('VerificationException', 'The one-time password is wrong');
    }
    delete state.codes[phone];
    state.sandboxVerified.push(phone);
    phones.changed();
    return '';
  }

  function optedOut(): string[] {
    return Object.keys(state.behaviour).filter(number => state.behaviour[number] === 'opted-out');
  }

  /** The inside of the answer; `undefined` for an operation of another kind. */
  function answer(operation: string, form: Form): string | undefined {
    switch (operation) {
      case 'GetSMSAttributes': {
        const wanted = form.list('attributes');
        const entries = Object.entries(state.attributes).filter(
          ([name]) => wanted.length === 0 || wanted.includes(name),
        );
        return `<attributes>${entries.map(([name, value]) => `<entry><key>${name}</key><value>${value}</value></entry>`).join('')}</attributes>`;
      }
      case 'SetSMSAttributes': {
        const given = form.map('attributes');
        if (given.DeliveryStatusIAMRole && !deps.mayTake(given.DeliveryStatusIAMRole)) {
          throw new AwsError(
            'InvalidParameter',
            'Invalid parameter: DeliveryStatusIAMRole Reason: SNS cannot assume the role',
          );
        }
        Object.assign(state.attributes, given);
        phones.changed();
        return '';
      }
      case 'GetSMSSandboxAccountStatus':
        return `<IsInSandbox>${state.sandbox}</IsInSandbox>`;
      case 'ListSMSSandboxPhoneNumbers': {
        const member = (number: string, status: string) =>
          `<member><PhoneNumber>${number}</PhoneNumber><Status>${status}</Status></member>`;
        const members = [
          ...state.sandboxVerified.map(number => member(number, 'Verified')),
          ...Object.keys(state.codes).map(number => member(number, 'Pending')),
        ];
        return `<PhoneNumbers>${members.join('')}</PhoneNumbers>`;
      }
      case 'CreateSMSSandboxPhoneNumber':
        return sendCode(form.required('PhoneNumber'));
      case 'VerifySMSSandboxPhoneNumber':
        return useCode(form.required('PhoneNumber'), form.required('OneTimePassword'));
      case 'ListOriginationNumbers': {
        const members = state.originationNumbers.map(
          number =>
            `<member><CreatedAt>${since}</CreatedAt><PhoneNumber>${number}</PhoneNumber><Status>ACTIVE</Status>` +
            `<Iso2CountryCode>US</Iso2CountryCode><RouteType>Transactional</RouteType>` +
            `<NumberCapabilities><member>SMS</member><member>VOICE</member></NumberCapabilities></member>`,
        );
        return `<PhoneNumbers>${members.join('')}</PhoneNumbers>`;
      }
      case 'ListPhoneNumbersOptedOut': {
        const members = optedOut().map(number => `<member>${number}</member>`);
        return `<phoneNumbers>${members.join('')}</phoneNumbers>`;
      }
      case 'CheckIfPhoneNumberIsOptedOut':
        return `<isOptedOut>${optedOut().includes(form.required('phoneNumber'))}</isOptedOut>`;
      default:
        return undefined;
    }
  }

  return { send, answer };
}
