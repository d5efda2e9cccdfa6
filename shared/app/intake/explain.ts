import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { noConfiguration } from '#app/api/refusal.ts';
import { inhibitorOf } from '#app/intake/inhibit.ts';
import type { AnswerOf } from '#contract/api.ts';
import { wouldPage } from '#core/incident/would-page.ts';
import { type Alert, pages } from '#core/intake/alert.ts';
import { expectedOf, watchdogOf } from '#core/intake/heartbeat.ts';
import { type InhibitedBy, inhibitedText } from '#core/intake/inhibition.ts';
import { type Mute, muteOf, mutesAt, muteText } from '#core/intake/mute.ts';
import { parsePayload } from '#core/intake/parse.ts';
import { rulesTried } from '#core/intake/severity/rules-tried.ts';
import { firstKey } from '#core/intake/trust-domain.ts';
import { type Door, doorOf, understood } from '#core/intake/understood.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { Directory } from '#core/setup/directory.ts';
import { serviceNamed } from '#core/setup/service-for.ts';
import { parseSource, sources } from '#core/sources.ts';
import { readyFor } from '#core/text/full-pattern.ts';
import { matchersOf, patternsIn } from '#core/text/matchers.ts';
import { duration } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex } from '#ports/intake.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Enough to see how a body is understood. */
const shownMax = 500;

/** What would become of a body: understood and judged as a webhook is, with nothing written and nobody told. */
export function explainOperation(deps: {
  configuration: Pick<ConfigurationStore, 'newest'>;
  roster: Pick<RosterStore, 'newest'>;
  alerts: Pick<AlertIndex, 'lookUp' | 'inhibitors'>;
  incidents: Pick<IncidentStore, 'loadMany'>;
  now: Now;
}): Operations<'explain'> {
  const inhibited = inhibitorOf(deps);
  return {
    async explain({ query, body }: Call<'explain'>): Promise<Outcome<AnswerOf<'explain'>>> {
      const source = parseSource(query.source);
      if (source === undefined) {
        return { notFound: `source ${query.source}. There are: ${sources.join(', ')}` };
      }
      const directory = (await deps.configuration.newest())?.directory;
      if (directory === undefined) return noConfiguration;
      const door = doorOf(directory, source, query.integration);
      if (door === undefined) return { notFound: `integration ${query.integration}` };
      const parsed = await parsePayload(source, body, deps.now(), door.mapping);
      if ('invalid' in parsed) {
        return { answer: { alerts: [], ignored: [], refused: parsed.invalid } };
      }
      const at = deps.now();
      const { silences } = await deps.alerts.lookUp({
        ...{ problems: [], fingerprints: [], silences: true },
      });
      const mutes = mutesAt(silences, directory, at);
      await readyFor(mutes.flatMap(({ match }) => patternsIn(matchersOf(match))));
      const about = { directory, roster: await deps.roster.newest(), at, door, mutes };
      const more = parsed.alerts.length - shownMax;
      const alerts: AnswerOf<'explain'>['alerts'] = [];
      for (const alert of parsed.alerts.slice(0, shownMax)) {
        const known = understood(directory, alert, door, query.service);
        const { service, severity } = known;
        const from = { integration: door.integration ?? '', domain: door.domain };
        const by = await inhibited(directory.inhibit ?? [], {
          ...{ alert: known.alert, judged: { service, severity }, from },
        });
        alerts.push(explained(known, about, by));
      }
      return {
        answer: {
          alerts,
          ...(more > 0 && { more }),
          ignored: [...parsed.ignored, ...(parsed.asked ?? []).map(({ reason }) => reason)],
        },
      };
    },
  };
}

function explained(
  known: ReturnType<typeof understood>,
  about: {
    directory: Directory;
    roster: Roster;
    at: Instant;
    door: Door;
    mutes: readonly Mute[];
  },
  by: InhibitedBy | undefined,
): AnswerOf<'explain'>['alerts'][number] {
  const { directory, roster, at, door } = about;
  const { alert, service, serviceReason: reason, severity, severityReason } = known;
  const named = alert.service === undefined ? undefined : serviceNamed(directory, alert.service);
  const isTaken =
    named !== undefined || alert.service === undefined || reason.startsWith('the alert has');
  const subject = { kind: 'alert', alert, service } as const;
  const fires = pages(alert) && alert.status === 'firing';
  const mute = fires ? muteOf(alert, { service, severity }, about.mutes) : undefined;
  const muted =
    mute === undefined
      ? fires && by && { id: by.rule, kind: 'inhibition' as const, reason: inhibitedText(by) }
      : shownMute(mute, directory.organisation.timeZone);
  const opens = fires && !muted;
  return {
    title: alert.title,
    name: alert.name,
    source: alert.source,
    service: isTaken ? service : (alert.service ?? service),
    goesTo: `${service}: ${reason}`,
    status: alert.kind === 'heartbeat' ? 'heartbeat' : alert.status,
    ...(alert.statusReason !== undefined && { statusReason: alert.statusReason }),
    ...(alert.kind === 'heartbeat' && {
      heartbeat: whenMissed(directory, alert, door.integration),
    }),
    ...(alert.kind === 'test' && { test: true as const }),
    severity,
    severityReason: severityReason.text,
    rulesTried: rulesTried(directory.rules, subject, { severity, reason: severityReason }),
    identity: { domain: door.domain, series: alert.fingerprint, problem: alert.problem },
    ...(alert.description !== undefined && { description: alert.description }),
    labels: alert.labels,
    links: alert.links,
    ...(alert.startedAt !== undefined && { startedAt: alert.startedAt }),
    ...(alert.endedAt !== undefined && { endedAt: alert.endedAt }),
    ...(alert.guess !== undefined && { guess: alert.guess }),
    ...(muted && { muted }),
    wouldPage: opens ? wouldPage({ directory, roster, service, severity, at }) : [],
  };
}

function shownMute(mute: Mute, timeZone: string) {
  const { id, kind, owner, until } = mute;
  return { id, kind, owner, until, reason: muteText(mute, timeZone) };
}

/** What its absence would be, once it came. */
function whenMissed(directory: Directory, alert: Alert, integration: string | undefined): string {
  const expected = expectedOf(directory, {
    id: alert.fingerprint,
    watchdog: watchdogOf(alert, { integration: integration ?? 'default', domain: firstKey }),
  });
  if (expected === undefined) return 'nobody waits for it';
  const { name, everySeconds, severity } = expected;
  return `it is heard as ${name}; when it stays away for ${duration(everySeconds)}, that is an alert of ${severity}`;
}
