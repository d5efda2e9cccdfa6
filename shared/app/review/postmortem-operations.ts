import type { Requester } from '#app/api/authenticate.ts';
import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { noIncident } from '#app/api/refusal.ts';
import { actorOf, type idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { asOutcome } from '#app/incident/incident-operations.ts';
import type { PostmortemAnswer } from '#contract/postmortem.ts';
import type { Observation } from '#core/diagnosis/pattern.ts';
import { hitsOf } from '#core/diagnosis/pattern-hits.ts';
import { type IncidentId, parseIncidentId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { postmortemDueAt } from '#core/incident/review.ts';
import { clocksIn, incidentFigures } from '#core/review/incident-figures.ts';
import { learningsOf, postmortem } from '#core/review/postmortem.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { PostmortemStore, PostmortemVersion } from '#ports/review.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

type Served =
  | 'showPostmortem'
  | 'listPostmortemVersions'
  | 'createPostmortem'
  | 'editPostmortem'
  | 'submitPostmortem'
  | 'publishPostmortem';
/** Of which a list tells who wrote them; older ones are shown by their number. */
const listedMax = 100;
type Answered = Outcome<PostmortemAnswer>;
type Refused = Extract<Answered, { refused: unknown }>;

/** A post-mortem is drafted from the log, edited by people in versions, reviewed and published (R21, R23). */
export function postmortemOperations(deps: {
  incidents: IncidentStore;
  postmortems: PostmortemStore;
  configuration: ConfigurationStore;
  once: ReturnType<typeof idempotentCommands>['once'];
  now: Now;
}): Operations<Served> {
  const { incidents, postmortems, now } = deps;
  return {
    showPostmortem: ({ params, query: { version } }) =>
      onText(params, async (id, incident, newest) => {
        const text = version === undefined ? newest : await postmortems.version(id, version);
        return text === undefined
          ? { notFound: `version ${version} of the post-mortem of ${id}` }
          : { answer: answerOf(incident, text) };
      }),

    async listPostmortemVersions({ params: { id: idText = '' } }) {
      const id = parseIncidentId(idText);
      const newest = id && (await postmortems.newest(id));
      if (id === undefined || newest === undefined) return { notFound: `post-mortem of ${idText}` };
      return { answer: { versions: await postmortems.history(id, newest.version, listedMax) } };
    },

    createPostmortem: ({ params, body, asked }) =>
      onIncident(params, async (id, incident) => {
        if (!('resolvedAt' in incident)) {
          const text = `${id} is not resolved yet: there is nothing to look back on.`;
          return { refused: { rule: 'not-over', text } };
        }
        const written =
          (await postmortems.newest(id)) ?? (await drafted(id, incident, body, asked));
        if ('invalid' in written) return written;
        const { version } = written;
        return carriedOut(id, { ...body, draft: true }, asked, by => [
          { type: 'DraftPostmortem', at: now(), by, version },
        ]);
      }),

    editPostmortem: ({ params, body, asked }) =>
      onText(params, async (id, _incident, text) => {
        const { version: read, markdown, runbookDiff, by: named } = body;
        const by = await actor(asked, named);
        if ('invalid' in by) return by;
        const isSame =
          markdown === text.markdown && (runbookDiff ?? text.runbookDiff) === text.runbookDiff;
        // What they ask for was saved by an earlier run of theirs, which died before it could say so.
        const isOurs = isSame && text.version === read + 1 && text.by === by.name;
        if (read !== text.version && !isOurs) return editedMeanwhile(text, read);
        const version = isSame ? text.version : read + 1;
        const diff = runbookDiff ?? text.runbookDiff;
        const next = {
          version,
          at: now(),
          by: by.name,
          markdown,
          ...(diff && { runbookDiff: diff }),
        };
        if (!isSame && (await postmortems.save(id, next)) === 'conflict') {
          return editedMeanwhile((await postmortems.newest(id)) ?? text, read);
        }
        return carriedOut(id, { by: named, version }, asked, actor => [
          { type: 'EditPostmortem', at: now(), by: actor, version },
        ]);
      }),

    submitPostmortem: ({ params, body, asked }) =>
      onText(params, async id =>
        carriedOut(id, { ...body, submit: true }, asked, by => [
          { type: 'SubmitPostmortem', at: now(), by },
        ]),
      ),

    publishPostmortem: ({ params, body, asked }) =>
      onText(params, async (id, incident, text) => {
        const learnings = body.learnings ?? learningsOf(text.markdown);
        const isPublished = incident.review.postmortem?.status === 'published';
        if (!isPublished && learnings === undefined) {
          const missing =
            'Nobody has written its summary yet: fill in the two sentences of it, or give the learnings.';
          return { refused: { rule: 'no-summary', text: missing } };
        }
        const { version: read = text.version, runbookDiff: diff } = body;
        if (!isPublished && read !== text.version) {
          const by = await actor(asked, body.by);
          if ('invalid' in by) return by;
          // Of an earlier run of theirs, which saved its change of the runbook and died before it could say so.
          const isOurs = diff !== undefined && diff === text.runbookDiff && text.by === by.name;
          if (text.version !== read + 1 || !isOurs) return editedMeanwhile(text, read);
        }
        // It will be refused, unless it is the request of before, which wrote its version then.
        const changed = isPublished ? text : await withDiff(id, text, body, asked);
        if ('invalid' in changed || 'refused' in changed) return changed;
        const { version, runbookDiff } = changed;
        const hasRunbookChange = runbookDiff !== undefined;
        return carriedOut(id, { ...body, publish: true }, asked, by => [
          { type: 'EditPostmortem', at: now(), by, version },
          {
            type: 'PublishPostmortem',
            at: now(),
            by,
            version,
            learnings: learnings ?? '',
            hasRunbookChange,
          },
        ]);
      }),
  };

  async function drafted(
    id: IncidentId,
    incident: DeclaredIncident,
    { by: named }: { by?: string | undefined },
    asked: Requester,
  ): Promise<PostmortemVersion | Extract<Answered, { invalid: unknown }>> {
    const by = await actor(asked, named);
    if ('invalid' in by) return by;
    const commits = await incidents.history(id);
    const directory = (await deps.configuration.current())?.directory;
    const figures = incidentFigures(incident, commits, clocksIn(directory));
    const { patterns: known = [], plan } = incident;
    const said = hitsOf(directory ?? {}, plan.service.id, observationsOf(incident, commits));
    const patterns = [
      ...known,
      ...said.filter(({ pattern }) => !known.some(hit => hit.pattern === pattern)),
    ];
    const markdown = postmortem({ incident, commits, figures, patterns });
    const first = { version: 1, at: now(), by: by.name, markdown };
    if ((await postmortems.save(id, first)) === 'saved') return first;
    return (await postmortems.newest(id)) ?? first;
  }

  async function withDiff(
    id: IncidentId,
    text: PostmortemVersion,
    { runbookDiff, by: named }: { runbookDiff?: string | undefined; by?: string | undefined },
    asked: Requester,
  ): Promise<PostmortemVersion | Extract<Answered, { invalid: unknown } | { refused: unknown }>> {
    if (runbookDiff === undefined || runbookDiff === text.runbookDiff) return text;
    const by = await actor(asked, named);
    if ('invalid' in by) return by;
    const next = { ...text, version: text.version + 1, at: now(), by: by.name, runbookDiff };
    if ((await postmortems.save(id, next)) === 'saved') return next;
    return editedMeanwhile((await postmortems.newest(id)) ?? text, text.version);
  }

  async function actor(asked: Requester, named: string | undefined) {
    return actorOf(asked, named, (await deps.configuration.current())?.directory);
  }

  async function carriedOut(
    id: IncidentId,
    body: { by?: string | undefined } & Record<string, unknown>,
    asked: Requester,
    toCommands: (
      by: Extract<IncidentCommand, { by: unknown }>['by'],
    ) => [IncidentCommand, ...IncidentCommand[]],
  ): Promise<Answered> {
    const acted = await deps.once(id, body, asked, async by => toCommands(by));
    if (!('incident' in acted)) {
      return asOutcome<PostmortemAnswer>(acted, () => {
        throw new Error('A refusal became an answer');
      });
    }
    const text = await postmortems.newest(id);
    if (text === undefined) return { notFound: `post-mortem of ${id}` };
    return { answer: answerOf(acted.incident, text) };
  }

  async function onIncident(
    { id: idText = '' }: Call<Served>['params'],
    serve: (id: IncidentId, incident: DeclaredIncident) => Promise<Answered>,
  ): Promise<Answered> {
    const id = parseIncidentId(idText);
    if (id === undefined) return noIncident(idText);
    const { incident } = await incidents.load(id);
    return incident.phase === 'undeclared' ? noIncident(id) : serve(id, incident);
  }

  function onText(
    params: Call<Served>['params'],
    serve: (
      id: IncidentId,
      incident: DeclaredIncident,
      text: PostmortemVersion,
    ) => Promise<Answered>,
  ): Promise<Answered> {
    return onIncident(params, async (id, incident) => {
      const text = await postmortems.newest(id);
      return text === undefined
        ? { notFound: `post-mortem of ${id} yet`, reason: 'no-postmortem' }
        : serve(id, incident, text);
    });
  }
}

function editedMeanwhile({ version, by }: PostmortemVersion, read: number): Refused {
  const text = `${by} wrote version ${version} meanwhile; yours is of version ${read}. Read theirs first.`;
  return { refused: { rule: 'edited-meanwhile', text } };
}

function answerOf(incident: DeclaredIncident, text: PostmortemVersion): PostmortemAnswer {
  const dueAt = postmortemDueAt(incident);
  return {
    incident: incident.id,
    title: incident.title,
    status: incident.review.postmortem?.status ?? 'draft',
    ...text,
    ...(dueAt !== undefined && { dueAt }),
  };
}

/** What was said of it: by its alerts, and by people. */
function observationsOf(
  { title, description }: DeclaredIncident,
  commits: readonly { events: readonly IncidentEvent[] }[],
): Observation[] {
  const said = commits.flatMap(({ events }) =>
    events.flatMap((event): Observation[] => {
      switch (event.type) {
        case 'AlertsAttached':
          return event.alerts.map(alert => ({ where: 'an alert', text: alert.title }));
        case 'NoteAdded':
          return [{ where: 'a note', text: event.text }];
        case 'UpdatePosted':
          return [{ where: 'an update', text: `${event.status} ${event.actions ?? ''}` }];
        case 'IncidentResolved':
          return [{ where: 'the resolution', text: event.resolution }];
        default:
          return [];
      }
    }),
  );
  return [{ where: 'its title', text: `${title} ${description ?? ''}` }, ...said];
}
