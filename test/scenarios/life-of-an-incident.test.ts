import { expect, test } from 'vitest';
import { hours, minutes } from '../support/incidents.ts';
import { team } from '../support/team.ts';
import { aWorld, tokenIn } from '../support/world.ts';

/* The runbook's own story, with strict phones: whatever is not expected here must not be sent. */

const down = { title: 'Payment processing down', service: 'payments', key: 'pay' };

test('a SEV1 is paged, acknowledged, updated, resolved, watched, archived and closed (R1-R5, R7, R9, R17, R22)', async () => {
  const world = await aWorld();
  const ana = world.person('ana');

  await world.receives(down);
  const incident = await world.incident();
  expect(incident.severity).toBe('SEV1');
  expect(incident.severityReason.text).not.toBe('');
  ana.phone.expects('SEV1 INC-2026-001', 'Payment processing down', /Reply A [0-9A-Z]{4} /);
  ana.mail.expects('You are paged', 'Severity because');
  world.stakeholders.expects('[SEV1] Production Incident - Payments');
  world.expectsNothingElse();

  await world.passes(minutes(2));
  await ana.texts('A');
  ana.phone.expects('You acknowledged INC-2026-001');
  expect((await world.incident()).roles.incidentCommander?.person).toBe('ana');

  await world.passes(minutes(9));
  world.expectsNothingElse();
  await world.passes(minutes(1));
  ana.phone.expects('Update due soon');
  ana.mail.expects('An update is due soon');
  await ana.texts('U found it: connection pool is full');
  ana.phone.expects('update posted');
  const update = world.stakeholders.expects('UPDATE [', 'Status: found it: connection pool');
  expect(update.body).toMatch(/Next update: \d\d:\d\d EST$/);

  await world.receives({ ...down, status: 'resolved' });
  await world.asks('resolveIncident', { resolution: 'Raised the pool.' });
  ana.mail.expects('Resolved by Ana');
  world.stakeholders.expects('Resolved by Ana', 'Raised the pool.');
  expect((await world.incident()).phase).toBe('watching');

  await world.passes(minutes(29));
  world.expectsNothingElse();
  await world.passes(minutes(1));
  ana.mail.expects('All clear');
  ana.mail.expects('Post-mortem proposed: 2026-11-23 10:00 EST', 'For your calendar: https://');
  world.stakeholders.expects('All clear');
  expect((await world.incident()).phase).toBe('resolved');
  await world.passes(hours(24));
  world.expectsNothingElse();

  const archive = await world.read.incidentArchive('INC-2026-001');
  expect(archive?.missing).toEqual([]);
  const names = archive?.objects.map(({ key }) => key.split('/').slice(3).join('/'));
  expect(names).toEqual([
    'events.ndjson',
    'timeline.json',
    'pages.ndjson',
    'incident.json',
    'report.md',
    'metrics.json',
    'metrics/01-Errors.svg',
    'logs/aws_lambda_payments-0001.ndjson.gz',
  ]);
});

test('the five levels are paged one after the other, and the ladder starts again (R2, R3, R27)', async () => {
  const world = await aWorld();
  await world.receives(down);
  world.stakeholders.expects('Production Incident');
  for (const [index, id] of (['ana', 'bo', 'chidi', 'dana', 'emil'] as const).entries()) {
    if (index > 0) await world.passes(minutes(5));
    world.person(id).phone.expects('Payment processing down');
    world.person(id).mail.expects('You are paged');
    world.expectsNothingElse();
  }
  await world.passes(minutes(5));
  world.person('ana').phone.expects('Payment processing down');
  world.person('ana').mail.expects('did not acknowledge within 5 min');
  world.expectsNothingElse();
  expect(await world.story()).toContain(
    'Nobody answered in round 1 of the escalation; it starts again',
  );
});

test('a SEV2 gives each level fifteen minutes and wants updates every thirty (R2, R9)', async () => {
  const world = await aWorld();
  await world.receives({ title: 'Search', service: 'payments', severity: 'SEV2' });
  world.stakeholders.clears();
  world.person('ana').phone.expects('SEV2');
  world.person('ana').mail.expects('SEV2');
  await world.passes(minutes(15) - 1);
  world.expectsNothingElse();
  await world.passes(1);
  world.person('bo').phone.expects('SEV2');
  world.person('bo').mail.expects('SEV2');
  await world.asks('acknowledgeIncident', {}, 'bo');
  world.person('ana').mail.expects('Bo acknowledged');
  await world.passes(minutes(25) - 1);
  world.expectsNothingElse();
  await world.passes(1);
  world.person('bo').phone.expects('Update due soon');
});

test('a ticket is acknowledged by the link of its mail, and then nobody is paged', async () => {
  const world = await aWorld();
  await world.receives({ title: 'Export is slow', service: 'payments', severity: 'SEV3' });
  const mail = world
    .person('ana')
    .mail.expects('Ticket', 'On-call Engineer is paged at 2026-11-22');
  await world.passes(minutes(50));
  expect(await world.links.acknowledge(tokenIn(mail))).toMatchObject({
    news: 'You acknowledged it. Escalation has stopped.',
  });
  await world.passes(minutes(15));
  world.expectsNothingElse();
});

test('what is put off before anybody had it is told as that alone: nobody responds', async () => {
  const world = await aWorld();
  await world.receives(down);
  world.person('ana').phone.expects('Reply A ');
  world.person('ana').mail.expects('You are paged');
  world.stakeholders.expects('Production Incident');
  await world.asks('snoozeIncident', { for: '30m', reason: 'the vendor is on it' }, 'bo');
  world.person('ana').mail.expects('Bo snoozed it until');
  world.expectsNothingElse();
});

test('a SEV3 tells the team and pages nobody until the hour has passed (R4)', async () => {
  const world = await aWorld();
  await world.receives({ title: 'Export is slow', service: 'payments', severity: 'SEV3' });
  world.person('ana').mail.expects('[SEV3]', 'Ticket', 'Nobody was paged');
  world.expectsNothingElse();
  await world.passes(hours(1) - 1);
  world.expectsNothingElse();
  await world.passes(1);
  world.person('ana').phone.expects('SEV3');
  world.person('ana').mail.expects('the response time passed');
  await world.passes(hours(1));
  world.person('bo').phone.expects('SEV3');
  world.person('bo').mail.expects('SEV3');
  world.expectsNothingElse();
});

test('a SEV4 waits for office hours and a person: nobody is ever paged (R3, R4)', async () => {
  const world = await aWorld();
  await world.receives({ title: 'Typo in the footer', service: 'website', severity: 'SEV4' });
  world.person('ana').mail.expects('[SEV4]', 'Ticket');
  await world.passes(hours(72));
  world.expectsNothingElse();
  await world.asks('escalateIncident', { reason: 'it is on the front page' });
  world.person('ana').phone.expects('SEV4');
  world.person('ana').mail.expects('it is on the front page');
  world.expectsNothingElse();
});

test('a missed update pages the next level, and a posted one starts the period again (R9)', async () => {
  const world = await aWorld();
  await world.receives(down);
  await world.asks('acknowledgeIncident', {});
  await world.asks('postUpdate', { status: 'Looking' });
  world.stakeholders.clears();
  world.person('ana').phone.clears();
  world.person('ana').mail.clears();
  await world.passes(minutes(10));
  world.person('ana').phone.expects('Update due soon');
  world.person('ana').mail.expects('An update is due soon');
  await world.passes(minutes(5));
  world.person('bo').phone.expects('No update was posted');
  world.person('bo').mail.expects('An update was missed');
  world.expectsNothingElse();

  await world.asks('postUpdate', { status: 'Rolling back', impact: 'No payments' });
  world.person('bo').mail.expects('Rolling back');
  world.stakeholders.expects('Status: Rolling back', 'Impact: No payments');
  await world.passes(minutes(9));
  world.expectsNothingElse();
});

test('an incident resolves by itself once every alert stayed clear for the hold time (R17)', async () => {
  const world = await aWorld();
  await world.receives(down);
  await world.asks('acknowledgeIncident', {});
  await world.passes(minutes(1));
  await world.receives({ ...down, status: 'resolved' });
  await world.passes(minutes(5) - 1);
  expect((await world.incident()).phase).toBe('acknowledged');
  await world.passes(1);
  expect(await world.incident()).toMatchObject({
    phase: 'watching',
    resolution: 'Every alert cleared and stayed clear for 5 min.',
  });
});

test('an alert that fires again during the watch reopens the incident and pages (R17)', async () => {
  const world = await aWorld();
  await world.receives(down);
  await world.asks('resolveIncident', { resolution: 'Fixed.' });
  world.person('ana').phone.clears();
  world.person('ana').mail.clears();
  world.stakeholders.clears();
  await world.passes(minutes(10));
  await world.receives(down);
  expect((await world.incident()).phase).toBe('open');
  expect(world.count()).toBe(1);
  world.person('ana').phone.expects('Payment processing down');
  world.person('ana').mail.expects('You are paged', 'reopened');
  world.person('ana').mail.expects('Reopened');
});

test('an alert after the all-clear is a new incident', async () => {
  const world = await aWorld();
  await world.receives(down);
  await world.asks('resolveIncident', { resolution: 'Fixed.' });
  await world.passes(minutes(31));
  await world.receives(down);
  expect(world.count()).toBe(2);
  expect((await world.incident('INC-2026-002')).phase).toBe('open');
});

test('a person declares an incident, which is classified and paged like an alert (R1, R4)', async () => {
  const world = await aWorld();
  await world.declares({ title: 'Payment processing down', service: 'payments' });
  expect((await world.incident()).severity).toBe('SEV1');
  world.person('ana').phone.expects('SEV1 INC-2026-001');
});

test('evidence that cannot be read is named, asked for again, and never holds up the resolution (R22)', async () => {
  const world = await aWorld({ unreadable: ['/aws/lambda/payments'] });
  await world.receives(down);
  await world.asks('resolveIncident', { resolution: 'Fixed.' });
  expect((await world.incident()).phase).toBe('watching');
  await world.passes(hours(1));
  const archive = await world.read.incidentArchive('INC-2026-001');
  expect(archive?.missing).toEqual(['logs /aws/lambda/payments: no such log group']);
  const attempts = (await world.story()).filter(line => line.startsWith('Evidence archived'));
  expect(attempts).toHaveLength(5);
});

test('the configuration may change at 3 a.m.; what runs goes on as it began', async () => {
  const world = await aWorld();
  await world.receives(down);
  world.applies({
    ...team,
    escalationPolicies: { default: { levels: [{ name: 'Only', people: ['emil'] }] } },
  });
  await world.passes(minutes(5));
  world.person('bo').phone.expects('Payment processing down');
  world.person('emil').phone.expectsNothing();
});
