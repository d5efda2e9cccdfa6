import { hiddenSeconds } from '#contract/work-queues.ts';
import type { EffectAbout } from '#core/communication/effects.ts';
import { stakeholderNotice, ticketNotice } from '#core/communication/notice.ts';
import type { NoticeReaction, StakeholderReaction } from '#core/communication/notices.ts';
import { type IncidentId, incidentId } from '#core/ids.ts';
import { heldByAnother } from '#core/lease.ts';
import { actionItemWebhook } from '#core/review/action-item-webhook.ts';
import type { ActionItemReaction } from '#core/review/review-reactions.ts';
import { actionItemsOf } from '#core/setup/trackers.ts';
import { addSeconds } from '#core/time/instant.ts';
import type {
  Delivery,
  Invite,
  NotifyStakeholders,
  QueueFanOut,
  SendEmail,
  SendWebhook,
} from '#ports/communication.ts';
import type { EffectLedger } from '#ports/incident.ts';
import type { ReachNow } from '#ports/oncall.ts';
import type { Link } from '#ports/paging.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

type Effect = NoticeReaction | StakeholderReaction | ActionItemReaction;

/** Does one effect once and records how it went. A vendor that may take it later is tried again by the queue. */
export function perform(deps: {
  ledger: EffectLedger;
  sendEmail: SendEmail;
  tellStakeholders: NotifyStakeholders;
  sendWebhook: SendWebhook;
  invite: Invite;
  queueFanOut: QueueFanOut;
  /** The name of its channel, once it is there. */
  channelOf: (id: IncidentId) => Promise<string | undefined>;
  reachedNow: ReachNow;
  /** Where this person acknowledges it. */
  ticketLink: (whose: Omit<Link, 'expiresAt' | 'usedAt'>) => Promise<string>;
  configuration: ConfigurationStore;
  now: Now;
  log: Log;
}) {
  return async (reaction: Effect): Promise<void> => {
    const { key, incidentId } = reaction;
    const lease = await deps.ledger.claim(key, incidentId, deps.now(), aboutOf(reaction));
    if (lease === 'done') return;
    if (lease === 'held') throw heldByAnother(key);

    const delivery = await tell(reaction);
    if (delivery === 'not-wanted') {
      return deps.ledger.record(key, incidentId, deps.now(), 'not wanted');
    }
    if (!delivery.sent && delivery.failed === 'retry') {
      const nextTryAt = addSeconds(deps.now(), hiddenSeconds.effects);
      await deps.ledger.release(key, incidentId, deps.now(), {
        reason: delivery.reason,
        nextTryAt,
      });
      throw new Error(`${reaction.kind} ${key} has to be tried again: ${delivery.reason}`);
    }
    const outcome = delivery.sent ? 'sent' : `failed: ${delivery.reason}`;
    if (!delivery.sent) deps.log('error', 'notice failed', { incidentId, key, outcome });
    await deps.ledger.record(key, incidentId, deps.now(), outcome);
  };

  async function tell(reaction: Effect): Promise<Delivery | 'not-wanted'> {
    switch (reaction.kind) {
      case 'notice': {
        const { invitation, ticket } = reaction;
        const where = await deps.reachedNow(reaction.to, 'email');
        if ('nowhere' in where) return { sent: false, failed: 'give-up', reason: where.nowhere };
        const { to } = where;
        const { email } = to;
        if (email !== undefined) {
          if (invitation !== undefined) {
            const notice = await deps.invite(invitation, { email, name: to.name });
            return deps.sendEmail(email, notice);
          }
          if (ticket === undefined) return deps.sendEmail(email, reaction.notice);
          const { person, name } = to;
          const link = await deps.ticketLink({
            ...{ incidentId: incidentId(reaction.incidentId), person, name },
            ...{ at: deps.now(), address: email },
          });
          return deps.sendEmail(email, ticketNotice(ticket.incident, ticket.reason, link));
        }
        return { sent: false, failed: 'give-up', reason: 'no e-mail address' };
      }
      case 'stakeholders': {
        const { inChannel, ...told } = reaction;
        const { severity, was = severity, service, about = 'update' } = told;
        const notice =
          inChannel === undefined
            ? told.notice
            : stakeholderNotice(inChannel, await deps.channelOf(incidentId(told.incidentId)));
        // Those who subscribed hear of it by work of their own, which claims each of them and says itself how it went.
        await deps.queueFanOut({ ...told, notice, about, kind: 'fan-out' }, 0);
        const severities = [...new Set([severity, was])];
        return deps.tellStakeholders(notice, { severities, service, about });
      }
      case 'action-item': {
        const directory = (await deps.configuration.current())?.directory;
        const { service } = reaction.incident;
        const { webhook } = directory === undefined ? {} : actionItemsOf(directory, service.id);
        if (webhook === undefined) return 'not-wanted';
        return deps.sendWebhook(webhook, actionItemWebhook(reaction));
      }
      default:
        return reaction satisfies never;
    }
  }
}

function aboutOf(reaction: Effect): EffectAbout {
  switch (reaction.kind) {
    case 'notice':
      return {
        ...{ channel: 'e-mail', to: reaction.to.name, what: reaction.notice.subject },
        ...(reaction.purpose !== undefined && { purpose: reaction.purpose }),
      };
    case 'stakeholders':
      return {
        ...{ channel: 'topic', to: 'stakeholders', what: reaction.notice.subject },
        ...(reaction.purpose !== undefined && { purpose: reaction.purpose }),
      };
    case 'action-item': {
      const { item, text } = reaction.added;
      return { channel: 'webhook', to: 'action items', what: `action item ${item}: ${text}` };
    }
    default:
      return reaction satisfies never;
  }
}
