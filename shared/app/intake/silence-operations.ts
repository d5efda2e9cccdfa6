import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import {
  type Invalid,
  invalid,
  noConfiguration,
  type Refused,
  unknownPerson,
} from '#app/api/refusal.ts';
import { eachIncident } from '#app/incident/each-incident.ts';
import { actorOf, requestKey } from '#app/incident/idempotent-commands.ts';
import type { takeUpHeld } from '#app/intake/held-alerts.ts';
import type { AnswerOf } from '#contract/api.ts';
import type { MuteAnswer, MutesAnswer } from '#contract/silences.ts';
import { sha256 } from '#core/digest.ts';
import {
  longestSilenceDays,
  lookAgainSeconds,
  maintenanceShown,
  mayBeAbout,
  type Silence,
  silencesMax,
  stateOf,
} from '#core/intake/mute.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { patternFlaw, readyFor } from '#core/text/full-pattern.ts';
import { parseMatchers, patternsIn } from '#core/text/matchers.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { tooWide } from '#core/text/wide-matchers.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, AlertStatus, Silences } from '#ports/intake.ts';
import type { NewToken, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** So many that wait are looked through: each is a series, of which one maintenance mutes hundreds. */
const waitingLooked = 1000;
/** So many running incidents are looked through, and named. */
const runningLooked = 200;
const runningShown = 20;

/** Alerts are kept waiting by people, for a reason and until a moment that both stand with it. */
export function silenceOperations(deps: {
  configuration: ConfigurationStore;
  silences: Silences;
  alerts: Pick<AlertIndex, 'waiting' | 'lookUp'>;
  incidents: Pick<IncidentStore, 'list'>;
  statusPage: Pick<
    Operations<'postMaintenance' | 'changeMaintenance'>,
    'postMaintenance' | 'changeMaintenance'
  >;
  takeUp: ReturnType<typeof takeUpHeld>;
  newToken: NewToken;
  now: Now;
}): Operations<'listSilences' | 'addSilence' | 'endSilence'> {
  return {
    async listSilences({ query }) {
      const directory = await inForce();
      if (directory === undefined) return noConfiguration;
      const at = deps.now();
      const silences =
        query.over === 'true'
          ? await deps.silences.all()
          : (await deps.silences.notOver()).filter(silence => stateOf(silence, at) !== 'over');
      const windows = maintenanceShown(directory, at);
      const isAny = silences.length > 0 || windows.length > 0;
      const mayWait = isAny || (directory.inhibit ?? []).length > 0;
      const waiting = mayWait ? await waitingNow(at) : [];
      const shown = [
        ...silences.map(silence => shownSilence(directory, silence, at, waiting)),
        ...windows.map(({ state, ...window }): MuteAnswer => {
          const { id, match, owner, reason, from, until, includeSev1 } = window;
          return {
            ...{ id, kind: 'maintenance', match, owner, reason, from, until, state },
            ownerName: nameOf(directory, owner),
            includesSev1: includeSev1,
            waiting: waitingFor(id, waiting),
          };
        }),
      ];
      return {
        answer: {
          silences: shown.toSorted((a, b) => (a.until < b.until ? -1 : 1)),
          inhibited: inhibitedOf(waiting),
        },
      };
    },

    async addSilence(call) {
      const { body, asked } = call;
      const directory = await inForce();
      if (directory === undefined) return noConfiguration;
      if (asked.via === 'assistant' && body.announce !== undefined) return ofPeople;
      const by = actorOf(asked, body.by, directory);
      if ('invalid' in by) return by;
      const owner = body.owner ?? (by.kind === 'person' ? by.id : undefined);
      if (owner === undefined) {
        return invalid('/owner', 'is missing: name the person who answers for it');
      }
      if (!Object.hasOwn(directory.people, owner)) return unknownPerson('/owner', owner);
      const at = deps.now();
      const from = body.from === undefined ? at : instant(body.from);
      const until = instant(body.until);
      const wrong = wrongTimes(from, until, at) ?? (await wrongMatch(body.match, directory));
      if (wrong !== undefined) return wrong;

      const { idempotencyKey: key } = asked;
      const seed = key === undefined ? deps.newToken() : requestKey(asked.caller.actor, key);
      const id = `sil_${sha256(seed).slice(0, 12)}`;
      // Before customers hear of it: what they were told is not taken back.
      if (body.announce !== undefined && !(await hasRoom(id, at))) return tooMany;
      const announced = await announce(call, { from, until });
      if (announced !== undefined && !('answer' in announced)) return announced;
      const silence: Silence = {
        ...{ id, match: body.match, owner, reason: oneLine(body.reason), from, until },
        ...(body.includeSev1 === true && { includeSev1: true }),
        ...{ by: by.name, createdAt: at },
        ...(by.via !== undefined && { via: by.via }),
        ...(announced !== undefined && { maintenance: announced.answer.id }),
      };
      const outcome = await deps.silences.add(silence, at);
      if (outcome === 'full') return tooMany;
      const before = outcome === 'exists' ? await deps.silences.find(id) : undefined;
      if (before !== undefined && !isSame(before, silence, body.from === undefined)) {
        return { keyReused: true };
      }
      const made = before ?? silence;
      const shown = shownSilence(directory, made, at, []);
      return { answer: { ...shown, running: await runningLike(made) } };
    },

    async endSilence(call) {
      const { params, asked } = call;
      const { id = '' } = params;
      const directory = await inForce();
      if (directory === undefined) return noConfiguration;
      const at = deps.now();
      const { name, via } = { ...asked.caller.actor, via: asked.via };
      const before = await deps.silences.find(id);
      if (asked.via === 'assistant' && before?.maintenance !== undefined) return ofPeople;
      const ended = await deps.silences.end(id, { at, by: name, via });
      if (ended === undefined) return { notFound: `silence ${id}` };
      if (ended.maintenance !== undefined) {
        const how = before !== undefined && before.from > at ? 'cancelled' : 'completed';
        const params = { id: ended.maintenance };
        // Somebody may have said so on the page already.
        await deps.statusPage.changeMaintenance({
          ...call,
          params,
          body: { ended: how },
        } as Call<'changeMaintenance'>);
      }
      // Everything that waits: what this silence alone held opens now, and the rest goes on waiting.
      await deps.takeUp(addSeconds(at, lookAgainSeconds), at);
      return { answer: shownSilence(directory, ended, at, []) };
    },
  };

  async function inForce(): Promise<Directory | undefined> {
    return (await deps.configuration.current())?.directory;
  }

  async function hasRoom(id: string, at: Instant): Promise<boolean> {
    const others = (await deps.silences.notOver()).filter(each => stateOf(each, at) !== 'over');
    return others.length < silencesMax || (await deps.silences.find(id)) !== undefined;
  }

  async function announce(
    call: Call<'addSilence'>,
    { from, until }: { from: Instant; until: Instant },
  ): Promise<Outcome<AnswerOf<'postMaintenance'>> | undefined> {
    const { announce: wanted, by } = call.body;
    if (wanted === undefined) return undefined;
    const body = { ...wanted, from, until, by };
    const outcome = await deps.statusPage.postMaintenance({
      ...call,
      params: {},
      query: undefined,
      body,
    });
    return 'invalid' in outcome && !Array.isArray(outcome.invalid)
      ? invalid(`/announce${outcome.invalid.path}`, outcome.invalid.message)
      : outcome;
  }

  async function waitingNow(at: Instant): Promise<AlertStatus[]> {
    const horizon = addSeconds(at, lookAgainSeconds);
    const waiting = await deps.alerts.waiting(horizon, waitingLooked);
    if (waiting.length === 0) return [];
    const fingerprints = waiting.map(({ fingerprint }) => fingerprint);
    return [...(await deps.alerts.lookUp({ problems: [], fingerprints })).alerts.values()];
  }

  async function runningLike({ match }: Silence) {
    await readyFor(patternsOf(match));
    const found: { id: string; title: string; severity: string }[] = [];
    let looked = 0;
    for await (const incident of eachIncident(deps.incidents, ['open', 'acknowledged'])) {
      if (++looked > runningLooked || found.length === runningShown) break;
      const { id, title, severity, plan } = incident;
      if (mayBeAbout(match, { title, severity, service: plan.service })) {
        found.push({ id, title, severity });
      }
    }
    return found;
  }
}

const ofPeople = {
  forbidden: 'A person decides what customers are told, not an assistant. Do it yourself.',
};

const tooMany: Refused = {
  refused: {
    rule: 'too-many-silences',
    text: `${silencesMax} silences are in force or to come: end one, or change the alerts.`,
  },
};

function wrongTimes(from: Instant, until: Instant, at: Instant): Invalid | undefined {
  if (until <= from) return invalid('/until', 'must be later than from');
  if (until <= at) {
    return invalid('/until', 'lies in the past: give a time that is yet to come');
  }
  return until > addSeconds(from, longestSilenceDays * 86_400)
    ? invalid(
        '/until',
        `must be within ${longestSilenceDays} days of from: nothing is muted for ever, so change the alert or its rule instead`,
      )
    : undefined;
}

async function wrongMatch(match: string, { services }: Directory): Promise<Invalid | undefined> {
  const read = parseMatchers(match);
  if ('fault' in read) return invalid('/match', read.fault);
  for (const pattern of patternsIn(read.matchers)) {
    const flaw = await patternFlaw(pattern);
    if (flaw !== undefined) return invalid('/match', `${JSON.stringify(pattern)} ${flaw}`);
  }
  await readyFor(patternsIn(read.matchers));
  const known = Object.entries(services).map(([id, { name }]) => [id, name]);
  const wide = tooWide(match, known);
  return wide === undefined ? undefined : invalid('/match', wide);
}

function patternsOf(match: string): string[] {
  const read = parseMatchers(match);
  return 'fault' in read ? [] : patternsIn(read.matchers);
}

function isSame(before: Silence, now: Silence, isFromNow: boolean): boolean {
  return (
    before.match === now.match &&
    before.owner === now.owner &&
    before.until === now.until &&
    before.reason === now.reason &&
    (isFromNow || before.from === now.from)
  );
}

function waitingFor(id: string, waiting: readonly AlertStatus[]): MuteAnswer['waiting'] {
  return waiting.flatMap(({ fingerprint, held }) =>
    held?.by === id
      ? [{ title: held.alert.title, series: fingerprint as string, since: held.since }]
      : [],
  );
}

function inhibitedOf(waiting: readonly AlertStatus[]): MutesAnswer['inhibited'] {
  return waiting.flatMap(({ fingerprint, held }) => {
    if (held?.behind === undefined) return [];
    const { alert, since, reason, behind, by } = held;
    const { incident } = behind;
    return [
      {
        ...{ title: alert.title, series: fingerprint as string, since, reason },
        rule: by.slice(by.indexOf(':') + 1),
        ...(incident !== undefined && { incident }),
      },
    ];
  });
}

function nameOf({ people }: Directory, person: string): string {
  return entryOf(people, person)?.name ?? person;
}

function shownSilence(
  directory: Directory,
  silence: Silence,
  at: Instant,
  waiting: readonly AlertStatus[],
): MuteAnswer {
  const { id, match, owner, reason, from, until, includeSev1 = false } = silence;
  const { by, via, createdAt, ended, maintenance } = silence;
  return {
    ...{ id, kind: 'silence', match, owner, reason, from, until, state: stateOf(silence, at) },
    ownerName: nameOf(directory, owner),
    includesSev1: includeSev1,
    made: { by, at: createdAt, ...(via !== undefined && { via }) },
    ...(ended !== undefined && { ended }),
    ...(maintenance !== undefined && { announcedAs: maintenance }),
    waiting: waitingFor(id, waiting),
  };
}
