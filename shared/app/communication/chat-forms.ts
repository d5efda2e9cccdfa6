import { parseChatAction } from '#core/communication/chat/card-buttons.ts';
import type { ChatRequest } from '#core/communication/chat/chat-request.ts';
import {
  type Form,
  type FormAction,
  formOf,
  isFormAction,
  publicWordsForm,
} from '#core/communication/chat/forms.ts';
import { proposedNotice } from '#core/communication/status-page/proposal.ts';
import { parseIncidentId } from '#core/ids.ts';
import { headlineOf } from '#core/incident/headline.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { ChatApi } from '#ports/communication.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Whether a form is shown for what was pressed: then nothing is to be done before it is sent. */
export type ChatForms = (request: ChatRequest) => Promise<boolean>;

/**
 * A form has to be asked for within three seconds of the press, so that this cannot wait for a queue. Looking and asking is
 * all that happens here; where Slack does not show it in time, the person is told by the queue what to write instead.
 */
export function chatForms(deps: {
  incidents: Pick<IncidentStore, 'load'>;
  configuration: Pick<ConfigurationStore, 'current'>;
  chat: Pick<ChatApi, 'openForm'>;
  now: Now;
  log: Log;
}): ChatForms {
  return async request => {
    if (request.kind !== 'press' || request.trigger === undefined) return false;
    const action = parseChatAction(request.action);
    const id = parseIncidentId(request.value);
    if (action === undefined || id === undefined || !isFormAction(action)) return false;
    const { incident } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared') return false;
    const form = action === 'publish' ? await wordsFor(incident) : formFor(action, incident);
    if (form === undefined) return false;
    const opened = await deps.chat.openForm(request.trigger, form);
    if (!('failed' in opened)) return true;
    deps.log('warn', 'a form was not shown', { incidentId: id, reason: opened.reason });
    return false;
  };
  async function wordsFor(incident: DeclaredIncident): Promise<Form | undefined> {
    const page = (await deps.configuration.current())?.directory.statusPage;
    const proposal = page && proposedNotice(incident, page, deps.now());
    return proposal && publicWordsForm(incident, proposal);
  }
}

function formFor(
  action: Exclude<FormAction, 'publish'>,
  incident: DeclaredIncident,
): Form | undefined {
  return incident.phase === 'open' || incident.phase === 'acknowledged'
    ? formOf(action, headlineOf(incident), {
        firing: incident.alerts.firing,
        from: incident.paging.escalation,
      })
    : undefined;
}
