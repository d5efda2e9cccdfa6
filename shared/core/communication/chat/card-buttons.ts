import {
  type Block,
  type Button,
  plain,
  slackLimits,
} from '#core/communication/chat/slack-text.ts';
import type { Headline } from '#core/incident/headline.ts';

/** What can be pressed; the names are what Slack sends back. */
const chatActions = {
  acknowledge: 'Acknowledge',
  command: 'Take command',
  update: 'Post update',
  severity: 'Change severity',
  resolve: 'Resolve',
  help: 'Ask for help',
} as const;
export type ChatAction = keyof typeof chatActions;

export function parseChatAction(text: string): ChatAction | undefined {
  return Object.hasOwn(chatActions, text) ? (text as ChatAction) : undefined;
}

/** Those that something can be done with as the incident stands. */
export function channelButtons(incident: Headline): Block[] {
  switch (incident.phase) {
    case 'open':
      return buttons(incident, 'acknowledge', 'command', 'update', 'severity', 'resolve', 'help');
    case 'acknowledged':
      return buttons(incident, 'command', 'update', 'severity', 'resolve', 'help');
    case 'watching':
    case 'resolved':
      return [];
    default:
      return incident.phase satisfies never;
  }
}

export function buttons({ id, drill }: Headline, ...actions: ChatAction[]): Block[] {
  // A test page is answered and over.
  const offered = drill === 'test-page' ? actions.filter(each => each === 'acknowledge') : actions;
  return [
    { type: 'actions', block_id: 'incident', elements: offered.map(each => button(each, id)) },
  ];
}

function button(action: ChatAction, id: string): Button {
  return {
    type: 'button',
    action_id: action,
    text: plain(chatActions[action], slackLimits.button),
    value: id,
    ...(action === 'acknowledge' && { style: 'primary' as const }),
    ...(action === 'resolve' && { style: 'danger' as const }),
  };
}
