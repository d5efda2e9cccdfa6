import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '#local/template/synth.ts';

/** Enough that no phone gets a second text while the first one counts: then texts would come in bundles. */
const phones = 80;

const id = (number: number) => `bench-${String(number).padStart(3, '0')}`;
export const serviceOf = (number: number) => id(number % phones);
export const phoneOf = (number: number) => `+15555551${String(number % phones).padStart(3, '0')}`;

/** The example team, and beside it services with one person each. `chat`: none is told there when not given. */
export function team(chat: object = { slack: { channelsFrom: 'never' } }): unknown {
  const example = parse(readFileSync(join(root, 'tocsin.yaml'), 'utf8')) as Record<string, object>;
  const each = <Value>(make: (number: number) => Value) =>
    Object.fromEntries(Array.from({ length: phones }, (_, number) => [id(number), make(number)]));
  const people = each(number => ({
    name: `Person ${number}`,
    phone: phoneOf(number),
    email: `${id(number)}@example.com`,
  }));
  const policies = each(number => ({ levels: [{ name: 'Only one', people: [id(number)] }] }));
  const services = each(number => ({
    name: `Bench ${number}`,
    team: 'commerce',
    escalationPolicy: id(number),
  }));
  return {
    ...example,
    chat,
    people: { ...example.people, ...people },
    escalationPolicies: { ...example.escalationPolicies, ...policies },
    services: { ...example.services, ...services },
  };
}
