import type { ChatAction } from '#core/communication/chat/card-buttons.ts';
import {
  cut,
  type MarkedText,
  marked,
  type PlainText,
  plain,
  slackLimits,
  slackLine,
  slackLines,
} from '#core/communication/chat/slack-text.ts';
import { type Proposal, wordsToApprove } from '#core/communication/status-page/proposal.ts';
import type { Headline } from '#core/incident/headline.ts';
import { type Rung, rungText } from '#core/incident/rung.ts';
import { severities } from '#core/severity.ts';

/* What is filled in before something is done, with what is known in it already. Source: docs.slack.dev/reference/views. */

interface Option {
  text: PlainText;
  value: string;
}
type Element =
  | {
      type: 'plain_text_input';
      action_id: string;
      multiline: boolean;
      max_length: number;
      initial_value?: string;
    }
  | { type: 'static_select'; action_id: string; options: Option[]; initial_option?: Option };
type FormBlock =
  | { type: 'section'; text: MarkedText }
  | { type: 'input'; block_id: string; label: PlainText; element: Element; optional?: boolean };

export interface Form {
  type: 'modal';
  /** What it is for. */
  callback_id: FormAction;
  /** The incident; for customers' words also which, for help where the escalation stands. */
  private_metadata: string;
  title: PlainText;
  submit: PlainText;
  close: PlainText;
  blocks: FormBlock[];
}

const formActions = ['update', 'severity', 'resolve', 'help', 'publish'] as const;
export type FormAction = (typeof formActions)[number];

export function isFormAction(action: ChatAction): action is FormAction {
  return formActions.some(each => each === action);
}
export function parseFormAction(text: string): FormAction | undefined {
  return formActions.find(each => each === text);
}

/** As long as the API takes them. */
const wordsMax = 1000;
const resolutionMax = 2000;
/** Slack's, for a title and for a button of a form. */
const titleMax = 24;

type Named = Pick<Headline, 'id' | 'severity' | 'title'>;

/** The words as customers will read them; sending the form approves of exactly these. */
export function publicWordsForm(incident: Named, proposal: Proposal): Form {
  // Whole however long: a piece of these holds in a block even where every character is escaped.
  const pieces = wordsToApprove(proposal).match(/.{1,500}/gsu) ?? [];
  const shown = form('publish', incident, 'Tell customers', [
    aboutIt(incident),
    ...pieces.map((text): FormBlock => ({ type: 'section', text: marked(slackLines(text)) })),
  ]);
  return { ...shown, private_metadata: `${incident.id} ${proposal.draft}` };
}

export function formOf(
  action: Exclude<FormAction, 'publish'>,
  incident: Headline,
  { firing, from }: { firing: number; from: Rung },
): Form {
  const about = aboutIt(incident);
  switch (action) {
    case 'update':
      // The last one, to be changed into the next: people add a line rather than tell it all again.
      return form(action, incident, 'Post update', [
        about,
        words('status', 'Status', incident.status),
        { ...words('impact', 'Impact', incident.impact), optional: true },
        { ...words('actions', 'Actions', incident.actions), optional: true },
      ]);
    case 'severity':
      return form(action, incident, 'Change severity', [
        about,
        choice('severity', 'Severity', incident.severity),
        words('reason', 'Why'),
      ]);
    case 'resolve':
      return form(action, incident, 'Resolve', [
        about,
        ...(firing === 0
          ? []
          : [
              {
                type: 'section' as const,
                text: marked(
                  firing === 1
                    ? ':warning: 1 of its alerts still fires.'
                    : `:warning: ${firing} of its alerts still fire.`,
                ),
              },
            ]),
        words('resolution', 'What ended it', incident.actions, resolutionMax),
      ]);
    case 'help':
      return {
        ...form(action, incident, 'Ask for help', [
          about,
          { ...words('reason', 'What for'), optional: true },
        ]),
        private_metadata: `${incident.id} ${rungText(from)}`,
      };
    default:
      return action satisfies never;
  }
}

function aboutIt({ severity, id, title }: Named): FormBlock {
  return { type: 'section', text: marked(slackLine(`${severity} ${id}: ${title}`)) };
}

function form(action: FormAction, { id }: Named, title: string, blocks: FormBlock[]): Form {
  return {
    type: 'modal',
    callback_id: action,
    private_metadata: id,
    title: plain(title, titleMax),
    submit: plain(action === 'help' ? 'Page the next level' : title, titleMax),
    close: plain('Cancel', titleMax),
    blocks,
  };
}

function words(
  name: string,
  label: string,
  known?: string,
  most = wordsMax,
): Extract<FormBlock, { type: 'input' }> {
  return {
    type: 'input',
    block_id: name,
    label: plain(label, slackLimits.field),
    element: {
      type: 'plain_text_input',
      action_id: name,
      multiline: true,
      max_length: most,
      ...(known !== undefined && known !== '' && { initial_value: cut(known, most) }),
    },
  };
}

function choice(name: string, label: string, now: string): FormBlock {
  const options = severities.map(value => ({ text: plain(value, slackLimits.option), value }));
  const initial = options.find(({ value }) => value === now);
  return {
    type: 'input',
    block_id: name,
    label: plain(label, slackLimits.field),
    element: {
      type: 'static_select',
      action_id: name,
      options,
      ...(initial !== undefined && { initial_option: initial }),
    },
  };
}
