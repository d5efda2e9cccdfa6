import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { noIncident } from '#app/api/refusal.ts';
import type { AnswerOf } from '#contract/api.ts';
import { type Effect, effectOf } from '#core/communication/effects.ts';
import type { OutgoingDelivery } from '#core/communication/outgoing/event-delivery.ts';
import { type IncidentId, parseIncidentId } from '#core/ids.ts';
import { type Reaction, reactions } from '#core/reactions.ts';
import type { FindCommit, QueueDeliveries } from '#ports/communication.ts';
import type { EffectLedger, EffectsOf, QueueReactions } from '#ports/incident.ts';
import type { Now } from '#ports/runtime.ts';

/** What an effect is done by; `undefined`: nothing that stands for itself. */
type Work = { reaction: Reaction } | { delivery: OutgoingDelivery } | undefined;

/**
 * Has what failed be tried once more, each effect by itself. The log says what it was, so that nothing has to be kept for it;
 * whoever is at it at this moment, or was told meanwhile, keeps it from happening twice.
 */
export function retryEffects(deps: {
  effectsOf: EffectsOf;
  ledger: Pick<EffectLedger, 'reopen'>;
  findCommit: FindCommit;
  queueReactions: QueueReactions;
  queueDeliveries: QueueDeliveries;
  now: Now;
}): Operations<'retryEffects'> {
  return { retryEffects };

  async function retryEffects({
    params,
    body,
  }: Call<'retryEffects'>): Promise<Outcome<AnswerOf<'retryEffects'>>> {
    const id = parseIncidentId(params.id ?? '');
    if (id === undefined) return noIncident(params.id);
    const { key, to } = body;
    const chosen = (await deps.effectsOf(id))
      .map(effectOf)
      .filter(effect => effect.state === 'failed')
      .filter(effect => key === undefined || effect.key === key)
      .filter(effect => to === undefined || effect.to === to);
    if (chosen.length === 0) {
      const text = `Nothing${to === undefined ? '' : ` to ${to}`} has failed: what waits is tried again by itself.`;
      return { refused: { rule: 'nothing-failed', text } };
    }
    const all = await Promise.all(
      chosen.map(async effect => ({ effect, work: await workOf(id, effect) })),
    );
    const [queued, left]: [Effect[], Effect[]] = [[], []];
    for (const { effect, work } of all) {
      if (work === undefined) {
        left.push(effect);
        continue;
      }
      // Free before it is queued: it must not find itself ended.
      await deps.ledger.reopen(effect.key, id, deps.now());
      if ('reaction' in work) await deps.queueReactions([work.reaction]);
      else await deps.queueDeliveries([work.delivery]);
      queued.push(effect);
    }
    if (queued.length === 0) {
      const text =
        'These cannot be sent again one by one: who subscribed is told with the next message.';
      return { refused: { rule: 'not-retried', text } };
    }
    const shown = ({ key, channel, to }: Effect) => ({ key, channel, to });
    return { answer: { incident: id, queued: queued.map(shown), left: left.map(shown) } };
  }

  async function workOf(id: IncidentId, { key }: Effect): Promise<Work> {
    const [, version, index, webhook = '', replay] =
      /^event#(\d+)#(\d+)#([^~]+)(?:~(.+))?$/.exec(key) ?? [];
    if (version !== undefined) {
      const about = { webhook, incidentId: id, version: Number(version), index: Number(index) };
      return { delivery: { kind: 'event', ...about, ...(replay !== undefined && { replay }) } };
    }
    const [, commit, room = ''] = /^room#(\d+)#(.+)$/.exec(key) ?? [];
    if (commit !== undefined) {
      return { delivery: { kind: 'room', room, incidentId: id, version: Number(commit) } };
    }
    if (key.startsWith(`${id}#chat#`)) {
      return { reaction: { kind: 'chat', key, incidentId: id } };
    }
    const at = key.startsWith(`${id}#`) ? /^[^#]+#(\d+)#\d+$/.exec(key)?.[1] : undefined;
    const found = at === undefined ? undefined : await deps.findCommit(id, Number(at));
    const reaction = found && reactions(found).find(each => each.key === key);
    if (reaction === undefined || reaction.kind === 'page' || reaction.kind === 'archive') {
      return undefined;
    }
    return { reaction };
  }
}
