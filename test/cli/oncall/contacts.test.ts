import { expect, test } from 'vitest';
import { asked } from '../asked.ts';
import { fakeApi } from '../fake-api.ts';
import { run } from '../run.ts';

const mine = { TOCSIN_PERSON: 'ana' };

test.each([
  [['contact', 'list'], 'listContacts', { id: 'ana' }, undefined],
  [
    ['contact', 'add', 'sms', '+15550142'],
    'addContact',
    { id: 'ana', channel: 'sms' },
    { address: '+15550142', by: 'ana' },
  ],
  [['contact', 'verify', 'sms'], 'sendCode', { id: 'ana', channel: 'sms' }, { by: 'ana' }],
  [
    ['contact', 'confirm', 'sms', '271828'],
    'confirmCode',
    { id: 'ana', channel: 'sms' },
    { code: '271828', by: 'ana' },
  ],
  [['contact', 'remove', 'email'], 'removeContact', { id: 'ana', channel: 'email' }, undefined],
  [['contact', 'list', '--person=bo'], 'listContacts', { id: 'bo' }, undefined],
  [['test-page', '--person=bo'], 'testPage', { id: 'bo' }, { by: 'ana' }],
] as const)('%s', async (words, operation, params, body) => {
  const { last } = await asked(words, {}, mine);
  expect(last).toMatchObject({ operation, params });
  expect(last?.body).toEqual(body);
});

test('contacts are listed with what is known of them', async () => {
  const { ran } = await asked(['contact', 'list', '--person=ana']);
  expect(ran.out).toMatchInlineSnapshot(`
    "CHANNEL  ADDRESS       STATE     PAGES  ENTERED BY  WHY
    sms      +15555550100  verified  used   themselves
    push to Chrome on Android (dev_2c26b46b68ffc68f): used"
  `);
});

test('nobody named is wrong usage, and so is a way that there is not', async () => {
  await using api = await fakeApi();
  const env = { TOCSIN_URL: api.url };
  expect(await run(['contact', 'list'], { env })).toMatchObject({ exitCode: 2 });
  const pager = await run(['contact', 'verify', 'pager', '--person=ana'], { env });
  expect(pager.exitCode).toBe(2);
  expect(pager.error).toContain('Allowed choices are sms, email, voice, webhook');
});
