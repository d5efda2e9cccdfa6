import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { Refused, send } from '#console/api.ts';
import type { DeedName } from '#console/incident/deeds.tsx';
import { Deepen } from '#console/incident/deepen.tsx';
import { Checklist, Ladder, People, Reached, Roles } from '#console/incident/people.tsx';
import { Timeline } from '#console/incident/timeline.tsx';
import { askOf, type Incident, phaseText, whyNot } from '#console/incident/words.ts';
import { type Known, known, useLive } from '#console/live.ts';
import type { Deed } from '#console/shell/deed.ts';
import { useDeeds } from '#console/shell/keys.tsx';
import { later } from '#console/shell/later.tsx';
import {
  Age,
  Button,
  Card,
  Countdown,
  Problem,
  SeverityMark,
  Time,
  useDeed,
  Waiting,
  Words,
} from '#console/shell/parts.tsx';
import { useStill } from '#console/shell/rows.tsx';
import { span } from '#console/shell/times.ts';
import { useTitle } from '#console/shell/title.ts';
import { Below } from '#console/shell/when-idle.tsx';
import { roomEntries } from '#contract/console-files.ts';

const Deeds = later(async () => (await import('#console/incident/deeds.tsx')).Deeds);

const tabs = {
  story: 'Story',
  people: 'People',
  tasks: 'Tasks',
  look: 'Look',
  act: 'Act',
} as const;
type Tab = keyof typeof tabs;

/** Everything about one incident, and everything that can be done for it. */
export function Room() {
  const { id = '' } = useRoute().params;
  const found = useLive('/v1/incidents/{id}', { id }, { entries: roomEntries }, { everyMs: 1500 });
  useTitle(found.value === undefined ? id : `${found.value.severity} ${found.value.title}`);
  const row = found.value ?? (found.trouble instanceof Refused ? undefined : rowOf(id));
  if (row === undefined) {
    return (
      <div class="view">
        <h1>{id}</h1>
        <Waiting of={found} what={id} />
      </div>
    );
  }
  const incident = found.value ?? { ...row, ladder: [], timeline: [] };
  return <Open key={id} incident={incident} found={found} />;
}

/** As the list shows it that one came from: enough to see what it is and to act, while its story is on its way. */
function rowOf(id: string) {
  const listed = known('/v1/incidents', { phase: 'running', limit: 100 });
  return listed?.incidents.find(each => each.id === id);
}

/** What it is and what one can do stands there at once; the rest once its story has come. */
function Open({ incident, found }: { incident: Incident; found: Known<Incident> }) {
  const { tag = '' } = found;
  const { id } = incident;
  const open = useSignal<DeedName | undefined>(undefined);
  const tab = useSignal<Tab>('story');
  const acknowledging = useDeed();
  useEffect(Deeds.ahead, []);
  const acknowledge = () =>
    void acknowledging.run(
      key => send('POST', '/v1/incidents/{id}/acknowledge', { id }, {}, { key }),
      askOf(incident),
    );
  const opens = (name: DeedName) => () => {
    open.value = name;
  };
  const deeds: Deed[] = [
    {
      key: 'a',
      name: 'Acknowledge',
      run: acknowledge,
      refused: whyNot(incident, 'acknowledge'),
    },
    {
      key: 'u',
      name: 'Post an update',
      run: opens('update'),
      refused: whyNot(incident, 'updates'),
    },
    { key: 'c', name: 'Add a note', run: opens('note'), refused: whyNot(incident, 'notes') },
    {
      key: 'e',
      name: 'Escalate',
      run: opens('escalate'),
      refused: whyNot(incident, 'escalate'),
    },
    {
      key: 'h',
      name: 'Page more people',
      run: opens('responders'),
      refused: whyNot(incident, 'responders'),
    },
    {
      key: 'v',
      name: 'Change the severity',
      run: opens('severity'),
      refused: whyNot(incident, 'severity'),
    },
    { key: 'l', name: 'Assign a role', run: opens('role'), refused: whyNot(incident, 'roles') },
    { key: 'z', name: 'Put it off', run: opens('snooze'), refused: whyNot(incident, 'snooze') },
    {
      key: 'g',
      name: 'Give it to others',
      run: opens('reassign'),
      refused: whyNot(incident, 'reassign'),
    },
    { key: 'r', name: 'Resolve', run: opens('resolve'), refused: whyNot(incident, 'resolve') },
    { key: 'y', name: 'Reopen', run: opens('reopen'), refused: whyNot(incident, 'reopen') },
  ];
  useDeeds(deeds, open.value !== undefined);
  const isOver = incident.phase === 'resolved' || incident.phase === 'watching';
  const panel = (name: Tab, children: ComponentChildren) => (
    <div class={`panel ${name}`} data-shown={tab.value === name}>
      {children}
    </div>
  );
  return (
    <div class="view room">
      <Head incident={incident} />
      <div
        class="bar"
        role="toolbar"
        aria-label="What can be done"
        onClickCapture={useStill(incident.phase)}
      >
        {incident.phase === 'open' && (
          <Button
            kind="primary"
            class="big"
            busy={acknowledging.busy}
            refused={whyNot(incident, 'acknowledge')}
            onClick={acknowledge}
          >
            Acknowledge
          </Button>
        )}
        {!isOver && (
          <>
            <Button onClick={opens('update')} refused={whyNot(incident, 'updates')}>
              Update
            </Button>
            <Button onClick={opens('resolve')} refused={whyNot(incident, 'resolve')}>
              Resolve
            </Button>
          </>
        )}
        {isOver && (
          <Button onClick={opens('reopen')} refused={whyNot(incident, 'reopen')}>
            Reopen
          </Button>
        )}
        <Button onClick={opens('note')}>Note</Button>
        <Button onClick={opens('more')} aria-haspopup="dialog">
          More
        </Button>
      </div>
      {/* Below them: above, they would move away under a thumb that taps twice. */}
      <Problem error={acknowledging.error} />
      <div class="tabs" role="group" aria-label="Parts of the room">
        {Object.entries(tabs).map(([name, text]) => (
          <button
            key={name}
            type="button"
            aria-pressed={tab.value === name}
            onClick={() => {
              tab.value = name as Tab;
            }}
          >
            {text}
          </button>
        ))}
      </div>
      {found.value === undefined ? (
        <Card title="How it stands">
          <Waiting of={found} what="Its story" />
        </Card>
      ) : (
        <div class="panels">
          <div class="left">
            <div class="side">
              {panel(
                'story',
                <>
                  <Standing incident={incident} onUpdate={opens('update')} />
                  <Timeline id={id} entries={incident.timeline} earlier={incident.earlier ?? 0} />
                </>,
              )}
            </div>
            <div class="side">
              {panel(
                'look',
                <Below>
                  <Deepen part="look" incident={incident} tag={tag} />
                </Below>,
              )}
              {panel(
                'act',
                <Below>
                  <Deepen part="act" incident={incident} tag={tag} />
                </Below>,
              )}
            </div>
          </div>
          <div class="side">
            {panel(
              'people',
              <>
                <Below>
                  <Ladder incident={incident} onMore={opens('responders')} />
                  <Roles incident={incident} onAssign={opens('role')} />
                </Below>
                <Below>
                  <People id={id} tag={tag} />
                </Below>
              </>,
            )}
            {panel(
              'tasks',
              <Below>
                <Checklist id={id} tag={tag} />
              </Below>,
            )}
          </div>
        </div>
      )}
      {open.value !== undefined && (
        <Deeds
          name={open.value}
          incident={incident}
          others={deeds}
          onClose={() => {
            open.value = undefined;
          }}
        />
      )}
    </div>
  );
}

function Head({ incident }: { incident: Incident }) {
  const { id, severity, title, severityReason, declaredAt, serviceName } = incident;
  const { resolvedAt, tookSeconds } = incident;
  const { nextDeadline, nextUpdateAt, usersAffected, revenueLost, alerts } = incident;
  return (
    <header class={`head ${severity.toLowerCase()} ${incident.phase}`}>
      <p class="line">
        <SeverityMark severity={severity} />
        <span class="id">{id}</span>
        <span class={`phase ${incident.phase}`}>{phaseText(incident)}</span>
        {incident.drill !== undefined && (
          <span class="tag">{incident.drill.announced ? 'announced exercise' : 'exercise'}</span>
        )}
      </p>
      <Words as="h1">{title}</Words>
      <p class="line quiet">
        <span class="words">{serviceName}</span>
        <span>
          {resolvedAt === undefined ? (
            <>
              for <Age at={declaredAt} />
            </>
          ) : (
            tookSeconds !== undefined && <>took {span(tookSeconds * 1000)}</>
          )}
        </span>
        <span>
          since <Time at={declaredAt} />
        </span>
        {alerts.total > 0 && (
          <span>
            {alerts.firing} of {alerts.total} alerts firing
          </span>
        )}
        {usersAffected !== undefined && <span>{usersAffected.toLocaleString()} users</span>}
        {revenueLost !== undefined && (
          <span>
            {revenueLost.amount.toLocaleString()} {revenueLost.currency} lost
          </span>
        )}
        <span class="words" title={severityReason.rule}>
          {severity}: {severityReason.text}
        </span>
      </p>
      {nextDeadline !== undefined && (
        <p class="deadline">
          <Countdown to={nextDeadline.at} /> <span class="words">{nextDeadline.text}</span>
        </p>
      )}
      {nextUpdateAt !== undefined && nextUpdateAt !== nextDeadline?.at && (
        <p class="deadline quiet">
          <Countdown to={nextUpdateAt} /> until an update is due
        </p>
      )}
    </header>
  );
}

/** What was said last, and what it does to whom. */
function Standing({ incident, onUpdate }: { incident: Incident; onUpdate: () => void }) {
  const { status, impact, description, resolution, resolvedBy, effects = [] } = incident;
  const failed = effects.filter(({ state }) => state === 'failed');
  // As it was found: what one reads does not close because somebody posts an update.
  const isOpen = useRef(status === undefined).current;
  return (
    <Card
      title="How it stands"
      more={
        whyNot(incident, 'updates') === undefined && (
          <button type="button" class="link" onClick={onUpdate}>
            Update
          </button>
        )
      }
    >
      {incident.phase === 'open' && (
        <Below>
          <Reached id={incident.id} />
        </Below>
      )}
      {resolution !== undefined && (
        <p>
          <strong>Resolved{resolvedBy !== undefined && ` by ${resolvedBy.name}`}:</strong>{' '}
          <Words>{resolution}</Words>
        </p>
      )}
      {status === undefined ? (
        resolution === undefined && <p class="quiet">Nobody has posted an update yet.</p>
      ) : (
        <Words as="p">{status}</Words>
      )}
      {impact !== undefined && (
        <p>
          <span class="quiet">Impact:</span> <Words>{impact}</Words>
        </p>
      )}
      {description !== undefined && (
        <details open={isOpen}>
          <summary>What the alert says</summary>
          <Words as="p">{description}</Words>
        </details>
      )}
      {failed.length > 0 && (
        <p class="bad">
          {failed.length} of those who should be told {failed.length === 1 ? 'was' : 'were'} not
          told.
        </p>
      )}
    </Card>
  );
}
