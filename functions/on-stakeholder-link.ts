import { problem } from '#app/api/http.ts';
import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { followedPage, subscriptionPage } from '#functions/subscription-page.ts';
import { answeringSubscriptions, followingPage } from '#functions/wiring/stakeholders.ts';

const environment = readEnvironment(['TABLE_NAME', 'EFFECTS_QUEUE_URL'], process.env);
const answer = answeringSubscriptions(environment);
const follow = followingPage(environment);

/**
 * HTTP API, POST /s: the form of the status page. GET and POST /s/{token}: looking changes nothing, the button confirms or
 * ends a subscription.
 */
export const handler = http(async ({ method, body }, { token }) => {
  if (token === undefined) return followedPage(await follow(body ?? ''));
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
