import {
  type Asked,
  asked,
  type Checkup,
  type Judgement,
  ok,
  problem,
  warning,
} from '#core/setup/checkup.ts';
import { type RoomKind, roomNames } from '#core/setup/document-rooms.ts';
import { listed } from '#core/text/listing.ts';

/** What is looked at of the workspace that incidents are talked about in. */
export interface ChatFacts {
  /** The ARN or the name. */
  secret: string;
  /** Where Slack knocks. */
  requestUrl: string;
  keys: Asked<'absent' | 'malformed' | ChatTried>;
}

/** What became of trying the two keys in the secret. */
export interface ChatTried {
  token: Asked<SlackToken>;
  door: Asked<DoorAnswer>;
}

/** What Slack says of the token. Absent scopes: it did not say. */
export type SlackToken =
  | { refused: string }
  | { team: string; wanted: readonly string[]; scopes?: readonly string[] };

/** To a challenge that is signed as Slack signs: whether it came back, and under which status. */
export interface DoorAnswer {
  status: number;
  isChallenge: boolean;
}

const secretMend =
  'put {"token": "xoxb-…", "signingSecret": "…"} of the app into it: docs/communication.md, "Slack"';

export function chatCheckups(chat: Asked<ChatFacts | undefined>): Checkup[] {
  if (!('known' in chat)) return [asked('chat', chat, () => ok(''))];
  if (chat.known === undefined) {
    return [ok('no chat is set up, so none is looked at')('chat')];
  }
  const { secret, requestUrl, keys } = chat.known;
  const opened = asked('chat-secret', keys, known => secretCheckup(known, secret));
  if (!('known' in keys) || typeof keys.known === 'string') return [opened];
  const { token, door } = keys.known;
  const scopes = 'known' in token && !('refused' in token.known) ? [token.known] : [];
  return [
    opened,
    asked('chat-token', token, tokenCheckup),
    ...scopes.map(known => scopesCheckup(known)('chat-scopes')),
    asked('chat-request-url', door, known => doorCheckup(known, requestUrl, secret)),
  ];
}

function secretCheckup(keys: 'absent' | 'malformed' | ChatTried, secret: string): Judgement {
  if (keys === 'absent') {
    return problem(
      `there is no secret ${secret} in this account and region: Slack hears nothing`,
      'aws secretsmanager create-secret --tags Key=tocsin:chat,Value=allowed: docs/communication.md, "Slack"',
    );
  }
  return keys === 'malformed'
    ? problem(`the secret ${secret} has not Slack’s token and signing secret in it`, secretMend)
    : ok(`the secret ${secret} has a token and a signing secret in it`);
}

function tokenCheckup(token: SlackToken): Judgement {
  return 'refused' in token
    ? problem(
        `Slack refuses the token: ${token.refused}`,
        'install the app again at api.slack.com/apps, and put its bot token into the secret',
      )
    : ok(`Slack knows the token, of the workspace ${token.team}`);
}

function scopesCheckup({ wanted, scopes }: Exclude<SlackToken, { refused: string }>): Judgement {
  if (scopes === undefined) {
    return check => asked(check, { unknown: 'Slack did not say what the token may do' }, ok);
  }
  const missing = wanted.filter(scope => !scopes.includes(scope));
  return missing.length === 0
    ? ok('the app may do everything that it needs')
    : problem(
        `the app may not do what these scopes allow: ${listed(missing)}`,
        'tocsin slack manifest, paste it under "App Manifest" at api.slack.com/apps, then install the app again',
      );
}

function doorCheckup(
  { status, isChallenge }: DoorAnswer,
  requestUrl: string,
  secret: string,
): Judgement {
  if (isChallenge) return ok(`${requestUrl} answers what Slack signs`);
  switch (status) {
    case 401:
      return problem(
        `${requestUrl} turns away what is signed by this secret: the functions read another`,
        'compare chat.slack.secret in tocsin.yaml with this account and region',
      );
    case 404:
      return problem(
        `the functions find no secret ${secret}: ${requestUrl} answers 404`,
        `aws secretsmanager tag-resource --secret-id ${secret} --tags Key=tocsin:chat,Value=allowed; keep it under AWS’s own key`,
      );
    default:
      return problem(
        `${requestUrl} answers ${status} to what Slack signs`,
        'docs/runbook.md: errors on-chat-request 1h',
      );
  }
}

/** What is looked at of a chat that is told and not listened to. */
export interface RoomFacts {
  name: string;
  kind: RoomKind;
  /** The ARN. */
  secret: string;
  /** Of the address in it. */
  address: Asked<'absent' | 'malformed' | 'elsewhere' | 'there'>;
}

export function roomCheckups(rooms: Asked<readonly RoomFacts[]>): Checkup[] {
  if (!('known' in rooms)) return [asked('rooms', rooms, () => ok(''))];
  return rooms.known.map(({ name, kind, secret, address }) =>
    asked(`room-${name}`, address, known => {
      switch (known) {
        case 'absent':
          return problem(
            `there is no secret ${secret} in this account and region: ${name} is told nothing`,
            `aws secretsmanager create-secret --tags Key=tocsin:chat,Value=allowed --secret-string '<the address>'`,
          );
        case 'malformed':
          return problem(
            `the secret ${secret} has no https address in it: ${name} is told nothing`,
            'put the address that the chat gave out into it, as it is or as {"url": "https://…"}',
          );
        case 'elsewhere':
          return warning(
            `the address in ${secret} is none of ${roomNames[kind]}`,
            `look at chat.rooms, kind of ${name}, in tocsin.yaml, and at the secret`,
          );
        case 'there':
          return ok(`${secret} has an address of ${roomNames[kind]} in it`);
        default:
          return known satisfies never;
      }
    }),
  );
}
