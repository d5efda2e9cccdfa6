import { type ApiAnswer, json, problem } from '#app/api/http.ts';
import type { LinkView } from '#app/paging/answer-link.ts';
import { readEnvironment } from '#contract/environment.ts';
import { linkPage } from '#functions/link-page.ts';
import { http } from '#functions/middleware.ts';
import { answeringLinks } from '#functions/wiring/paging.ts';

const links = answeringLinks(readEnvironment(['TABLE_NAME'], process.env));

/** HTTP API, GET and POST /a/{token}: looking changes nothing, the button acts; a notification is told in JSON. */
export const handler = http(async ({ method, body, headers }, { token = '' }) => {
  const isForProgram = headers.accept === 'application/json';
  const shown = (view: LinkView) => (isForProgram ? told(view) : linkPage(view));
  switch (method) {
    case 'GET':
    case 'HEAD':
      return shown(await links.look(token));
    case 'POST':
      return shown(await links.act(token, Object.fromEntries(new URLSearchParams(body ?? ''))));
    default:
      return problem('method-not-allowed', 'This address takes GET and POST.');
  }
});

/** The same in a sentence. */
function told(view: LinkView): ApiAnswer {
  switch (view.kind) {
    case 'unknown':
      return json(404, { news: 'This page is not known here.' });
    case 'expired':
      return json(410, { news: `The page of ${view.id} has expired.` });
    case 'left':
      return json(410, {
        news: `${view.name} is no longer in tocsin.yaml. Pages go to others now.`,
      });
    case 'incident':
      return json(200, { news: view.news ?? `It is ${view.phase}.` });
    default:
      return view satisfies never;
  }
}
