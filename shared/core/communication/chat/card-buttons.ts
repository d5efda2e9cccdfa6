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
  publish: 'Tell customers',
} as const;
export type ChatAction = keyof typeof chatActions;

export function parseChatAction(text: string): ChatAction | undefined {
  return Object.hasOwn(chatActions, text) ? (text as ChatAction) : undefined;
}

/** Those that something can be done with as the incident stands. */
export function channelButtons(incident: Headline): Block[] {
  const running: ChatAction[] = [
    ...(['command', 'update', 'severity', 'resolve', 'help'] as const),
    ...forCustomers(incident),
  ];
  switch (incident.phase) {
    case 'open':
      return buttons(incident, 'acknowledge', ...running);
    case 'acknowledged':
      return buttons(incident, ...running);
    case 'watching':
      return incident.isPublic ? buttons(incident, ...forCustomers(incident)) : [];
    case 'resolved':
      return [];
    default:
      return incident.phase satisfies never;
  }
}

/** Whether words for the status page may wait: which, and whether any do, is looked at when it is pressed. */
function forCustomers({ publish = 'never', isPublic, drill }: Headline): ChatAction[] {
  return drill === undefined && (isPublic || publish !== 'never') ? ['publish'] : [];
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
