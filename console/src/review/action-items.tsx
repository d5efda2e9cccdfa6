import { useSignal } from '@preact/signals';
import { send } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { me } from '#console/session.ts';
import { Card, Outside, SeverityMark, Waiting, Words } from '#console/shell/parts.tsx';
import { RowDeed } from '#console/shell/row-deed.tsx';
import { Rows } from '#console/shell/rows.tsx';
import { dayName } from '#console/shell/times.ts';

/** What was promised after incidents, and is owed still. */
export function ActionItems() {
  const found = useLive('/v1/action-items', {}, {}, { everyMs: 30_000 });
  const isMine = useSignal(false);
  const own = me()?.id;
  const items = (found.value?.items ?? [])
    .filter(({ owner }) => !isMine.value || owner?.person === own)
    .toSorted(
      (a, b) =>
        Number(a.done !== undefined) - Number(b.done !== undefined) ||
        (a.dueOn ?? '9').localeCompare(b.dueOn ?? '9'),
    );
  return (
    <Card
      title="Action items"
      more={
        <label class="switch">
          <input type="checkbox" onChange={event => (isMine.value = event.currentTarget.checked)} />{' '}
          Mine
        </label>
      }
    >
      <Waiting of={found} what="The action items" />
      {found.value !== undefined && items.length === 0 && <p class="quiet">Nothing is owed.</p>}
      <Rows class="entries">
        {items.map(
          ({
            incident,
            item,
            text,
            severity,
            owner,
            dueOn,
            isOverdue,
            done,
            issue,
            exportFailure,
          }) => (
            <li key={`${incident}${item}`}>
              <span>
                <Words>{text}</Words>
                <small class="quiet words">
                  <SeverityMark severity={severity} />{' '}
                  <a href={`/incidents/${incident}`}>{incident}</a> · {owner?.name ?? 'nobody'}
                  {dueOn !== undefined && (
                    <span class={isOverdue ? 'bad' : ''}>
                      {' '}
                      · due {dayName(`${dueOn}T12:00`)}
                      {isOverdue && ', overdue'}
                    </span>
                  )}
                  {done !== undefined && ` · done by ${done.by}`}
                  {issue?.url !== undefined && (
                    <>
                      {' · '}
                      <Outside href={issue.url}>{issue.reference ?? 'the issue'}</Outside>
                    </>
                  )}
                  {exportFailure !== undefined && (
                    <span class="bad"> · {exportFailure.reason}</span>
                  )}
                </small>
              </span>
              {done === undefined && (
                <span class="row">
                  {issue === undefined && (
                    <RowDeed
                      about={`: ${text}`}
                      run={deed('/v1/incidents/{id}/action-items/{item}/export', incident, item)}
                    >
                      To the tracker
                    </RowDeed>
                  )}
                  <RowDeed
                    about={`: ${text}`}
                    run={deed('/v1/incidents/{id}/action-items/{item}/done', incident, item)}
                  >
                    Done
                  </RowDeed>
                </span>
              )}
            </li>
          ),
        )}
      </Rows>
    </Card>
  );
}

/** What a tap on the row of one asks for. */
function deed(
  path: `/v1/incidents/{id}/action-items/{item}/${'done' | 'export'}`,
  id: string,
  item: number,
) {
  return (key: string) => send('POST', path, { id, item: String(item) }, {}, { key });
}
