import type { Requester } from '#app/api/authenticate.ts';
import { invalid, noIncident, type Refusal, type Refused } from '#app/api/refusal.ts';
import type { CommandOutcome, idempotentCommands } from '#app/incident/idempotent-commands.ts';
import type { RequestOf } from '#contract/api.ts';
import { ownWords } from '#core/communication/status-page/own-words.ts';
import { approvedWords } from '#core/communication/status-page/proposal.ts';
import type { IncidentId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { NoticeWords } from '#core/incident/public-notice.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import type { Instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { Now } from '#ports/runtime.ts';

export const noPage: Refused = {
  refused: {
    rule: 'no-status-page',
    text: 'There is no status page: tocsin.yaml has no statusPage.',
  },
};

type Noticing = 'postPublicNotice' | 'approvePublicNotice';
export type PublicNoticeCommands = {
  [Operation in Noticing]: (
    id: IncidentId,
    body: RequestOf<Operation>,
    asked: Requester,
  ) => Promise<CommandOutcome>;
};

/** Words for customers, whichever way somebody asks for them. */
export function publicNoticeCommands(deps: {
  incidents: Pick<IncidentStore, 'load'>;
  once: ReturnType<typeof idempotentCommands>['once'];
  now: Now;
}): PublicNoticeCommands {
  return {
    postPublicNotice: (id, body, asked) =>
      post(id, body, asked, (incident, page, at) => {
        const words = ownWords(incident, page, at, body);
        return 'unknown' in words
          ? invalid('/components', `there is no component ${words.unknown}`)
          : { notice: words };
      }),

    approvePublicNotice: (id, body, asked) =>
      post(id, body, asked, (incident, page, at) => {
        const words = approvedWords(incident, page, body.draft, at);
        return 'changed' in words
          ? { refused: { rule: 'words-changed', text: words.changed } }
          : words;
      }),
  };

  function post(
    id: IncidentId,
    body: { by?: string | undefined },
    asked: Requester,
    wordsFor: (
      incident: DeclaredIncident,
      page: StatusPage,
      at: Instant,
    ) => { notice: NoticeWords; after?: number } | Refusal,
  ): Promise<CommandOutcome> {
    return deps.once(id, { ...body }, asked, async (by, directory) => {
      const page = directory?.statusPage;
      if (page === undefined) return noPage;
      const { incident } = await deps.incidents.load(id);
      if (incident.phase === 'undeclared') return noIncident(id);
      const at = deps.now();
      const words = wordsFor(incident, page, at);
      return 'notice' in words ? { type: 'PostPublicNotice', at, by, ...words } : words;
    });
  }
}
