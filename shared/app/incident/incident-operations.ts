import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { type NotFound, noIncident } from '#app/api/refusal.ts';
import type {
  Acting,
  CommandOutcome,
  IncidentCommands,
} from '#app/incident/idempotent-commands.ts';
import type { AnswerOf, QueryOf, RequestOf } from '#contract/api.ts';
import { type IncidentId, parseIncidentId } from '#core/ids.ts';
import { incidentRow } from '#core/incident/incident-row.ts';
import type { Actor } from '#core/people.ts';

type Commands = Exclude<Acting, 'tickChecklist'>;
type Looks =
  | 'incidentReport'
  | 'incidentArchive'
  | 'incidentPages'
  | 'incidentEffects'
  | 'showChecklist';

/** What is known of incidents. `undefined`: there is no such thing. */
export type ReadIncidents = {
  [Each in Looks]: (id: string, timeZone?: string) => Promise<AnswerOf<Each> | undefined>;
} & {
  listIncidents: (
    query: QueryOf<'listIncidents'>,
    by: Actor,
    known?: string,
  ) => Promise<{ unchanged: string } | { answer: AnswerOf<'listIncidents'>; tag?: string }>;
  /** `entries`: at most so many of the newest of the timeline. */
  showIncident: (
    id: string,
    asked: { by: Actor; timeZone?: string; known?: string; entries?: number | undefined },
  ) => Promise<
    { unchanged: string } | { answer: AnswerOf<'showIncident'>; tag: string } | undefined
  >;
  previewUpdate: (
    id: string,
    said: QueryOf<'previewUpdate'>,
  ) => Promise<AnswerOf<'previewUpdate'> | undefined>;
};

/** The key of the last incident of a page. */
const cursorForm = /^\d{4}-[\d:.TZ-]{19,20}#INC-[\d-]+$/;

/** What is asked of incidents: to be shown, and to change. */
export function incidentOperations({
  act,
  read,
}: {
  act: IncidentCommands;
  read: ReadIncidents;
}): Operations<
  | Commands
  | Looks
  | 'listIncidents'
  | 'showIncident'
  | 'previewUpdate'
  | 'declareIncident'
  | 'tickChecklist'
> {
  return {
    async listIncidents({ query, asked }) {
      if (query.cursor !== undefined && !cursorForm.test(query.cursor)) {
        return { invalid: { path: '?cursor', message: 'is not one that a list gave back' } };
      }
      const found = await read.listIncidents(query, asked.caller.actor, asked.etag);
      if ('unchanged' in found) return found;
      const { answer, tag } = found;
      return { answer, ...(tag !== undefined && { headers: { etag: tag } }) };
    },
    async previewUpdate({ params: { id = '' }, query }) {
      const answer = await read.previewUpdate(id, query);
      return answer === undefined ? noIncident(id) : { answer };
    },
    async showIncident({ params: { id = '' }, query, asked }) {
      const { caller, timeZone, etag } = asked;
      const found = await read.showIncident(id, {
        ...{ by: caller.actor, entries: query.entries },
        ...(timeZone !== undefined && { timeZone }),
        ...(etag !== undefined && { known: etag }),
      });
      if (found === undefined) return noIncident(id);
      if ('unchanged' in found) return found;
      return { answer: found.answer, headers: { etag: found.tag } };
    },
    incidentReport: looked(read.incidentReport),
    incidentArchive: looked(read.incidentArchive, id => ({ notFound: `archive of ${id}` })),
    incidentPages: looked(read.incidentPages),
    incidentEffects: looked(read.incidentEffects),
    showChecklist: looked(read.showChecklist),
    declareIncident: async ({ body, asked }) =>
      asOutcome(await act.declareIncident(body, asked), asIncident),
    acknowledgeIncident: command(act.acknowledgeIncident),
    escalateIncident: command(act.escalateIncident),
    snoozeIncident: command(act.snoozeIncident),
    reassignIncident: command(act.reassignIncident),
    addResponders: command(act.addResponders),
    postUpdate: command(act.postUpdate),
    assignRole: command(act.assignRole),
    addNote: command(act.addNote),
    changeSeverity: command(act.changeSeverity),
    attachFinding: command(act.attachFinding),
    resolveIncident: command(act.resolveIncident),
    reopenIncident: command(act.reopenIncident),
    tickChecklist,
  };

  async function tickChecklist(
    call: Call<'tickChecklist'>,
  ): Promise<Outcome<AnswerOf<'tickChecklist'>>> {
    const { params, body, asked } = call;
    const before = await read.showChecklist(params.id ?? '', asked.timeZone);
    const id = parseIncidentId(params.id ?? '');
    if (before === undefined || id === undefined) return noIncident(params.id);
    if (!before.items.some(({ item }) => item === body.item)) {
      const items = before.items.map(({ item }) => item).join(', ');
      return { invalid: { path: '/item', message: `must be one of ${items}` } };
    }
    const acted = await act.tickChecklist(id, body, asked);
    if (!('incident' in acted)) return asOutcome(acted, () => before);
    return { answer: (await read.showChecklist(id, asked.timeZone)) ?? before };
  }
}

/** Something about one incident; `undefined` when it is not there. */
function looked<Answer>(
  look: (id: string, timeZone?: string) => Promise<Answer | undefined>,
  absent: (id: string) => NotFound = noIncident,
) {
  return async ({ params: { id = '' }, asked }: Pick<Call<Looks>, 'params' | 'asked'>) => {
    const answer = await look(id, asked.timeZone);
    return answer === undefined ? absent(id) : { answer };
  };
}

function command<Id extends Commands>(
  carryOut: (
    id: IncidentId,
    body: RequestOf<Id>,
    asked: Call<Id>['asked'],
  ) => Promise<CommandOutcome>,
) {
  return async ({ params, body, asked }: Call<Id>): Promise<Outcome<AnswerOf<Commands>>> => {
    const id = parseIncidentId(params.id ?? '');
    if (id === undefined) return noIncident(params.id);
    return asOutcome(await carryOut(id, body, asked), asIncident);
  };
}

/** What was done to an incident, as the contract shows it. */
export function asIncident({
  incident,
  version,
  note,
}: Extract<CommandOutcome, { incident: unknown }>) {
  return { ...incidentRow(incident, version), ...(note !== undefined && { note }) };
}

export function asOutcome<Answer>(
  acted: CommandOutcome,
  toAnswer: (acted: Extract<CommandOutcome, { incident: unknown }>) => Answer,
): Outcome<Answer> {
  if ('incident' in acted) return { answer: toAnswer(acted) };
  return acted;
}
