import type { ComponentStatus, PublicNotice } from '#core/incident/public-notice.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import type { Instant } from '#core/time/instant.ts';

/* Everything that the page is made of. Nothing is in it that the public may not read. */

/** An incident of which the page speaks. */
export interface PublicIncident {
  id: string;
  startedAt: Instant;
  /** Never empty. */
  notices: PublicNotice[];
}

/** A person's word on a component: it holds, whatever incidents say, until it is taken back. */
interface SaidStatus {
  status: ComponentStatus;
  at: Instant;
  by: string;
}

export interface Maintenance {
  id: string;
  title: string;
  body: string;
  components: string[];
  from: Instant;
  until: Instant;
  postedAt: Instant;
  by: string;
  /** What tocsin.yaml said of it when it was read last: people may have said otherwise since, and do until that changes. */
  planned?: Pick<Maintenance, 'title' | 'body' | 'components' | 'until'> & { name: string };
  /** When its end was moved last, or what tocsin.yaml says of it changed: whoever follows was told so. */
  movedAt?: Instant;
  /** It ended otherwise than planned. `isUnplanned`: tocsin.yaml said nothing of it any more, and may say it again. */
  ended?: { how: 'completed' | 'cancelled'; at: Instant; isUnplanned?: true };
  /** When it was taken back last, where it is announced again. */
  takenBackAt?: Instant;
}

/** How a component stood by a person's word, when that is over. */
interface PastStatus {
  component: string;
  status: ComponentStatus;
  from: Instant;
  until: Instant;
}

/** Who may read a page that is private. Their address is worked out from the id, and kept nowhere. */
export interface Reader {
  id: string;
  /** Whoever they are: a customer, a team. */
  name: string;
  createdAt: Instant;
  by: string;
}

/** What people said of the page itself. */
export interface PageBook {
  /** Counts every change of what the page is made of: incidents, people's words, the configuration. */
  version: number;
  /** Since when there is a page; nothing is known of before. */
  since: Instant;
  said: Record<string, SaidStatus>;
  past: PastStatus[];
  maintenances: Maintenance[];
  /** In the order in which they were let in. */
  readers: Reader[];
}

export interface PageState {
  page: StatusPage;
  book: PageBook;
  /** Of the last 90 days, and those that are not over. */
  incidents: PublicIncident[];
  /** When the page is written. */
  at: Instant;
  /** Where who wants to be told says so; absent: nowhere. */
  followAt?: string;
}

export const historyDays = 90;
