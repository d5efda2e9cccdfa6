import { problem } from '#app/api/http.ts';
import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { subscriptionPage } from '#functions/subscription-page.ts';
import { answeringSubscriptions } from '#functions/wiring/stakeholders.ts';

const answer = answeringSubscriptions(readEnvironment(['TABLE_NAME'], process.env));

/** HTTP API, GET and POST /s/{token}: looking changes nothing, the button confirms or ends a subscription. */
export const handler = http(async ({ method }, { token = '' }) => {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return subscriptionPage(await answer.look(token));
    case 'POST':
      return subscriptionPage(await answer.act(token));
    default:
      return problem('method-not-allowed', 'This address takes GET and POST.');
  }
});
