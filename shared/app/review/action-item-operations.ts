import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { invalid, noIncident, unknownPerson } from '#app/api/refusal.ts';
import { eachIncident } from '#app/incident/each-incident.ts';
import type { CommandOutcome, idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { asOutcome } from '#app/incident/incident-operations.ts';
import type { AnswerOf } from '#contract/api.ts';
import { phases } from '#contract/incident.ts';
import type { ActionItemAnswer } from '#contract/postmortem.ts';
import { type IncidentId, incidentId, newestFirst, parseIncidentId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { ActionItem } from '#core/incident/review-state.ts';
import { entryOf } from '#core/own-entry.ts';
import { trackerOf } from '#core/setup/trackers.ts';
import { dayThere } from '#core/time/local-time.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { OpenReviews } from '#ports/review.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

type Served = 'listActionItems' | 'addActionItem' | 'exportActionItem' | 'completeActionItem';

/** The work that follows from incidents (R23). */
export function actionItemOperations(deps: {
  incidents: IncidentStore;
  openReviews: OpenReviews;
  configuration: ConfigurationStore;
  once: ReturnType<typeof idempotentCommands>['once'];
  now: Now;
}): Operations<Served> {
  return { listActionItems, addActionItem, exportActionItem, completeActionItem };

  async function listActionItems({
    query,
  }: Call<'listActionItems'>): Promise<Outcome<AnswerOf<'listActionItems'>>> {
    const { status, incident: idText } = query;
    const today = await day();
    const items: ActionItemAnswer[] = [];
    if (idText !== undefined) {
      const id = parseIncidentId(idText);
      const found = id && (await deps.incidents.load(id)).incident;
      if (found === undefined || found.phase === 'undeclared') return noIncident(idText);
      items.push(...itemsOf(found, today));
    } else {
      for (const incident of await concerned(status)) items.push(...itemsOf(incident, today));
    }
    const wanted = items.filter(({ done }) => status === 'all' || (status === 'done') === !!done);
    return { answer: { items: wanted.toSorted(dueFirst) } };
  }

  /** Of open ones there is a list; the others are found by reading on. */
  async function concerned(status: 'open' | 'done' | 'all'): Promise<DeclaredIncident[]> {
    if (status === 'open') {
      const reviews = await deps.openReviews();
      const ids = reviews
        .filter(({ actionItems }) => actionItems.length > 0)
        .map(({ incident }) => incidentId(incident));
      const loaded = await deps.incidents.loadMany(ids);
      return [...loaded.values()].flatMap(({ incident }) =>
        incident.phase === 'undeclared' ? [] : [incident],
      );
    }
    return Array.fromAsync(eachIncident(deps.incidents, phases));
  }

  async function addActionItem({
    params,
    body,
    asked,
  }: Call<'addActionItem'>): Promise<Outcome<ActionItemAnswer>> {
    const id = parseIncidentId(params.id ?? '');
    if (id === undefined) return noIncident(params.id);
    const { text, owner: person, dueOn } = body;
    if (dueOn !== undefined && dueOn < (await day())) {
      return invalid('/dueOn', 'lies in the past: give a day that is yet to come');
    }
    const acted = await deps.once(id, body, asked, async (by, directory) => {
      const known = entryOf(directory?.people, person);
      if (person !== undefined && !known) {
        return unknownPerson('/owner', person);
      }
      return {
        type: 'AddActionItem',
        at: deps.now(),
        by,
        text,
        ...(person !== undefined && known && { owner: { person, name: known.name } }),
        ...(dueOn !== undefined && { dueOn }),
      };
    });
    return shown(acted, items => items.findLast(item => item.text === text));
  }

  async function exportActionItem({
    params,
    body,
    asked,
  }: Call<'exportActionItem'>): Promise<Outcome<ActionItemAnswer>> {
    const named = itemNamed(params);
    if ('notFound' in named) return named;
    const { id, number } = named;
    const { incident } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared') return noIncident(id);
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined || trackerOf(directory, incident.plan.service.id) === undefined) {
      return { refused: { rule: 'no-tracker', text: noTracker } };
    }
    const wanted = { ...body, export: number };
    const acted = await deps.once(id, wanted, asked, async by => ({
      type: 'RequestActionItemExport',
      at: deps.now(),
      by,
      item: number,
    }));
    return shown(acted, items => items.find(({ item }) => item === number));
  }

  async function completeActionItem({
    params,
    body,
    asked,
  }: Call<'completeActionItem'>): Promise<Outcome<ActionItemAnswer>> {
    const named = itemNamed(params);
    if ('notFound' in named) return named;
    const { id, number } = named;
    const acted = await deps.once(id, { ...body, item: number }, asked, async by => ({
      type: 'CompleteActionItem',
      at: deps.now(),
      by,
      item: number,
    }));
    return shown(acted, items => items.find(({ item }) => item === number));
  }

  async function shown(
    acted: CommandOutcome,
    pick: (items: ActionItemAnswer[]) => ActionItemAnswer | undefined,
  ): Promise<Outcome<ActionItemAnswer>> {
    const today = await day();
    return asOutcome(acted, ({ incident }) => {
      const item = pick(itemsOf(incident, today));
      if (item === undefined) throw new Error(`${incident.id} lost an action item`);
      return item;
    });
  }

  async function day(): Promise<string> {
    const directory = (await deps.configuration.current())?.directory;
    return dayThere(deps.now(), directory?.organisation.timeZone ?? 'UTC');
  }
}

const noTracker =
  'tocsin.yaml does not say where action items become issues: under actionItems, or of the service’s team, add github: { repository: …, secret: arn:aws:secretsmanager:… }, jira or jiraAutomation, and apply it.';

function itemNamed({
  id: idText = '',
  item,
}: Readonly<Record<string, string>>): { id: IncidentId; number: number } | { notFound: string } {
  const id = parseIncidentId(idText);
  const number = Number(item);
  return id === undefined || !Number.isInteger(number)
    ? { notFound: `action item ${item} of ${idText}` }
    : { id, number };
}

function itemsOf(incident: DeclaredIncident, today: string): ActionItemAnswer[] {
  const { id, title, severity, plan, review } = incident;
  return review.actionItems.map((each: ActionItem) => ({
    ...{ incident: id, title, severity, service: plan.service.id },
    ...each,
    isOverdue: each.done === undefined && each.dueOn !== undefined && each.dueOn < today,
  }));
}

/** What has no day comes last; the newest incident first among equals. */
function dueFirst(a: ActionItemAnswer, b: ActionItemAnswer): number {
  const [first, second] = [a.dueOn ?? '9999', b.dueOn ?? '9999'];
  if (first !== second) return first < second ? -1 : 1;
  return newestFirst(incidentId(a.incident), incidentId(b.incident)) || a.item - b.item;
}
