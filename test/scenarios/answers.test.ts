import { describe, expect, test } from 'vitest';
import type { Delivery } from '#ports/communication.ts';
import { hours, minutes } from '../support/incidents.ts';
import { team } from '../support/team.ts';
import { aWorld, codeIn, type Message, tokenIn } from '../support/world.ts';

/* What an answer may do is what its page allows to whoever is in the team, and not a number that anybody can forge. */

const down = { title: 'Payment processing down', service: 'payments' };
const refunds = { title: 'Refunds down', severity: 'SEV1', key: 'refunds' };
const [first, ...others] = team.escalationPolicies.default.levels;

/** The team without somebody. */
function without(person: keyof typeof team.people) {
  const { [person]: _gone, ...people } = team.people;
  const levels = [first, ...others].map(level => ({
    ...level,
    people: level?.people.map(id => (id === person ? 'bo' : id)),
  }));
  const members = team.teams.commerce.members.filter(id => id !== person);
  return {
    ...team,
    people,
    teams: { commerce: { ...team.teams.commerce, members } },
    escalationPolicies: { default: { levels } },
  };
}

describe('whoever was paged may answer', () => {
  test('by text and by link, though they are called by another id since', async () => {
    const world = await aWorld();
    await world.receives(down);
    const token = tokenIn(world.person('ana').phone.expects('Reply A '));
    const { people, ...rest } = without('ana');
    world.applies({ ...rest, people: { ...people, 'ana-keller': team.people.ana } });
    expect(await world.links.look(token)).toMatchObject({ kind: 'incident', mayAcknowledge: true });
    await world.person('ana').texts('A');
    world.person('ana').phone.expects('You acknowledged INC-2026-001');
  });

  test('by text from the number that was paged, though they have another since', async () => {
    const world = await aWorld();
    await world.receives(down);
    const ana = { ...team.people.ana, phone: '+15555550177' };
    world.applies({ ...team, people: { ...team.people, ana } });
    await world.person('ana').texts('A');
    expect(await world.incident()).toMatchObject({ acknowledgedBy: { id: 'ana' } });
  });

  test('in their own name, though the number is somebody else’s since', async () => {
    const world = await aWorld();
    await world.receives(down);
    const people = {
      ...team.people,
      ana: { ...team.people.ana, phone: '+15555550177' },
      bo: { ...team.people.bo, phone: team.people.ana.phone },
    };
    world.applies({ ...team, people });
    await world.person('ana').texts('A');
    expect(await world.incident()).toMatchObject({ acknowledgedBy: { id: 'ana' } });
  });

  test('after a call, with the code that it said', async () => {
    const notify = { high: ['voice'], low: ['email'] };
    const world = await aWorld({ configuration: { ...team, notify } });
    await world.receives(down);
    const said = world.person('ana').phone.expects('send a text with A, ').body;
    // Nobody is sent to look for a mail that none of their rules sends.
    expect(said).not.toContain('mail');
    const code = /with A, (\w) (\w) (\w) (\w)\./.exec(said)?.slice(1).join('');
    await world.person('ana').texts(`A ${code}`);
    expect((await world.incident()).phase).toBe('acknowledged');
  });
});

describe('whoever left the team since', () => {
  async function left() {
    const world = await aWorld();
    await world.receives(down);
    const page = world.person('ana').phone.expects('Reply A ');
    world.applies(without('ana'));
    return { world, page };
  }

  test.each(['A', 'with the code', 'R', 'U all is well', '?'])(
    'does nothing by text, and is told so and nothing else: %s',
    async text => {
      const { world, page } = await left();
      await world.person('ana').texts(text === 'with the code' ? `A ${codeIn(page)}` : text);
      const answer = world.person('ana').phone.expects('Ana is no longer in tocsin.yaml').body;
      expect(answer).not.toMatch(/INC-|Payment/);
      expect((await world.incident()).phase).toBe('open');
    },
  );

  test('sees and does nothing by the link', async () => {
    const { world, page } = await left();
    const token = tokenIn(page);
    const gone = { kind: 'left', name: 'Ana' };
    expect(await world.links.look(token)).toEqual(gone);
    for (const form of [{}, { do: 'resolve', text: 'over', sure: 'yes' }, { do: 'help' }]) {
      expect(await world.links.act(token, form)).toEqual(gone);
    }
    expect((await world.incident()).phase).toBe('open');
  });

  test('is no obstacle to those who are there: the next is paged', async () => {
    const { world } = await left();
    await world.passes(minutes(6));
    world.person('bo').phone.expects('Reply A ');
  });
});

describe('a page that was handed over', () => {
  async function handedOver() {
    const world = await aWorld();
    await world.receives(down);
    const page = world.person('ana').phone.expects('Reply A ');
    await world.passes(60);
    await world.asks('reassignIncident', { people: ['emil'], reason: 'their database' }, 'bo');
    return { world, page };
  }

  test('is acknowledged by its old link no more, which says why and what to do', async () => {
    const { world, page } = await handedOver();
    const seen = await world.links.look(tokenIn(page));
    expect(seen).toMatchObject({
      mayAcknowledge: false,
      news: expect.stringMatching(/Bo handed INC-2026-001 over to Emil at .*tocsin acknowledge/),
    });
    expect(await world.links.acknowledge(tokenIn(page))).toEqual(seen);
    expect((await world.incident()).phase).toBe('open');
  });

  test('is said to have been that on its day, where it was another one', async () => {
    const { world, page } = await handedOver();
    await world.asks('acknowledgeIncident', {}, 'emil');
    await world.passes(hours(13));
    expect(await world.links.look(tokenIn(page))).toMatchObject({
      news: expect.stringMatching(/over to Emil at 2026-11-2\d \d\d:\d\d /),
    });
  });

  test('is acknowledged by no old text, with or without its code', async () => {
    const { world, page } = await handedOver();
    for (const text of [`A ${codeIn(page)}`, 'A', 'A1', 'A INC-2026-001']) {
      await world.person('ana').texts(text);
      world.person('ana').phone.expects('Bo handed INC-2026-001 over to Emil');
    }
    expect((await world.incident()).phase).toBe('open');
  });

  test('is acknowledged by whom it was handed to, and by whom it reaches again', async () => {
    const { world } = await handedOver();
    const link = tokenIn(world.person('emil').phone.expects('Reply A '));
    await world.passes(minutes(6));
    const again = tokenIn(world.person('ana').phone.expects('Reply A '));
    expect(await world.links.look(link)).toMatchObject({ mayAcknowledge: true });
    await world.links.acknowledge(again);
    expect(await world.incident()).toMatchObject({ acknowledgedBy: { id: 'ana' } });
  });
});

test('a page that went to an address which its person took out of use is answered from there no more', async () => {
  const world = await aWorld();
  const own = {
    ...({ person: 'ana', channel: 'sms', enteredBy: 'person', state: 'verified' } as const),
    ...{ address: '+15555550177', at: world.now() },
  };
  await world.roster.putContact(own);
  await world.receives(down);
  const page = world.inbox(own.address).expects('Reply A ');
  await world.passes(60);
  await world.roster.removeContact(own, world.now());
  expect(await world.links.acknowledge(tokenIn(page))).toMatchObject({
    mayAcknowledge: false,
    news: expect.stringContaining('an address that was taken out of use'),
  });
  await world.textFrom(own.address, `A ${codeIn(page)}`);
  expect((await world.incident()).phase).toBe('open');
});

describe('a number is no proof', () => {
  async function twoOpen() {
    const world = await aWorld();
    await world.receives(down);
    await world.receives(refunds);
    const { phone } = world.person('ana');
    const codes = [1, 2].map(() => codeIn(phone.expects('Reply A ')));
    return { world, phone, codes };
  }
  const phases = async ({ incident }: Awaited<ReturnType<typeof aWorld>>) =>
    Promise.all(['INC-2026-001', 'INC-2026-002'].map(async id => (await incident(id)).phase));

  test.each(['A', 'A1', 'A 2', 'A INC-2026-002', 'R1', 'R INC-2026-001', 'E2', 'U1 all is well'])(
    'with two open, "%s" changes nothing and is answered with the choices',
    async text => {
      const { world, phone, codes } = await twoOpen();
      const before = (await world.story()).length;
      await world.person('ana').texts(text);
      phone.expects(`${codes[0]} SEV1 INC-2026-001`, `${codes[1]} SEV1 INC-2026-002`);
      expect(await phases(world)).toEqual(['open', 'open']);
      expect(await world.story()).toHaveLength(before);
    },
  );

  test('the list says how what was asked for is asked of one of them, and a code alone says how it is taken', async () => {
    const { world, phone, codes } = await twoOpen();
    const ana = world.person('ana');
    for (const [text, how] of [
      ['A', 'Reply A and the code of one: '],
      ['E', 'Reply E and the code of one: '],
      ['U all is well', 'Reply U, the code of one, and the text: '],
      ['?', 'Reply A or ? and the code of one: '],
    ] as const) {
      await ana.texts(text);
      phone.expects(how);
    }
    await ana.texts(codes[1] ?? '');
    phone.expects(`SEV1 INC-2026-002 open, 0 s old. Reply A ${codes[1]} to ack: Refunds down`);
    expect(await phases(world)).toEqual(['open', 'open']);
    await ana.texts(`A ${codes[1]}`);
    phone.expects('You acknowledged INC-2026-002');
    await ana.texts(codes[1] ?? '');
    expect(phone.expects('INC-2026-002 acknowledged by Ana').body).not.toContain('Reply');
  });

  test('a code that no page has changes nothing, though one page alone is open', async () => {
    const world = await aWorld();
    await world.receives(down);
    const code = codeIn(world.person('ana').phone.expects('Reply A '));
    await world.person('ana').texts(code === '7K3Q' ? 'A 7K3R' : 'A 7K3Q');
    world.person('ana').phone.expects('No page of yours with code', code);
    expect((await world.incident()).phase).toBe('open');
  });

  test('the code of a page to another phone is none', async () => {
    const world = await aWorld();
    await world.receives(down);
    const code = codeIn(world.person('ana').phone.expects('Reply A '));
    await world.passes(minutes(5));
    world.person('bo').phone.clears();
    await world.person('bo').texts(`A ${code}`);
    world.person('bo').phone.expects(`No page of yours with code ${code}`);
    expect((await world.incident()).phase).toBe('open');
  });

  test('the whole id counts: another year is another incident', async () => {
    const world = await aWorld();
    await world.receives(down);
    world.person('ana').phone.clears();
    await world.person('ana').texts('A INC-2025-001');
    world.person('ana').phone.expects('No page of yours with INC-2025-001');
    expect((await world.incident()).phase).toBe('open');
    await world.person('ana').texts('A INC-2026-001');
    expect((await world.incident()).phase).toBe('acknowledged');
  });

  test('to resolve takes a second word, with a code that only this phone was told', async () => {
    const world = await aWorld();
    await world.receives(down);
    const { phone } = world.person('ana');
    const paged = codeIn(phone.expects('Reply A '));
    await world.person('ana').texts(`R ${paged} restarted the pool`);
    const question = phone.expects('Is INC-2026-001 over?', '1 of its alerts still fires');
    expect((await world.incident()).phase).toBe('open');
    await world.person('ana').texts(`R ${codeIn(question)}`);
    phone.expects('INC-2026-001 resolved');
    expect(await world.incident()).toMatchObject({
      phase: 'watching',
      resolution: 'restarted the pool',
      resolvedBy: { id: 'ana' },
    });
  });

  test('a question that nobody answered in time is asked anew', async () => {
    const world = await aWorld();
    await world.receives(down);
    const { phone } = world.person('ana');
    phone.clears();
    await world.person('ana').texts('A');
    phone.clears();
    await world.person('ana').texts('R');
    const late = codeIn(phone.expects('Is INC-2026-001 over?'));
    await world.passes(minutes(11));
    phone.clears();
    await world.person('ana').texts(`R ${late}`);
    expect((await world.incident()).phase).toBe('acknowledged');
    await world.person('ana').texts(`R ${codeIn(phone.expects('Is INC-2026-001 over?'))}`);
    expect((await world.incident()).phase).toBe('watching');
  });

  test('a text that comes twice does once what it says', async () => {
    const world = await aWorld({ deliveries: 2 });
    await world.receives(down);
    const { phone } = world.person('ana');
    phone.clears();
    await world.person('ana').texts('R');
    const question = phone.expects('Is INC-2026-001 over?');
    phone.clears();
    await world.person('ana').texts(`R ${codeIn(question)}`);
    phone.expects('INC-2026-001 resolved');
    phone.expectsNothing();
  });
});

describe('whether a text is answered', () => {
  test('a number that is not configured and was never paged gets no answer, whatever it says', async () => {
    const world = await aWorld();
    await world.receives(down);
    for (const text of ['A', 'A INC-2026-001', '?', 'hello']) {
      await world.textFrom('+15555550199', text);
    }
    world.inbox('+15555550199').expectsNothing();
    expect((await world.incident()).phase).toBe('open');
  });

  test('an answer that cannot be sent is on the timeline, and what was asked is done', async () => {
    const refuses = ({ body }: Message): Delivery =>
      body.startsWith('You acknowledged')
        ? { sent: false, failed: 'give-up', reason: 'no money left' }
        : { sent: true };
    const world = await aWorld({ vendor: refuses });
    await world.receives(down);
    await world.person('ana').texts('A');
    expect((await world.incident()).phase).toBe('acknowledged');
    expect((await world.story()).join('\n')).toContain(
      'The answer to the text of Ana could not be sent: no money left',
    );
  });

  test('questions without end are answered ten times an hour, and what is done still is', async () => {
    const world = await aWorld();
    await world.receives(down);
    const { phone } = world.person('ana');
    phone.clears();
    const answers = () =>
      world.messages.filter(({ to, body }) => to === team.people.ana.phone && / old/.test(body));
    for (let time = 0; time < 25; time++) await world.person('ana').texts('?');
    expect(answers()).toHaveLength(10);
    phone.clears();
    await world.person('ana').texts('A');
    phone.expects('You acknowledged INC-2026-001');
  });
});

describe('what is said back', () => {
  test.each(['A', 'U it is here', 'R', 'E', 'P'])(
    'a test page arrived with whatever answers it: "%s"',
    async text => {
      const world = await aWorld();
      await world.testsPageTo('ana');
      const { phone } = world.person('ana');
      phone.clears();
      await world.person('ana').texts(text);
      phone.expects('Your test page arrived. That was all.');
      expect(await world.incident()).toMatchObject({
        phase: 'resolved',
        resolution: 'The test page arrived and was answered.',
      });
    },
  );

  test('of an exercise says that it is one, in each answer', async () => {
    const world = await aWorld();
    await world.drills({ announced: false, title: 'Payments are down' });
    await world.receives(refunds);
    const { phone } = world.person('ana');
    const code = codeIn(phone.expects('DRILL SEV1 INC-2026-001'));
    phone.clears();
    await world.person('ana').texts('?');
    // What is real comes first.
    phone.expects(/: \w{4} SEV1 INC-2026-002, /, `, ${code} DRILL SEV1 INC-2026-001`);
    for (const text of ['?', 'R', 'A', '?']) {
      await world.person('ana').texts(`${text} ${code}`);
      phone.expects('INC-2026-001', 'DRILL Payments are down');
    }
  });

  test('has no address to press in the words of a stranger', async () => {
    const world = await aWorld();
    await world.receives({ title: 'See https://evil.example.com/a now', severity: 'SEV1' });
    const { phone } = world.person('ana');
    phone.clears();
    for (const text of ['?', 'R', 'A']) {
      await world.person('ana').texts(text);
      expect(phone.expects('See https(:)//evil').body).not.toContain('://');
    }
  });

  test('of a call for help is who is woken, or that nobody can be', async () => {
    const { emil: _gone, ...rest } = team.people;
    const emil = { name: 'Emil', phone: team.people.emil.phone };
    const [levelOne, levelTwo] = [first, others[0]];
    const last = { name: 'CTO', people: ['emil'] };
    const world = await aWorld({
      configuration: {
        ...team,
        people: { ...rest, emil },
        escalationPolicies: { default: { levels: [levelOne, levelTwo, last] } },
      },
    });
    await world.roster.putContact({
      ...({ person: 'emil', channel: 'sms', state: 'opted-out' } as const),
      ...{ address: emil.phone, enteredBy: 'configuration', at: world.now() },
    });
    await world.receives(down);
    const { phone } = world.person('ana');
    const token = tokenIn(phone.expects('Reply A '));
    await world.person('ana').texts('E');
    phone.expects('INC-2026-001: Team Lead (Bo) is being paged.');
    expect(await world.links.act(token, { do: 'help' })).toMatchObject({
      news: 'Nobody of the levels to come can be reached, so nobody was paged.',
    });
  });

  test('of an old code is that nothing was done, and why', async () => {
    const world = await aWorld();
    await world.receives(down);
    const { phone } = world.person('ana');
    const code = codeIn(phone.expects('Reply A '));
    await world.asks('resolveIncident', { resolution: 'Restarted.' }, 'bo');
    const why = 'SEV1 INC-2026-001 was resolved by Bo';
    for (const text of [`U ${code} all is well`, `E ${code}`, `A ${code}`]) {
      await world.person('ana').texts(text);
      phone.expects(`Nothing was done: ${why}`);
    }
    await world.person('ana').texts(`? ${code}`);
    expect(phone.expects(why).body).not.toContain('Nothing');
  });

  test('of what somebody put off is until when', async () => {
    const world = await aWorld();
    await world.receives(down);
    const link = tokenIn(world.person('ana').phone.expects('Reply A '));
    await world.asks('snoozeIncident', { for: '1h', reason: 'the vendor is on it' }, 'bo');
    await world.person('ana').texts('?');
    world.person('ana').phone.expects('acknowledged by Bo, snoozed until 22:14 EST,');
    await world.person('ana').texts('A');
    world
      .person('ana')
      .phone.expects('Bo acknowledged INC-2026-001 before you, snoozed until 22:14');
    expect(await world.links.acknowledge(link)).toMatchObject({
      news: 'Bo acknowledged it, and it is snoozed until 22:14 EST: nobody is paged before.',
    });
  });

  test('where nothing is open any more is what became of it', async () => {
    const world = await aWorld();
    await world.receives(down);
    world.person('ana').phone.clears();
    await world.asks('resolveIncident', { resolution: 'Restarted.' }, 'bo');
    for (const text of ['A', '?']) {
      await world.person('ana').texts(text);
      const what = 'SEV1 INC-2026-001 was resolved by Bo, 0 s old: Payment processing down';
      world.person('ana').phone.expects(`Nothing is open that you were paged for. ${what}`);
    }
  });
});

test('the page behind a link says to its reader alone that no mail reaches them, until they confirm', async () => {
  const world = await aWorld();
  await world.receives(down);
  const token = tokenIn(world.person('ana').phone.expects('Reply A '));
  expect(await world.links.look(token)).not.toHaveProperty('remark');
  const account = { sandbox: false, sandboxVerified: [], optedOut: [] };
  world.links.accountIs({ ...account, unconfirmedMail: ['bo@example.com'] });
  expect(await world.links.look(token)).not.toHaveProperty('remark');
  world.links.accountIs({ ...account, unconfirmedMail: ['ana@example.com'] });
  expect(await world.links.look(token)).toMatchObject({
    remark: expect.stringContaining('Subscription Confirmation'),
  });
});
