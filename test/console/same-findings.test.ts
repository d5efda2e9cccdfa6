import { expect, test } from 'vitest';
import { saidOnce } from '#console/oncall/same-findings.ts';

const people = [
  { id: 'ana', name: 'Ana Keller' },
  { id: 'bo', name: 'Bo Lindqvist' },
  { id: 'chidi', name: 'Chidi Obi' },
];
const untried = (person: string, name: string) => ({
  ...{ kind: 'unverified' as const, severity: 'problem' as const, person },
  text: `${name} has verified no channel`,
});

test('what is so of several people is said once, with their names, where the first of them stood', () => {
  const gap = { kind: 'gap' as const, severity: 'problem' as const, text: 'Nobody on Sunday' };
  const one = { kind: 'one-channel' as const, severity: 'warning' as const, person: 'chidi' };
  const found = saidOnce(
    [
      untried('ana', 'Ana Keller'),
      gap,
      untried('bo', 'Bo Lindqvist'),
      { ...one, text: 'Chidi Obi has one verified way only' },
    ],
    people,
  );
  expect(found).toEqual([
    {
      ...{ kind: 'unverified', severity: 'problem', who: ['Ana Keller', 'Bo Lindqvist'] },
      text: 'Each of 2 people has verified no channel',
    },
    { kind: 'gap', severity: 'problem', text: 'Nobody on Sunday', who: [] },
    {
      ...{ kind: 'one-channel', severity: 'warning', who: [] },
      text: 'Chidi Obi has one verified way only',
    },
  ]);
});

test('what is of an address of somebody, and of whom no name is known, is said for each', () => {
  const number = {
    ...{ kind: 'opted-out' as const, severity: 'problem' as const, person: 'ana' },
    text: "Ana Keller's number has opted out",
  };
  const unknown = [untried('dana', 'Dana Whitfield'), untried('emil', 'Emil Sato')];
  expect(saidOnce([number, number, ...unknown], people).map(({ text }) => text)).toEqual([
    ...[number.text, number.text, 'Dana Whitfield has verified no channel'],
    'Emil Sato has verified no channel',
  ]);
});
