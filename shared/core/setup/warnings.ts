import { entryOf } from '#core/own-entry.ts';
import type { Channel } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { DirectoryDocument } from '#core/setup/document.ts';
import { contactOf } from '#core/setup/document-on-call.ts';
import type { Issue } from '#core/setup/issue-words.ts';
import { peopleOf } from '#core/setup/paged-places.ts';
import { severities } from '#core/severity.ts';
import { fitsFilter } from '#core/stakeholder-kinds.ts';

/** What works, but probably not as meant. */
export function warningsOf(document: DirectoryDocument, directory: Directory): Issue[] {
  return [
    ...unheardPeople(directory),
    ...deafContacts(document),
    ...silentCalls(document),
    ...idlePushes(document),
    ...idleSlack(document),
    ...idleTimes(document, directory),
    ...idleRepeats(directory),
    ...idleHolidays(directory),
    ...unreachedRules(directory),
    ...zonesWithoutPlace(document),
    ...shadows(document),
    ...formerKeys(document),
    ...deafQueues(document),
    ...unsignedClients(document),
  ];
}

/** Whoever found a key that was replaced for that reason goes on sending while it stands. */
function formerKeys({ integrations }: DirectoryDocument): Issue[] {
  return integrations.flatMap(({ name, formerKeySha256 }, index) =>
    formerKeySha256 === undefined
      ? []
      : [
          {
            path: ['integrations', index, 'formerKeySha256'],
            message: `the key before of ${name} opens as well: take this line out when \`tocsin integrations\` says that it is used no more`,
          },
        ],
  );
}

/** Forgotten there, it is a sender that nobody hears. */
function shadows({ integrations }: DirectoryDocument): Issue[] {
  return integrations.flatMap(({ name, shadow }, index) =>
    shadow
      ? [
          {
            path: ['integrations', index, 'shadow'],
            message: `${name} is in the shadow: what it sends pages nobody`,
          },
        ]
      : [],
  );
}

/** Mail is sent without the topic where its filter has no room. */
function deafQueues({ stakeholders }: DirectoryDocument): Issue[] {
  return stakeholders.flatMap(({ queue, ...lists }, index) =>
    queue === undefined || fitsFilter(lists)
      ? []
      : [
          {
            path: ['stakeholders', index],
            message:
              'is told nothing: the queue’s filter in SNS holds 150 combinations of severities, services and kinds; leave out a list that names nearly all',
          },
        ],
  );
}

/** The doors for clients of other pagers take the same keys, and no client of these signs anything. */
function unsignedClients({ integrations }: DirectoryDocument): Issue[] {
  return integrations.flatMap(({ name, source, signature }, index) =>
    signature !== undefined && (source === 'pagerduty-events' || source === 'opsgenie')
      ? [
          {
            path: ['integrations', index, 'signature'],
            message: `${name} takes no alerts of clients that send to /v2/…, which do not sign: only what is signed and posted to /v1/alerts/${source}`,
          },
        ]
      : [],
  );
}

function unheardPeople(directory: Directory): Issue[] {
  const { people, escalationPolicies, fallback, notify } = directory;
  const paged = Object.values(escalationPolicies).flatMap(({ levels }) =>
    levels.flatMap(level => peopleOf(directory, level)),
  );
  const ids = [...new Set([...paged, ...(fallback === undefined ? [] : [fallback])])];
  return ids.flatMap(id => {
    const person = entryOf(people, id);
    if (person === undefined) return [];
    const path = ['people', id];
    const deaf = (['high', 'low'] as const).filter(urgency =>
      (person.notify?.[urgency] ?? notify[urgency]).every(({ channel }) => !has(person, channel)),
    );
    if (deaf.length > 0) {
      const message = `is paged, but no channel of the ${deaf.join(' and ')} rules reaches this person`;
      return [{ path, message }];
    }
    if (person.phone !== undefined) return [];
    const only = person.email === undefined ? 'webhook' : 'e-mail';
    const message = `is paged but has no phone: even a SEV1 reaches this person by ${only} only`;
    return [{ path, message }];
  });
}

/** Rules of a person that name what this person does not have. */
function deafContacts({ people }: DirectoryDocument): Issue[] {
  return Object.entries(people).flatMap(([id, person]) =>
    contactsIn(person.notify ?? {}).flatMap(({ path, channel }) =>
      has(person, channel)
        ? []
        : [
            {
              path: ['people', id, 'notify', ...path],
              message: `leads nowhere: ${id} has no ${fields[channel]}`,
            },
          ],
    ),
  );
}

function silentCalls(document: DirectoryDocument): Issue[] {
  return document.organisation.voice
    ? []
    : rulesWith(
        document,
        'voice',
        'calls nobody unless calls can be made: say so with organisation.voice: true',
      );
}

function idlePushes(document: DirectoryDocument): Issue[] {
  return document.push === undefined
    ? rulesWith(document, 'push', 'reaches nobody without a key: `tocsin push key` makes one')
    : [];
}

function idleSlack(document: DirectoryDocument): Issue[] {
  return document.chat?.slack === undefined
    ? rulesWith(
        document,
        'slack',
        'reaches nobody unless Slack is connected: say so with chat.slack, whose secret tocsin doctor then tries',
      )
    : [];
}

function rulesWith(
  { notify, people }: DirectoryDocument,
  channel: Channel,
  message: string,
): Issue[] {
  const named = (path: Issue['path'], rules: typeof notify) =>
    contactsIn(rules)
      .filter(contact => contact.channel === channel)
      .map(contact => ({ path: [...path, ...contact.path], message }));
  return [
    ...named(['notify'], notify),
    ...Object.entries(people).flatMap(([id, person]) =>
      named(['people', id, 'notify'], person.notify ?? {}),
    ),
  ];
}

function idleTimes(document: DirectoryDocument, directory: Directory): Issue[] {
  return severities.flatMap(severity => {
    const given = document.severities[severity] ?? {};
    const times = directory.severities[severity];
    const calendar = given.respondInBusinessHours;
    const issue = (field: string, message: string) => [
      { path: ['severities', severity, field], message },
    ];
    const waits = calendar !== undefined && calendar !== 'never';
    return [
      ...(waits && times.opening === 'page'
        ? issue('respondInBusinessHours', `has no effect: a ${severity} pages at once`)
        : []),
      ...(waits && times.opening === 'ticket' && given.respondWithin !== undefined
        ? issue('respondWithin', 'has no effect: respondInBusinessHours stands instead')
        : []),
      ...(given.unacknowledgeForgotten && times.updateEverySeconds === undefined
        ? issue('unacknowledgeForgotten', 'has no effect: no update is owed, see updateEvery')
        : []),
    ];
  });
}

function idleRepeats({ escalationPolicies, fallback }: Directory): Issue[] {
  if (fallback !== undefined) return [];
  return Object.entries(escalationPolicies)
    .filter(([, { repeats = 1 }]) => repeats > 1)
    .map(([id]) => ({
      path: ['escalationPolicies', id, 'repeat'],
      message: 'has no effect: there is no fallback that would come after it',
    }));
}

function idleHolidays({ schedules, calendars }: Directory): Issue[] {
  return Object.entries(schedules).flatMap(([id, { layers, calendar }]) =>
    layers.flatMap(({ on }, index) => {
      const holidays = entryOf(calendars, calendar)?.holidays ?? [];
      if (on !== 'holidays' || holidays.length > 0) return [];
      const message = `is never on duty: the calendar ${calendar} has no holidays`;
      return [{ path: ['schedules', id, 'layers', index, 'on'], message }];
    }),
  );
}

/** The first rule that matches decides, so nothing comes after one that always does. */
function unreachedRules({ rules }: Directory): Issue[] {
  const always = rules.findIndex(({ when, match }) => match === undefined && !restricts(when));
  if (always === -1 || always === rules.length - 1) return [];
  return [
    {
      path: ['rules', always],
      message: 'matches everything, so no rule after it ever decides: give it a condition in when',
    },
  ];
}

function restricts(when: Directory['rules'][number]['when'] = {}): boolean {
  const { labels, ...conditions } = when;
  const isSaid = Object.values(conditions).some(condition => condition !== undefined);
  return isSaid || Object.keys(labels ?? {}).length > 0;
}

const fields = {
  sms: 'phone',
  voice: 'phone',
  email: 'email',
  webhook: 'webhook',
  slack: 'slack',
  push: 'device',
} as const;

function has(
  person: { [Field in (typeof fields)[Channel]]?: string | undefined },
  channel: Channel,
) {
  // A member is found by their address as well; devices come and go without the configuration.
  if (channel === 'push') return true;
  return (
    person[fields[channel]] !== undefined || (channel === 'slack' && person.email !== undefined)
  );
}

function contactsIn(rules: DirectoryDocument['notify']) {
  return (['high', 'low'] as const).flatMap(urgency =>
    (rules[urgency] ?? []).map((contact, index) => ({
      path: [urgency, index],
      channel: contactOf(contact).channel,
    })),
  );
}

/** Names that keep to one offset all year, or turn the sign around: few who write them mean that. */
function zonesWithoutPlace({
  organisation,
  people,
  schedules,
  calendars,
}: DirectoryDocument): Issue[] {
  const sections = { people, schedules, calendars };
  const zones = [
    { path: ['organisation', 'timeZone'], zone: organisation.timeZone },
    ...Object.entries(sections).flatMap(([section, entries]) =>
      Object.entries(entries).map(([id, { timeZone }]) => ({
        path: [section, id, 'timeZone'],
        zone: timeZone,
      })),
    ),
  ];
  return zones.flatMap(({ path, zone = 'UTC' }) => {
    if (/^(Etc\/)?(UTC|GMT|UCT|Zulu|Universal|Greenwich)$/i.test(zone)) return [];
    const turned = /^Etc\/GMT([+-])(\d+)$/i.exec(zone);
    if (turned === null && (zone.includes('/') || !/^[A-Z]{3}$/i.test(zone))) return [];
    const meaning =
      turned === null
        ? 'is no place: it may know no summer time'
        : `is ${turned[2]} hours ${turned[1] === '+' ? 'behind' : 'ahead of'} UTC all year, whatever its sign looks like`;
    return [{ path, message: `${zone} ${meaning}; name a place, such as America/New_York` }];
  });
}
