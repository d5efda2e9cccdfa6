import { problem } from '#app/api/http.ts';
import { readEnvironment } from '#contract/environment.ts';
import { linkPage } from '#functions/link-page.ts';
import { http } from '#functions/middleware.ts';
import { answeringLinks } from '#functions/wiring/paging.ts';

const links = answeringLinks(readEnvironment(['TABLE_NAME'], process.env));

/** HTTP API, GET and POST /a/{token}: looking changes nothing, the button acts. */
export const handler = http(async ({ method, body }, { token = '' }) => {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return linkPage(await links.look(token));
    case 'POST':
      return linkPage(await links.act(token, Object.fromEntries(new URLSearchParams(body ?? ''))));
    default:
      return problem('method-not-allowed', 'This address takes GET and POST.');
  }
});
