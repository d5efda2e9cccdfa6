import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { invalid, noConfiguration, noIncident } from '#app/api/refusal.ts';
import type { HandleCommand } from '#app/incident/handle-command.ts';
import { actorOf, type idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { asIncident, asOutcome } from '#app/incident/incident-operations.ts';
import type { AnswerOf } from '#contract/api.ts';
import { incidentId, parseIncidentId } from '#core/ids.ts';
import { type IncidentDocument, importedMoments } from '#core/incident/imported-document.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { undeclared } from '#core/incident/incident.ts';
import { planFor } from '#core/oncall/escalation.ts';
import { csvOf, type ExportForm, exportContentTypes } from '#core/review/export-forms.ts';
import { documentOf, linesToTake } from '#core/review/incident-document.ts';
import { report } from '#core/review/report.ts';
import { noSuchService } from '#core/setup/no-such-service.ts';
import { harmless } from '#core/text/harmless-json.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** An incident goes out as a file (R20), and comes in from one (R25). */
export function exportOperations(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  handle: HandleCommand;
  keyed: ReturnType<typeof idempotentCommands>['keyed'];
  toYaml: (document: IncidentDocument) => Promise<string>;
  now: Now;
}): Operations<'exportIncident' | 'recordExport' | 'importIncident'> {
  return { exportIncident, recordExport, importIncident };

  async function exportIncident({
    params,
    query,
  }: Call<'exportIncident'>): Promise<Outcome<AnswerOf<'exportIncident'>>> {
    const id = parseIncidentId(params.id ?? '');
    if (id === undefined) return noIncident(params.id);
    const { incident } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared') return noIncident(id);
    const commits = await deps.incidents.history(id);
    const { format } = query;
    const answer = await written(format, incident, commits);
    return { answer, contentType: exportContentTypes[format] };
  }

  /** That it was taken away is what the reminder of R20 asks: said by whoever did, since reading writes nothing. */
  async function recordExport({
    params,
    body,
    asked,
  }: Call<'recordExport'>): Promise<Outcome<AnswerOf<'recordExport'>>> {
    const id = parseIncidentId(params.id ?? '');
    if (id === undefined) return noIncident(params.id);
    const by = actorOf(asked, body.by, (await deps.configuration.current())?.directory);
    if ('invalid' in by) return by;
    const { format } = body;
    const acted = await deps.keyed(body, asked, claims =>
      deps.handle(id, { type: 'RecordExport', at: deps.now(), by, format }, { claims }),
    );
    return asOutcome(acted, asIncident);
  }

  async function written(
    format: ExportForm,
    incident: DeclaredIncident,
    commits: Awaited<ReturnType<IncidentStore['history']>>,
  ): Promise<string> {
    switch (format) {
      case 'yaml':
        return deps.toYaml(documentOf(incident, commits));
      case 'json':
        return harmless(`${JSON.stringify(documentOf(incident, commits), null, 2)}\n`);
      case 'markdown':
        return report(incident, commits, deps.now());
      case 'csv':
        return csvOf(incident, linesToTake(commits));
      default:
        return format satisfies never;
    }
  }

  async function importIncident({
    body,
    asked,
  }: Call<'importIncident'>): Promise<Outcome<AnswerOf<'importIncident'>>> {
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined) {
      return noConfiguration;
    }
    const { incident: document, service = directory.defaultService } = body;
    const missing = noSuchService(directory, service);
    if (missing !== undefined) return missing;
    // What is over cannot end tomorrow: it would stand first in every list until then.
    const { startedAt, resolvedAt } = importedMoments(document);
    const lateField = startedAt > deps.now() ? 'started_at' : 'resolved_at';
    if (resolvedAt > deps.now() || startedAt > deps.now()) {
      return invalid(`/incident/${lateField}`, 'lies in the future: only what is over is imported');
    }
    const by = actorOf(asked, body.by, directory);
    if ('invalid' in by) return by;
    const id = incidentId(document.id);
    const acted = await deps.keyed(body, asked, async claims => {
      const at = deps.now();
      const { severity } = document;
      const plan = planFor(directory, await deps.roster.newest(), { service, severity, at });
      const { postmortemWithinSeconds: _none, ...names } = plan;
      // Its number is never given again, before somebody could be paged under it.
      await deps.incidents.skipNumber(id);
      return deps.handle(
        id,
        { type: 'ImportIncident', at, by, document, plan: { ...names, levels: [] } },
        { claims, loaded: { incident: undeclared, version: 0 } },
      );
    });
    return asOutcome(acted, asIncident);
  }
}
