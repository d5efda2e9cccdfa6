import { builtInPatterns } from '#core/setup/built-in-patterns.ts';
import { idsOf, isGroup, textsAt, writtenAt } from '#core/setup/document-paths.ts';
import { type Issue, suggestion } from '#core/setup/issue-words.ts';
import { severities } from '#core/severity.ts';

/** Where an id stands, the section that it must be in, and what it is called there. */
const references: [place: string, section: string, what: string][] = [
  ['teams.*.members.*', 'people', 'person'],
  ['teams.*.lead', 'people', 'person'],
  ['schedules.*.calendar', 'calendars', 'calendar'],
  ['schedules.*.layers.*.people.*', 'people', 'person'],
  ['escalationPolicies.*.levels.*.people.*', 'people', 'person'],
  ['escalationPolicies.*.levels.*.schedules.*', 'schedules', 'schedule'],
  ['services.*.team', 'teams', 'team'],
  ['services.*.escalationPolicy', 'escalationPolicies', 'escalation policy'],
  ['services.*.escalationPolicies.*', 'escalationPolicies', 'escalation policy'],
  ['severities.*.respondInBusinessHours', 'calendars', 'calendar'],
  ['integrations.*.service', 'services', 'service'],
  ['heartbeats.*.service', 'services', 'service'],
  ['maintenance.*.owner', 'people', 'person'],
  ['maintenance.*.announce.components.*', 'statusPage.components', 'component'],
  ['tokens.*.person', 'people', 'person'],
  ['stakeholders.*.services.*', 'services', 'service'],
  ['webhooks.*.services.*', 'services', 'service'],
  ['chat.rooms.*.services.*', 'services', 'service'],
  ['statusPage.components.*.services.*', 'services', 'service'],
  ['externalContacts.*.services.*', 'services', 'service'],
  ['fallback', 'people', 'person'],
  ['defaultService', 'services', 'service'],
];

/**
 * References that lead nowhere, in the document as it is written: an entry that is wrong in another way is there all
 * the same, so its problem does not return as one of whoever names it.
 */
export function unknownReferences(document: unknown): Issue[] {
  return references.flatMap(([place, section, what]) => {
    const known = idsOf(document, section);
    // A section that is missing altogether is a problem of its own, where it must be there.
    if (known === undefined && mustBeThere.has(section)) return [];
    const ids = known ?? [];
    return textsAt(document, place).flatMap(({ path, text }) => {
      if (text === '' || ids.includes(text) || isNoReference(path, text)) return [];
      const among = ids.length === 0 ? `; there are no ${section} yet` : suggestion(text, ids);
      return [{ path, message: `there is no ${what} ${text}${among}` }];
    });
  });
}

const mustBeThere = new Set(['people', 'escalationPolicies', 'services']);

function isNoReference(path: Issue['path'], text: string): boolean {
  return path.at(-1) === 'respondInBusinessHours' && text === 'never';
}

/** What is named nowhere although something depends on it. */
export function missingReferences(document: unknown): Issue[] {
  return [
    ...withoutPolicy(document),
    ...withoutCalendar(document),
    ...withoutService(document),
    ...withoutPattern(document),
    ...withoutIntegration(document),
  ];
}

function withoutPolicy(document: unknown): Issue[] {
  const policies = idsOf(document, 'escalationPolicies');
  if (policies === undefined || policies.includes('default')) return [];
  return writtenAt(document, 'services.*').flatMap(({ path, value }) => {
    if (!isGroup(value) || value.escalationPolicy !== undefined) return [];
    const own = isGroup(value.escalationPolicies) ? value.escalationPolicies : {};
    if (severities.every(severity => Object.hasOwn(own, severity))) return [];
    return [{ path, message: 'needs an escalationPolicy: there is no policy named default' }];
  });
}

function withoutCalendar(document: unknown): Issue[] {
  if (idsOf(document, 'calendars')?.includes('default')) return [];
  return writtenAt(document, 'schedules.*').flatMap(({ path: [section, id], value }) => {
    if (!isGroup(value) || value.calendar !== undefined) return [];
    return textsAt(value, 'layers.*.on').map(({ path }) => ({
      path: [section ?? '', id ?? '', ...path],
      message: 'needs holidays: name a calendar at the schedule, or have one that is named default',
    }));
  });
}

/** Patterns that are built in may be named as well as those of the team. */
function withoutPattern(document: unknown): Issue[] {
  const ids = [...(idsOf(document, 'patterns') ?? []), ...builtInPatterns];
  return textsAt(document, 'externalContacts.*.patterns.*').flatMap(({ path, text }) =>
    ids.includes(text)
      ? []
      : [{ path, message: `there is no pattern ${text}${suggestion(text, ids)}` }],
  );
}

/** The key that is given at deployment is no integration. */
function withoutIntegration(document: unknown): Issue[] {
  const names = textsAt(document, 'integrations.*.name').map(({ text }) => text);
  const places = ['heartbeats.*.integration', 'inhibit.*.integrations.*'];
  const named = places.flatMap(place => textsAt(document, place));
  return named.flatMap(({ path, text }) =>
    names.includes(text)
      ? []
      : [{ path, message: `there is no integration ${text}${suggestion(text, names)}` }],
  );
}

function withoutService(document: unknown): Issue[] {
  const services = idsOf(document, 'services');
  if (services === undefined) return [];
  if (services.length === 0)
    return [{ path: ['services'], message: 'must have at least one service' }];
  const isSaid = writtenAt(document, 'defaultService').some(({ value }) => value !== undefined);
  if (isSaid || services.length === 1) return [];
  const message = 'is missing: an alert that matches no service must belong to one';
  return [{ path: ['defaultService'], message }];
}
