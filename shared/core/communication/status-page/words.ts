import type { ComponentStatus, Stage } from '#core/incident/public-notice.ts';

/** What a notice is about, in the reader's language already. */
export interface NoticeFacts {
  /** `payment processing and search`, as it stands within a sentence. */
  inSentence: string;
  /** `Payment processing, Search`. */
  services: string;
  startTime: string;
  endTime?: string;
  /** `30 minutes`. */
  every: string;
  /** `status.example.com`. */
  address?: string;
}

export type NoticeKind = 'began' | 'goes-on' | 'monitoring' | 'resolved' | 'returned';

export type Overall =
  | 'operational'
  | 'maintenance'
  | 'degraded'
  | 'partial-outage'
  | 'major-outage';

/** Everything that the page says of itself, in one language; each has a file. */
export interface Words {
  /** For dates and numbers. */
  locale: string;
  /** How a name stands within a sentence. */
  inSentence: (name: string) => string;
  title: string;
  /** Lines. */
  notice: Record<NoticeKind, (facts: NoticeFacts) => string[]>;
  statusOf: (name: string) => string;
  overall: Record<Overall, string>;
  component: Record<ComponentStatus, string>;
  stage: Record<Stage, string>;
  maintenanceStage: Record<'scheduled' | 'in_progress' | 'completed' | 'cancelled', string>;
  asOf: (time: string) => string;
  olderThan: (minutes: number) => string;
  nextUpdateBy: (time: string) => string;
  overdue: string;
  current: string;
  maintenance: string;
  components: string;
  history: string;
  nothingHappened: string;
  noIncident: string;
  backToPage: string;
  affected: string;
  uptime: (percent: string, days: number) => string;
  daysAgo: (days: number) => string;
  today: string;
  notKnown: string;
  feeds: string;
  from: string;
  until: string;
  updatedAt: string;
  noPage: string;
}
