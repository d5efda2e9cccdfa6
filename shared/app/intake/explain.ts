import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { noConfiguration } from '#app/api/refusal.ts';
import type { AnswerOf } from '#contract/api.ts';
import { wouldPage } from '#core/incident/would-page.ts';
import { type Alert, pages } from '#core/intake/alert.ts';
import { expectedOf } from '#core/intake/heartbeat.ts';
import { parsePayload } from '#core/intake/parse.ts';
import { classify } from '#core/intake/severity/classify.ts';
import { rulesTried } from '#core/intake/severity/rules-tried.ts';
import { domainOf, firstKey, inDomain, type TrustDomain } from '#core/intake/trust-domain.ts';
import { planFor } from '#core/oncall/escalation.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { Directory } from '#core/setup/directory.ts';
import { serviceFor, serviceNamed } from '#core/setup/service-for.ts';
import { parseSource, type Source, sources } from '#core/sources.ts';
import { duration } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Enough to see how a body is understood. */
const shownMax = 500;

/** What would become of a body: understood and judged as a webhook is, with nothing written and nobody told. */
export function explainOperation(deps: {
  configuration: Pick<ConfigurationStore, 'newest'>;
  roster: Pick<RosterStore, 'newest'>;
  now: Now;
}): Operations<'explain'> {
  return {
    async explain({ query, body }: Call<'explain'>): Promise<Outcome<AnswerOf<'explain'>>> {
      const source = parseSource(query.source);
      if (source === undefined) {
        return { notFound: `source ${query.source}. There are: ${sources.join(', ')}` };
      }
      const directory = (await deps.configuration.newest())?.directory;
      if (directory === undefined) return noConfiguration;
      const known = integrationFor(directory, source, query.integration);
      if (known === undefined && query.integration !== undefined) {
        return { notFound: `integration ${query.integration}` };
      }
      const parsed = await parsePayload(source, body, deps.now(), known?.mapping);
      if ('invalid' in parsed) {
        return { answer: { alerts: [], ignored: [], refused: parsed.invalid } };
      }
      const about = {
        directory,
        roster: await deps.roster.newest(),
        at: deps.now(),
        domain: known === undefined ? firstKey : domainOf(known),
        ...(known !== undefined && { integration: known.name }),
        ...(known?.service !== undefined && { bound: known.service }),
        ...(query.service !== undefined && { service: query.service }),
      };
      const more = parsed.alerts.length - shownMax;
      return {
        answer: {
          alerts: parsed.alerts.slice(0, shownMax).map(alert => explained(alert, about)),
          ...(more > 0 && { more }),
          ignored: [...parsed.ignored, ...(parsed.asked ?? []).map(({ reason }) => reason)],
        },
      };
    },
  };
}

/** The integration that would have brought it. */
function integrationFor({ integrations }: Directory, source: Source, name: string | undefined) {
  return integrations.find(each =>
    name === undefined ? each.source === source : each.name === name,
  );
}

function explained(
  parsed: Alert,
  about: {
    directory: Directory;
    roster: Roster;
    at: Instant;
    domain: TrustDomain;
    integration?: string;
    bound?: string;
    service?: string;
  },
): AnswerOf<'explain'>['alerts'][number] {
  const { directory, roster, at, domain } = about;
  const given = about.bound ?? about.service;
  const alert = inDomain(domain, given === undefined ? parsed : { ...parsed, service: given });
  const { service, reason } = serviceFor(directory, alert);
  const named = alert.service === undefined ? undefined : serviceNamed(directory, alert.service);
  const isTaken =
    named !== undefined || alert.service === undefined || reason.startsWith('the alert has');
  const subject = { kind: 'alert', alert } as const;
  const classified = classify(directory.rules, subject);
  const { severity } = classified;
  const opens = pages(alert) && alert.status === 'firing';
  return {
    title: alert.title,
    name: alert.name,
    source: alert.source,
    service: isTaken ? service : (alert.service ?? service),
    goesTo: `${service}: ${reason}`,
    status: alert.kind === 'heartbeat' ? 'heartbeat' : alert.status,
    ...(alert.statusReason !== undefined && { statusReason: alert.statusReason }),
    ...(alert.kind === 'heartbeat' && {
      heartbeat: whenMissed(directory, alert, about.integration),
    }),
    ...(alert.kind === 'test' && { test: true as const }),
    severity,
    severityReason: classified.reason.text,
    rulesTried: rulesTried(directory.rules, subject, classified),
    identity: { domain, series: alert.fingerprint, problem: alert.problem },
    ...(alert.description !== undefined && { description: alert.description }),
    labels: alert.labels,
    links: alert.links,
    ...(alert.startedAt !== undefined && { startedAt: alert.startedAt }),
    ...(alert.endedAt !== undefined && { endedAt: alert.endedAt }),
    ...(alert.guess !== undefined && { guess: alert.guess }),
    wouldPage: opens ? wouldPage(planFor(directory, roster, { service, severity, at }), at) : [],
  };
}

/** What its absence would be, once it came. */
function whenMissed(directory: Directory, alert: Alert, integration: string | undefined): string {
  const expected = expectedOf(directory, {
    id: alert.fingerprint,
    watchdog: {
      title: alert.name,
      integration: integration ?? 'default',
      domain: firstKey,
      ...(alert.service !== undefined && { service: alert.service }),
    },
  });
  if (expected === undefined) return 'nobody waits for it';
  const { name, everySeconds, severity } = expected;
  return `it is heard as ${name}; when it stays away for ${duration(everySeconds)}, that is an alert of ${severity}`;
}
