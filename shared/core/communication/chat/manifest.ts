import { noteShortcut } from '#core/communication/chat/chat-request.ts';

/** What the app has to be allowed, and for what: nothing is asked for that nothing needs. */
const slackScopes: Readonly<Record<string, string>> = {
  commands: '/incident',
  'chat:write': 'cards and messages',
  'channels:manage': 'a channel for each incident: made, named, archived; people invited',
  'channels:read': 'to find a channel again whose making was not answered',
  'channels:history': 'to find a message again that was not answered, to note one, the transcript',
  'users:read': 'who pressed a button',
  'users:read.email': 'who that is in tocsin.yaml',
  'im:write': 'pages by direct message',
  'pins:write': 'the card is pinned',
  'bookmarks:write': 'status page, runbook and dashboard above the channel',
  'reactions:read': 'a message marked with :memo: goes to the timeline',
};

/** The app, as Slack takes it at api.slack.com/apps under "From a manifest". Source: docs.slack.dev/reference/app-manifest. */
export function slackManifest(publicUrl: string) {
  const url = `${publicUrl.replace(/(?<!\/)\/+$/, '')}/v1/chat/slack`;
  return {
    display_information: {
      name: 'Tocsin',
      description: 'Incidents: declared, acknowledged, commanded and resolved where people talk.',
    },
    features: {
      bot_user: { display_name: 'tocsin', always_online: true },
      slash_commands: [
        {
          command: '/incident',
          url,
          description: 'Declare an incident, or do something about one',
          usage_hint: 'SEV1 what is broken | list | ack | update … | resolve … | help',
          // People are named by their ids, which nobody can make up.
          should_escape: true,
        },
      ],
      shortcuts: [
        {
          name: 'Note on the timeline',
          type: 'message',
          callback_id: noteShortcut,
          description: 'Puts this message on the timeline of its incident',
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(slackScopes) } },
    settings: {
      event_subscriptions: { request_url: url, bot_events: ['message.channels', 'reaction_added'] },
      interactivity: { is_enabled: true, request_url: url },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
      token_rotation_enabled: false,
    },
  };
}
