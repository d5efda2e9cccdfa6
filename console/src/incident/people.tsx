import { useRef } from 'preact/hooks';
import { type Answer, send } from '#console/api.ts';
import { reached } from '#console/incident/reached.ts';
import type { Incident } from '#console/incident/words.ts';
import { roleNames, wayNamed, whyNot } from '#console/incident/words.ts';
import { useLive } from '#console/live.ts';
import { grouped } from '#console/shell/group-by.ts';
import { Button, Card, Problem, Time, useDeed, Waiting, Words } from '#console/shell/parts.tsx';
import { useShowMore } from '#console/shell/show-more.tsx';
import { readable, span } from '#console/shell/times.ts';

/* Who was brought in, how it went, who is next, and who does what. */

export function Ladder({ incident, onMore }: { incident: Incident; onMore: () => void }) {
  const { ladder, phase, round = 1 } = incident;
  const isPaging = phase === 'open';
  return (
    <Card
      title="Escalation"
      more={
        whyNot(incident, 'responders') === undefined && (
          <button type="button" class="link" onClick={onMore}>
            Page more people
          </button>
        )
      }
    >
      {round > 1 && <p class="quiet">Round {round}</p>}
      <ol class="ladder">
        {ladder.map(({ level, name, people, standing, acknowledgeWithinSeconds }) => (
          <li key={level} class={standing} aria-current={standing === 'next' ? 'step' : undefined}>
            <span class="line">
              <strong class="words">{name}</strong>
              <span class="quiet">
                {[
                  standing === 'later' ? '' : standing,
                  isPaging && standing !== 'paged'
                    ? `has ${span(acknowledgeWithinSeconds * 1000)}`
                    : '',
                ]
                  .filter(text => text !== '')
                  .join(' · ')}
              </span>
            </span>
            {people.map(({ person, name: who, because }) => (
              <span key={person} class="words" title={because}>
                {who}
                {because !== undefined && <small class="quiet"> {because}</small>}
              </span>
            ))}
            {people.length === 0 && <span class="bad">nobody</span>}
          </li>
        ))}
      </ol>
    </Card>
  );
}

const pageWords = {
  claimed: 'being sent',
  retrying: 'tried again',
  bundled: 'in one text with others',
  sent: 'sent',
  delivered: 'arrived',
  failed: 'failed',
  suppressed: 'not wanted any more',
} as const;

/** Of each who was paged what became of it: whether one waits for a phone to ring or for somebody to answer. */
export function Reached({ id }: { id: string }) {
  const pages = useLive('/v1/incidents/{id}/pages', { id }, undefined, { everyMs: 4000 });
  const people = reached(pages.value?.pages ?? []);
  if (people.length === 0) return null;
  return (
    <p class="line" role="status">
      {people.map(ways =>
        ways.map(({ person, name = person, channel, status }, index) => (
          <span key={person + channel} class="words">
            {index === 0 && `${name} `}
            <span class="quiet">{wayNamed(channel)}</span>{' '}
            <span class={`outcome ${status}`}>{pageWords[status]}</span>
          </span>
        )),
      )}
    </p>
  );
}

/** Where a vendor accepted it, its number helps nobody at night. */
const isTrouble = (status: keyof typeof pageWords) =>
  status === 'failed' || status === 'retrying' || status === 'suppressed';

/** Each page, and what became of it. */
export function People({ id, tag }: { id: string; tag: string }) {
  const pages = useLive('/v1/incidents/{id}/pages', { id }, undefined, { everyMs: 4000 });
  const newest = pages.value?.pages.toReversed() ?? [];
  const { shown, more } = useShowMore(newest);
  return (
    <Card title="Pages" class="pages">
      <Waiting of={pages} what="The pages" />
      {pages.value !== undefined && newest.length === 0 && <p class="quiet">Nobody was paged.</p>}
      <ul data-tag={tag}>
        {shown.map(
          ({
            key,
            at,
            person,
            name = person,
            channel,
            status,
            reason,
            detail,
            purpose,
            attempt,
          }) => (
            <li key={key} class={status} title={reason}>
              <Time at={at} />
              <span class="line">
                <strong class="words">{name}</strong>
                <span class="quiet">
                  {wayNamed(channel)}
                  {purpose !== 'acknowledge' && `, ${purpose.replaceAll('-', ' ')}`}
                </span>
                <span class={`outcome ${status}`}>
                  {pageWords[status]}
                  {attempt > 1 && `, attempt ${attempt}`}
                </span>
                {detail !== undefined && isTrouble(status) && (
                  <small class="words">{readable(detail)}</small>
                )}
              </span>
            </li>
          ),
        )}
      </ul>
      {more}
    </Card>
  );
}

export function Roles({ incident, onAssign }: { incident: Incident; onAssign: () => void }) {
  return (
    <Card
      title="Roles"
      more={
        whyNot(incident, 'roles') === undefined && (
          <button type="button" class="link" onClick={onAssign}>
            Assign
          </button>
        )
      }
    >
      <dl class="pairs">
        {Object.entries(roleNames).map(([role, name]) => {
          const holder = incident.roles[role as keyof typeof roleNames];
          return (
            <div key={role}>
              <dt>{name}</dt>
              <dd>
                {holder === undefined ? (
                  <span class="quiet">nobody</span>
                ) : (
                  <>
                    <span class="words">{holder.name}</span>{' '}
                    <small class="quiet">
                      since <Time at={holder.since} />
                    </small>
                  </>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}

/** The runbook; what the state of the incident tells is ticked by itself. */
export function Checklist({ id, tag }: { id: string; tag: string }) {
  const found = useLive('/v1/incidents/{id}/checklist', { id }, undefined, { everyMs: 6000 });
  const items = found.value?.items ?? [];
  const groups = [...grouped(items, ({ group }) => group)];
  const done = items.filter(item => item.done).length;
  return (
    <Card
      title="Checklist"
      class="checklist"
      more={<span class="quiet" data-tag={tag}>{`${done} of ${items.length}`}</span>}
    >
      <Waiting of={found} what="The checklist" />
      {groups.map(([group, its]) => (
        <Group key={group} id={id} group={group} its={its} />
      ))}
    </Card>
  );
}

type CheckItem = Answer<'GET', '/v1/incidents/{id}/checklist'>['items'][number];

function Group({ id, group, its }: { id: string; group: string; its: readonly CheckItem[] }) {
  // As it was found: where it closed with its last tick, the next group would come under the thumb.
  const isOpen = useRef(its.some(item => !item.done)).current;
  return (
    <details open={isOpen}>
      <summary>
        {group}{' '}
        <span class="quiet">
          {its.filter(item => item.done).length}/{its.length}
        </span>
      </summary>
      <ul>
        {its.map(item => (
          <Item key={item.item} id={id} of={item} />
        ))}
      </ul>
    </details>
  );
}

/** Each is ticked for itself: whoever ticks the next does not wait for the one before. */
function Item({ id, of }: { id: string; of: CheckItem }) {
  const { item, text, done, by, at, ticksItself } = of;
  const deed = useDeed();
  return (
    <li>
      <Button
        class="tick"
        role="checkbox"
        aria-checked={done}
        busy={deed.busy}
        refused={ticksItself && done ? 'The state of the incident tells.' : undefined}
        onClick={() =>
          void deed.run(
            key =>
              send('POST', '/v1/incidents/{id}/checklist', { id }, { item, done: !done }, { key }),
            done,
          )
        }
      >
        <span class="box" aria-hidden="true" />
        <Words>{text}</Words>
        {by !== undefined && (
          <small class="quiet words">
            {by}
            {at !== undefined && (
              <>
                , <Time at={at} />
              </>
            )}
          </small>
        )}
      </Button>
      <Problem error={deed.error} />
    </li>
  );
}
