import fc from 'fast-check';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import { decide } from '#core/incident/decide.ts';
import { type IncidentEvent, purpose, roles } from '#core/incident/events.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import { channels } from '#core/people.ts';
import { type Severity, severities } from '#core/severity.ts';
import { secondsBetween } from '#core/time/instant.ts';
import {
  acknowledge,
  addActionItem,
  addNote,
  addResponders,
  ana,
  archive,
  assign,
  attach,
  attachFinding,
  bo,
  changeOnCall,
  changeSeverity,
  clear,
  completeActionItem,
  declare,
  declareByHand,
  doubt,
  draftPostmortem,
  editPostmortem,
  elsewhere,
  escalate,
  importIncident,
  noteResemblance,
  notifyTeam,
  pageDelivered,
  pageFailed,
  pageSent,
  pageUndelivered,
  people,
  planOf,
  postPublicNotice,
  postUpdate,
  publishPostmortem,
  reassign,
  recordAction,
  recordExport,
  recordIssue,
  recordNoIssue,
  refire,
  reopen,
  requestExport,
  resembling,
  resolve,
  snooze,
  submitPostmortem,
  tick,
  unreachable,
  wake,
  withRules,
} from '../../support/incidents.ts';
import { start } from '../../support/samples.ts';

/* Whatever people, alerts, carriers and clocks do to one incident, in any order. */

/** What is asked at this second, of this incident. */
type Wish = (seconds: number, incident: Incident) => IncidentCommand;

const who = fc.constantFrom(ana, bo);
const person = fc.constantFrom(people.ana, people.bo, people.emil);
/** With rules of their own, without, and out of reach. */
const somebody = fc.constantFrom(people.ana, people.bo, withRules, unreachable);
const host = fc.constantFrom('host-a', 'host-b', 'host-c');
const severity = fc.constantFrom(...severities);
/** A plan may have become shorter since the incident was declared. */
const levels = fc.constantFrom(1, 2, 5);

const wish: fc.Arbitrary<Wish> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constant<Wish>((seconds, incident) => wake(dueOr(seconds, incident))),
  },
  { weight: 1, arbitrary: fc.constant<Wish>(wake) },
  {
    weight: 2,
    arbitrary: who.map(
      (by): Wish =>
        seconds =>
          acknowledge(seconds, by),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Wish>(seconds => escalate(seconds)) },
  { weight: 1, arbitrary: fc.constant<Wish>(seconds => postUpdate(seconds)) },
  { weight: 1, arbitrary: fc.constant<Wish>(seconds => postPublicNotice(seconds)) },
  { weight: 1, arbitrary: fc.constant<Wish>(seconds => addNote(seconds)) },
  { weight: 1, arbitrary: fc.constant<Wish>(seconds => attachFinding(seconds)) },
  { weight: 1, arbitrary: fc.constant<Wish>(seconds => notifyTeam(seconds)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('ActionRequested', 'ActionStarted', 'ActionFinished', 'ActionAbandoned')
      .map(
        (type): Wish =>
          seconds =>
            recordAction(seconds, type),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Wish>(seconds => attachFinding(seconds, { patterns: [resembling] })),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Wish>(seconds => noteResemblance(seconds)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...roles), person).map(
      ([role, to]): Wish =>
        seconds =>
          assign(seconds, role, to),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(severity, levels).map(
      ([to, count]): Wish =>
        seconds =>
          changeSeverity(
            seconds,
            to,
            planOf(to, { levels: planOf(to).levels.slice(0, count), publish: 'approved' }),
          ),
    ),
  },
  {
    weight: 1,
    arbitrary: host.map(
      (name): Wish =>
        seconds =>
          attach(seconds, name),
    ),
  },
  {
    weight: 1,
    arbitrary: host.map(
      (name): Wish =>
        seconds =>
          refire(seconds, name),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Wish>(seconds => attach(seconds)) },
  {
    weight: 2,
    arbitrary: host.map(
      (name): Wish =>
        seconds =>
          clear(seconds, name),
    ),
  },
  {
    weight: 1,
    arbitrary: host.map(
      (name): Wish =>
        seconds =>
          doubt(seconds, name),
    ),
  },
  {
    weight: 1,
    arbitrary: who.map(
      (by): Wish =>
        seconds =>
          resolve(seconds, by),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Wish>(seconds => reopen(seconds)) },
  { weight: 3, arbitrary: outcome() },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.boolean(), fc.constantFrom(...channels), person).map(
      ([delivered, channel, to]): Wish =>
        (seconds, incident) =>
          (delivered ? pageDelivered : pageUndelivered)(seconds, channel, to)(incident),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(-5, 600, 4000).map(
      (length): Wish =>
        seconds =>
          snooze(seconds, length),
    ),
  },
  {
    weight: 1,
    arbitrary: somebody.map(
      (to): Wish =>
        seconds =>
          reassign(seconds, to),
    ),
  },
  {
    weight: 1,
    arbitrary: somebody.map(
      (to): Wish =>
        seconds =>
          addResponders(seconds, to),
    ),
  },
  {
    weight: 1,
    arbitrary: somebody.map(
      (to): Wish =>
        (seconds, incident) => {
          const plan = incident.phase === 'undeclared' ? planOf('SEV1') : incident.plan;
          const [first, ...others] = plan.levels;
          const levels = first === undefined ? others : [{ ...first, people: [to] }, ...others];
          return changeOnCall(seconds, { ...plan, levels });
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (done): Wish =>
        seconds =>
          tick(seconds, 'verify-resolved', done),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<string[]>([], ['logs: not allowed']).map(
      (missing): Wish =>
        seconds =>
          archive(seconds, missing),
    ),
  },
  { weight: 3, arbitrary: afterwards() },
  { weight: 2, arbitrary: exporting() },
);

/** What people do once it is over, or try to before. */
function afterwards(): fc.Arbitrary<Wish> {
  return fc.constantFrom<Wish>(
    seconds => recordExport(seconds),
    seconds => draftPostmortem(seconds),
    seconds => editPostmortem(seconds, 2),
    seconds => submitPostmortem(seconds),
    seconds => publishPostmortem(seconds),
    seconds => addActionItem(seconds),
    seconds => completeActionItem(seconds, 1),
  );
}

/** What becomes of action items elsewhere. */
function exporting(): fc.Arbitrary<Wish> {
  return fc.constantFrom<Wish>(
    seconds => addActionItem(seconds),
    seconds => requestExport(seconds, 1),
    seconds => recordIssue(seconds, 1),
    seconds => recordNoIssue(seconds, 1),
  );
}

/** Of the rung where the ladder stands, or of any other. */
function outcome(): fc.Arbitrary<Wish> {
  const page = fc.record({
    person: fc.constantFrom('ana', 'bo', 'chidi'),
    purpose: fc.constantFrom(...purpose.options),
    level: fc.integer({ min: 0, max: 5 }),
    round: fc.integer({ min: 0, max: 3 }),
  });
  return fc.tuple(fc.boolean(), fc.boolean(), fc.constantFrom(...channels), page).map(
    ([current, sent, channel, about]): Wish =>
      (seconds, incident) => {
        const rung =
          current && incident.phase !== 'undeclared' ? incident.paging.escalation : about;
        const { level, round, purpose } = rung;
        const attempt = { ...about, level, round, purpose };
        return (sent ? pageSent : pageFailed)(seconds, channel, attempt)(incident);
      },
  );
}

/** Exactly when something is due, or now when that has passed. */
function dueOr(seconds: number, incident: Incident): number {
  const deadline = nextDeadline(incident);
  return deadline === undefined ? seconds : Math.max(seconds, secondsBetween(start, deadline.at));
}

const birth = fc.oneof(
  severity.map(worst => declare(worst)),
  { weight: 4, arbitrary: severity.map(worst => declare(worst, { plan: rich(worst) })) },
  fc
    .constantFrom('drill', 'test-page')
    .map(kind => declare('SEV1', { drill: { kind, announced: false } } as const)),
  severity.map(worst => declareByHand(worst)),
  severity.map(worst => importIncident({ ...elsewhere, severity: worst })),
);
/** All that a plan may have: own rules, somebody out of reach, a fallback, roles that are chased. */
function rich(worst: Severity): ResponsePlan {
  const plan = planOf(worst);
  const [first, second] = plan.levels;
  if (first === undefined || second === undefined) throw new Error('No levels');
  return {
    ...plan,
    levels: [
      { ...first, people: [withRules] },
      { ...second, people: [unreachable] },
      { ...second, name: 'Fallback contact', people: [people.emil], isFallback: true },
    ],
    repeats: 2,
    unacknowledgeForgotten: true,
    fillRolesWithinSeconds: 300,
  };
}

/** Clocks of different machines differ: a command may carry a moment before that of the one before it. */
const wait = fc.oneof(fc.integer({ min: -2, max: 900 }), fc.integer({ min: 0, max: 20_000 }));

export const life = fc.tuple(birth, fc.array(fc.tuple(wish, wait), { maxLength: 40, size: 'max' }));

export interface Step {
  before: Incident;
  command: IncidentCommand;
  events: IncidentEvent[];
  after: Incident;
}

/** Lives through the wishes; what is refused changes nothing. */
export function live([declaration, wishes]: typeof life extends fc.Arbitrary<infer Life>
  ? Life
  : never): Step[] {
  const steps: Step[] = [];
  let seconds = 0;
  let incident: Incident = undeclared;
  const carryOut = (command: IncidentCommand) => {
    const decision = decide(incident, command);
    const events = 'events' in decision ? decision.events : [];
    const after = events.reduce(evolve, incident);
    steps.push({ before: incident, command, events, after });
    incident = after;
    seconds = Math.max(0, secondsBetween(start, command.at));
  };
  carryOut(declaration);
  for (const [toCommand, waited] of wishes) {
    carryOut(toCommand(Math.max(0, seconds + waited), incident));
  }
  return steps;
}
