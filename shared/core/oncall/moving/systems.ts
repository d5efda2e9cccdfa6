import { readExport, type System } from '#core/oncall/moving/export-files.ts';
import { goalert } from '#core/oncall/moving/goalert.ts';
import { grafanaOnCall } from '#core/oncall/moving/grafana-oncall.ts';
import { incidentManager } from '#core/oncall/moving/incident-manager.ts';
import type { Fault } from '#core/oncall/moving/moved.ts';
import { opsgenie } from '#core/oncall/moving/opsgenie.ts';
import { pagerduty } from '#core/oncall/moving/pagerduty.ts';
import type { SystemName } from '#core/oncall/moving/system-names.ts';
import {
  type Configured,
  type NewKey,
  toConfiguration,
} from '#core/oncall/moving/to-configuration.ts';
import type { Instant } from '#core/time/instant.ts';

/** Each has a file here, and a part of docs/moving.md. */
const systems: Record<SystemName, System> = {
  opsgenie,
  pagerduty,
  goalert,
  'grafana-oncall': grafanaOnCall,
  'incident-manager': incidentManager,
};

/** What came out, with the addresses that senders are given, or everything that is wrong with the export. */
export function importExport(
  system: SystemName,
  files: ReadonlyMap<string, string>,
  about: { now: Instant; newKey: NewKey },
): Configured | { faults: Fault[] } {
  const known = systems[system];
  const read = readExport(files, known, about.now);
  if (read.faults.length > 0) return { faults: read.faults };
  const moved = known.read(read);
  if (read.faults.length > 0) return { faults: read.faults };
  return toConfiguration(moved, { ...about, system: known.name });
}
