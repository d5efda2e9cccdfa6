import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Answer } from '#console/api.ts';
import { get, send } from '#console/api.ts';
import { choose, chosen, Together, useTogether } from '#console/incident/together.tsx';
import { phaseText, whyNot } from '#console/incident/words.ts';
import { clock, useLive } from '#console/live.ts';
import { me } from '#console/session.ts';
import { useDeeds } from '#console/shell/keys.tsx';
import { later } from '#console/shell/later.tsx';
import { useNear } from '#console/shell/near.ts';
import {
  Age,
  Button,
  Countdown,
  Problem,
  SeverityMark,
  Time,
  useDeed,
  Waiting,
  Words,
} from '#console/shell/parts.tsx';
import { Below } from '#console/shell/rest.tsx';
import { span } from '#console/shell/times.ts';
import { useTitle } from '#console/shell/title.ts';

const Declare = later(async () => (await import('#console/incident/declare.tsx')).Declare);

type Row = Answer<'GET', '/v1/incidents'>['incidents'][number];

/** What burns, and who has it. */
export function Now() {
  const running = useLive('/v1/incidents', {}, { phase: 'running', limit: 100 }, { everyMs: 1500 });
  const isDeclaring = useSignal(false);
  const { query, route } = useLocation();
  const isMine = query.of === 'mine';
  const hasMore = running.value?.next !== undefined;
  const newest = running.value?.incidents ?? [];
  const worst = useOlderWorst(newest, hasMore);
  const all = [...worst, ...newest];
  const open = all.filter(useMine(isMine));
  const unanswered = open.filter(({ phase }) => phase === 'open').length;
  const choosable = open.filter(mayAcknowledge).map(({ id }) => id);
  const together = useTogether();
  useEffect(Declare.ahead, []);
  const more = hasMore ? '+' : '';
  useTitle(open.length === 0 ? 'Now' : `${open.length}${more} open`);
  useDeeds([
    {
      key: 'd',
      name: 'Declare an incident',
      run: () => {
        isDeclaring.value = true;
      },
    },
    { key: 'i', name: 'Only mine, or all', run: () => route(isMine ? '/' : '/?of=mine', true) },
    { key: 'x', name: 'Select the one that has the focus, or no more', run: chooseFocused },
    {
      key: 's',
      name: 'Select all that nobody has',
      run: () => {
        chosen.value = new Set(choosable);
      },
      refused: choosable.length === 0 ? 'There is none.' : undefined,
    },
    {
      key: 'a',
      name: 'Acknowledge what is selected',
      run: () => void together.acknowledge(),
      refused: chosen.value.size === 0 ? 'Nothing is selected.' : undefined,
    },
  ]);
  return (
    <div class="view now">
      <header class="view-head">
        <h1>Now</h1>
        {open.length > 0 && (
          <p class="quiet">
            {open.length}
            {hasMore && ' and more'} open
            {unanswered > 0 && `, ${hasMore ? 'at least ' : ''}${unanswered} that nobody has`}
          </p>
        )}
        {(all.length > 0 || isMine) && (
          <nav class="parts" aria-label="Which">
            <a href="/" aria-current={isMine ? undefined : 'true'}>
              All
            </a>
            <a href="/?of=mine" aria-current={isMine ? 'true' : undefined}>
              Mine
            </a>
          </nav>
        )}
        <Button onClick={() => (isDeclaring.value = true)}>Declare an incident</Button>
      </header>
      <Waiting of={running} what="What is open" />
      {running.value !== undefined && all.length === 0 && <Quiet />}
      {all.length > 0 && open.length === 0 && (
        <p class="quiet">
          None of the {all.length}
          {more} that are open is yours: you have no role in it, did not acknowledge it, were not
          paged for it, and it is of no service of your team.
        </p>
      )}
      <Cards incidents={open} label="Open incidents" areChoosable={choosable.length > 1} />
      {running.value?.next !== undefined && (
        <Older
          cursor={running.value.next}
          isMine={isMine}
          above={worst.map(({ id }) => id).join(' ')}
        />
      )}
      <Together all={choosable} of={together} />
      <Below>
        <Silenced />
        <Lately />
      </Below>
      {isDeclaring.value && <Declare onClose={() => (isDeclaring.value = false)} />}
    </div>
  );
}

/** Nobody has it, and whoever looks may. */
const mayAcknowledge = (row: Row) =>
  row.phase === 'open' && whyNot(row, 'acknowledge') === undefined;

/** By key: the one that one came to by `j` and `k`, or by Tab. */
function chooseFocused(): void {
  const stop = document.activeElement?.closest('[data-stop]');
  stop?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
}

/** Where there are more than a hundred, those that wake people and are not among the newest. */
function useOlderWorst(newest: readonly Row[], hasMore: boolean): readonly Row[] {
  const of = (severity: 'SEV1' | 'SEV2') => ({ phase: 'running', severity, limit: 100 }) as const;
  const at = { everyMs: 3000, when: hasMore };
  const first = useLive('/v1/incidents', {}, of('SEV1'), at).value?.incidents ?? [];
  const second = useLive('/v1/incidents', {}, of('SEV2'), at).value?.incidents ?? [];
  if (!hasMore) return [];
  const known = new Set(newest.map(({ id }) => id));
  return [...first, ...second].filter(({ id }) => !known.has(id));
}

/** Which ones are whose: why, the API says; the team of a service stands in the directory. */
function useMine(isMine: boolean): (row: Row) => boolean {
  const directory = useLive('/v1/directory', {}, undefined, { everyMs: 600_000, when: isMine });
  if (!isMine) return () => true;
  const { people = [], services = [] } = directory.value ?? {};
  const teams = people.find(({ id }) => id === me()?.id)?.teams ?? [];
  const ours = services.filter(({ team }) => teams.includes(team)).map(({ id }) => id);
  return ({ yours = [], service }) => yours.length > 0 || ours.includes(service);
}

function Cards(props: { incidents: readonly Row[]; label: string; areChoosable: boolean }) {
  const { incidents, label, areChoosable } = props;
  return (
    <ul class="incidents" aria-label={label}>
      {incidents.toSorted(mostUrgent).map(incident => (
        <li key={incident.id} data-stop>
          <IncidentCard incident={incident} isChoosable={areChoosable} />
        </li>
      ))}
    </ul>
  );
}

/**
 * A hundred more, and after them the next: asked for when one comes near, live while one looks, and one empty element while
 * they are far away, so that ten thousand are as light as a hundred. `above`: ids of those that stand there already, as one text:
 * what is the same is drawn once.
 */
function Older(props: { cursor: string; isMine: boolean; above: string }) {
  const { cursor, isMine, above } = props;
  const { place, isNear, height } = useNear<HTMLDivElement>(false);
  const query = { phase: 'running', limit: 100, cursor } as const;
  const found = useLive('/v1/incidents', {}, query, { everyMs: 3000, when: isNear });
  const isOfThem = useMine(isMine);
  const page = found.value;
  const isAbove = new Set(above.split(' '));
  const isShown = page !== undefined && (isNear || height === 0);
  return (
    <>
      <div ref={place} class="older" style={isShown ? undefined : { height: `${height}px` }}>
        {isShown && (
          <Cards
            incidents={page.incidents.filter(isOfThem).filter(({ id }) => !isAbove.has(id))}
            label="Older open incidents"
            areChoosable
          />
        )}
        {isNear && page === undefined && <Waiting of={found} what="What is open besides" />}
      </div>
      {page?.next !== undefined && <Older cursor={page.next} isMine={isMine} above={above} />}
    </>
  );
}

const order = ['open', 'acknowledged', 'watching', 'resolved'];

/** The worst first; of these what nobody has, then the oldest. */
function mostUrgent(a: Row, b: Row): number {
  return (
    a.severity.localeCompare(b.severity) ||
    order.indexOf(a.phase) - order.indexOf(b.phase) ||
    a.declaredAt.localeCompare(b.declaredAt)
  );
}

function IncidentCard({ incident, isChoosable }: { incident: Row; isChoosable: boolean }) {
  const { id, severity, title, phase, serviceName, declaredAt, nextDeadline, status, roles } =
    incident;
  const leads = roles.incidentCommander ?? roles.technicalLead;
  const deed = useDeed();
  const isOpen = mayAcknowledge(incident);
  const isChosen = chosen.value.has(id);
  // Somebody else was sooner: what cannot be done any more is not asked for.
  useEffect(() => {
    if (!isOpen) choose(id, false);
  }, [isOpen]);
  return (
    <article class={`incident ${phase} ${severity.toLowerCase()}`}>
      <a class="whole-link" href={`/incidents/${id}`}>
        <span class="line">
          <SeverityMark severity={severity} />
          <span class="id">{id}</span>
          {incident.drill !== undefined && <span class="tag">exercise</span>}
          <Age at={declaredAt} />
        </span>
        <Words as="div">{title}</Words>
      </a>
      <p class="line">
        <span class="words">{serviceName}</span>
        <span class={`phase ${phase}`}>{phaseText(incident)}</span>
        {leads !== undefined && <span class="quiet words">{leads.name} leads</span>}
      </p>
      {status !== undefined && (
        <p class="quiet">
          <Words>{status}</Words>
        </p>
      )}
      {nextDeadline !== undefined && (
        <p class="deadline">
          <Countdown to={nextDeadline.at} /> <span class="words">{nextDeadline.text}</span>
        </p>
      )}
      {(incident.level ?? 0) > 0 && phase === 'open' && (
        <p class="quiet">
          Level {incident.level} was paged{(incident.round ?? 1) > 1 && `, round ${incident.round}`}
        </p>
      )}
      <Problem error={deed.error} />
      {isOpen && (
        <div class="deciding">
          {isChoosable && (
            <label>
              <input
                type="checkbox"
                checked={isChosen}
                onChange={event => choose(id, event.currentTarget.checked)}
              />
              <span class="for-readers">Select {id}</span>
            </label>
          )}
          <Button
            kind="primary"
            class="big"
            busy={deed.busy}
            onClick={() =>
              void deed.run(key =>
                send('POST', '/v1/incidents/{id}/acknowledge', { id }, {}, { key }),
              )
            }
          >
            Acknowledge<span class="for-readers"> {id}</span>
          </Button>
        </div>
      )}
    </article>
  );
}

/** What fires and opens nothing, because somebody silenced it. */
function Silenced() {
  const silences =
    useLive('/v1/silences', {}, undefined, { everyMs: 15_000 }).value?.silences ?? [];
  const active = silences.filter(({ state }) => state === 'active');
  if (active.length === 0) return null;
  const waiting = active.reduce((sum, each) => sum + each.waiting.length, 0);
  return (
    <p>
      <a href="/set-up/silences">
        {active.length === 1 ? 'One silence' : `${active.length} silences`} in force
      </a>
      {waiting > 0 && <span class="bad"> · {waiting} alerts fire and wait behind</span>}
    </p>
  );
}

/** Nothing is open: who would be paged if that changed. */
function Quiet() {
  const onCall = useLive('/v1/oncall', {}, {}, { everyMs: 60_000 });
  return (
    <section class="all-quiet" aria-label="Nothing is open">
      <p class="calm">Nothing is open.</p>
      <ul>
        {onCall.value?.schedules.map(({ schedule, name, onDuty: now }) => (
          <li key={schedule}>
            <span class="words">{name}</span>{' '}
            {now === undefined ? <strong class="bad">nobody</strong> : <strong>{now.name}</strong>}
            {now?.until !== undefined && (
              <span class="quiet">
                {' '}
                until <Time at={now.until} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was resolved; more of it when it is asked for. */
function Lately() {
  const first = useLive('/v1/incidents', {}, { phase: 'resolved', limit: 10 });
  const older = useSignal<Row[]>([]);
  const next = useSignal<string | undefined>(undefined);
  const deed = useDeed();
  const rows = [...(first.value?.incidents ?? []), ...older.value];
  if (rows.length === 0) return null;
  const cursor = next.value ?? (older.value.length === 0 ? first.value?.next : undefined);
  const more = () =>
    deed.run(async () => {
      if (cursor === undefined) return;
      const page = await get('/v1/incidents', {}, { phase: 'resolved', limit: 50, cursor });
      older.value = [...older.value, ...page.incidents];
      next.value = page.next;
    });
  return (
    <section class="lately" aria-labelledby="lately">
      <h2 id="lately">Resolved</h2>
      <ul class="rows">
        {rows.map(({ id, severity, title, declaredAt, resolvedAt, serviceName }) => (
          <li key={id} data-stop>
            <a href={`/incidents/${id}`}>
              <SeverityMark severity={severity} />
              <span class="id">{id}</span>
              <Words>{title}</Words>
              <span class="quiet words">{serviceName}</span>
              <span class="quiet">
                {resolvedAt !== undefined &&
                  `${span(clock.value - Date.parse(resolvedAt))} ago, took ${span(Date.parse(resolvedAt) - Date.parse(declaredAt))}`}
              </span>
            </a>
          </li>
        ))}
      </ul>
      <Problem error={deed.error} />
      {cursor !== undefined && (
        <Button busy={deed.busy} onClick={() => void more()}>
          Older ones
        </Button>
      )}
    </section>
  );
}
