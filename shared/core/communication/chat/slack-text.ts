import { cut as cutTo, manyLines, oneLine } from '#core/text/plain-text.ts';

/*
 * Words of strangers in Slack's mark-up: nothing of them is a mention, a link or a command to a reader's client.
 * Source: docs.slack.dev/messaging/formatting-message-text (escape &, < and >), docs.slack.dev/reference/block-kit.
 */

/** As Slack has them, in characters. */
export const slackLimits = {
  blocks: 50,
  header: 150,
  section: 3000,
  field: 2000,
  fields: 10,
  button: 75,
  value: 2000,
  text: 40_000,
  topic: 250,
  option: 75,
} as const;

/** `verbatim`: neither addresses nor names become links by themselves. */
export interface MarkedText {
  type: 'mrkdwn';
  text: string;
  verbatim: true;
}
export interface PlainText {
  type: 'plain_text';
  text: string;
  emoji: false;
}

export interface Button {
  type: 'button';
  action_id: string;
  text: PlainText;
  /** The incident. */
  value: string;
  style?: 'primary' | 'danger';
}
export type Block =
  | { type: 'header'; text: PlainText }
  | { type: 'section'; text?: MarkedText; fields?: MarkedText[] }
  | { type: 'actions'; block_id: string; elements: Button[] }
  | { type: 'context'; elements: MarkedText[] };

/** What is shown where blocks are not: in notifications, and to a screen reader. */
export interface Card {
  text: string;
  blocks: Block[];
}

/** One line of somebody's words, for where mark-up is read. */
export function slackLine(text: string): string {
  return escaped(oneLine(text));
}

/** The same with its line breaks. */
export function slackLines(text: string): string {
  return escaped(manyLines(text));
}

/** Exactly the three that Slack reads as the begin of something. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

export function marked(text: string, most: number = slackLimits.section): MarkedText {
  return { type: 'mrkdwn', text: cut(text, most), verbatim: true };
}

export function plain(text: string, most: number): PlainText {
  return { type: 'plain_text', text: cut(oneLine(text), most), emoji: false };
}

/** Never within an escape, which would show half of it. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : cutTo(text, most).replace(/&[a-z]{0,3}…$/, '…');
}
