import type { NoticeFacts, Words } from '#core/communication/status-page/words.ts';

/** The runbook's external template (R11), below what is said first. */
const facts = ({ services, startTime, every, address }: NoticeFacts) => [
  'Our team is actively working on a resolution.',
  '',
  `Affected services: ${services}`,
  `Start time: ${startTime}`,
  `Estimated resolution: Updates every ${every}`,
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
  asOf: time => `As of ${time}`,
  olderThan: minutes => `This page has not been written for more than ${minutes} minutes.`,
  nextUpdateBy: time => `Next update by ${time}`,
  overdue: 'overdue',
  current: 'What is going on',
  maintenance: 'Maintenance',
  components: 'Services',
  history: 'The last 90 days',
  nothingHappened: 'Nothing to report.',
  noIncident: 'No incidents.',
  backToPage: 'Current status',
  affected: 'Affected',
  uptime: (percent, days) => `${percent} uptime over ${days} days`,
  daysAgo: days => `${days} days ago`,
  today: 'Today',
  notKnown: 'no record',
  feeds: 'Follow this page',
  from: 'From',
  until: 'Until',
  updatedAt: 'Updated',
  noPage: 'There is no such page.',
  closed: {
    heading: 'This page is private.',
    text: 'Whoever may read it has a link of their own.',
  },
  follow: {
    heading: 'Be told',
    way: {
      email: 'e-mail address',
      sms: 'phone number, such as +1 555 555 0101',
      webhook: 'https address of a webhook',
    },
    or: 'or',
    only: 'Only some of it',
    all: 'Everything, if none is chosen',
    button: 'Subscribe',
    asked: {
      heading: 'One more step',
      text: 'A message is on its way there. You are told once you confirm it.',
    },
    wrong: { heading: 'That is no address', text: ways => `Enter an ${ways}.` },
    busy: {
      heading: 'Not now',
      text: 'Too many were asked lately. Please come back later, or follow the feeds of the page.',
    },
    closed: { heading: 'Not here', text: 'This page tells nobody by message.' },
    mail: {
      subject: name => `Confirm: ${name} status`,
      body: (name, link) => [
        `Somebody entered this address to be told what stands on the status page of ${name}.`,
        'If you want that, confirm it here:',
        link,
        '',
        'If not, do nothing: nothing else is sent.',
      ],
    },
    text: (name, link) => `${name} status: do you want texts? Confirm: ${link}`,
    confirm: {
      asks: {
        heading: 'Be told of what comes onto the status page?',
        text: 'You are told once you confirm it.',
        button: 'Confirm',
      },
      done: { heading: 'Confirmed', text: 'You are told from now on.' },
    },
    end: {
      asks: {
        heading: 'Be told no more?',
        text: 'Nothing has changed yet.',
        button: 'Unsubscribe',
      },
      done: { heading: 'Unsubscribed', text: 'You are told no more.' },
    },
    gone: { heading: 'No subscription', text: 'There is no such subscription any more.' },
    wayOut: { mail: 'You follow our status page. No more of it:', text: 'No more:' },
  },
};
