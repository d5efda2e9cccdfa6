import { readEnvironment } from '#contract/environment.ts';
import { effectMessage } from '#contract/messages.ts';
import { queue } from '#functions/middleware.ts';
import { effectNames, performing, tellingMany } from '#functions/wiring/communication.ts';
import { replanningIncidents } from '#functions/wiring/replan.ts';
import { exportingActionItems, publishingFigures } from '#functions/wiring/review.ts';
import { reconcilingSubscriptions } from '#functions/wiring/setup.ts';

const environment = readEnvironment(effectNames, process.env, ['SES_FROM']);
const perform = performing(environment);
const many = tellingMany(environment);
const exportActionItem = exportingActionItems(environment);
const publish = publishingFigures(environment);
const replanning = replanningIncidents(environment);
const keepInLine = reconcilingSubscriptions(environment);

/** SQS, the effects queue: notices, stakeholders, action items, figures; what follows from a new configuration, or an override. */
export const handler = queue(async ({ body }) => {
  const effect = effectMessage.parse(JSON.parse(body));
  switch (effect.kind) {
    case 'sync-subscriptions':
      return keepInLine();
    case 'replan':
      return replanning.goOn(effect.change);
    case 'issue':
      return exportActionItem(effect);
    case 'fan-out':
      return many.tell(effect);
    case 'digest':
      return many.tellDigest(effect);
    case 'customers':
      return many.tellCustomers(effect);
    case 'ask':
      return many.askFollower(effect.subscription);
    case 'figures':
      return publish(effect);
    default:
      return perform(effect);
  }
});
