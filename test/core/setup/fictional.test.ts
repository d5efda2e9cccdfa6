import { describe, expect, test } from 'vitest';
import { fictionalAddresses } from '#core/setup/fictional.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { team } from '../../support/team.ts';

function pathsOf(person: object, stakeholders: object[] = []): string[] {
  const ana = { name: 'Ana', email: 'ana@northwind.io', ...person };
  const real = { ...team, people: { ...team.people, ana }, stakeholders };
  const parsed = parseDirectory(real);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return fictionalAddresses(parsed.directory)
    .map(({ path }) => path.map(String).join('.'))
    .filter(path => path.startsWith('people.ana') || path.startsWith('stakeholders'));
}

describe('nobody has', () => {
  test.each([
    '+15555550101',
    '+12125550199',
    '+15550100',
    '+15551234567',
    '+447700900123',
    '+442079460000',
  ])('the number %s', phone => {
    expect(pathsOf({ phone })).toEqual(['people.ana.phone']);
  });

  test.each(['ana@example.com', 'ana@mail.example.org', 'ana@pager.test', 'ana@books.invalid'])(
    'the address %s',
    email => {
      expect(pathsOf({ email })).toEqual(['people.ana.email']);
      expect(pathsOf({}, [{ email, severities: ['SEV1'] }])).toEqual(['stakeholders.0.email']);
    },
  );

  test('a webhook at a host of examples', () => {
    expect(pathsOf({ webhook: 'https://hooks.example.com/ana' })).toEqual(['people.ana.webhook']);
  });
});

describe('somebody may have', () => {
  test.each([
    { phone: '+12125550200' },
    { phone: '+12125560101' },
    { phone: '+4915555501012' },
    { phone: '+447700800123' },
    { email: 'ana@examples.com' },
    { email: 'example.com@northwind.io' },
    { webhook: 'https://example-hooks.io/example.com' },
  ])('%o', person => {
    expect(pathsOf(person)).toEqual([]);
  });
});
