import type { HandleCommand } from '#app/incident/handle-command.ts';
import { declaring } from '#app/intake/declare-problem.ts';
import { groupEnds } from '#app/intake/end-group.ts';
import type { judging } from '#app/intake/judge.ts';
import { keepWaiting } from '#app/intake/keep-waiting.ts';
import { raising } from '#app/intake/raise-incident.ts';
import {
  type Applied,
  alertsPerCommit,
  done,
  firingIn,
  flapped,
  isA,
  memberOf,
  notedAtOnce,
  type Opening,
  statusClaim,
  statusOf,
  type With,
  type WithVerdict,
} from '#app/intake/triaged.ts';
import { chunks, eachOf } from '#core/chunks.ts';
import type { IncidentId } from '#core/ids.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Claim, IncidentStore } from '#ports/incident.ts';
import type { AlertIndex } from '#ports/intake.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/**
 * Carries out what triage found, each status in the transaction of the commit that counts it. Answers what it could
 * bring home; the rest was moved by somebody else and needs another look.
 */
export function applyTriage(deps: {
  incidents: IncidentStore;
  alerts: AlertIndex;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  handle: HandleCommand;
  judge: ReturnType<typeof judging>;
  now: Now;
}) {
  const configured = async (): Promise<Directory> => {
    const current = await deps.configuration.current();
    if (current === undefined) throw new Error('No configuration was applied yet: tocsin apply');
    return current.directory;
  };
  const raise = raising({ ...deps, configured });
  const declare = declaring({ ...deps, configured });
  const { wait, recall, move } = keepWaiting({ ...deps, configured, raise });
  const { endGroup, endGroups, rememberGroup } = groupEnds(deps);

  return async (
    looked: readonly WithVerdict[],
    opening: Opening = { claims: [] },
  ): Promise<Applied[]> => {
    const candidates = looked.filter(isA('declare'));
    if (candidates.length > 0) return declare(candidates, opening);

    const brought: Applied[] = [];
    for (const each of looked) {
      if (each.verdict.outcome !== 'ignore') continue;
      const { remember } = each.verdict;
      if (remember === 'group') await rememberGroup(each);
      else if (remember) await deps.alerts.remember(statusOf(each, 'cleared', []));
      brought.push(done(each, 'ignored'));
    }
    brought.push(...(await wait(looked.filter(isA('hold')))));
    brought.push(...(await recall(looked.filter(isA('recall')))));
    for (const each of looked.filter(isA('over'))) {
      const status = statusOf(each, 'cleared', []);
      if (each.subject.alert.wholeProblem) await rememberGroup(each);
      if (await move(each, status)) brought.push(done(each, 'ignored'));
    }
    for (const [id, members] of byIncident(looked.filter(isA('repeat')))) {
      brought.push(...(await repeat(id, members)));
    }
    for (const [id, members] of byIncident(looked.filter(isA('doubt')))) {
      brought.push(...(await doubt(id, members)));
    }
    for (const [id, members] of byIncident(looked.filter(isA('attach')))) {
      brought.push(...(await attach(id, members, opening.claims)));
    }
    for (const [id, members] of byIncident(looked.filter(isA('clear')))) {
      brought.push(...(await clear(id, members)));
    }
    return brought;
  };

  /** Every notification is judged again: a known alert may have got worse. */
  async function repeat(id: IncidentId, members: readonly With<'repeat'>[]): Promise<Applied[]> {
    await raise(id, members);
    const noted = await eachOf(members, notedAtOnce, isNoted);
    return members.filter((_, index) => noted[index]).map(each => done(each, 'repeated'));
  }

  /**
   * That it fired again is kept, or an all-clear from before, which comes late, would take it away. False: it was cleared
   * meanwhile, and takes another look.
   */
  async function isNoted({ subject, known: { alert }, read }: With<'repeat'>): Promise<boolean> {
    if (alert === undefined || read?.status !== 'firing') return true;
    if (read.at >= subject.acceptedAt) return true;
    const incidents = alert.incidents.map(home => home.id);
    const { fingerprint, problem } = subject.alert;
    const status = { ...read, fingerprint, incidents, problem };
    return (await deps.alerts.heardAgain(status, subject.acceptedAt)) === 'noted';
  }

  async function attach(
    id: IncidentId,
    members: readonly With<'attach'>[],
    claims: readonly Claim[],
  ): Promise<Applied[]> {
    const brought: Applied[] = [];
    for (const [index, some] of chunks(members, alertsPerCommit).entries()) {
      // First, so that whoever dies in between is asked to attach again, and not taken to have been judged.
      await raise(id, some);
      const news = some.filter(({ verdict }) => !verdict.member);
      const handled = await deps.handle(
        id,
        {
          type: 'AttachAlerts',
          at: deps.now(),
          alerts: news.map(memberOf),
          refired: news.filter(({ verdict }) => verdict.refired).length,
        },
        {
          claims: [
            ...some.map(each => statusClaim(each, 'firing', [...firingIn(each, id), id])),
            ...(index === 0 ? claims : []),
          ],
        },
      );
      // Taken or closed meanwhile: another look decides anew.
      if (!('incident' in handled)) return brought;
      for (const { subject, verdict } of some) {
        if (verdict.claims === undefined) continue;
        await deps.alerts.leadTo(subject.alert.problem, id, verdict.claims.replaces);
      }
      brought.push(...some.map(each => flapped(done(each, 'joined'), handled.incident)));
    }
    return brought;
  }

  /** What fires in several incidents clears in one after the other: the rest of them takes another look. */
  async function clear(id: IncidentId, members: readonly With<'clear'>[]): Promise<Applied[]> {
    const brought: Applied[] = [];
    for (const each of members.filter(({ verdict }) => verdict.all)) {
      const ended = await endGroup(id, each);
      if (ended === undefined) continue;
      const { since } = ended;
      const reason = `overtaken: of the group, ${since} fired after it was said to be over`;
      brought.push(since > 0 ? { ...done(each, 'ignored'), reason } : done(each, 'cleared'));
    }
    for (const some of chunks(
      members.filter(({ verdict }) => !verdict.all),
      alertsPerCommit,
    )) {
      const command = { type: 'ClearAlerts', at: deps.now(), alerts: some.map(memberOf) } as const;
      const claims = some.map(each => {
        const { remaining } = each.verdict;
        return remaining.length > 0
          ? statusClaim(each, 'firing', remaining)
          : statusClaim(each, 'cleared', [id]);
      });
      const handled = await deps.handle(id, command, { claims });
      if (!('incident' in handled)) return brought;
      const { incident } = handled;
      const last = some.filter(({ verdict }) => verdict.remaining.length === 0);
      const again = await endGroups(incident, last);
      brought.push(
        ...last
          .filter(each => !again.has(each))
          .map(each => flapped(done(each, 'cleared'), incident)),
      );
    }
    return brought;
  }

  async function doubt(id: IncidentId, members: readonly With<'doubt'>[]): Promise<Applied[]> {
    const brought: Applied[] = [];
    for (const [reason, some] of Map.groupBy(members, ({ verdict }) => verdict.reason)) {
      const handled = await deps.handle(id, {
        type: 'DoubtAlerts',
        at: deps.now(),
        alerts: some.map(memberOf),
        reason,
      });
      if ('incident' in handled) brought.push(...some.map(each => done(each, 'doubted')));
    }
    return brought;
  }
}

function byIncident<Each extends With<'attach' | 'clear' | 'repeat' | 'doubt'>>(
  looked: readonly Each[],
) {
  return Map.groupBy(looked, ({ verdict }) => verdict.incidentId as IncidentId);
}
