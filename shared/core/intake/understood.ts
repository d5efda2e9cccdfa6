import type { Alert } from '#core/intake/alert.ts';
import { groupedBy } from '#core/intake/group-by.ts';
import { classify } from '#core/intake/severity/classify.ts';
import { domainOf, firstKey, inDomain, type TrustDomain } from '#core/intake/trust-domain.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Mapping } from '#core/setup/document-integrations.ts';
import { serviceFor } from '#core/setup/service-for.ts';
import type { Severity, SeverityReason } from '#core/severity.ts';
import type { Source } from '#core/sources.ts';

/** The way by which a body comes in, as far as it decides what the body means. */
export interface Door {
  domain: TrustDomain;
  integration?: string;
  /** All that comes this way is about this service, whatever it says. */
  bound?: string;
  mapping?: Mapping;
  /** What of its alerts is one problem. */
  groupBy?: readonly string[];
}

/** The door of an integration: the one of this name, else the first of the source, else the key of the deployment. */
export function doorOf(
  { integrations }: Directory,
  source: Source,
  name?: string,
): Door | undefined {
  const known = integrations.find(each =>
    name === undefined ? each.source === source : each.name === name,
  );
  if (known === undefined) return name === undefined ? { domain: firstKey } : undefined;
  return {
    domain: domainOf(known),
    integration: known.name,
    ...(known.service !== undefined && { bound: known.service }),
    ...(known.mapping !== undefined && { mapping: known.mapping }),
    ...(known.groupBy !== undefined && { groupBy: known.groupBy }),
  };
}

export interface Understood {
  /** With the identities that it has behind this door. */
  alert: Alert;
  service: string;
  serviceReason: string;
  severity: Severity;
  severityReason: SeverityReason;
}

/** Where one alert would go and how bad it is. `service`: as the address says, where the door is bound to none. */
export function understood(
  directory: Directory,
  parsed: Alert,
  { domain, bound, groupBy }: Door,
  service?: string,
): Understood {
  const given = bound ?? service;
  const served = given === undefined ? parsed : { ...parsed, service: given };
  const alert = inDomain(domain, groupedBy(served, groupBy));
  const home = serviceFor(directory, alert);
  const { service: named } = home;
  const { severity, reason } = classify(directory.rules, { kind: 'alert', alert, service: named });
  return {
    alert,
    service: home.service,
    serviceReason: home.reason,
    severity,
    severityReason: reason,
  };
}
