import type {
  Maintenance,
  PageBook,
  PageState,
  PublicIncident,
} from '#core/communication/status-page/state.ts';
import type { PublicNotice } from '#core/incident/public-notice.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import { team } from '../../../support/team.ts';

/* The page of the runbook's own afternoon: 14:15 in New York, January 2024. */

export const began = instant('2024-01-15T19:15:00.000Z');
export const minutesLater = (minutes: number): Instant => addSeconds(began, minutes * 60);

export const document = {
  ...team,
  organisation: { ...team.organisation, statusPage: 'https://status.example.com' },
  statusPage: {
    components: {
      'payment-processing': { name: 'Payment processing', services: ['payments'] },
      search: { name: 'Search', group: 'Shop', description: 'Finding books' },
      website: { name: 'Website', group: 'Shop', services: ['website'] },
    },
  } as object,
};

export function pageOf(statusPage: object = {}): StatusPage {
  const parsed = parseDirectory({
    ...document,
    statusPage: { ...document.statusPage, ...statusPage },
  });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  if (parsed.directory.statusPage === undefined) throw new Error('No page');
  return parsed.directory.statusPage;
}

const broken = [
  { id: 'payment-processing', name: 'Payment processing', status: 'major_outage' as const },
];
const well = broken.map(each => ({ ...each, status: 'operational' as const }));

export const investigating: PublicNotice = {
  at: minutesLater(3),
  stage: 'investigating',
  title: 'Service Disruption Notice',
  body: 'We are currently experiencing issues with payment processing.\nWe are on it.',
  components: broken,
  nextUpdateBy: minutesLater(33),
};
export const monitoring: PublicNotice = {
  ...{ at: minutesLater(63), stage: 'monitoring', title: investigating.title },
  ...{ body: 'A fix is in place.', components: well },
};
export const resolved: PublicNotice = {
  ...{ at: minutesLater(93), stage: 'resolved', title: investigating.title },
  ...{ body: 'It is over.', components: well },
};

export const incident = (...notices: PublicNotice[]): PublicIncident => ({
  id: 'INC-2024-001',
  startedAt: began,
  notices,
});

export const work: Maintenance = {
  ...{ id: 'mnt_1', title: 'Moving to new databases', body: 'Search is slow meanwhile.' },
  ...{ components: ['search'], by: 'Ana', postedAt: began },
  ...{ from: minutesLater(600), until: minutesLater(720) },
};

export function stateOf(change: Partial<PageState> & { said?: Partial<PageBook> } = {}): PageState {
  const { said, ...rest } = change;
  return {
    page: pageOf(),
    book: {
      ...{ version: 7, since: instant('2023-06-01T00:00:00.000Z'), said: {}, past: [] },
      ...{ maintenances: [], readers: [], ...said },
    },
    incidents: [],
    at: minutesLater(5),
    followAt: 'https://tocsin.example.com/s',
    ...rest,
  };
}
