import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { invalid, noConfiguration, noIncident } from '#app/api/refusal.ts';
import type { AnswerOf } from '#contract/api.ts';
import type { EventDelivery } from '#core/communication/outgoing/event-delivery.ts';
import { outgoingEvents, wants } from '#core/communication/outgoing/outgoing-event.ts';
import { eventTypes, isNamed } from '#core/event-types.ts';
import { parseIncidentId } from '#core/ids.ts';
import type { FindCommit, QueueDeliveries } from '#ports/communication.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { NewToken } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Sends what was sent before: the log has every event, so that nothing has to be kept for it. */
export function eventOperations(deps: {
  incidents: Pick<IncidentStore, 'load'>;
  findCommit: FindCommit;
  configuration: ConfigurationStore;
  queueDeliveries: QueueDeliveries;
  newToken: NewToken;
}): Operations<'replayEvents'> {
  return { replayEvents };

  async function replayEvents({
    params,
    body,
  }: Call<'replayEvents'>): Promise<Outcome<AnswerOf<'replayEvents'>>> {
    const id = parseIncidentId(params.id ?? '');
    if (id === undefined) return noIncident(params.id);
    const directory = (await deps.configuration.newest())?.directory;
    if (directory === undefined) return noConfiguration;
    const { webhook: name, event: form } = body;
    const webhooks = (directory.webhooks ?? []).filter(
      each => name === undefined || each.name === name,
    );
    if (name !== undefined && webhooks.length === 0) {
      return invalid('/webhook', `no webhook ${name} is configured`);
    }
    if (form !== undefined && !eventTypes.some(type => isNamed(form, type))) {
      return invalid('/event', `${form} is no event: docs/events has them all`);
    }
    const { version: last } = await deps.incidents.load(id);
    if (last === 0) return noIncident(id);

    const replay = deps.newToken();
    const deliveries: EventDelivery[] = [];
    for (let version = 1; version <= last; version++) {
      const commit = await deps.findCommit(id, version);
      const events = commit === undefined ? [] : outgoingEvents(commit);
      for (const [index, event] of events.entries()) {
        if (form !== undefined && !isNamed(form, event.type)) continue;
        for (const webhook of webhooks) {
          if (!wants(webhook, event)) continue;
          const about = { webhook: webhook.name, incidentId: id, version, index };
          deliveries.push({ kind: 'event', ...about, replay });
        }
      }
    }
    if (deliveries.length > 0) await deps.queueDeliveries(deliveries);
    return { answer: { incident: id, queued: deliveries.length } };
  }
}
