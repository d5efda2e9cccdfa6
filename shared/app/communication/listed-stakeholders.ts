import type { Subscribe } from '#app/communication/subscribe.ts';
import {
  type Audience,
  type Subscription,
  subscriptionId,
} from '#core/communication/stakeholders.ts';
import type { Directory } from '#core/setup/directory.ts';
import { fitsFilter } from '#core/stakeholder-kinds.ts';
import type { Subscriptions } from '#ports/communication.ts';
import type { Log } from '#ports/runtime.ts';

/** A topic of SNS takes 200 filters; queues need some of them. */
export const listedByTopicMax = 150;
const pageSize = 100;

type Stakeholder = Directory['stakeholders'][number];

/**
 * Shares out who is told by the topic, and who by us: of tocsin.yaml those that want a digest, that subscribed themselves, or
 * for whom, or for whose filter, the topic has no room. Nobody hears by both. Answers whom the topic tells.
 */
export function shareOutStakeholders(deps: {
  subscriptions: Subscriptions;
  subscribe: Subscribe;
  /** How many mails beside the topic there is room for. */
  byUsMax: number;
  log: Log;
}) {
  return async ({ stakeholders, organisation }: Directory): Promise<Stakeholder[]> => {
    const rows = await everybody(deps.subscriptions, 'stakeholders');
    const known = new Map(rows.map(row => [row.id, row]));
    const byTopic: Stakeholder[] = [];
    const listed = new Set<string>();
    const untold: string[] = [];
    let mails = 0;
    for (const each of stakeholders) {
      const { email, queue: _, digest: digestSeconds, ...only } = each;
      const id = email === undefined ? undefined : subscriptionId('email', email);
      const row = id === undefined ? undefined : known.get(id);
      const fits = mails < listedByTopicMax && fitsFilter(only);
      const isOurs = digestSeconds !== undefined || row !== undefined || !fits;
      if (email === undefined || id === undefined || !isOurs) {
        byTopic.push(each);
        if (email !== undefined) mails += 1;
        continue;
      }
      // What somebody asked for themselves stays as they said.
      if (row !== undefined && row.isListed !== true) continue;
      listed.add(id);
      if (listed.size > deps.byUsMax) {
        untold.push(id);
        continue;
      }
      const wanted = {
        channel: 'email' as const,
        ...{ address: email, ...only, isListed: true as const },
        ...(digestSeconds !== undefined && { digestSeconds }),
        ...{ by: 'tocsin.yaml', organisation: organisation.name },
      };
      let entered = await deps.subscribe(wanted, row);
      // Whoever said yes since all were read hears what the file says now, all the same.
      if (entered === 'changed meanwhile') entered = await deps.subscribe(wanted);
      if (typeof entered === 'object' && 'notAsked' in entered) {
        const { notAsked: reason } = entered;
        deps.log('warn', 'a stakeholder of tocsin.yaml could not be asked: apply it again', {
          id,
          reason,
        });
      }
    }
    if (untold.length > 0) {
      const most = listedByTopicMax + deps.byUsMax;
      deps.log('error', 'stakeholders of tocsin.yaml are not told: without SES there is no room', {
        untold: untold.length,
        most,
      });
    }
    const gone = rows.filter(({ id, isListed }) => isListed === true && !listed.has(id));
    await Promise.all(gone.map(({ id }) => deps.subscriptions.remove(id)));
    const named = new Set(stakeholders.map(({ queue }) => queue));
    const queues = rows
      .filter(({ channel, address }) => channel === 'queue' && !named.has(address))
      .map(({ address: queue, severities, services, kinds }) => ({
        ...{ queue },
        ...(severities && { severities }),
        ...(services && { services }),
        ...(kinds && { kinds }),
      }));
    return [...byTopic, ...queues];
  };
}

/** All of an audience who subscribed, a page at a time. */
export async function everybody(subscriptions: Pick<Subscriptions, 'page'>, of: Audience) {
  const all: Subscription[] = [];
  for (;;) {
    const page = await subscriptions.page(of, all.at(-1)?.id, pageSize);
    all.push(...page);
    if (page.length < pageSize) return all;
  }
}

/** Where all of an audience who want mail read it. */
export async function mailAddressesOf(subscriptions: Pick<Subscriptions, 'page'>, of: Audience) {
  const all = await everybody(subscriptions, of);
  return all.flatMap(({ channel, address }) => (channel === 'email' ? [address] : []));
}
