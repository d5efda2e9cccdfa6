import type { NoticeFacts, Words } from '#core/communication/status-page/words.ts';

/** The runbook's external template (R11), below what is said first. */
const facts = ({ services, startTime, every, address }: NoticeFacts) => [
  'Our team is actively working on a resolution.',
  '',
  `Affected services: ${services}`,
  `Start time: ${startTime}`,
  `Estimated resolution: Updates ${every}`,
  ...(address === undefined ? [] : ['', `Status: ${address}`]),
];

export const english: Words = {
  locale: 'en-US',
  // Not of an abbreviation: API stays API.
  inSentence: name =>
    /^\p{Lu}\p{Ll}/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name,
  title: 'Service Disruption Notice',
  notice: {
    began: all => [`We are currently experiencing issues with ${all.inSentence}.`, ...facts(all)],
    'goes-on': all => [`We are still working on the issues with ${all.inSentence}.`, ...facts(all)],
    returned: all => [`The issues with ${all.inSentence} have come back.`, ...facts(all)],
    monitoring: ({ inSentence, services, startTime }) => [
      `A fix for the issues with ${inSentence} is in place.`,
      'Our team is watching that it holds.',
      '',
      `Affected services: ${services}`,
      `Start time: ${startTime}`,
    ],
    resolved: ({ inSentence, services, startTime, endTime }) => [
      `The issues with ${inSentence} are resolved.`,
      'We are sorry for the disruption.',
      '',
      `Affected services: ${services}`,
      `Start time: ${startTime}`,
      ...(endTime === undefined ? [] : [`End time: ${endTime}`]),
    ],
  },
  statusOf: name => `${name} status`,
  overall: {
    operational: 'All systems operational',
    maintenance: 'Under maintenance',
    degraded: 'Degraded performance',
    'partial-outage': 'Partial outage',
    'major-outage': 'Major outage',
  },
  component: {
    operational: 'Operational',
    under_maintenance: 'Under maintenance',
    degraded_performance: 'Degraded performance',
    partial_outage: 'Partial outage',
    major_outage: 'Major outage',
  },
  stage: {
    investigating: 'Investigating',
    identified: 'Identified',
    monitoring: 'Monitoring',
    resolved: 'Resolved',
  },
  maintenanceStage: {
    scheduled: 'Scheduled',
    in_progress: 'In progress',
    completed: 'Completed',
    cancelled: 'Cancelled',
  },
  every: ({ count, unit, text }) => `every ${count === 1 ? unit : text}`,
  label: name => `${name}:`,
  asOf: time => `As of ${time}`,
  olderThan: minutes => `This page has not been updated for more than ${minutes} minutes.`,
  nextUpdateBy: time => `Next update by ${time}`,
  overdue: 'overdue',
  current: 'Current incidents',
  maintenance: 'Maintenance',
  components: 'Services',
  history: 'The last 90 days',
  noIncident: 'No incidents.',
  backToPage: 'Current status',
  affected: 'Affected',
  uptime: (percent, days) => `${percent} uptime over ${days} ${days === 1 ? 'day' : 'days'}`,
  daysAgo: days => `${days} days ago`,
  today: 'Today',
  feeds: 'Follow this page',
  from: 'From',
  until: 'Until',
  noPage: 'There is no such page.',
  closed: {
    heading: 'This page is private.',
    text: 'Its readers have links of their own.',
  },
  follow: {
    heading: 'Get updates',
    way: {
      email: 'e-mail address',
      sms: 'phone number, such as +1 555 555 0101',
      webhook: 'https address of a webhook',
    },
    or: 'or',
    only: 'Only for some services',
    all: 'All services, if none is chosen',
    button: 'Subscribe',
    asked: {
      heading: 'One more step',
      text: 'A message is on its way there. Updates begin once you confirm it.',
    },
    wrong: { heading: 'That is no address', text: ways => `Please enter: ${ways}.` },
    busy: {
      heading: 'Not now',
      text: 'There were too many requests. Please come back later, or follow the feeds of this page.',
    },
    closed: { heading: 'Not here', text: 'This page sends no messages.' },
    mail: {
      subject: name => `Confirm: ${name} status`,
      body: (name, link) => [
        `Somebody entered this address to get updates from the status page of ${name}.`,
        'If you want that, confirm it here:',
        link,
        '',
        'If not, do nothing: nothing else is sent.',
      ],
    },
    text: (name, link) => `${name} status: do you want texts? Confirm: ${link}`,
    confirm: {
      asks: {
        heading: 'Get updates from the status page?',
        text: 'They begin once you confirm it.',
        button: 'Confirm',
      },
      done: { heading: 'Confirmed', text: 'You get updates from now on.' },
    },
    end: {
      asks: {
        heading: 'Get no more updates?',
        text: 'Nothing has changed yet.',
        button: 'Unsubscribe',
      },
      done: { heading: 'Unsubscribed', text: 'You get no more updates.' },
    },
    gone: { heading: 'No subscription', text: 'There is no such subscription any more.' },
    wayOut: { mail: 'You follow our status page. Unsubscribe:', text: 'Unsubscribe:' },
  },
};
