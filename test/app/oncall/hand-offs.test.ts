import { describe, expect, test } from 'vitest';
import { notifyOnce } from '#app/communication/notify-once.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { handOffs } from '#app/oncall/hand-offs.ts';
import { incidentId } from '#core/ids.ts';
import { planFor } from '#core/oncall/escalation.ts';
import type { Override } from '#core/oncall/roster.ts';
import type { Directory } from '#core/setup/directory.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import type { Delivery } from '#ports/communication.ts';
import { memoryDutyBook } from '../../support/memory/memory-duty-book.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { declaration, firstId } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const document = (people = ['ana', 'bo']) => ({
  ...team,
  schedules: {
    primary: {
      name: 'Primary',
      timeZone: 'America/New_York',
      layers: [{ name: 'Weekly', people, start: '2026-11-16T09:00', turn: 'weekly' }],
    },
  },
  escalationPolicies: {
    default: { levels: [{ name: 'On call', schedules: ['primary'] }] },
    other: { levels: [{ name: 'Engineer', people: ['dana'] }] },
  },
  services: { ...team.services, website: { ...team.services.website, escalationPolicy: 'other' } },
});
/** Ana goes, Bo comes. */
const handOff = instant('2026-11-23T14:00:00.000Z');
const before = addSeconds(handOff, -120);

function parsed(people?: string[]): Directory {
  const read = parseDirectory(document(people));
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.directory;
}

function office() {
  const incidents = memory.memoryIncidents(memory.memoryTable());
  const roster = memoryRoster();
  const mails: { to: string; subject: string; body: string }[] = [];
  let delivery: Delivery = { sent: true };
  let clock = before;
  const book = memoryDutyBook();
  const compare = handOffs({
    book,
    incidents,
    tell: notifyOnce({
      book,
      sendEmail: async (to, notice) => {
        if (delivery.sent) mails.push({ to, ...notice });
        return delivery;
      },
      now: () => clock,
      log: () => {},
    }),
  });
  const round = async (at: Instant, directory = parsed()) => {
    clock = at;
    return compare(directory, await roster.newest(), at);
  };
  const declare = async (id: typeof firstId, service: string) => {
    const wanted = { service, severity: 'SEV1', at: before } as const;
    const plan = planFor(parsed(), await roster.newest(), wanted);
    const handle = handleCommand({ incidents, pause: async () => {} });
    await handle(id, { ...declaration(id, before), plan });
  };
  const answers = (next: Delivery) => {
    delivery = next;
  };
  const told = () => mails.splice(0).map(({ to, subject }) => `${to}: ${subject}`);
  return { round, roster, declare, mails, answers, told };
}

const standIn = (from: Instant, until: Instant): Override => ({
  id: 'a',
  schedule: 'primary',
  person: 'chidi',
  from,
  until,
  by: 'Ana',
  createdAt: from,
});

describe('a hand-off', () => {
  test('is told to both, with what is open where the schedule counts', async () => {
    const { round, declare, mails } = office();
    await declare(firstId, 'payments');
    await declare(incidentId('INC-2026-002'), 'website');
    await round(before);
    expect(mails).toEqual([]);
    await round(addSeconds(handOff, 120));
    expect(mails).toMatchObject([
      { to: 'bo@example.com', subject: 'Tocsin: you are on call for Primary (1 open)' },
      { to: 'ana@example.com', subject: 'Tocsin: Bo is on call for Primary after you (1 open)' },
    ]);
    expect(mails[0]?.body).toBe(
      [
        'You are on call for Primary since 2026-11-23 09:00 EST, until 2026-11-30 09:00 EST.',
        'You take over from Ana: ask what is not written down.',
        '',
        'Open now:',
        '- SEV1 INC-2026-001 Payment processing down',
        '  Payments, acknowledged by nobody',
        '',
        'How you are reached, and a page to try it: tocsin contact list, tocsin test-page',
      ].join('\n'),
    );
    expect(mails[1]?.body).toContain('Your shift for Primary ended 2026-11-23 09:00 EST.');
  });

  test('is told once by rounds that overlap or come again (OneUptime F11, L2)', async () => {
    const { round, told } = office();
    await round(before);
    const after = addSeconds(handOff, 1);
    await Promise.all([round(after), round(after), round(addSeconds(after, 1))]);
    expect(told()).toHaveLength(2);
    await round(addSeconds(after, 300));
    expect(told()).toEqual([]);
  });

  test('by an override is told however late it was entered, and when it is taken back', async () => {
    const { round, roster, told } = office();
    await round(before);
    const until = addSeconds(before, 3 * 86_400);
    await roster.addOverrides([standIn(addSeconds(before, -3600), until)]);
    await round(addSeconds(before, 60));
    expect(told()).toEqual([
      'chidi@example.com: Tocsin: you are on call for Primary (nothing open)',
      'ana@example.com: Tocsin: Chidi is on call for Primary after you (nothing open)',
    ]);
    await roster.removeOverride('a');
    await round(addSeconds(before, 90));
    expect(told()).toEqual([
      'ana@example.com: Tocsin: you are on call for Primary (nothing open)',
      'chidi@example.com: Tocsin: Ana is on call for Primary after you (nothing open)',
    ]);
  });

  test('of a schedule that is new takes over from nobody, though it is called constructor', async () => {
    const { round, mails } = office();
    await round(before);
    const { primary } = parsed().schedules;
    if (primary === undefined) throw new Error('there is no schedule');
    const schedules = { primary, constructor: { ...primary, name: 'Cranes' } };
    await round(addSeconds(before, 60), { ...parsed(), schedules });
    expect(mails.map(({ to }) => to)).toEqual(['ana@example.com']);
    expect(mails[0]?.body).not.toContain('take over');
  });

  test('by a new configuration is told; to nobody it is no secret', async () => {
    const { round, told, mails } = office();
    await round(before);
    await round(addSeconds(before, 60), parsed(['dana']));
    expect(told()).toHaveLength(2);
    const { primary, ...others } = parsed(['dana']).schedules;
    if (primary === undefined) throw new Error('Not configured');
    const nobody = {
      ...parsed(['dana']),
      schedules: { ...others, primary: { ...primary, layers: [] } },
    };
    await round(addSeconds(before, 90), nobody);
    expect(mails).toMatchObject([
      {
        to: 'dana@example.com',
        subject: 'Tocsin: nobody is on call for Primary after you (nothing open)',
      },
    ]);
  });

  test('that could not be told is told by the next round, to those who do not know yet', async () => {
    const { round, answers, told } = office();
    await round(before);
    answers({ sent: false, failed: 'retry', reason: 'throttled' });
    expect(await round(handOff)).toBe('again');
    answers({ sent: true });
    expect(await round(addSeconds(handOff, 300))).toBe('done');
    expect(told()).toHaveLength(2);
  });

  test('is left alone when it cannot be told for hours, so that those to come are told', async () => {
    const { round, answers, told } = office();
    await round(before);
    answers({ sent: false, failed: 'retry', reason: 'down' });
    expect(await round(addSeconds(handOff, 3 * 3600))).toBe('done');
    answers({ sent: true });
    await round(addSeconds(handOff, 4 * 3600));
    expect(told()).toEqual([]);
  });
});
