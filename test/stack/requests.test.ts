import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '#local/template/synth.ts';
import { team } from '../support/team.ts';

/*
 * How often the real handlers ask AWS, on AWS played in their own process: a query too many per item, per page or per
 * round is money and time of every night. Whoever changes a number here says in the commit why it is worth it.
 */

type Counts = Record<string, Record<string, number>>;
let parts: Record<
  'idle' | 'declared' | 'acknowledged' | 'over' | 'alone' | 'crowded' | 'flooded',
  Counts
>;

beforeAll(async () => {
  const { evidence: _none, ...payments } = team.services.payments;
  const document = { ...team, services: { ...team.services, payments } };
  const script = join(root, 'bench', 'life.ts');
  const ran = await promisify(execFile)(process.execPath, [script, JSON.stringify(document)]);
  parts = JSON.parse(ran.stdout);
});

const total = (counts: Counts) =>
  Object.values(counts)
    .flatMap(made => Object.values(made))
    .reduce((sum, count) => sum + count, 0);

describe('requests to AWS', () => {
  test('of an hour in which nothing happens are a sweep a minute and a round every five', () => {
    expect(parts.idle).toEqual({
      // What is overdue, and what waits behind a mute and is to be looked at.
      'on-sweep': { 'dynamodb:Query': 60 * 2 },
      // Configuration, roster, reviews, actions, mutes, heartbeats and what an override left to do; who was and who is on duty; once an
      // hour the plans.
      'on-duty': {
        ...{ 'dynamodb:Query': 12 * 7 + 3, 'dynamodb:GetItem': 12, 'dynamodb:PutItem': 12 },
        // What was given up of alerts and repeats.
        'sqs:ReceiveMessage': 12 * 2,
      },
    });
  });

  test('from an alert to a text and a mail', () => {
    expect(parts.declared).toEqual({
      // The configuration, by which it is judged before it waits, is read once in half a minute.
      'on-webhook': { 'dynamodb:Query': 1, 'sqs:SendMessage': 1 },
      'on-alert': {
        // What is known of it and what its sender has spent; the roster, for another part of it has read the configuration; its
        // number; itself; the raw body; its receipt.
        'dynamodb:BatchGetItem': 1,
        'dynamodb:Query': 1,
        'dynamodb:UpdateItem': 1,
        'dynamodb:TransactWriteItems': 1,
        's3:PUT': 1,
        'dynamodb:BatchWriteItem': 1,
      },
      'on-incident-event': { 'sqs:SendMessageBatch': 3, 'scheduler:CreateSchedule': 1 },
      'on-page': {
        // Each page: the incident, what its person entered meanwhile, a claim, the vendor, the outcome; a text besides what its
        // phone got. Who is in the team is read once in half a minute.
        'dynamodb:GetItem': 2 + 1,
        'dynamodb:Query': 2 + 1,
        // What the phone got is written with the claim.
        'dynamodb:TransactWriteItems': 2 * 2,
        'sns:Publish': 2,
      },
      'on-effect': {
        ...{ 'dynamodb:PutItem': 1, 'sns:Publish': 1, 'dynamodb:UpdateItem': 1 },
        // Who subscribed is looked at by work of its own.
        ...{ 'sqs:SendMessage': 1, 'dynamodb:Query': 1 },
      },
    });
  });

  test('of an acknowledgement', () => {
    expect(parts.acknowledged).toEqual({
      'on-api-request': { 'dynamodb:GetItem': 1, 'dynamodb:TransactWriteItems': 1 },
      'on-incident-event': { 'sqs:SendMessageBatch': 1, 'scheduler:UpdateSchedule': 1 },
      'on-effect': {
        ...{ 'dynamodb:PutItem': 1, 'sns:Publish': 1, 'dynamodb:UpdateItem': 1 },
        // Where the people of the plan are now.
        'dynamodb:Query': 2,
      },
    });
  });

  test('from a resolution until all is clear are 53, besides sweeps and rounds', () => {
    const { 'on-sweep': _sweeps, 'on-duty': _rounds, ...rest } = parts.over;
    expect(total(rest)).toBe(53);
  });

  test('of a flood are about half a one for each of its problems, pages and notices included', () => {
    expect(total(parts.flooded)).toBeLessThan(0.65 * 500);
  });

  test('are the same in number however many incidents are open', () => {
    expect(total(parts.alone)).toBeGreaterThan(0);
    expect(parts.crowded).toEqual(parts.alone);
  });
});
