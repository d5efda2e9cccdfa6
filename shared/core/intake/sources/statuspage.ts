import { anyTextAt, at, isMap, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { type Finding, reading, statusOf } from '#core/intake/make-alert.ts';
import { entryOf } from '#core/own-entry.ts';

const impacts: Record<string, string> = {
  none: 'info',
  minor: 'minor',
  major: 'major',
  critical: 'critical',
  maintenance: 'info',
  undermaintenance: 'info',
  operational: 'info',
  degradedperformance: 'minor',
  partialoutage: 'major',
  majoroutage: 'critical',
};

/**
 * Atlassian Statuspage, and Instatus, which writes the same in capitals: what another company's page says, by its webhook or
 * as its API gives it when asked.
 */
export const parse = reading(
  'statuspage',
  'needs an incident, a component or lists of them',
  body => {
    const page =
      textAt(body, 'page.name') ?? siteOf(textAt(body, 'page.url')) ?? textAt(body, 'page.id');
    if (isMap(at(body, 'component_update')) || isMap(at(body, 'component'))) {
      const now = textAt(body, 'component_update.new_status', 'component.status');
      return ofComponent(
        at(body, 'component'),
        now,
        page,
        timeAt(body, 'component_update.created_at'),
      );
    }
    const incidents = [...listAt(body, 'incident'), ...listAt(body, 'incidents')].map(each =>
      ofIncident(each, page),
    );
    const all = listAt(body, 'components').filter(each => textAt(each, 'group') !== 'true');
    const known = all.filter(each => textAt(each, 'status') !== undefined);
    const isGood = (each: unknown) => plain(textAt(each, 'status')) === 'operational';
    // The trouble first. A component that is operational again is how a list says that its trouble is over.
    const found = [
      ...incidents,
      ...[...known.filter(each => !isGood(each)), ...known.filter(isGood)].map(each =>
        ofComponent(each, textAt(each, 'status'), page, timeAt(each, 'updated_at')),
      ),
    ];
    if (found.length > 0 || (all.length === 0 && !Array.isArray(at(body, 'incidents'))))
      return found;
    return { ignored: `everything is operational at ${page ?? 'this page'}` };
  },
);

/** `degraded_performance` and `DEGRADEDPERFORMANCE`. */
function plain(word: string | undefined): string {
  return word?.toLowerCase().replace(/[^a-z]/g, '') ?? '';
}

function siteOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url)?.hostname;
}

const states: Record<string, string> = {
  degradedperformance: 'degraded performance',
  partialoutage: 'partial outage',
  majoroutage: 'major outage',
};

function ofIncident(incident: unknown, page: string | undefined): Finding {
  const name = anyTextAt(incident, 'name', 'id');
  const state = plain(textAt(incident, 'status'));
  const impact = textAt(incident, 'impact', 'impact_override');
  const [update] = listAt(incident, 'incident_updates');
  const [component] = [...listAt(incident, 'components'), ...listAt(update, 'affected_components')];
  const isPlanned = textAt(incident, 'scheduled_for') !== undefined;
  if (isPlanned && !/resolved|completed|postmortem/.test(state))
    return { ignored: `"${name}" is planned maintenance` };
  return {
    status: /resolved|postmortem|completed/.test(state) ? 'cleared' : 'firing',
    series: [textAt(incident, 'id') ?? name],
    name,
    title: name,
    description: textAt(update, 'body'),
    service: textAt(component, 'name') ?? page,
    severity: entryOf(impacts, plain(impact)) ?? impact,
    labels: { status: state, impact, page },
    startedAt: timeAt(incident, 'started_at', 'created_at'),
    endedAt: timeAt(incident, 'resolved_at', 'updated_at'),
    links: { Page: textAt(incident, 'shortlink') },
  };
}

function ofComponent(
  component: unknown,
  state: string | undefined,
  page: string | undefined,
  moment: ReturnType<typeof timeAt>,
): Finding {
  const name = anyTextAt(component, 'name', 'id') ?? 'A component';
  if (plain(state) === 'undermaintenance')
    return { ignored: `${name} is under maintenance, which is no outage` };
  const isOver = statusOf(state) === 'cleared';
  return {
    status: isOver ? 'cleared' : 'firing',
    series: ['component', textAt(component, 'id') ?? name],
    name,
    title: `${name}: ${entryOf(states, plain(state)) ?? state?.replaceAll('_', ' ') ?? 'changed'}`,
    description: textAt(component, 'description'),
    service: name,
    severity: isOver ? undefined : entryOf(impacts, plain(state)),
    labels: { page, status: state },
    startedAt: moment,
    endedAt: moment,
  };
}
