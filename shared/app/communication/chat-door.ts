import { type ApiAnswer, type ApiRequest, json, problem } from '#app/api/http.ts';
import type { ChatForms } from '#app/communication/chat-forms.ts';
import { chatHelp, parseChatCommand } from '#core/communication/chat/chat-command.ts';
import { type ChatRequest, readChatRequest } from '#core/communication/chat/chat-request.ts';
import { signatureFault } from '#core/communication/chat/signature.ts';
import { sha256 } from '#core/digest.ts';
import type { QueueChatRequest, ReadSlackSecret } from '#ports/communication.ts';
import type { Log, Now } from '#ports/runtime.ts';

/** Far more than Slack sends: a form with every field full has some 20 KB. */
const bodyBytesMax = 256 * 1024;

/**
 * The door that Slack knocks at: commands, what is pressed and sent, events. Nobody has a key for it; that it is Slack shows
 * by its signature over the very bytes. It is answered at once, whatever the rest does: what was asked for is on a queue.
 */
export function chatDoor(deps: {
  /** `isForced`: not from memory, because what is remembered does not fit. */
  readSecret: (isForced?: boolean) => ReturnType<ReadSlackSecret>;
  queue: QueueChatRequest;
  openForm: ChatForms;
  now: Now;
  log: Log;
}) {
  return async ({ headers, body = '' }: ApiRequest): Promise<ApiAnswer> => {
    if (body.length > bodyBytesMax) return problem('too-large', 'Slack sends less than this.');
    const refused = await notSlack(headers, body);
    if (refused !== undefined) return refused;

    const read = readChatRequest(body);
    if ('challenge' in read) return json(200, { challenge: read.challenge });
    if ('ignored' in read) return nothing;
    if ('unreadable' in read) return problem('invalid-request', `This is ${read.unreadable}.`);
    const { request } = read;
    const said = saidAtOnce(request);
    if (said?.isAll === true) return whispered(said.text);
    if (await deps.openForm(request)) return nothing;
    // A request that is played again within its five minutes is the same request, with the same key.
    const once = read.once ?? `${headers['x-slack-request-timestamp']}\n${body}`;
    await deps.queue({ kind: 'chat-request', key: sha256(`slack\n${once}`), request });
    return said === undefined ? nothing : whispered(said.text);
  };

  async function notSlack(
    headers: ApiRequest['headers'],
    body: string,
  ): Promise<ApiAnswer | undefined> {
    const signed = {
      timestamp: headers['x-slack-request-timestamp'],
      signature: headers['x-slack-signature'],
      body,
    };
    let fault: ReturnType<typeof signatureFault>;
    // A secret that was changed a moment ago is read anew before anybody is turned away.
    for (const isForced of [false, true]) {
      const secret = await deps.readSecret(isForced);
      if (secret === undefined) {
        return problem('not-found', 'No Slack workspace is connected here: docs/communication.md.');
      }
      if ('unreadable' in secret) {
        deps.log('error', 'the secret of Slack is not readable', { reason: secret.unreadable });
        return problem('unavailable', 'What Slack signs with cannot be read at the moment.');
      }
      fault = signatureFault(signed, secret.signingSecret, deps.now());
      if (fault !== 'forged') break;
    }
    if (fault === undefined) return undefined;
    deps.log('warn', 'a request is not from Slack', { fault });
    return problem('unauthenticated', faults[fault]);
  }
}

const faults = {
  unsigned: 'This request has no signature of Slack.',
  stale: 'This request was signed more than five minutes ago.',
  forged: 'This is not the signature of Slack.',
};

/** What Slack takes as: heard. */
const nothing: ApiAnswer = { status: 200, contentType: 'text/plain', body: '' };

function whispered(text: string): ApiAnswer {
  return json(200, { response_type: 'ephemeral', text });
}

/** What can be said without looking anything up; `isAll`: and nothing has to be done. */
function saidAtOnce(request: ChatRequest): { text: string; isAll?: true } | undefined {
  if (request.kind !== 'command') return undefined;
  const command = parseChatCommand(request.text);
  if (command.wish === 'help') {
    return { text: [...(command.why ? [command.why] : []), ...chatHelp].join('\n'), isAll: true };
  }
  return command.wish === 'declare' ? { text: 'Declaring it…' } : undefined;
}
