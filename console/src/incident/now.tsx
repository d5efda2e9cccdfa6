import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Answer } from '#console/api.ts';
import { send } from '#console/api.ts';
import {
  choose,
  chosen,
  chosenFor,
  type Doable,
  mark,
  possibleOf,
  useLeft,
  wanted,
} from '#console/incident/chosen.ts';
import type { Filters } from '#console/incident/filters.tsx';
import { howManyText } from '#console/incident/how-many.ts';
import { askOf, phaseText, whyNot } from '#console/incident/words.ts';
import { useLive } from '#console/live.ts';
import { me } from '#console/session.ts';
import { useDeeds } from '#console/shell/keys.tsx';
import { later } from '#console/shell/later.tsx';
import { useNear } from '#console/shell/near-screen.ts';
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
import { Rows } from '#console/shell/rows.tsx';
import { useTitle } from '#console/shell/title.ts';
import { Below } from '#console/shell/when-idle.tsx';

const Together = later(async () => (await import('#console/incident/together.tsx')).Together, null);
const Besides = later(async () => (await import('#console/incident/besides.tsx')).Besides, null);
const FilterBar = later(
  async () => (await import('#console/incident/filters.tsx')).FilterBar,
  // As high as it will be: what is below would else move away under the thumb.
  <div class="row filters" />,
);
const Declare = later(async () => (await import('#console/incident/declare.tsx')).Declare);

type Row = Answer<'GET', '/v1/incidents'>['incidents'][number];

/** What burns, and who has it. */
export function Now() {
  const { query, route } = useLocation();
  const { of, severity, service, team } = query as Filters;
  const isMine = of === 'mine';
  const isFiltered = Boolean(severity || service || team);
  const { shows, unknown } = useShown({ isMine, team });
  const asked = { ...(isSeverity(severity) && { severity }), ...(service && { service }) };
  const running = useLive('/v1/incidents', {}, ofRunning(asked), { everyMs: 1500 });
  const isDeclaring = useSignal(false);
  const isFiltering = useSignal(isFiltered);
  const hasMore = running.value?.next !== undefined;
  const newest = running.value?.incidents ?? [];
  const worst = useOlderWorst(newest, asked, hasMore);
  const all = [...worst, ...newest];
  const open = all.filter(shows);
  useLeft(open);
  const choosable = open.filter(row => possibleOf(row).length > 0);
  const isKnown = running.value !== undefined && unknown === undefined;
  const filter = (next: Filters) => route(addressWith(next), true);
  const filters = { of, severity, service, team };
  useEffect(() => {
    for (const part of [Declare, Together, FilterBar]) part.ahead();
  }, []);
  useEffect(
    () => () => {
      // What nobody sees any more is not to be acknowledged by a key.
      chosen.value = new Map();
      wanted.value = undefined;
    },
    [query.of, severity, service, team],
  );
  const burning = open.filter(({ phase }) => phase !== 'watching').length;
  useTitle(burning === 0 ? 'Now' : `${burning}${hasMore ? '+' : ''} open`);
  const want = (what: Doable) => () => {
    wanted.value = what;
  };
  const refused = (what: Doable) =>
    chosenFor(what).length === 0 ? 'Nothing is selected of which it is possible.' : undefined;
  const deeds = [
    {
      key: 'd',
      name: 'Declare an incident',
      run: () => {
        isDeclaring.value = true;
      },
    },
    {
      key: 'i',
      name: 'Only mine, or all',
      run: () => filter({ ...filters, of: isMine ? '' : 'mine' }),
    },
    {
      key: 'f',
      name: 'Only those of a severity, a service or a team',
      run: () => {
        isFiltering.value = !isFiltering.peek();
      },
    },
    { key: 'x', name: 'Select the one that has the focus, or no more', run: chooseFocused },
    {
      key: 's',
      name: 'Select all that are shown',
      run: () => choose(choosable),
      refused: choosable.length === 0 ? 'There is none.' : undefined,
    },
    {
      key: 'a',
      name: 'Acknowledge what is selected',
      run: want('acknowledge'),
      refused: refused('acknowledge'),
    },
    {
      key: 'e',
      name: 'Escalate what is selected',
      run: want('escalate'),
      refused: refused('escalate'),
    },
    {
      key: 'r',
      name: 'Resolve what is selected',
      run: want('resolve'),
      refused: refused('resolve'),
    },
  ];
  useDeeds(deeds, isDeclaring.value || wanted.value !== undefined);
  return (
    <div class="view now">
      <header class="view-head">
        <h1>Now</h1>
        {open.length > 0 && <p class="quiet">{howManyText(open, hasMore)}</p>}
        {(all.length > 0 || isMine || isFiltered) && (
          <>
            <nav class="parts" aria-label="Which">
              <a
                href={addressWith({ ...filters, of: '' })}
                aria-current={isMine ? undefined : 'true'}
              >
                All
              </a>
              <a
                href={addressWith({ ...filters, of: 'mine' })}
                aria-current={isMine ? 'true' : undefined}
              >
                Mine
              </a>
            </nav>
            <button
              type="button"
              class="beside"
              aria-expanded={isFiltering.value}
              onClick={() => (isFiltering.value = !isFiltering.value)}
            >
              Filter
            </button>
          </>
        )}
        <Button onClick={() => (isDeclaring.value = true)}>
          Declare<span class="for-readers"> an incident</span>
        </Button>
      </header>
      {isFiltering.value && <FilterBar of={filters} onChange={filter} />}
      <Waiting of={running} what="What is open" />
      {unknown !== undefined && <Waiting of={unknown} what="Which services are whose" />}
      {running.value !== undefined && all.length === 0 && !isFiltered && <Quiet />}
      {isKnown && open.length === 0 && (all.length > 0 || isFiltered) && (
        <p class="quiet">
          {isFiltered
            ? hasMore
              ? `None of the newest ${all.length} that are open is of what you chose.`
              : 'Nothing that is open is of what you chose.'
            : `None of the ${hasMore ? 'newest ' : ''}${all.length} that are open is yours: you have no role in it, did not acknowledge it, were not paged for it, and it is of no service of your team.`}{' '}
          {isFiltered && <a href="/">Show all</a>}
        </p>
      )}
      <Cards incidents={open} label="Open incidents" areChoosable={choosable.length > 1} />
      {running.value?.next !== undefined && (
        <Older
          key={addressWith(filters)}
          cursor={running.value.next}
          asked={asked}
          shows={shows}
          above={worst.map(({ id }) => id).join(' ')}
        />
      )}
      <Below>
        <Together all={choosable.length} onAll={() => choose(choosable)} />
        <Besides />
      </Below>
      {isDeclaring.value && <Declare onClose={() => (isDeclaring.value = false)} />}
    </div>
  );
}

function addressWith(filters: Filters): string {
  const set = Object.entries(filters).filter(([, value]) => value);
  return set.length === 0 ? '/' : `/?${new URLSearchParams(set as [string, string][])}`;
}

const severities = ['SEV1', 'SEV2', 'SEV3', 'SEV4'] as const;
type Severity = (typeof severities)[number];
/** An address may say anything. */
const isSeverity = (text?: string): text is Severity => severities.some(each => each === text);

/** As the API can ask for it; in this order, since the page asks for the first of it before there is a script. */
type OfTheApi = { severity?: Severity; service?: string };
const ofRunning = (asked: OfTheApi) => ({ phase: 'running', limit: 100, ...asked }) as const;

/** Nobody has it, and whoever looks may. */
const mayAcknowledge = (row: Row) =>
  row.phase === 'open' && whyNot(row, 'acknowledge') === undefined;

/** By key: the one that one came to by `j` and `k`, or by Tab. */
function chooseFocused(): void {
  const stop = document.activeElement?.closest('[data-stop]');
  stop?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
}

/** Where there are more than a hundred, those that wake people and are not among the newest. */
function useOlderWorst(newest: readonly Row[], asked: OfTheApi, hasMore: boolean): readonly Row[] {
  const isSought = hasMore && asked.severity === undefined;
  const at = { everyMs: 3000, when: isSought };
  const worst = (severity: Severity) => ofRunning({ ...asked, severity });
  const first = useLive('/v1/incidents', {}, worst('SEV1'), at).value?.incidents ?? [];
  const second = useLive('/v1/incidents', {}, worst('SEV2'), at).value?.incidents ?? [];
  if (!isSought) return [];
  const known = new Set(newest.map(({ id }) => id));
  return [...first, ...second].filter(({ id }) => !known.has(id));
}

/** Which ones are whose: why they are one's own, the API says; the team of a service stands in the directory. */
function useShown({ isMine, team }: { isMine: boolean; team: string | undefined }) {
  const when = isMine || Boolean(team);
  const found = useLive('/v1/directory', {}, undefined, { everyMs: 600_000, when });
  const directory = found.value;
  const services = (of: readonly string[]) =>
    (directory?.services ?? []).flatMap(each => (of.includes(each.team) ? [each.id] : []));
  const own = directory?.people.find(({ id }) => id === me()?.id)?.teams ?? [];
  const ours = isMine ? services(own) : [];
  const theirs = team ? services([team]) : undefined;
  const shows = ({ yours = [], service }: Row) =>
    (!isMine || yours.length > 0 || ours.includes(service)) &&
    (theirs === undefined || theirs.includes(service));
  // Of nothing it can be said that it is nobody's before that is known.
  return { shows, unknown: when && directory === undefined ? found : undefined };
}

function Cards(props: { incidents: readonly Row[]; label: string; areChoosable: boolean }) {
  const { incidents, label, areChoosable } = props;
  const rows = incidents.toSorted(mostUrgent);
  return (
    <Rows class="incidents" aria-label={label}>
      {rows.map(incident => (
        <li key={incident.id} data-stop>
          <IncidentCard incident={incident} isChoosable={areChoosable} />
        </li>
      ))}
    </Rows>
  );
}

/**
 * A hundred more, and after them the next: asked for when one comes near, live while one looks, and one empty element while
 * they are far away, so that ten thousand are as light as a hundred. `above`: ids of those that stand there already, as one text:
 * what is the same is drawn once.
 */
function Older(props: {
  cursor: string;
  asked: OfTheApi;
  shows: (row: Row) => boolean;
  above: string;
}) {
  const { cursor, asked, shows, above } = props;
  const { place, isNear, height } = useNear<HTMLDivElement>(false);
  const query = { ...ofRunning(asked), cursor };
  const found = useLive('/v1/incidents', {}, query, { everyMs: 3000, when: isNear });
  // Where one more is open, all that are older are asked for by another cursor: what one reads stays until that is there.
  const last = useRef(found.value);
  const page = found.value ?? last.current;
  last.current = page;
  const isAbove = new Set(above.split(' '));
  const rows = (page?.incidents ?? []).filter(shows).filter(({ id }) => !isAbove.has(id));
  useLeft(rows);
  const isShown = page !== undefined && (isNear || height === 0);
  return (
    <>
      <div ref={place} class="older" style={isShown ? undefined : { height: `${height}px` }}>
        {isShown && <Cards incidents={rows} label="Older open incidents" areChoosable />}
        {isNear && page === undefined && <Waiting of={found} what="What is open besides" />}
      </div>
      {page?.next !== undefined && <Older {...props} cursor={page.next} />}
    </>
  );
}

const order = ['open', 'acknowledged', 'watching', 'resolved'];

/** Exercises last, the worst first; of these what nobody has, then the oldest. */
function mostUrgent(a: Row, b: Row): number {
  return (
    Number(a.drill !== undefined) - Number(b.drill !== undefined) ||
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
  const possible = isChoosable ? possibleOf(incident).join() : '';
  // Somebody else was sooner: what cannot be done any more is not asked for.
  useEffect(() => {
    if (isChosen) mark(incident, true);
  }, [incident]);
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
      {(isOpen || possible !== '') && (
        <div class="deciding">
          {possible !== '' && (
            <label>
              <input
                type="checkbox"
                checked={isChosen}
                onChange={event => mark(incident, event.currentTarget.checked)}
              />
              <span class="for-readers">Select {id}</span>
            </label>
          )}
          {isOpen && (
            <Button
              kind="primary"
              class="big"
              busy={deed.busy}
              onClick={() =>
                void deed.run(
                  key => send('POST', '/v1/incidents/{id}/acknowledge', { id }, {}, { key }),
                  askOf(incident),
                )
              }
            >
              Acknowledge<span class="for-readers"> {id}</span>
            </Button>
          )}
        </div>
      )}
      <Problem error={deed.error} />
    </article>
  );
}

/** Nothing is open: who would be paged if that changed. */
function Quiet() {
  const onCall = useLive('/v1/oncall', {}, {}, { everyMs: 60_000 });
  return (
    <section class="all-quiet" aria-label="Nothing is open">
      <p class="calm">Nothing is open.</p>
      <Waiting of={onCall} what="Who is on call" />
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
