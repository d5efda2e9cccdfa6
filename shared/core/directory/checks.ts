import type { Directory } from '#core/directory/directory.ts';
import type { DirectoryDocument } from '#core/directory/document.ts';
import { durationText } from '#core/directory/duration-text.ts';
import { type Issue, suggestion } from '#core/directory/issue-words.ts';
import { type Severity, severities } from '#core/severity.ts';

type Path = Issue['path'];

/** What no single field shows: references that lead nowhere, things that exist twice, times that cannot be. */
export function problemsOf(document: DirectoryDocument, directory: Directory): Issue[] {
  return [
    ...unknownReferences(document, directory),
    ...doubles(directory),
    ...impossibleTimes(document, directory),
    ...impossibleRules(directory),
  ];
}

/** What works, but probably not as meant. */
export function warningsOf(directory: Directory): Issue[] {
  return [...unheardPeople(directory), ...unreachedRules(directory)];
}

function unheardPeople({ people, escalationPolicies, fallback }: Directory): Issue[] {
  const paged = Object.values(escalationPolicies).flatMap(({ levels }) =>
    levels.flatMap(level => level.people),
  );
  return [...new Set([...paged, ...(fallback === undefined ? [] : [fallback])])]
    .filter(id => people[id]?.phone === undefined)
    .map(id => ({
      path: ['people', id],
      message: 'is paged but has no phone: even a SEV1 reaches this person by e-mail only',
    }));
}

/** The first rule that matches decides, so nothing comes after one that always does. */
function unreachedRules({ rules }: Directory): Issue[] {
  const always = rules.findIndex(({ when }) => !restricts(when));
  if (always === -1 || always === rules.length - 1) return [];
  return [
    {
      path: ['rules', always],
      message: 'matches everything, so no rule after it ever decides: give it a condition in when',
    },
  ];
}

function restricts(when: Directory['rules'][number]['when']): boolean {
  const { labels, ...conditions } = when;
  const isSaid = Object.values(conditions).some(condition => condition !== undefined);
  return isSaid || Object.keys(labels ?? {}).length > 0;
}

function unknownReferences(document: DirectoryDocument, directory: Directory): Issue[] {
  const issues: Issue[] = [];
  const { people, teams, services, escalationPolicies } = directory;
  const refer = (path: Path, id: string | undefined, among: object, what: string) => {
    if (id === undefined || Object.hasOwn(among, id)) return;
    const message = `there is no ${what} ${id}${suggestion(id, Object.keys(among))}`;
    issues.push({ path, message });
  };

  for (const [id, team] of Object.entries(teams)) {
    team.members.forEach((member, index) => {
      refer(['teams', id, 'members', index], member, people, 'person');
    });
    refer(['teams', id, 'lead'], team.lead, people, 'person');
  }
  for (const [id, { levels }] of Object.entries(escalationPolicies)) {
    levels.forEach((level, rung) => {
      level.people.forEach((person, index) => {
        const path = ['escalationPolicies', id, 'levels', rung, 'people', index];
        refer(path, person, people, 'person');
      });
    });
  }
  for (const [id, service] of Object.entries(services)) {
    refer(['services', id, 'team'], service.team, teams, 'team');
    refer(
      ['services', id, 'escalationPolicy'],
      service.escalationPolicy,
      escalationPolicies,
      'escalation policy',
    );
    if (service.escalationPolicy === undefined && !Object.hasOwn(escalationPolicies, 'default')) {
      issues.push({
        path: ['services', id],
        message: 'needs an escalationPolicy: there is no policy named default',
      });
    }
  }
  document.integrations.forEach(({ service }, index) => {
    refer(['integrations', index, 'service'], service, services, 'service');
  });
  document.tokens.forEach(({ person }, index) => {
    refer(['tokens', index, 'person'], person, people, 'person');
  });
  document.stakeholders.forEach((stakeholder, index) => {
    stakeholder.services?.forEach((service, position) => {
      refer(['stakeholders', index, 'services', position], service, services, 'service');
    });
  });
  refer(['fallback'], document.fallback, people, 'person');
  refer(['defaultService'], document.defaultService, services, 'service');

  const serviceCount = Object.keys(services).length;
  if (serviceCount === 0) {
    issues.push({ path: ['services'], message: 'must have at least one service' });
  } else if (document.defaultService === undefined && serviceCount > 1) {
    issues.push({
      path: ['defaultService'],
      message: 'is missing: an alert that matches no service must belong to one',
    });
  }
  return issues;
}

function doubles(directory: Directory): Issue[] {
  const people = Object.entries(directory.people);
  const services = Object.entries(directory.services);
  const { rules, integrations, tokens, stakeholders } = directory;
  const phones = people.map(([id, { phone }]) => claim(['people', id, 'phone'], phone, id));
  const emails = people.map(([id, { email }]) => claim(['people', id, 'email'], email, id));
  const served = services.flatMap(([id, { name, match = [] }]) => [
    claim(['services', id], id, id),
    claim(['services', id, 'name'], name, id),
    ...match.map((pattern, index) => claim(['services', id, 'match', index], pattern, id)),
  ]);

  return [
    ...secondClaims(phones, holder => `is also the phone of ${holder}`),
    ...secondClaims(emails, holder => `is also the email of ${holder}`),
    ...secondClaims(served, holder => `is also matched by the service ${holder}`),
    ...secondClaims(
      rules.map(({ name }, index) => claim(['rules', index, 'name'], name)),
      () => 'is the name of another rule',
    ),
    ...secondClaims(
      integrations.map(({ name }, index) => claim(['integrations', index, 'name'], name)),
      () => 'is the name of another integration',
    ),
    ...secondClaims(
      integrations.map(({ keySha256 }, index) =>
        claim(['integrations', index, 'keySha256'], keySha256),
      ),
      () => 'is the key of another integration',
    ),
    ...secondClaims(
      tokens.map(({ name }, index) => claim(['tokens', index, 'name'], name)),
      () => 'is the name of another token',
    ),
    ...secondClaims(
      tokens.map(({ sha256 }, index) => claim(['tokens', index, 'sha256'], sha256)),
      () => 'is the sum of another token',
    ),
    ...secondClaims(
      stakeholders.map(({ email }, index) => claim(['stakeholders', index, 'email'], email)),
      () => 'is named twice',
    ),
  ];
}

interface Claim {
  path: Path;
  key: string | undefined;
  holder: string;
}

function claim(path: Path, value: string | Record<string, string> | undefined, holder = ''): Claim {
  const key = typeof value === 'object' ? JSON.stringify(Object.entries(value).sort()) : value;
  return { path, key: key?.toLowerCase(), holder };
}

function secondClaims(claims: readonly Claim[], words: (holder: string) => string): Issue[] {
  const first = new Map<string, Claim>();
  return claims.flatMap(each => {
    if (each.key === undefined) return [];
    const holder = first.get(each.key);
    if (holder === undefined) {
      first.set(each.key, each);
      return [];
    }
    // A service may well list its own id.
    if (holder.holder === each.holder && each.holder !== '') return [];
    return [{ path: each.path, message: words(holder.holder) }];
  });
}

function impossibleTimes(document: DirectoryDocument, directory: Directory): Issue[] {
  return severities.flatMap((severity: Severity) => {
    const { updateEverySeconds: every, remindBeforeSeconds: before } =
      directory.severities[severity];
    if (every === undefined || before < every) return [];
    const field = document.severities[severity]?.remindBefore ? 'remindBefore' : 'updateEvery';
    return [
      {
        path: ['severities', severity, field],
        message: `leaves no time for the reminder, ${durationText(before)} before an update every ${durationText(every)}`,
      },
    ];
  });
}

function impossibleRules({ rules }: Directory): Issue[] {
  return rules.flatMap(({ when: { number } }, index) => {
    const { above, below } = number ?? {};
    if (above === undefined || below === undefined || above < below) return [];
    const message = `never matches: no number is above ${above} and below ${below}`;
    return [{ path: ['rules', index, 'when', 'number'], message }];
  });
}
