import {
  type ComponentState,
  componentStates,
  isUnresolved,
  maintenanceStage,
  overall,
  worst,
} from '#core/communication/status-page/component-states.ts';
import type {
  Maintenance,
  PageState,
  PublicIncident,
} from '#core/communication/status-page/state.ts';
import type { Overall } from '#core/communication/status-page/words.ts';
import { sha256 } from '#core/digest.ts';
import type { ComponentStatus, NamedStatus } from '#core/incident/public-notice.ts';
import type { Instant } from '#core/time/instant.ts';

/*
 * The public API of Atlassian Statuspage, version 2, as files, so that whatever reads theirs reads ours.
 * Source of the shapes: https://metastatuspage.com/api and what public pages answer.
 */

const incidentsShown = 50;

/** Twelve letters and digits, the same for ever for the same thing. */
export function pageId(kind: string, id: string): string {
  const number = BigInt(`0x${sha256(`${kind} ${id}`).slice(0, 24)}`);
  return number.toString(36).padStart(12, '0').slice(-12);
}

const indicators: Record<Overall, { indicator: string; description: string }> = {
  operational: { indicator: 'none', description: 'All Systems Operational' },
  maintenance: { indicator: 'maintenance', description: 'Service Under Maintenance' },
  degraded: { indicator: 'minor', description: 'Partially Degraded Service' },
  'partial-outage': { indicator: 'major', description: 'Partial System Outage' },
  'major-outage': { indicator: 'critical', description: 'Major Service Outage' },
};

const impacts: Record<ComponentStatus, string> = {
  operational: 'none',
  under_maintenance: 'maintenance',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
};

/** Path below `api/v2/`, and what is answered there. */
export function statuspageFiles(state: PageState): Record<string, object> {
  const states = componentStates(state);
  const of = shapes(state, states);
  const incidents = state.incidents.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  const unresolved = incidents.filter(isUnresolved).map(of.incident);
  const works = state.book.maintenances.toSorted((a, b) => (a.from < b.from ? 1 : -1));
  const during = (...stages: string[]) =>
    works.filter(each => stages.includes(maintenanceStage(each, state.at))).map(of.maintenance);
  const { page } = of;
  const status = indicators[overall(states)];
  const components = of.components();
  return {
    'summary.json': {
      page,
      components,
      incidents: unresolved,
      scheduled_maintenances: during('scheduled', 'in_progress'),
      status,
    },
    'status.json': { page, status },
    'components.json': { page, components },
    'incidents.json': { page, incidents: incidents.slice(0, incidentsShown).map(of.incident) },
    'incidents/unresolved.json': { page, incidents: unresolved },
    'scheduled-maintenances.json': {
      page,
      scheduled_maintenances: during('scheduled', 'in_progress', 'completed').slice(
        0,
        incidentsShown,
      ),
    },
    'scheduled-maintenances/upcoming.json': { page, scheduled_maintenances: during('scheduled') },
    'scheduled-maintenances/active.json': { page, scheduled_maintenances: during('in_progress') },
  };
}

function shapes({ page, book, incidents, at }: PageState, states: readonly ComponentState[]) {
  const ours = pageId('page', page.name);
  const addressOf = (path: string) =>
    page.url === undefined ? '' : `${trimmed(page.url)}/${path}`;
  const groups = [...new Set(states.flatMap(({ group }) => group ?? []))];
  const groupId = (name: string) => pageId('group', name);
  const shared = {
    description: null as string | null,
    showcase: false,
    start_date: null,
    page_id: ours,
    only_show_if_degraded: false,
  };

  function component(state: ComponentState, position: number) {
    return {
      id: pageId('component', state.id),
      name: state.name,
      status: state.status,
      created_at: book.since,
      updated_at: state.changedAt,
      position,
      ...shared,
      description: state.description ?? null,
      group_id: state.group === undefined ? null : groupId(state.group),
      group: false,
    };
  }

  function group(name: string, position: number) {
    const members = states.filter(each => each.group === name);
    return {
      id: groupId(name),
      name,
      status: worst(members.map(({ status }) => status)),
      created_at: book.since,
      updated_at:
        members
          .map(({ changedAt }) => changedAt)
          .toSorted()
          .at(-1) ?? book.since,
      position,
      ...shared,
      group_id: null,
      group: true,
      components: members.map(({ id }) => pageId('component', id)),
    };
  }

  /** Those of today by their own shape; what the configuration does not have any more is left out. */
  function concerned(ids: readonly string[]) {
    return states.flatMap((state, index) =>
      ids.includes(state.id) ? [component(state, index + 1)] : [],
    );
  }

  function update(
    incident: string,
    index: number,
    said: { stage: string; body: string; at: Instant; components: NamedStatus[] },
    before: readonly NamedStatus[],
  ) {
    const { stage, body, at: saidAt, components } = said;
    return {
      id: pageId('update', `${incident} ${index}`),
      status: stage,
      body,
      incident_id: pageId('incident', incident),
      created_at: saidAt,
      updated_at: saidAt,
      display_at: saidAt,
      affected_components:
        components.length === 0
          ? null
          : components.map(({ id, name, status }) => ({
              code: pageId('component', id),
              name,
              old_status: before.find(each => each.id === id)?.status ?? 'operational',
              new_status: status,
            })),
      deliver_notifications: true,
      custom_tweet: null,
      tweet_id: null,
    };
  }

  return {
    page: {
      id: ours,
      name: page.name,
      url: page.url ?? '',
      time_zone: page.timeZone,
      updated_at: changedAt({ book, incidents, at }, states),
    },
    components: () => [
      ...states.map((state, index) => component(state, index + 1)),
      ...groups.map((name, index) => group(name, states.length + index + 1)),
    ],
    incident({ id, startedAt, notices }: PublicIncident) {
      const last = notices.at(-1);
      const first = (stage: string) => notices.find(notice => notice.stage === stage)?.at ?? null;
      const all = notices.flatMap(({ components }) => components);
      return {
        id: pageId('incident', id),
        name: last?.title ?? '',
        status: last?.stage ?? 'investigating',
        created_at: notices[0]?.at ?? startedAt,
        updated_at: last?.at ?? startedAt,
        monitoring_at: first('monitoring'),
        resolved_at: last?.stage === 'resolved' ? last.at : null,
        impact: impacts[worst(all.map(({ status }) => status))],
        shortlink: addressOf(`incidents/${pageId('incident', id)}`),
        started_at: startedAt,
        page_id: ours,
        incident_updates: notices
          .map((notice, index) => update(id, index, notice, notices[index - 1]?.components ?? []))
          .toReversed(),
        components: concerned(all.map(each => each.id)),
      };
    },
    maintenance(work: Maintenance) {
      const { id, title, body, from, until, postedAt, ended } = work;
      const stage = maintenanceStage(work, at);
      const named = states.filter(each => work.components.includes(each.id));
      const as = (status: ComponentStatus) =>
        named.map(each => ({ id: each.id, name: each.name, status }));
      const end = ended?.at ?? until;
      const told = [
        { stage: 'scheduled', body, at: postedAt, components: as('operational') },
        ...(stage === 'in_progress' || stage === 'completed'
          ? [{ stage: 'in_progress', body, at: from, components: as('under_maintenance') }]
          : []),
        ...(stage === 'completed'
          ? [{ stage: 'completed', body, at: end, components: as('operational') }]
          : []),
      ];
      return {
        id: pageId('incident', id),
        name: title,
        status: stage,
        created_at: postedAt,
        updated_at: told.at(-1)?.at ?? postedAt,
        monitoring_at: null,
        resolved_at: stage === 'completed' ? end : null,
        impact: 'maintenance',
        shortlink: addressOf(`incidents/${pageId('incident', id)}`),
        started_at: from,
        page_id: ours,
        incident_updates: told
          .map((said, index) => update(id, index, said, told[index - 1]?.components ?? []))
          .toReversed(),
        components: concerned(work.components),
        scheduled_for: from,
        scheduled_until: until,
      };
    },
  };
}

/** When it said something else last: a file whose content is as it was is not written again. */
function changedAt(
  { book, incidents, at }: Pick<PageState, 'book' | 'incidents' | 'at'>,
  states: readonly ComponentState[],
): Instant {
  const moments = [
    book.since,
    ...states.map(state => state.changedAt),
    ...incidents.flatMap(({ notices }) => notices.map(notice => notice.at)),
    ...book.maintenances.flatMap(work => [work.postedAt, work.from, work.ended?.at ?? work.until]),
  ];
  return (
    moments
      .filter(moment => moment <= at)
      .toSorted()
      .at(-1) ?? book.since
  );
}

function trimmed(url: string): string {
  return url.replace(/\/$/, '');
}
