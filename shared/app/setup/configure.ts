import { eachIncident, runningPhases } from '#app/incident/each-incident.ts';
import type { AnswerOf } from '#contract/api.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import {
  gonePlaces,
  goneSenders,
  removesSomebody,
  stillFiring,
  stillHeld,
  stillOf,
  stillPaged,
} from '#core/incident/still-paged.ts';
import { deadOverrides } from '#core/oncall/dead-overrides.ts';
import { earlierContacts } from '#core/oncall/earlier-contacts.ts';
import { diffDirectories } from '#core/setup/diff.ts';
import type { Directory } from '#core/setup/directory.ts';
import { fictionalAddresses } from '#core/setup/fictional.ts';
import { keySums } from '#core/setup/key-sums.ts';
import { pointer } from '#core/text/json-pointer.ts';
import { listed } from '#core/text/listing.ts';
import type { Instant } from '#core/time/instant.ts';
import { nextPeriod } from '#core/time/recurring-window.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore, QueueSubscriptionSync } from '#ports/setup.ts';

/** More are not looked at while somebody waits for the answer, which says so. */
const incidentsMax = 1000;
const namedMax = 5;
const versionsPerPage = 20;

export type Applied =
  | AnswerOf<'applyConfiguration'>
  | { problems: { path: string; message: string }[] }
  | { outdated: { version: number } };

/** The configuration in force, and a new one: checked as a whole, compared, and only then saved as the next version. */
export function configure(deps: {
  configuration: ConfigurationStore;
  incidents: Pick<IncidentStore, 'list'>;
  roster: Pick<RosterStore, 'newest'>;
  queueSubscriptionSync: QueueSubscriptionSync;
  /** Of the administrator's token, which stands in no document. */
  adminTokenSha256: string;
  now: Now;
}) {
  return {
    async show(): Promise<AnswerOf<'showConfiguration'>> {
      const newest = await deps.configuration.newest();
      if (newest === undefined) return { version: 0, document: {} };
      const { version, document, at: appliedAt, by: appliedBy } = newest;
      return { version, document: document as Record<string, unknown>, appliedAt, appliedBy };
    },

    /** One that was applied at some time, and what it changed. `undefined`: there is none of that number. */
    async showVersion(number: number): Promise<AnswerOf<'showConfiguration'> | undefined> {
      const [found, before] = await Promise.all([
        deps.configuration.version(number),
        deps.configuration.version(number - 1),
      ]);
      if (found === undefined) return undefined;
      const { version, document, at: appliedAt, by: appliedBy } = found;
      const changes = diffDirectories(before?.directory, found.directory);
      const said = document as Record<string, unknown>;
      return { version, document: said, appliedAt, appliedBy, changes };
    },

    async versions(before?: number): Promise<AnswerOf<'listConfigurationVersions'>> {
      const from = before ?? ((await deps.configuration.newest())?.version ?? 0) + 1;
      const found = await deps.configuration.history(from - 1, versionsPerPage);
      const last = found.at(-1)?.version ?? 1;
      return {
        versions: found.map(({ version, at, by }) => ({ version, appliedAt: at, appliedBy: by })),
        ...(last > 1 && { next: last }),
      };
    },

    async apply(
      document: unknown,
      options: {
        dryRun: boolean;
        expectedVersion?: number | undefined;
        by: string;
        /** Numbers and addresses that are examples are fine: nothing leaves the machine. */
        takesExamples: boolean;
      },
    ): Promise<Applied> {
      // With all checks, which weigh more than whatever else is asked of the API at night.
      const { parseDirectory } = await import('#core/setup/parse-directory.ts');
      const parsed = parseDirectory(document);
      if ('problems' in parsed) return { problems: parsed.problems.map(pointed) };
      const fictional = options.takesExamples ? [] : fictionalAddresses(parsed.directory);
      if (fictional.length > 0) return { problems: fictional.map(pointed) };
      const admin = deps.adminTokenSha256.toLowerCase();
      const shared = parsed.directory.integrations.flatMap((integration, index) =>
        keySums
          .filter(field => integration[field] === admin)
          .map(field => ({ path: ['integrations', index, field], message: administrators })),
      );
      if (shared.length > 0) return { problems: shared.map(pointed) };

      const next = { document, directory: parsed.directory };
      const { bytes, most } = await deps.configuration.sizeOf(next);
      if (bytes > most)
        return { problems: [{ path: '', message: tooLarge(bytes, most, document) }] };

      const newest = await deps.configuration.newest();
      let past = maintenanceInThePast(parsed.directory, deps.now());
      const last = newest?.version ?? 0;
      for (let back = 0; past.length > 0 && back < Math.min(last, versionsLooked); back++) {
        const older = await deps.configuration.version(last - back);
        const known = maintenanceOf(older?.directory);
        past = past.filter(({ window }) => !known.has(window));
      }
      if (past.length > 0) return { problems: past.map(pointed) };
      const inForce = newest?.version ?? 0;
      const { expectedVersion } = options;
      const changes = diffDirectories(newest?.directory, parsed.directory);
      // What is asked for was saved by an earlier call of theirs, which died before it could say so.
      const isOurs =
        !options.dryRun &&
        expectedVersion === inForce - 1 &&
        newest?.by === options.by &&
        changes.length === 0;
      if (expectedVersion !== undefined && expectedVersion !== inForce && !isOurs) {
        return { outdated: { version: inForce } };
      }
      const warnings = [
        ...parsed.warnings.map(pointed),
        ...(await leftBehind(deps, newest?.directory, parsed.directory)),
      ];
      if (options.dryRun) return { version: inForce, changes, warnings };
      if (newest !== undefined && changes.length === 0) {
        // Saved by an earlier call, which may have failed right after: applying again is how a person mends that.
        await deps.queueSubscriptionSync();
        return { version: inForce, changes, warnings };
      }
      const version = inForce + 1;
      const { by } = options;
      const { directory } = parsed;
      const at = deps.now();
      const saved = await deps.configuration.save({ version, document, directory, by, at });
      if (saved === 'conflict' && !(await isSaved({ version, by, at }))) {
        return { outdated: { version } };
      }
      await deps.queueSubscriptionSync();
      return { version, changes, warnings };
    },
  };

  /** An answer that was lost is asked for again, and what stands in the way then is one's own. */
  async function isSaved(ours: { version: number; by: string; at: Instant }): Promise<boolean> {
    const there = await deps.configuration.version(ours.version);
    return there?.by === ours.by && there.at === ours.at;
  }
}

/** So far back a window that is over is looked for. */
const versionsLooked = 100;

/** What was applied once may be over by now, when an older version is put back too; what is new and never begins is a mistake. */
function maintenanceInThePast(directory: Directory, at: Instant) {
  return (directory.maintenance ?? []).flatMap((window, index) =>
    nextPeriod(window, at) !== undefined
      ? []
      : [
          {
            window: JSON.stringify(window),
            path: ['maintenance', index, 'until'],
            message: 'lies in the past: give a time that is yet to come, or leave it out',
          },
        ],
  );
}

function maintenanceOf(directory: Directory | undefined): ReadonlySet<string> {
  return new Set(directory?.maintenance?.map(window => JSON.stringify(window)));
}

/** What running incidents and overrides still hold on to, and this configuration does not have; and who left what to whom. */
async function leftBehind(
  deps: {
    incidents: Pick<IncidentStore, 'list'>;
    roster: Pick<RosterStore, 'newest'>;
    now: Now;
  },
  before: Directory | undefined,
  after: Directory,
) {
  const roster = await deps.roster.newest();
  const overrides = deadOverrides(after, roster, deps.now()).map(({ override, missing, text }) => {
    const { person, instead = person, schedule } = override;
    const path = {
      person: `people/${person}`,
      instead: `people/${instead}`,
      schedule: `schedules/${schedule}`,
    };
    return { path: `/${path[missing]}`, message: text };
  });
  if (before === undefined) return overrides;
  const earlier = earlierContacts(before, after, roster).map(pointed);
  const senders = goneSenders(before, after);
  const places = gonePlaces(before, after);
  if (!removesSomebody(before, after) && senders.length === 0 && places.length === 0) {
    return [...overrides, ...earlier];
  }
  const incidents: DeclaredIncident[] = [];
  for await (const incident of eachIncident(deps.incidents, runningPhases)) {
    if (incidents.push(incident) === incidentsMax) break;
  }
  const many = incidents.length === incidentsMax ? ` (of the newest ${incidentsMax} that run)` : '';
  const those = (ids: readonly string[]) => {
    const more = ids.length > namedMax ? ` and ${ids.length - namedMax} more` : '';
    return `${listed(ids.slice(0, namedMax))}${more}${many}`;
  };
  const held = stillHeld(incidents, before, after).map(({ person, incidents: ids }) => {
    const message = `${those(ids)} ${ids.length === 1 ? 'is' : 'are'} in the hands of ${person}, who is removed: they hear no more of it. Where nobody else has a role in it, it is open again within five minutes and pages whoever is on duty, or at the end of its snooze; roles of theirs count as taken all the same. Hand over with tocsin reassign, and give their roles to others with tocsin assign`;
    return { path: `/people/${person}`, message };
  });
  const pages = stillPaged(incidents, before, after).map(({ person, what, incidents: ids }) => {
    const who =
      what === 'person' ? `${person}, who is removed` : `${person} at the ${what} that is replaced`;
    const answers =
      what === 'person'
        ? 'what they answer to what was sent is refused'
        : 'what was sent may be answered until it is over';
    const then = what === 'person' ? 'the next is paged at once' : 'it goes to where they are then';
    const message = `${those(ids)} would page ${who}: nothing more is sent there, ${then}; ${answers}; or hand it over with tocsin reassign`;
    return { path: what === 'person' ? `/people/${person}` : `/people/${person}/${what}`, message };
  });
  const firing = stillFiring(incidents, senders).map(({ name, incidents: ids }) => {
    const what = ids.length === 1 ? 'has alerts that fire' : 'have alerts that fire';
    const message = `${those(ids)} ${what} by ${name}, which is not there any more under this name or domain: nothing that is sent clears them; resolve by hand, or keep the name where only the key is another`;
    return { path: '/integrations', message };
  });
  const placed = stillOf(incidents, places).map(({ of: { kind, id }, incidents: ids }) => {
    const are = ids.length === 1 ? 'is' : 'are';
    const message =
      kind === 'services'
        ? `${those(ids)} ${are} of ${id}, which is removed: it keeps that name, its team and its policy; what names the service from now on is of defaultService`
        : `${those(ids)} ${ids.length === 1 ? 'pages' : 'page'} by ${id}, which is removed: whoever was on duty by it last is paged on, and nobody takes their place at a hand-over; hand over with tocsin reassign`;
    return { path: `/${kind}/${id}`, message };
  });
  return [...overrides, ...earlier, ...held, ...pages, ...firing, ...placed];
}

const administrators = "is the sum of the administrator's token, too: make a key of its own";

function tooLarge(bytes: number, most: number, document: unknown): string {
  const sections = Object.entries(document as Record<string, unknown>)
    .map(([name, section]) => ({ name, length: JSON.stringify(section).length }))
    .toSorted((a, b) => b.length - a.length);
  const [kept, may] = [Math.ceil(bytes / 1024), Math.floor(most / 1024)];
  return `is too large: compressed, as it is kept, it has ${kept} KB, and ${may} KB is the most; its largest part is ${sections[0]?.name}`;
}

function pointed({ path, message }: { path: readonly PropertyKey[]; message: string }) {
  return { path: pointer(path), message };
}
