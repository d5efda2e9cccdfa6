import { pictureFor } from '#cli/diagnosis/picture.ts';
import type { LookOptions } from '#cli/diagnosis/windows.ts';
import { incidentReference } from '#cli/incident-reference.ts';
import type { Session } from '#cli/session.ts';
import type { FindingKind } from '#core/incident/events.ts';
import { lineChart, type Series } from '#core/plots/line-chart.ts';
import { beginning, oneLine } from '#core/text/plain-text.ts';

/** What a look found, in the words that go to the timeline. */
export interface Finding {
  kind: FindingKind;
  title: string;
  summary: string;
  usersAffected?: number;
  revenueLost?: { amount: number; currency: string };
}

const summaryMax = 4000;

/** Shows what was found before anything is made of it: what cannot be attached or drawn is to be read all the same. */
export async function show(
  session: Session,
  options: LookOptions,
  answer: unknown,
  found: readonly string[],
  more: () => Promise<readonly string[]>,
): Promise<void> {
  session.print(options, answer, found);
  const told = await more();
  if (!options.json) for (const line of told) session.surroundings.terminal.out(line);
}

/** Puts it to the incident where that was asked for; answers what to tell the person about it. */
export async function attach(
  session: Session,
  options: LookOptions,
  finding: Finding,
): Promise<string[]> {
  if (options.attach === undefined) return [];
  const id = await incidentReference(options.attach, session.display.askTime);
  const body = { ...finding, summary: beginning(finding.summary, summaryMax) };
  const incident = await session.call('attachFinding', { params: { id }, body });
  const raised =
    incident.severityReason.rule === 'impact'
      ? [`It is ${incident.severity}: ${oneLine(incident.severityReason.text)}.`]
      : [];
  return [`Attached to ${id}.`, ...raised];
}

/** A picture of it as a file, where that was asked for. */
export async function plot(
  session: Session,
  options: LookOptions,
  chart: { title: string; series: readonly Series[] },
): Promise<string[]> {
  if (options.plot === undefined) return [];
  const svg = lineChart({ ...chart, timeZone: session.display.timeZone });
  const picture = await pictureFor(options.plot, svg);
  await session.surroundings.writeFile(options.plot, picture);
  return [`Picture: ${options.plot}`];
}
