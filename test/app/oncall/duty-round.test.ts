import { describe, expect, test } from 'vitest';
import { abandonedActions } from '#app/actions/abandoned-actions.ts';
import { notifyOnce } from '#app/communication/notify-once.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { muteReminders } from '#app/intake/mute-reminders.ts';
import { coverageCheck } from '#app/oncall/coverage-check.ts';
import { dutyRound } from '#app/oncall/duty-round.ts';
import { handOffs } from '#app/oncall/hand-offs.ts';
import { renewPlans } from '#app/oncall/replan.ts';
import { syncOptOuts } from '#app/paging/opt-outs.ts';
import { reviewReminders } from '#app/review/review-reminders.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import { receiptId } from '#core/ids.ts';
import { evolve, undeclared } from '#core/incident/incident.ts';
import { partsOf } from '#core/intake/fingerprint.ts';
import { classify } from '#core/intake/severity/classify.ts';
import { parseGeneric } from '#core/intake/sources/generic.ts';
import { inDomain, ownAlerts } from '#core/intake/trust-domain.ts';
import type { ContactMethod } from '#core/oncall/roster.ts';
import type { SmsAccount } from '#core/oncall/sms-account.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { type Instant, instant } from '#core/time/instant.ts';
import type { Delivery } from '#ports/communication.ts';
import { memoryActionLog } from '../../support/memory/memory-action-log.ts';
import { memoryDutyBook } from '../../support/memory/memory-duty-book.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { declared } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const monday = (time: string) => instant(`2026-11-23T${time}:00.000Z`);
/** 09:00 in New York. */
const nine = monday('14:00');
const document = {
  ...team,
  fallback: 'emil',
  teams: { commerce: { name: 'Commerce', members: ['ana', 'bo'], lead: 'chidi' } },
  schedules: {
    primary: {
      name: 'Primary',
      timeZone: 'America/New_York',
      layers: [
        { name: 'Weekly', people: ['ana', 'bo'], start: '2026-11-16T09:00', turn: 'weekly' },
      ],
    },
  },
  escalationPolicies: {
    default: {
      levels: [
        { name: 'On call', schedules: ['primary'] },
        { name: 'Team Lead', people: ['bo'] },
      ],
    },
  },
};

function office({ appliedAt }: { appliedAt?: Instant } = {}) {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const table = memory.memoryTable();
  const configuration = memory.memoryConfiguration(table);
  const { directory } = parsed;
  const incidents = memory.memoryIncidents(table);
  const handle = handleCommand({ incidents, pause: async () => {} });
  if (appliedAt === undefined) configuration.put(directory);
  else table.configurations.push({ document, directory, at: appliedAt, by: 'test' });
  const roster = memoryRoster();
  const book = memoryDutyBook();
  const world = {
    at: nine as Instant,
    account: {
      sandbox: false,
      sandboxVerified: [],
      monthlySpendLimitUsd: 100,
      optedOut: [],
    } as SmsAccount,
    delivery: { sent: true } as Delivery,
    isSettingsDenied: false,
    isIndexDown: false,
  };
  const mails: string[] = [];
  const accepted: AcceptedWebhook[] = [];
  const errors: string[] = [];
  /** When it was looked for whoever left with a configuration. */
  const looks: Instant[] = [];
  let ensured = 0;
  let expiries = 0;
  const now = () => world.at;
  const log = (level: string, message: string, fields: object) => {
    if (level === 'error') errors.push(`${message} ${JSON.stringify(fields)}`);
  };
  const sendEmail = async (to: string, { subject, body }: { subject: string; body: string }) => {
    if (world.delivery.sent) mails.push(`${to}: ${subject}\n${body}`);
    return world.delivery;
  };
  const tell = notifyOnce({ book, sendEmail, now, log });
  const smsAccount = async () => world.account;
  const round = dutyRound({
    configuration,
    roster,
    book,
    handOffs: handOffs({ book, incidents: memory.memoryIncidents(table), tell }),
    endAbandonedActions: abandonedActions({
      ...{ runs: memoryActionLog(), handle, tell, log },
      endOf: async () => 'gone',
    }),
    goOnWithLeft: async () => 0,
    endGivenUp: async () => 'done',
    checkHeartbeats: async () => 'done',
    refreshStatusPage: async () => 'done',
    renewPlans: async (...given) => {
      if (given[3]) looks.push(world.at);
      if (world.isIndexDown) throw new Error('Throttled');
      return renewPlans({ incidents, handle, now })(...given);
    },
    reviewReminders: reviewReminders({ openReviews: memory.memoryOpenReviews(table), tell, log }),
    muteReminders: muteReminders({
      alerts: memory.memoryAlerts(table),
      silences: memory.memorySilences(table),
      tell,
    }),
    ensureSmsSettings: async () => {
      if (world.isSettingsDenied) throw new Error('AccessDenied');
      ensured += 1;
      return ensured === 1 ? ['DefaultSMSType'] : [];
    },
    smsAccount,
    syncOptOuts: syncOptOuts({ configuration, roster, tell, now }),
    queueSnapshotExpiry: async () => {
      expiries += 1;
    },
    checkCoverage: coverageCheck({
      smsAccount,
      accept: async webhook => {
        accepted.push(webhook);
        return 'accepted';
      },
      newReceiptId: () => receiptId('rcp_1'),
      tell,
      incidents,
      log,
    }),
    now,
    log,
  });
  const verifyEverybody = async () => {
    for (const [person, { phone, email }] of Object.entries(parsed.directory.people)) {
      for (const [channel, address] of [
        ['sms', phone],
        ['email', email],
      ] as const) {
        const method: ContactMethod = {
          person,
          channel,
          address: address ?? '',
          state: 'verified',
          enteredBy: 'configuration',
          at: nine,
        };
        await roster.putContact(method);
      }
    }
  };
  const at = async (moment: Instant) => {
    world.at = moment;
    await round();
  };
  const subjects = () => mails.splice(0).map(mail => mail.split('\n')[0]);
  const alerts = () =>
    accepted.splice(0).map(webhook => {
      if (webhook.kind !== 'webhook') throw new Error('Not a webhook');
      const payload = parseGeneric(JSON.parse(webhook.body));
      const [alert] = 'alerts' in payload ? payload.alerts : [];
      if (alert === undefined) throw new Error(`Not understood: ${webhook.body}`);
      return { alert, service: webhook.service };
    });
  /** An incident of the check for a team that went by this id. */
  const openFor = async (team: string) => {
    const payload = parseGeneric({ key: `tocsin-coverage#${team}`, title: 'Coverage' });
    const [alert] = 'alerts' in payload ? payload.alerts : [];
    if (alert === undefined) throw new Error('Not understood');
    const commit = declared();
    const [first, ...others] = commit.events;
    if (first?.type !== 'IncidentDeclared' || first.origin.kind !== 'alert') throw new Error();
    const origin = { ...first.origin, problem: inDomain(ownAlerts, alert).problem };
    const events = [{ ...first, origin }, ...others];
    await incidents.append({ ...commit, events, after: events.reduce(evolve, undeclared) });
  };
  return {
    openFor,
    at,
    world,
    roster,
    mails,
    subjects,
    alerts,
    errors,
    looks,
    verifyEverybody,
    ensured: () => ensured,
    expiries: () => expiries,
  };
}

describe('the daily check', () => {
  test('comes at 09:00 where the organisation is, once a day, and the day after', async () => {
    const { at, ensured, expiries, alerts } = office();
    await at(monday('13:55'));
    expect(ensured()).toBe(0);
    await at(nine);
    await at(monday('14:05'));
    await at(monday('23:55'));
    expect(ensured()).toBe(1);
    expect(alerts()).toHaveLength(2);
    await at(instant('2026-11-24T14:00:00.000Z'));
    expect(ensured()).toBe(2);
    expect(expiries()).toBe(2);
  });

  test('tells problems to whoever answers: the lead of a team, the fallback contact for the rest', async () => {
    const { at, world, subjects, alerts } = office();
    world.account = { ...world.account, monthlySpendLimitUsd: 0.5 };
    await at(nine);
    const told = subjects();
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/^emil@example\.com: Tocsin: coverage has \d problems?$/);
    expect(told[1]).toMatch(/^chidi@example\.com: Tocsin: coverage of Commerce has \d problems$/);
    const [organisation, commerce] = alerts();
    expect(organisation?.alert.description).toMatch(/texts stop .* \$0\.50/i);
    expect(commerce?.service).toBe('payments');
    expect(commerce?.alert.title).toMatch(/^Coverage of Commerce has \d problems$/);
  });

  test('is a low-urgency alert with one key for ever, and clears when the coverage is whole', async () => {
    const { at, alerts, roster, subjects, verifyEverybody } = office();
    await verifyEverybody();
    const ana = (state: 'verified' | 'undeliverable'): ContactMethod => ({
      person: 'ana',
      channel: 'email',
      address: 'ana@example.com',
      state,
      enteredBy: 'configuration',
      at: nine,
    });
    await roster.putContact(ana('undeliverable'), ana('verified'));
    await at(nine);
    const [first] = alerts().filter(({ alert }) => alert.status === 'firing');
    if (first === undefined) throw new Error('No alert');
    expect(classify([], { kind: 'alert', alert: first.alert }).severity).toBe('SEV4');
    await roster.putContact(ana('verified'), ana('undeliverable'));
    await at(instant('2026-11-24T14:00:00.000Z'));
    const second = alerts();
    expect(second.map(({ alert }) => alert.status)).toEqual(['cleared', 'cleared']);
    expect(second.map(({ alert }) => alert.problem)).toContain(first.alert.problem);
    expect(subjects()).toHaveLength(1);
  });

  test('ends what it opened for a team that is gone or has another id, and nothing of another', async () => {
    for (const [id, ended] of [
      ['shopping', ['tocsin-coverage#shopping']],
      ['commerce', []],
    ] as const) {
      const { at, alerts, openFor } = office();
      await openFor(id);
      await at(nine);
      const cleared = alerts().filter(({ alert }) => alert.status === 'cleared');
      expect(cleared.map(({ alert }) => partsOf('generic', alert.problem)[0])).toEqual(ended);
    }
  });

  test('knows the sandbox: who is texted and is not verified there', async () => {
    const { at, world, mails, verifyEverybody } = office();
    await verifyEverybody();
    world.account = { ...world.account, sandbox: true, sandboxVerified: ['+15555550101'] };
    await at(nine);
    const commerce = mails.find(mail => mail.startsWith('chidi@'));
    expect(commerce).toMatch(/Bo's .*sandbox/);
    expect(commerce).not.toMatch(/Ana's .*sandbox/);
  });

  test('knows of today’s opt-outs', async () => {
    const { at, world, mails, verifyEverybody } = office();
    await verifyEverybody();
    world.account = { ...world.account, optedOut: ['+15555550101'] };
    await at(nine);
    expect(mails.find(mail => mail.includes('pages by text no longer reach you'))).toMatch(
      /^ana@example\.com/,
    );
    expect(mails.find(mail => mail.includes('coverage of Commerce'))).toMatch(
      /Ana's sms \S+ has opted out/,
    );
  });

  test('breaks in one part, which is reported and tried again; the others are done, once', async () => {
    const { at, world, errors, ensured, alerts } = office();
    world.isSettingsDenied = true;
    await at(nine);
    await at(monday('14:05'));
    expect(errors).toHaveLength(2);
    expect(errors[0]).toContain('sms-settings#2026-11-23');
    expect(alerts()).toHaveLength(2);
    world.isSettingsDenied = false;
    await at(monday('14:10'));
    expect(ensured()).toBe(1);
    expect(errors).toHaveLength(2);
  });

  test('is tried again while mails cannot be sent, and nobody gets one twice', async () => {
    const { at, world, subjects } = office();
    world.delivery = { sent: false, failed: 'retry', reason: 'throttled' };
    await at(nine);
    world.delivery = { sent: true };
    await at(monday('14:05'));
    await at(monday('14:10'));
    const told = subjects();
    expect(new Set(told).size).toBe(told.length);
    expect(told.length).toBeGreaterThan(0);
  });

  test('is made at once after the first configuration, whatever the hour, by mail and as no incident yet', async () => {
    const { at, alerts, ensured, subjects } = office({ appliedAt: monday('09:30') });
    await at(monday('09:35'));
    const told = subjects();
    expect(told).toHaveLength(2);
    expect(told.join()).toContain('coverage');
    await at(nine);
    expect(subjects().join()).not.toContain('coverage');
    await at(monday('23:55'));
    expect(ensured()).toBe(1);
    expect(alerts()).toHaveLength(0);
    await at(instant('2026-11-24T14:00:00.000Z'));
    expect(alerts()).toHaveLength(2);
  });

  test('is made once by rounds that overlap', async () => {
    const { at, alerts, ensured } = office();
    await Promise.all([at(nine), at(nine), at(nine)]);
    expect(ensured()).toBe(1);
    expect(alerts()).toHaveLength(2);
  });
});

test('whom a configuration took out is looked for at once, and once more when none goes by the one before', async () => {
  const { at, looks, errors, world } = office({ appliedAt: instant('2026-11-23T15:04:30.000Z') });
  const rounds = ['05', '10', '15', '20', '25'].map(minute =>
    instant(`2026-11-23T15:${minute}:00.000Z`),
  );
  for (const [index, moment] of rounds.entries()) {
    world.isIndexDown = index === 1;
    await at(moment);
  }
  expect(looks).toEqual(rounds.slice(0, 3));
  expect(errors.filter(error => error.includes('Throttled'))).toHaveLength(1);
});

test('a round without a configuration does nothing', async () => {
  const nothing = async () => {
    throw new Error('Nothing is to be done');
  };
  const round = dutyRound({
    configuration: memory.memoryConfiguration(memory.memoryTable()),
    roster: memoryRoster(),
    book: memoryDutyBook(),
    handOffs: nothing,
    reviewReminders: nothing,
    muteReminders: nothing,
    ensureSmsSettings: nothing,
    smsAccount: nothing,
    goOnWithLeft: async () => 0,
    renewPlans: nothing,
    endAbandonedActions: nothing,
    checkHeartbeats: async () => 'done',
    endGivenUp: nothing,
    refreshStatusPage: nothing,
    syncOptOuts: nothing,
    checkCoverage: nothing,
    queueSnapshotExpiry: async () => {},
    now: () => nine,
    log: () => {},
  });
  await round();
});
