import type { PagePush } from '#core/paging/page-push.ts';
import type { Responder } from '#core/people.ts';
import type { Delivery, PushTo, SendPush } from '#ports/communication.ts';
import type { DevicesOf } from '#ports/oncall.ts';

/**
 * To each device of a person that takes pages; one that took it is enough. Nothing is tried again once somebody may have
 * seen it: a second look at the same page helps nobody.
 */
export function pushPage(deps: { devicesOf: DevicesOf; pushTo: PushTo }): SendPush {
  return async (to: Responder, page: PagePush, seconds: number) => {
    const ids = to.push?.split(' ') ?? [];
    const devices = await deps.devicesOf(to.person, ids);
    if (devices.length === 0) return giveUp('no device of this person takes pages');
    const tried = await Promise.all(
      devices.map(async ({ address, device }) => ({
        address,
        delivery: await deps.pushTo(device, page, seconds),
      })),
    );
    const gone = tried.filter(({ delivery }) => 'gone' in delivery).map(({ address }) => address);
    const told = gone.length === 0 ? {} : { gone };
    const taken = tried.find(({ delivery }) => delivery.sent)?.delivery;
    if (taken !== undefined) return { ...taken, ...told };
    const failed = tried.flatMap(({ delivery }) => (delivery.sent ? [] : [delivery]));
    const reason = [...new Set(failed.map(each => each.reason))].join('; ');
    const isOver = failed.every(each => each.failed === 'give-up');
    return { sent: false, failed: isOver ? 'give-up' : 'retry', reason, ...told };
  };
}

function giveUp(reason: string): Delivery {
  return { sent: false, failed: 'give-up', reason };
}
