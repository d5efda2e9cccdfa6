import type { NoticeReaction, StakeholderReaction } from '#core/incident/reactions.ts';
import type { Delivery, EffectLedger, Log, Now, SendEmail, TellStakeholders } from '#ports';

/** Does one effect once and records how it went. A vendor that may take it later is tried again by the queue. */
export function perform(deps: {
  ledger: EffectLedger;
  sendEmail: SendEmail;
  tellStakeholders: TellStakeholders;
  now: Now;
  log: Log;
}) {
  return async (reaction: NoticeReaction | StakeholderReaction): Promise<void> => {
    const { key, incidentId } = reaction;
    if (!(await deps.ledger.claim(key, incidentId, deps.now()))) return;

    const delivery = await tell(reaction);
    if (!delivery.sent && delivery.failed === 'retry') {
      await deps.ledger.release(key, incidentId);
      throw new Error(`${reaction.kind} ${key} has to be tried again: ${delivery.reason}`);
    }
    const outcome = delivery.sent ? 'sent' : `failed: ${delivery.reason}`;
    if (!delivery.sent) deps.log('error', 'notice failed', { incidentId, key, outcome });
    await deps.ledger.record(key, incidentId, deps.now(), outcome);
  };

  function tell(reaction: NoticeReaction | StakeholderReaction): Promise<Delivery> {
    switch (reaction.kind) {
      case 'notice': {
        const { email } = reaction.to;
        if (email !== undefined) return deps.sendEmail(email, reaction.notice);
        return Promise.resolve({ sent: false, failed: 'give-up', reason: 'no e-mail address' });
      }
      case 'stakeholders': {
        const { severity, service } = reaction;
        return deps.tellStakeholders(reaction.notice, { severity, service });
      }
      default:
        return reaction satisfies never;
    }
  }
}
