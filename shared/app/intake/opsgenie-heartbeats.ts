import { expectedOf, type Heartbeat, missedFrom } from '#core/intake/heartbeat.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Heartbeats } from '#ports/intake.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Of Opsgenie's Heartbeat API whatever is no ping: what there is stands in tocsin.yaml, and is changed there. */
export function opsgenieHeartbeats(deps: {
  configuration: Pick<ConfigurationStore, 'newest'>;
  heartbeats: Pick<Heartbeats, 'all'>;
  now: Now;
}) {
  /** `path`: below `/v2/heartbeats`. Of those that this integration may send. */
  return async (
    method: string,
    path: string,
    integration: string,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const [name = '', deed = ''] = path.split('/');
    const views = await viewsFor(integration);
    if (method === 'GET' && path === '') return data(200, { heartbeats: views });
    // Of a creation the name stands in the body, and what is not there is not made.
    const view = views.find(each => each.name === name);
    if (path !== '' && view === undefined) {
      return { status: 404, body: { message: `Heartbeat with name [${name}] does not exist` } };
    }
    if (view !== undefined && method === 'GET' && deed === '') return data(200, view);
    if (view !== undefined && method === 'POST' && deed === 'enable') {
      const { enabled, expired } = view;
      return data(200, { name, enabled, expired });
    }
    const message = 'Heartbeats are changed in tocsin.yaml: that is not part of this plan';
    return { status: 402, body: { message } };
  };

  async function viewsFor(integration: string) {
    const newest = await deps.configuration.newest();
    if (newest === undefined) return [];
    const { directory, at } = newest;
    const known = new Map((await deps.heartbeats.all()).map(beat => [beat.id, beat]));
    return (directory.heartbeats ?? [])
      .filter(({ integration: only }) => only === undefined || only === integration)
      .flatMap(({ name }) => {
        const beat = known.get(name) ?? { id: name, armedAt: at };
        return viewOf(directory, beat, deps.now()) ?? [];
      });
  }
}

function viewOf(directory: Directory, beat: Heartbeat, at: Instant) {
  const expected = expectedOf(directory, beat);
  if (expected === undefined) return undefined;
  const { name, everySeconds } = expected;
  const [interval, intervalUnit] =
    everySeconds % 86_400 === 0
      ? [everySeconds / 86_400, 'days']
      : everySeconds % 3600 === 0
        ? [everySeconds / 3600, 'hours']
        : [Math.ceil(everySeconds / 60), 'minutes'];
  return {
    ...{ name, description: '', interval, intervalUnit, enabled: true, ownerTeam: {} },
    expired: missedFrom(beat, expected) <= at,
    ...(beat.beatAt !== undefined && { lastPingTime: beat.beatAt }),
  };
}

function data(status: number, value: object) {
  return { status, body: { data: value } };
}
