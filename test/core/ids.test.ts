import { describe, expect, test } from 'vitest';
import {
  emailAddress,
  fingerprint,
  incidentId,
  numberedIncidentId,
  parseIncidentId,
  parsePhoneNumber,
  phoneNumber,
  problemKey,
  receiptId,
} from '#core/ids.ts';

describe('the id of an incident', () => {
  test.each([
    ['INC-2026-001', 'INC-2026-001'],
    ['inc-2026-001', 'INC-2026-001'],
    ['  Inc-2026-001\n', 'INC-2026-001'],
    ['INC-2026-123456789', 'INC-2026-123456789'],
  ])('%j is %s, as people type it at night', (text, id) => {
    expect(parseIncidentId(text)).toBe(id);
    expect(incidentId(text)).toBe(id);
  });

  test.each([
    '',
    'INC-001',
    'INC-2026-1',
    'INC-2026-1234567890123456',
    'INC-26-001',
    'INC2026001',
    'INC-2026-001; DROP',
    'INC-2026-001\nINC-2026-002',
    'INC-2026-٠٠١',
    '../INC-2026-001',
  ])('%j is none', text => {
    expect(parseIncidentId(text)).toBeUndefined();
    expect(() => incidentId(text)).toThrow('Not an incident id');
  });

  test('has three digits at least, and more when a year needs them', () => {
    expect(numberedIncidentId(2026, 1)).toBe('INC-2026-001');
    expect(numberedIncidentId(2026, 1000)).toBe('INC-2026-1000');
  });
});

describe('a phone number', () => {
  test.each([
    ['+15555550101', '+15555550101'],
    ['+1 (555) 555-0101', '+15555550101'],
    [' +1 555.555.0101 ', '+15555550101'],
    // Nobody dials this 0 from abroad.
    ['+44 (0)20 7946 0000', '+442079460000'],
    ['+353 0 000 0000', '+3530000000'],
    // Of this one everybody does.
    ['+39 0 000 000 000', '+390000000000'],
  ])('%j is %s', (text, number) => {
    expect(parsePhoneNumber(text)).toBe(number);
    expect(phoneNumber(text)).toBe(number);
  });

  test.each([
    '',
    '5555550101',
    '+05555550101',
    '+1555',
    '+1555555010112345',
    '+1555555O101',
    'tel:+15555550101',
  ])('%j is none, and an error about it does not repeat it', text => {
    expect(parsePhoneNumber(text)).toBeUndefined();
    expect(() => phoneNumber(text)).toThrow(/^Not an E\.164 phone number$/);
  });
});

describe('a name', () => {
  const named = { receiptId, fingerprint, problemKey, emailAddress };
  test.each(Object.entries(named))('%s is any text that says something', (_name, parse) => {
    expect(parse('payments')).toBe('payments');
    expect(() => parse('')).toThrow('An empty');
    expect(() => parse(' \n')).toThrow('An empty');
  });
});
