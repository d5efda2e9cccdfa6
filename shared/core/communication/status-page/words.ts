import type { ComponentStatus, Stage } from '#core/incident/public-notice.ts';

/** What a notice is about, in the reader's language already. */
export interface NoticeFacts {
  /** `payment processing and search`, as it stands within a sentence. */
  inSentence: string;
  /** `Payment processing, Search`. */
  services: string;
  startTime: string;
  endTime?: string;
  /** `every 30 minutes`, `every hour`. */
  every: string;
  /** `status.example.com`. */
  address?: string;
}

/** `text`: `30 minutes`, in the page's language. */
export interface Period {
  count: number;
  unit: 'minute' | 'hour';
  text: string;
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
  /** `every 30 minutes`; of one, without its number. */
  every: (period: Period) => string;
  /** Before what it names: `Affected:`. */
  label: (name: string) => string;
  asOf: (time: string) => string;
  olderThan: (minutes: number) => string;
  nextUpdateBy: (time: string) => string;
  overdue: string;
  current: string;
  maintenance: string;
  components: string;
  history: string;
  noIncident: string;
  backToPage: string;
  affected: string;
  uptime: (percent: string, days: number) => string;
  daysAgo: (days: number) => string;
  today: string;
  feeds: string;
  from: string;
  until: string;
  noPage: string;
  /** At the address of a page that is not for everybody. */
  closed: { heading: string; text: string };
  follow: FollowWords;
}

/** For who wants to be told of what comes onto the page, and where they say so. */
export interface FollowWords {
  heading: string;
  /** What may be entered: `e-mail address, phone number (+1…) or https address of a webhook`. */
  way: Record<'email' | 'sms' | 'webhook', string>;
  or: string;
  only: string;
  all: string;
  button: string;
  asked: { heading: string; text: string };
  wrong: { heading: string; text: (ways: string) => string };
  busy: { heading: string; text: string };
  closed: { heading: string; text: string };
  mail: { subject: (name: string) => string; body: (name: string, link: string) => string[] };
  text: (name: string, link: string) => string;
  confirm: Deed;
  end: Deed;
  gone: { heading: string; text: string };
  wayOut: { mail: string; text: string };
}

/** A page that asks, with its button, and the one after it. */
interface Deed {
  asks: { heading: string; text: string; button: string };
  done: { heading: string; text: string };
}
