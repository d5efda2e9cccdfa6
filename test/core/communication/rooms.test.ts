import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isToldIn, type RoomCard, roomCard } from '#core/communication/chat/room-card.ts';
import { roomMessage } from '#core/communication/chat/room-formats.ts';
import type { Commit } from '#core/incident/commit.ts';
import { isAddressOf, roomAddress } from '#core/setup/chat-settings.ts';
import { type Room, type RoomKind, roomKinds } from '#core/setup/document-rooms.ts';
import { roomsEmulator } from '#local/emulators/rooms.ts';
import { sampleSecrets } from '#local/emulators/secrets.ts';
import { commitAfter } from '../../support/given.ts';
import { acknowledge, changeSeverity, declare, postUpdate } from '../../support/incidents.ts';
import { anything } from '../text/untrusted.ts';

/* The card of an incident in each chat that is told and not listened to, against stand-ins that take no more than they do. */

const said = (commit: Commit) => roomCard(commit);
const began = commitAfter([], declare());
const room: Room = { name: 'ops', kind: 'teams', secret: 'arn' };

/** As the chat answers it. */
function posted(kind: RoomKind, card: RoomCard) {
  const { query = {}, body } = roomMessage(kind, card);
  const { answer, messages } = roomsEmulator({ now: () => 0 });
  const url = roomAddress(sampleSecrets[`tocsin/${kind}`] ?? '');
  if (url === undefined) throw new Error('No address');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const headers = { 'content-type': 'application/json' };
  const answered = answer({ method: 'POST', url, headers, body: JSON.stringify(body) });
  return { status: answered?.status, taken: messages.at(-1)?.body, text: JSON.stringify(body) };
}

describe.each(roomKinds)('a card in %s', kind => {
  test('says what is new and how it stands, and is taken', () => {
    const { status, text } = posted(kind, said(began));
    expect(status).toBeLessThan(300);
    for (const words of ['SEV1', 'Declared', 'Payments', 'nobody yet', 'INC']) {
      expect(text.replaceAll('\\\\', '')).toContain(words);
    }
  });

  test('is taken whatever stands in it, however long', () => {
    fc.assert(
      fc.property(anything, fc.nat(400), (words, times) => {
        const long = words.repeat(times);
        const commit: Commit = {
          ...began,
          headline: { ...began.headline, title: long, impact: long, severityReason: long },
        };
        expect(posted(kind, said(commit)).status).toBeLessThan(300);
      }),
      { numRuns: 60 },
    );
  });

  test('wakes nobody and is no mark-up, whatever a sender writes', () => {
    const title =
      '@everyone @here @channel @all <@123> <!channel> <at>Ana</at> <users/all> **b** [x](https://evil.example.com) <b>x</b>';
    const { taken, text } = posted(
      kind,
      said({ ...began, headline: { ...began.headline, title } }),
    );
    expect(text).not.toContain('https://evil');
    switch (kind) {
      case 'teams':
        // A run of text is words; a mention needs an entity.
        expect(text).not.toContain('"TextBlock"');
        expect(text).not.toContain('"entities"');
        break;
      case 'google-chat':
        expect(text).not.toMatch(/<(users|b>x|at)/);
        expect(taken).not.toHaveProperty('text');
        break;
      case 'discord':
        expect(taken).toMatchObject({ allowed_mentions: { parse: [] } });
        expect(taken).not.toHaveProperty('content');
        expect(text).not.toMatch(/[^\\]\*\*|[^\\]\[x|[^\\]<@/);
        break;
      case 'mattermost':
        expect(text).not.toMatch(/@(everyone|here|channel|all)/);
        expect(text).not.toMatch(/[^\\]\*\*|[^\\]\[x|<b>/);
        break;
      default:
        kind satisfies never;
    }
  });
});

describe('what a room is told', () => {
  test('is what is as bad as it asked for, of its services, and no test of one phone', () => {
    expect(isToldIn(room, began)).toBe(true);
    const of = (change: object) => ({ ...began, headline: { ...began.headline, ...change } });
    expect(isToldIn(room, of({ severity: 'SEV3' }))).toBe(false);
    expect(isToldIn({ ...room, from: 'SEV3' }, of({ severity: 'SEV3' }))).toBe(true);
    expect(isToldIn({ ...room, services: ['search'] }, began)).toBe(false);
    expect(isToldIn({ ...room, services: [began.headline.service.id] }, began)).toBe(true);
    expect(isToldIn(room, of({ drill: 'test-page' }))).toBe(false);
  });

  test('is also that it is not so bad any more, after which it hears no more of it', () => {
    const lowered = changeSeverity(60, 'SEV3');
    expect(isToldIn(room, commitAfter([declare()], lowered))).toBe(true);
    expect(isToldIn(room, commitAfter([declare(), lowered], acknowledge(90)))).toBe(false);
  });

  test('is what the timeline says, and updates in the runbook’s words', () => {
    const acknowledged = commitAfter([declare()], acknowledge(30));
    expect(said(acknowledged).text).toMatch(/^Acknowledged by Ana/);
    const updated = commitAfter([declare(), acknowledge(30)], postUpdate(60));
    expect(said(updated).text).toMatch(/^UPDATE \[/);
    expect(said(updated).text).toContain('\nStatus: ');
  });
});

test('an address is that of its chat, or is said not to be', () => {
  for (const kind of roomKinds) {
    const address = roomAddress(sampleSecrets[`tocsin/${kind}`] ?? '');
    expect(address && isAddressOf(kind, address)).toBe(true);
  }
  expect(isAddressOf('discord', new URL('https://discord.com.example.com/'))).toBe(false);
  expect(roomAddress('http://mattermost.example.com/hooks/x')).toBeUndefined();
  expect(roomAddress('{"token": "x"}')).toBeUndefined();
});
