import type { IncidentEvent } from '#core/incident/events.ts';
import type { Channel, Responder } from '#core/people.ts';
import { epochMs, type Instant } from '#core/time/instant.ts';

export interface RecomputedPage {
  key: string;
  person: string;
  channel: Channel;
  address: string | undefined;
  reason: string;
}

/**
 * Every page that a history calls for, worked out from its events alone and without the code that queues them: it is
 * the second opinion that the ledger is compared with.
 */
export function recomputedPages(events: readonly IncidentEvent[]): RecomputedPage[] {
  const pages: RecomputedPage[] = [];
  let id: string | undefined;
  for (const event of events) {
    if (event.type === 'IncidentDeclared') id ??= event.id;
    if (event.type === 'IncidentImported') id ??= event.document.id;
    if (id === undefined) throw new Error('It begins without a declaration');
    switch (event.type) {
      case 'LevelPaged':
        for (const to of event.people) {
          const because = event.because?.[to.person];
          const reason =
            because === undefined ? event.reason : `${event.reason}; you are ${because}`;
          add(to, { ...event, id, reason });
        }
        break;
      case 'RespondersAdded':
        for (const to of event.people) {
          const reason = `${event.by.name} asks for your help: ${event.reason}`;
          add(to, { at: event.at, id, purpose: 'help', round: 0, level: 0, reason });
        }
        break;
      case 'RolesChased':
        for (const to of event.people) {
          add(to, { at: event.at, id, purpose: 'fill-roles', round: 0, level: 0 });
        }
        break;
      case 'UpdateReminded':
        for (const to of event.people) {
          add(to, { at: event.at, id, purpose: 'update-reminder', round: 0, level: 0 });
        }
        break;
      case 'AcknowledgementLapsed':
        for (const to of event.people ?? []) {
          add(to, { at: event.at, id, purpose: 'taken-back', round: 0, level: 0 });
        }
        break;
      case 'RoleAssigned':
        for (const to of event.people ?? []) {
          add(to, { at: event.at, id, purpose: 'role', round: 0, level: 0 });
        }
        break;
      case 'PageAdvanced': {
        const { page: key, to, channel, reason } = event;
        pages.push({ key, person: to.person, channel, address: addressOf(to, channel), reason });
        break;
      }
      default:
      // Nothing else pages anybody; that this is so is what the comparison shows.
    }
  }
  return pages;

  function add(
    to: Responder,
    decided: {
      at: Instant;
      id: string;
      purpose: string;
      round: number;
      level: number;
      reason?: string;
    },
  ): void {
    const { at, id, purpose, round, level, reason = '' } = decided;
    const contacts = to.contacts ?? bothAtOnce(to);
    const first = Math.min(...contacts.map(({ afterSeconds }) => afterSeconds));
    for (const [index, { channel, afterSeconds }] of contacts.entries()) {
      if (purpose !== 'acknowledge' && afterSeconds > first) continue;
      const key = `${id}#${epochMs(at)}#${purpose}#${round}.${level}#${to.person}#${index}`;
      pages.push({ key, person: to.person, channel, address: addressOf(to, channel), reason });
    }
  }
}

function bothAtOnce({ phone, email }: Responder) {
  return [
    ...(phone ? [{ channel: 'sms', afterSeconds: 0 } as const] : []),
    ...(email ? [{ channel: 'email', afterSeconds: 0 } as const] : []),
  ];
}

export function addressOf(
  { phone, email, webhook }: Responder,
  channel: Channel,
): string | undefined {
  if (channel === 'email') return email;
  return channel === 'webhook' ? webhook : phone;
}
