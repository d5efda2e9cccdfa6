import { incidentId } from '#core/ids.ts';
import { heldByAnother } from '#core/lease.ts';
import { clocksIn, incidentFigures } from '#core/review/incident-figures.ts';
import { type FigureMetric, figureMetrics } from '#core/review/metrics.ts';
import type { FiguresReaction } from '#core/review/review-reactions.ts';
import type { Instant } from '#core/time/instant.ts';
import type { EffectLedger, IncidentStore } from '#ports/incident.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Writes the figures of an incident that was closed (R24), once. One that is reopened counts again when it closes. */
export function publishFigures(deps: {
  ledger: EffectLedger;
  incidents: IncidentStore;
  configuration: Pick<ConfigurationStore, 'current'>;
  emit: (
    metrics: readonly FigureMetric[],
    of: { severity: string; service: string },
    at: Instant,
  ) => void;
  now: Now;
}) {
  return async ({ key, incidentId: text }: FiguresReaction): Promise<void> => {
    const id = incidentId(text);
    const { incident } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared') return;
    const clocks = clocksIn((await deps.configuration.current())?.directory);
    const figures = incidentFigures(incident, await deps.incidents.history(id), clocks);
    if (figures === undefined) return;
    const lease = await deps.ledger.claim(key, text, deps.now());
    if (lease === 'done') return;
    if (lease === 'held') throw heldByAnother(key);
    const { severity, service } = figures;
    deps.emit(figureMetrics(figures), { severity, service }, deps.now());
    await deps.ledger.record(key, text, deps.now(), 'sent');
  };
}
