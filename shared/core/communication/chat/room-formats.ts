import type { RoomCard } from '#core/communication/chat/room-card.ts';
import type { RoomKind } from '#core/setup/document-rooms.ts';
import { escaped } from '#core/text/markup.ts';
import { cut } from '#core/text/plain-text.ts';
import { epochMs } from '#core/time/instant.ts';

/*
 * One card in the format of each chat, within its limits. Words of strangers are no mark-up, no mention and no link there:
 * each is tried with everything that it could be in test/core/communication/rooms.test.ts.
 */

/** The body to post, and what is added to the address. */
export interface RoomMessage {
  query?: Record<string, string>;
  body: object;
}

export function roomMessage(kind: RoomKind, card: RoomCard): RoomMessage {
  switch (kind) {
    case 'teams':
      return { body: teams(card) };
    case 'google-chat':
      return googleChat(card);
    case 'discord':
      return { body: discord(card) };
    case 'mattermost':
      return { body: mattermost(card) };
    default:
      return kind satisfies never;
  }
}

/** In characters; with all of them a message is below the smallest limit of each, which is Discord's 6,000 in all. */
const most = { title: 250, text: 2800, fact: 240, link: 80 };

/**
 * A message with an Adaptive Card, as Workflows takes it: 28 KB. In a run of text nothing is mark-up, unlike in a block of it;
 * a mention would need an entity. Source: learn.microsoft.com, "Webhooks and connectors"; adaptivecards.io, RichTextBlock.
 */
function teams({ title, text, facts, links, id, severity }: RoomCard): object {
  const run = (words: string, length: number, looks: object = {}) => ({
    type: 'TextRun',
    text: cut(words, length),
    ...looks,
  });
  const block = (...inlines: object[]) => ({ type: 'RichTextBlock', inlines });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: `${severity} ${id}`,
          msteams: { width: 'Full' },
          body: [
            block(run(title, most.title, { size: 'large', weight: 'bolder' })),
            ...text
              .split('\n')
              .slice(0, 40)
              .map(line => block(run(line, most.text / 4))),
            ...facts.map(([name, value]) =>
              block(run(`${name}: `, most.fact, { weight: 'bolder' }), run(value, most.fact)),
            ),
            block(run(id, most.title, { isSubtle: true, size: 'small' })),
          ],
          actions: links.map(link => ({
            type: 'Action.OpenUrl',
            title: cut(link.title, most.link),
            url: link.url,
          })),
        },
      },
    ],
  };
}

/**
 * `cardsV2`, 32,000 bytes; the messages of an incident are one thread. Its paragraphs take some HTML, so that is escaped; a
 * mention stands in `text` only, which there is none of. Source: developers.google.com/workspace/chat, "Card", "Incoming webhooks".
 */
function googleChat({ id, title, text, facts, links, severity }: RoomCard): RoomMessage {
  const shown = (words: string, length: number) => escapedWithin(words, length, escaped);
  const buttons = links.map(link => ({
    text: cut(link.title, most.link),
    onClick: { openLink: { url: link.url } },
  }));
  return {
    query: { messageReplyOption: 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD' },
    body: {
      thread: { threadKey: id },
      fallbackText: `${severity} ${id}`,
      cardsV2: [
        {
          cardId: id,
          card: {
            header: { title: `${severity} ${id}` },
            sections: [
              {
                widgets: [
                  { textParagraph: { text: `<b>${shown(title, most.title)}</b>` } },
                  ...(text === ''
                    ? []
                    : [
                        {
                          textParagraph: { text: shown(text, most.text).replaceAll('\n', '<br>') },
                        },
                      ]),
                  ...facts.map(([name, value]) => ({
                    decoratedText: {
                      topLabel: name,
                      text: shown(value, most.fact),
                      wrapText: true,
                    },
                  })),
                  ...(buttons.length === 0 ? [] : [{ buttonList: { buttons } }]),
                ],
              },
            ],
          },
        },
      ],
    },
  };
}

/**
 * An embed; `allowed_mentions` lets nothing in it wake anybody. 256 characters for a title, 4,096 for a text, 1,024 for a field,
 * 6,000 in all. Source: docs.discord.com, "Execute Webhook", "Embed limits", "Allowed mentions".
 */
function discord({ title, text, facts, links, colour, at, id }: RoomCard): object {
  const shown = (words: string, length: number) => escapedWithin(words, length, unmarked);
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: shown(title, most.title),
        description: shown(text, most.text),
        color: Number.parseInt(colour.slice(1), 16),
        timestamp: at,
        fields: [
          ...facts.map(([name, value]) => ({
            name,
            value: shown(value, most.fact) || '-',
            inline: true,
          })),
          ...links.map(({ title: name, url }) => ({
            name: cut(name, most.link),
            value: cut(url, 500),
          })),
        ],
        footer: { text: id },
      },
    ],
  };
}

/**
 * An attachment as Slack had them. Nobody is mentioned: what stands between an @ and a name ends it. 16,383 characters.
 * Source: developers.mattermost.com, "Message attachments", "Incoming webhooks".
 */
function mattermost({ title, text, facts, links, colour, id, severity, at }: RoomCard): object {
  const shown = (words: string, length: number) => escapedWithin(words, length, unmarkedAndUnheard);
  return {
    username: 'Tocsin',
    attachments: [
      {
        fallback: `${severity} ${id}`,
        color: colour,
        title: shown(title, most.title),
        text: shown(text, most.text),
        fields: [
          ...facts.map(([name, value]) => ({
            title: name,
            value: shown(value, most.fact),
            short: true,
          })),
          ...links.map(({ title: name, url }) => ({ title: name, value: url, short: false })),
        ],
        footer: id,
        ts: Math.floor(epochMs(at) / 1000),
      },
    ],
  };
}

/** Markdown is only words: each sign of it is escaped, which all readers of it leave out. */
function unmarked(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|~<>@:]/g, '\\$&');
}

/** Mattermost looks for names behind an @ and for tags behind a # whether they are escaped or not, and shows an escaped < or @. */
function unmarkedAndUnheard(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()+\-.!|~]/g, '\\$&')
    .replace(/[@#:]/g, '$&\u200b')
    .replace(/</g, '\u2039')
    .replace(/>/g, '\u203a');
}

/** Cut between characters, and never within an escape, which would show half of it. */
function escapedWithin(text: string, length: number, toShown: (text: string) => string): string {
  const characters = [...text.toWellFormed()];
  let size = 0;
  let kept = 0;
  for (const character of characters) {
    size += toShown(character).length;
    if (size > length - 1) break;
    kept += 1;
  }
  const whole = toShown(characters.slice(0, kept).join(''));
  return kept === characters.length ? whole : `${whole}…`;
}
