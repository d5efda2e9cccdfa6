import { expect, test } from 'vitest';
import { configure } from '#app/setup/configure.ts';
import { sha256 } from '#core/digest.ts';
import { problemKey } from '#core/ids.ts';
import { undeclared } from '#core/incident/incident.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { ConfigurationStore } from '#ports/setup.ts';
import { assign } from '../../support/incidents.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import {
  memoryConfiguration,
  memoryIncidents,
  memoryTable,
} from '../../support/memory/memory-table.ts';
import {
  carryOut,
  commitOf,
  declaration,
  declared,
  firstId,
  later,
  secondId,
  start,
} from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const renamed = { ...team, organisation: { ...team.organisation, name: 'Southwind Books' } };
const seriously = { dryRun: false, by: 'ana', takesExamples: true };

function desk(change: Partial<ConfigurationStore> = {}) {
  const table = memoryTable();
  const queue = { isDown: false, syncs: 0 };
  const clock = { at: start };
  const incidents = memoryIncidents(table);
  const roster = memoryRoster();
  const { show, apply, showVersion, versions } = configure({
    configuration: { ...memoryConfiguration(table), ...change },
    incidents,
    roster,
    queueSubscriptionSync: async () => {
      if (queue.isDown) throw new Error('SQS is down');
      queue.syncs += 1;
    },
    adminTokenSha256: sha256('admin'),
    now: () => clock.at,
  });
  return { show, apply, showVersion, versions, queue, clock, table, incidents, roster };
}

test('before the first one there is version 0, and all of the first one is new', async () => {
  const { show, apply, queue } = desk();
  expect(await show()).toEqual({ version: 0, document: {} });
  const applied = await apply(team, seriously);
  expect(applied).toMatchObject({ version: 1 });
  expect(await show()).toMatchObject({ version: 1, appliedAt: start, appliedBy: 'ana' });
  expect(queue.syncs).toBe(1);
});

test('what is put back may have had its maintenance; what is new has it yet to come', async () => {
  const { apply, clock } = desk();
  const window = {
    ...{ name: 'Disks', match: 'service="website"', owner: 'ana', reason: 'disks are swapped' },
    ...{ timeZone: 'UTC', from: '2026-11-24T00:00', until: '2026-11-24T02:00' },
  };
  const once = { ...team, maintenance: [window] };
  await apply(once, seriously);
  clock.at = later(10 * 86_400);
  await apply(team, seriously);
  await apply(renamed, seriously);
  expect(await apply(once, seriously)).toMatchObject({ version: 4 });
  const other = { ...team, maintenance: [{ ...window, name: 'Fans' }] };
  expect(await apply(other, seriously)).toEqual({
    problems: [
      { path: '/maintenance/0/until', message: expect.stringMatching(/^lies in the past/) },
    ],
  });
});

test('a dry run tells the differences and leaves everything as it is', async () => {
  const { apply, show, queue } = desk();
  await apply(team, seriously);
  const dry = await apply(renamed, { ...seriously, dryRun: true });
  expect(dry).toMatchObject({ version: 1, changes: [{ path: 'organisation.name' }] });
  expect(await show()).toMatchObject({ version: 1, document: { organisation: team.organisation } });
  expect(queue.syncs).toBe(1);
});

test('what is larger than can be kept is refused in words, also by a dry run', async () => {
  const { apply, show } = desk();
  const runbook = `https://wiki.example.com/${'x'.repeat(250)}`;
  const many = Array.from({ length: 1500 }, (_, index) => {
    const service = { name: `Service ${index}`, team: 'commerce', runbook };
    return [`s${index}`, service];
  });
  const large = { ...team, services: { ...team.services, ...Object.fromEntries(many) } };
  const refused = {
    problems: [
      {
        path: '',
        message: expect.stringMatching(
          /\d{3} KB, and 399 KB is the most; its largest part is services/,
        ),
      },
    ],
  };
  expect(await apply(large, { ...seriously, dryRun: true })).toEqual(refused);
  expect(await apply(large, seriously)).toEqual(refused);
  expect(await show()).toMatchObject({ version: 0 });
});

test('an older version is told as it was applied, with what it changed, and who applied which', async () => {
  const { apply, showVersion, versions } = desk();
  await apply(team, seriously);
  await apply(renamed, { ...seriously, by: 'bo' });
  expect(await showVersion(2)).toMatchObject({
    ...{ version: 2, document: renamed, appliedBy: 'bo' },
    changes: [{ path: 'organisation.name', kind: 'changed', after: 'Southwind Books' }],
  });
  expect((await showVersion(1))?.changes).toContainEqual(
    expect.objectContaining({ path: 'organisation.name', kind: 'added' }),
  );
  expect(await showVersion(3)).toBeUndefined();
  const all = await versions();
  expect(all.versions.map(({ version, appliedBy }) => [version, appliedBy])).toEqual([
    [2, 'bo'],
    [1, 'ana'],
  ]);
  expect(all.next).toBeUndefined();
  expect((await versions(2)).versions).toMatchObject([{ version: 1 }]);
});

test('what changes nothing makes no version', async () => {
  const { apply, table } = desk();
  await apply(team, seriously);
  expect(await apply(structuredClone(team), seriously)).toMatchObject({ version: 1, changes: [] });
  expect(table.configurations).toHaveLength(1);
});

test('applying again mends the subscriptions when they could not be queued the first time', async () => {
  const { apply, queue } = desk();
  queue.isDown = true;
  await expect(apply(team, seriously)).rejects.toThrow('SQS is down');
  queue.isDown = false;
  await apply(team, seriously);
  expect(queue.syncs).toBe(1);
});

test('another version than the expected one in force is a refusal, in a dry run as well', async () => {
  const { apply, table } = desk();
  await apply(team, seriously);
  for (const dryRun of [true, false]) {
    const outdated = await apply(renamed, { ...seriously, dryRun, expectedVersion: 7 });
    expect(outdated).toEqual({ outdated: { version: 1 } });
  }
  expect(await apply(renamed, { ...seriously, expectedVersion: 1 })).toMatchObject({ version: 2 });
  expect(table.configurations).toHaveLength(2);
});

test('of two that are applied at the same moment the second is refused', async () => {
  const { apply, queue } = desk({ save: async () => 'conflict' });
  expect(await apply(team, seriously)).toEqual({ outdated: { version: 1 } });
  expect(queue.syncs).toBe(0);
});

test('what was saved is in force, also where the first answer of the table was lost', async () => {
  const kept: { directory?: Directory } = {};
  const { apply, queue } = desk({
    async save({ directory }) {
      // Asked again by the client of AWS, the table finds the version there.
      kept.directory = directory;
      return 'conflict';
    },
    async version(version) {
      const { directory } = kept;
      return directory && { version, directory, document: team, by: 'ana', at: start };
    },
  });
  expect(await apply(team, seriously)).toMatchObject({ version: 1 });
  expect(queue.syncs).toBe(1);
});

test('every problem of a document is told at once, each with its place', async () => {
  const { apply, table } = desk();
  const applied = await apply(
    {
      ...team,
      people: { ...team.people, ana: { name: 'Ana', phone: '12' } },
      services: { shop: { name: 'Shop', team: 'nobody' } },
      defaultService: 'gone',
    },
    seriously,
  );
  if (!('problems' in applied)) throw new Error('Expected to be refused');
  const paths = applied.problems.map(({ path }) => path);
  expect(paths).toEqual(['/people/ana/phone', '/services/shop/team', '/defaultService']);
  expect(table.configurations).toEqual([]);
});

/** The team with these changes, and somebody else for whoever goes. */
const led = {
  ...team,
  schedules: {
    primary: {
      name: 'Primary',
      timeZone: 'UTC',
      layers: [{ name: 'Turns', people: ['bo'], start: '2026-11-16T00:00', turn: 'weekly' }],
    },
  },
  escalationPolicies: { default: { levels: [{ name: 'First', people: ['bo'] }] } },
  teams: { commerce: { name: 'Commerce', members: ['bo'] } },
};
const { ana: _ana, ...withoutAna } = team.people;

test('who goes and would still be paged is named with the incidents, before anything is applied', async () => {
  const { apply, incidents } = desk();
  await apply(team, seriously);
  await incidents.append(declared());
  await incidents.append(declared(secondId));
  const next = { ...led, people: withoutAna };
  for (const dryRun of [true, false]) {
    expect(await apply(next, { ...seriously, dryRun })).toMatchObject({
      warnings: expect.arrayContaining([
        {
          path: '/people/ana',
          message: expect.stringMatching(
            /^INC-2026-00\d and INC-2026-00\d would page ana, who is removed: nothing more .*the next is paged at once.*tocsin reassign/,
          ),
        },
      ]),
    });
  }
});

test('who goes and has it in hand is named, though the plan never led to them', async () => {
  const { apply, incidents } = desk();
  await apply({ ...led, people: team.people }, seriously);
  await incidents.append(declared());
  const chidi = { person: 'chidi', name: 'Chidi' };
  await carryOut(incidents, firstId, assign(60, 'incidentCommander', chidi));
  const { chidi: _chidi, ...people } = team.people;
  expect(await apply({ ...led, people }, seriously)).toMatchObject({
    warnings: [
      {
        path: '/people/chidi',
        message: expect.stringMatching(/^INC-2026-001 is in the hands of chidi, who is removed: /),
      },
    ],
  });
});

test('an alert that fires is named, of a sender that goes, and not of one that gets another key', async () => {
  const { apply, incidents } = desk();
  const cron = { name: 'cron', source: 'generic', keySha256: sha256('cron') };
  await apply({ ...team, integrations: [cron] }, seriously);
  const command = declaration();
  const { origin } = command;
  if (origin.kind !== 'alert') throw new Error('Expected one by an alert');
  const problem = problemKey('v2|key:cron|backup');
  await incidents.append(
    commitOf(firstId, undeclared, 1, { ...command, origin: { ...origin, problem } }),
  );
  const warningsWith = async (integrations: object[]) => {
    const applied = await apply({ ...team, integrations }, { ...seriously, dryRun: true });
    return 'warnings' in applied ? applied.warnings : applied;
  };
  expect(await warningsWith([{ ...cron, keySha256: sha256('another') }])).toEqual([]);
  const gone = {
    path: '/integrations',
    message: expect.stringMatching(
      /^INC-2026-001 has alerts that fire by cron, which is not there/,
    ),
  };
  expect(await warningsWith([])).toEqual([gone]);
  expect(await warningsWith([{ ...cron, domain: 'jobs' }])).toEqual([gone]);
});

test('a service or a schedule that goes is named with what runs of it, and one beside others is not', async () => {
  const { apply, incidents } = desk();
  const with2 = {
    ...led,
    people: team.people,
    services: { ...team.services, cart: { name: 'Cart', team: 'commerce' } },
  };
  const night = { ...led.schedules.primary, name: 'Night' };
  const schedules = { ...led.schedules, night };
  await apply({ ...with2, schedules }, seriously);
  const { plan, ...command } = declaration();
  const [level] = plan.levels;
  if (level === undefined) throw new Error('Expected a level');
  const of = (...ids: string[]) => [{ ...level, schedules: ids }];
  const service = { id: 'cart', name: 'Cart' };
  await incidents.append(
    commitOf(firstId, undeclared, 1, {
      ...command,
      plan: { ...plan, service, levels: of('night') },
    }),
  );
  await incidents.append(
    commitOf(secondId, undeclared, 1, {
      ...command,
      plan: { ...plan, levels: of('night', 'primary') },
    }),
  );
  const next = { ...with2, services: team.services };
  expect(await apply(next, { ...seriously, dryRun: true })).toMatchObject({
    warnings: [
      {
        path: '/services/cart',
        message: expect.stringMatching(/^INC-2026-001 is of cart, which is removed: /),
      },
      {
        path: '/schedules/night',
        message: expect.stringMatching(/^INC-2026-001 pages by night, which is removed: /),
      },
    ],
  });
});

test('so is a number that goes, and nothing that stays', async () => {
  const { apply, incidents } = desk();
  await apply(team, seriously);
  await incidents.append(declared());
  const ana = { ...team.people.ana, phone: '+15555550177' };
  const applied = await apply({ ...team, people: { ...team.people, ana } }, seriously);
  expect(applied).toMatchObject({
    warnings: [
      {
        path: '/people/ana/phone',
        message: expect.stringContaining('at the phone that is replaced'),
      },
    ],
  });
});

test('an override for somebody who goes is named with who is on duty all the same', async () => {
  const { apply, roster } = desk();
  await apply({ ...led, people: team.people }, seriously);
  await roster.addOverrides([
    {
      ...{ id: 'ovr_1', schedule: 'primary', person: 'ana', by: 'Ana', createdAt: start },
      ...{ from: later(3600), until: later(7200) },
    },
  ]);
  const applied = await apply({ ...led, people: withoutAna }, seriously);
  expect(applied).toMatchObject({
    version: 2,
    warnings: [
      {
        path: '/people/ana',
        message: expect.stringMatching(
          /^override ovr_1 puts ana on duty .*counts as none, and Bo is on duty/,
        ),
      },
    ],
  });
});

test('whoever comes under the id of somebody who left is said to be paged where that one reads it', async () => {
  const { apply, roster } = desk();
  const entered = { person: 'ana', channel: 'sms', address: '+15555550177', at: start } as const;
  await roster.putContact({ ...entered, state: 'verified', enteredBy: 'person' }, undefined);
  await apply({ ...led, people: withoutAna }, seriously);
  const back = { ...led, people: team.people };
  const warnings = [
    {
      path: '/people/ana',
      message: expect.stringMatching(/^somebody had this id before.*: sms \+1\*+77\. /),
    },
  ];
  expect(await apply(back, { ...seriously, dryRun: true })).toMatchObject({ warnings });
  expect(await apply(back, seriously)).toMatchObject({ version: 2, warnings });
  // Who stays is nobody's successor.
  expect(await apply({ ...renamed, schedules: led.schedules }, seriously)).toMatchObject({
    version: 3,
    warnings: [],
  });
});

test('an example’s people are refused where texts would leave the machine, dry or not', async () => {
  const { apply, table } = desk();
  for (const dryRun of [false, true]) {
    const applied = await apply(team, { ...seriously, dryRun, takesExamples: false });
    expect(applied).toMatchObject({
      problems: expect.arrayContaining([
        { path: '/people/ana/phone', message: expect.stringContaining('reaches nobody') },
        { path: '/people/ana/email', message: expect.stringContaining('reaches nobody') },
      ]),
    });
  }
  expect(table.configurations).toHaveLength(0);
});

test.each(['keySha256', 'formerKeySha256'])(
  'a key that senders hold opens nothing else, as %s: no token has its sum, nor has the administrator',
  async field => {
    const { apply } = desk();
    const integrations = (sum: string) => [
      { name: 'grafana', source: 'grafana', keySha256: sha256('newest'), [field]: sum },
    ];
    const tokens = [{ name: 'bot', sha256: sha256('shared'), scope: 'admin' }];
    const shared = { ...team, tokens, integrations: integrations(sha256('shared').toUpperCase()) };
    const path = `/integrations/0/${field}`;
    expect(await apply(shared, seriously)).toMatchObject({
      problems: [{ path, message: expect.stringContaining('API token') }],
    });
    const admins = { ...team, integrations: integrations(sha256('admin')) };
    expect(await apply(admins, seriously)).toMatchObject({
      problems: [{ path, message: expect.stringContaining('administrator') }],
    });
    expect(
      await apply({ ...team, tokens, integrations: integrations(sha256('own')) }, seriously),
    ).toHaveProperty('version');
  },
);
