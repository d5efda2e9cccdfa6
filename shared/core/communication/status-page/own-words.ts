import { wordsOf } from '#core/communication/status-page/languages.ts';
import { affectedComponents } from '#core/communication/status-page/proposal.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type {
  ComponentStatus,
  NamedStatus,
  NoticeWords,
  Stage,
} from '#core/incident/public-notice.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import { manyLines, oneLine } from '#core/text/plain-text.ts';
import { parseDuration } from '#core/time/duration-text.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/** What a person says instead of our words; what they leave out is as it was, or as we would say it. */
export function ownWords(
  incident: DeclaredIncident,
  page: StatusPage,
  at: Instant,
  given: {
    stage: Stage;
    title?: string | undefined;
    body: string;
    components?: Record<string, ComponentStatus> | undefined;
    nextUpdateIn?: string | undefined;
  },
): NoticeWords | { unknown: string } {
  const before = incident.publicNotices ?? [];
  const { stage, title, body, components, nextUpdateIn } = given;
  const named = Object.entries(components ?? {}).map(([id, status]) => ({
    ...{ id, status },
    name: page.components.find(each => each.id === id)?.name,
  }));
  const unknown = named.find(({ name }) => name === undefined);
  if (unknown !== undefined) return { unknown: unknown.id };
  const affected = affectedComponents(incident, page, stage);
  const seconds =
    nextUpdateIn === undefined ? page.updateEverySeconds : parseDuration(nextUpdateIn);
  return {
    stage,
    title: oneLine(title ?? before.at(-1)?.title ?? wordsOf[page.language].title),
    body: manyLines(body),
    // What was on the page for it and is not named stays as it is: only so is it seen when it ends.
    components:
      components === undefined
        ? affected
        : [
            ...affected.filter(({ id }) => !Object.hasOwn(components, id)),
            ...(named as NamedStatus[]),
          ],
    ...(stage !== 'resolved' && seconds !== undefined && { nextUpdateBy: addSeconds(at, seconds) }),
  };
}
