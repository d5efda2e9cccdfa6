/*
 * How the partition keys of the one table begin, by who may write there. Policies name them as leading keys, so that a
 * function which strangers can reach cannot write what decides who may do what, whatever is made of it.
 */

export const partitions = {
  /** Incidents, what they consist of, and what keeps their writers from doing a thing twice. */
  record: [
    'INC#*',
    'PROBLEM#*',
    'ALERT#*',
    'BUDGET#*',
    'INHIBITS#*',
    'RECEIPT#*',
    'REQUEST#*',
    'MESSAGE#*',
    'REVIEW',
    'COUNTER',
    'DUTY',
    'DUTY#*',
    'ACTIONS',
    'CHANGES',
    'CHAT#*',
    'STATUSPAGE',
    'HEARTBEATS',
    'MUTES',
  ],
  /** When each integration was heard, and what of it was refused: all that the doors write to which strangers come. */
  heard: ['HEARD'],
  /** Phones, and what was sent to them and to the people behind them. */
  phones: ['PHONE#*', 'PERSON#*'],
  /** Links of pages, by the hash of what stands in them. */
  links: ['LINK#*'],
  /** Who stands in, how people are reached, the codes that prove it, the private addresses of calendars. */
  people: ['ROSTER', 'CODE#*', 'FEEDS', 'FEED#*'],
  /** Who subscribed to hear of incidents, whom strangers entered, and who has been told of which, and what waits for them. */
  stakeholders: ['STAKEHOLDERS', 'CUSTOMERS', 'ASKED#*', 'TOLD#*', 'BASKET#*'],
  /** Who is signed in to the console, and the codes with which people do it. */
  sessions: ['SESSIONS#*', 'SIGNIN#*'],
  /** The configuration, with the hashes of all tokens. */
  configuration: ['CONFIG'],
  /** With which webhooks are signed: whoever receives them has it, too. */
  secret: ['SECRET'],
  /** Of which links, addresses and secrets are made that are kept nowhere: it leaves nobody's hands. */
  root: ['ROOT'],
} as const;

export type Partition = keyof typeof partitions;
