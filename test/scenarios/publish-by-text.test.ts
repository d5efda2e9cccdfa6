import { expect, test } from 'vitest';
import { minutes } from '../support/incidents.ts';
import { team } from '../support/team.ts';
import { aWorld, codeIn } from '../support/world.ts';

/* Words for customers, approved of from a phone that has nothing but texts. */

const down = { title: 'Payment processing down', service: 'payments', severity: 'critical' };
const components = { payments: { name: 'Payment processing', services: ['payments'] } };

async function paged(statusPage: object | null = { components }) {
  const world = await aWorld({ configuration: { ...team, ...(statusPage && { statusPage }) } });
  await world.receives(down);
  const ana = world.person('ana');
  const code = codeIn(ana.phone.expects('Reply A '));
  ana.phone.clears();
  return { world, ana, code };
}

test('are shown whole, and go out when the second word comes, as they were shown', async () => {
  const { world, ana, code } = await paged();
  await ana.texts(`P ${code}`);
  const shown = ana.phone.expects(
    'We are currently experiencing issues with payment processing.',
    'Payment processing: Major outage',
  );
  expect((await world.incident()).publicNotices).toBeUndefined();
  await ana.texts(`P ${codeIn(shown)}`);
  ana.phone.expects('customers read it on the status page now');
  const [notice] = (await world.incident()).publicNotices ?? [];
  expect(notice).toMatchObject({ stage: 'investigating', title: 'Service Disruption Notice' });
  expect((await world.story()).join()).toContain('Ana');
});

test('are in the letters of their words, and too long for a text where those take more room', async () => {
  const named = (...names: string[]) => ({
    components: Object.fromEntries(
      names.map((name, index) => [`part-${index}`, { name, services: ['payments'] }]),
    ),
  });
  const { ana, code } = await paged(named('Оплата'));
  await ana.texts(`P ${code}`);
  ana.phone.expects('Reply P ', 'Оплата: Major outage');

  const long = await paged(
    named('Приём платежей', 'Возврат платежей', 'Подписки', 'Выставление счетов'),
  );
  await long.ana.texts(`P ${long.code}`);
  long.ana.phone.expects('too long for a text');
});

test('that changed meanwhile, or wait too long for an answer, do not go out', async () => {
  const { world, ana, code } = await paged();
  await ana.texts(`P ${code}`);
  const first = codeIn(ana.phone.expects('We are currently'));
  ana.phone.clears();
  await ana.texts(`P ${code}`);
  const second = codeIn(ana.phone.expects('We are currently'));
  await ana.texts(`P ${second}`);
  ana.phone.clears();
  await ana.texts(`P ${first}`);
  ana.phone.expects('the words have changed, nothing was published');
  expect((await world.incident()).publicNotices).toHaveLength(1);
  ana.phone.clears();
  await ana.texts(`P ${code}`);
  const late = codeIn(ana.phone.expects('We are still working'));
  await world.passes(minutes(11));
  ana.phone.clears();
  await ana.texts(`P ${late}`);
  ana.phone.expects('Reply P ', 'We are still working');
  expect((await world.incident()).publicNotices).toHaveLength(1);
});

test('are none where there is no status page, or none wait; and no yes to another question', async () => {
  const { ana, code } = await paged(null);
  await ana.texts(`P ${code}`);
  ana.phone.expects('There is no status page');

  const never = await paged({ publish: 'never', components });
  await never.ana.texts(`P ${never.code}`);
  never.ana.phone.expects('no words for customers wait');

  const { world, ana: other, code: page } = await paged();
  await other.texts(`R ${page}`);
  const over = codeIn(other.phone.expects('Is INC-2026-001 over?'));
  other.phone.clears();
  await other.texts(`P ${over}`);
  other.phone.expects('Reply P ', 'We are currently');
  expect((await world.incident()).publicNotices).toBeUndefined();
  expect((await world.incident()).phase).toBe('open');
});
