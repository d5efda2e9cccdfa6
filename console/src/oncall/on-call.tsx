import { useComputed, useSignal } from '@preact/signals';
import { type Answer, get, send } from '#console/api.ts';
import { clock, type Known, useLive } from '#console/live.ts';
import { Calendar, isWide, type Span } from '#console/oncall/calendar.tsx';
import { saidOnce } from '#console/oncall/same-findings.ts';
import { StandIn, Swap } from '#console/oncall/stand-in.tsx';
import { me } from '#console/session.ts';
import { useLasting } from '#console/shell/lasting.ts';
import {
  Button,
  Card,
  Dialog,
  Problem,
  Time,
  useDeed,
  Waiting,
  Words,
} from '#console/shell/parts.tsx';
import { Rendered } from '#console/shell/rendered.tsx';
import { RowDeed } from '#console/shell/row-deed.tsx';
import { Rows } from '#console/shell/rows.tsx';
import { dayBegins, dayName } from '#console/shell/times.ts';
import { useTitle } from '#console/shell/title.ts';
import { Below } from '#console/shell/when-idle.tsx';

export type Schedule = Answer<'GET', '/v1/oncall'>['schedules'][number];

/** Who is on duty, who will be, and what would keep a page from reaching somebody. */
export default function OnCall() {
  useTitle('On call');
  const offset = useSignal(0);
  const days = isWide() ? 14 : 7;
  // By the day, so that the question stays the same while one looks.
  const today = useComputed(() => dayBegins(clock.value));
  const first = dayBegins(today.value, offset.value * days);
  const asksFor = { from: first, until: dayBegins(first, days) };
  const now = useLive('/v1/oncall', {}, {}, { everyMs: 20_000 });
  const [at, end] = [asksFor.from, asksFor.until].map(ms => new Date(ms).toISOString());
  const newest = useLive('/v1/oncall', {}, { at, until: end, whole: 'true' }, { everyMs: 20_000 });
  const { found: ahead, about } = useLasting(newest, `${offset.value} ${days}`, asksFor);
  const { from, until } = about;
  const asked = useSignal<Span | undefined>(undefined);
  const swapping = useSignal<Schedule | undefined>(undefined);
  const name = (step: number) => (step === 0 ? 'Now' : step < 0 ? 'Earlier' : 'Later');
  return (
    <div class="view">
      <header class="view-head">
        <h1>On call</h1>
        <Button
          refused={
            now.value === undefined
              ? 'It is not known yet what there is to stand in for.'
              : undefined
          }
          onClick={() => {
            const [first] = now.value?.schedules ?? [];
            const begin = Math.ceil(clock.value / 3_600_000) * 3_600_000;
            if (first !== undefined) {
              asked.value = { schedule: first.schedule, from: begin, until: begin + 8 * 3_600_000 };
            }
          }}
        >
          Let somebody stand in
        </Button>
      </header>
      <Waiting of={now} what="Who is on call" />
      <ul class="duty">
        {now.value?.schedules.map(({ schedule, name: called, onDuty, next }) => (
          <li key={schedule} class="card">
            <p class="quiet words">{called}</p>
            {onDuty === undefined ? (
              <strong class="bad">Nobody</strong>
            ) : (
              <strong class="words big-name">{onDuty.name}</strong>
            )}
            {onDuty !== undefined && (
              <small class="quiet words">
                {onDuty.until !== undefined && (
                  <>
                    until <Time at={onDuty.until} />{' '}
                  </>
                )}
                {onDuty.override !== undefined
                  ? '· stands in'
                  : onDuty.layer && `· ${onDuty.layer}`}
              </small>
            )}
            {next !== undefined && <small class="words">then {next.name}</small>}
          </li>
        ))}
      </ul>
      <Card
        title="Shifts"
        more={
          <span class="row">
            {[-1, 0, 1].map(step => (
              <button
                key={step}
                type="button"
                onClick={() => (offset.value = step === 0 ? 0 : offset.value + step)}
              >
                {name(step)}
              </button>
            ))}
          </span>
        }
      >
        <Waiting of={ahead} what="The shifts" />
        <Below>
          {ahead.value?.schedules.map(schedule => (
            <Calendar
              key={schedule.schedule}
              schedule={schedule}
              from={from}
              until={until}
              onAsk={span => (asked.value = span)}
              onSwap={() => (swapping.value = schedule)}
            />
          ))}
        </Below>
        <p class="quiet">
          {dayName(from)} – {dayName(until - 1)}. Times are those of your own zone.
          {ahead.value !== undefined &&
            until > today.value &&
            ` ${isWide() ? 'Drag over a row, or choose a shift,' : 'Choose a shift'} to let somebody stand in.`}
        </p>
      </Card>
      <Below>
        <div class="columns">
          <MyShifts of={ahead} />
          <Overrides schedules={now.value?.schedules ?? []} />
          <Coverage />
          <Fairness />
          <HandOff schedules={now.value?.schedules ?? []} />
        </div>
      </Below>
      {asked.value !== undefined && (
        <StandIn
          span={asked.value}
          schedules={now.value?.schedules ?? []}
          onClose={() => (asked.value = undefined)}
        />
      )}
      {swapping.value !== undefined && (
        <Swap schedule={swapping.value} onClose={() => (swapping.value = undefined)} />
      )}
    </div>
  );
}

function MyShifts({ of }: { of: Known<Answer<'GET', '/v1/oncall'>> }) {
  const own = me()?.id;
  const mine = (of.value?.schedules ?? []).flatMap(({ name, shifts = [] }) =>
    shifts.flatMap(({ person, from, until }) => (person === own ? [{ name, from, until }] : [])),
  );
  return (
    <Card title="My shifts">
      <Waiting of={of} what="Your shifts" />
      {of.value !== undefined && mine.length === 0 && <p class="quiet">None in these days.</p>}
      <ul class="entries">
        {mine.map(({ name, from, until }) => (
          <li key={`${name}${from}`}>
            <strong class="words">{name}</strong>
            <span>
              {from !== undefined && <Time at={from} />} –{' '}
              {until !== undefined && <Time at={until} />}
            </span>
          </li>
        ))}
      </ul>
      <a href="/me">In my calendar</a>
    </Card>
  );
}

function Overrides({ schedules }: { schedules: readonly Schedule[] }) {
  const named = (id: string) => schedules.find(({ schedule }) => schedule === id)?.name ?? id;
  const found = useLive('/v1/overrides', {}, {}, { everyMs: 20_000 });
  return (
    <Card title="Who stands in">
      <Waiting of={found} what="Who stands in" />
      {found.value?.overrides.length === 0 && <p class="quiet">Nobody.</p>}
      <Rows class="entries">
        {found.value?.overrides.map(({ id, schedule, name, from, until, reason, by }) => (
          <li key={id}>
            <span>
              <strong class="words">{name}</strong>
              <small class="quiet words">
                {named(schedule)}, <Time at={from} /> – <Time at={until} />, by {by}
                {reason !== undefined && `: ${reason}`}
              </small>
            </span>
            <RowDeed
              about={` that ${name} stands in`}
              run={() => send('DELETE', '/v1/overrides/{id}', { id })}
            >
              Take back
            </RowDeed>
          </li>
        ))}
      </Rows>
    </Card>
  );
}

const marks = { problem: '✕', warning: '!', note: 'i' } as const;

function Coverage() {
  const found = useLive('/v1/coverage', {}, { days: 30 }, { everyMs: 120_000 });
  const people = useLive('/v1/directory').value?.people ?? [];
  const findings = saidOnce(found.value?.findings ?? [], people);
  return (
    <Card title="Would a page arrive?" more={<span class="quiet">30 days</span>}>
      <Waiting of={found} what="The coverage" />
      {found.value !== undefined && findings.length === 0 && (
        <p class="good">✓ Somebody is on duty at every moment, and can be reached.</p>
      )}
      <ul class="findings">
        {findings.map(({ kind, severity, text, from, who }) => (
          <li key={`${kind}${text}${from}`} class={severity}>
            <strong aria-hidden="true">{marks[severity]}</strong>
            <span>
              <span class="for-readers">{severity}: </span>
              <Words>{text}</Words>
              {who.length > 0 && <small class="quiet words">{who.join(', ')}</small>}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Fairness() {
  const found = useLive('/v1/fairness', {}, { days: 30 }, { everyMs: 300_000 });
  return (
    <Card title="Who carries how much" more={<span class="quiet">30 days</span>}>
      <Waiting of={found} what="Who carries how much" />
      <div class="scrolls" tabIndex={0} role="region" aria-label="Pages and hours of each">
        <table>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col" class="number">
                Pages
              </th>
              <th scope="col" class="number">
                at night
              </th>
              <th scope="col" class="number">
                Hours
              </th>
              <th scope="col" class="number">
                of nights
              </th>
            </tr>
          </thead>
          <tbody>
            {found.value?.people.map(
              ({ person, name, pages, nightPages, dutyHours, nightHours }) => (
                <tr key={person}>
                  <th scope="row" class="words">
                    {name}
                  </th>
                  {[pages, nightPages, Math.round(dutyHours), Math.round(nightHours)].map(
                    (figure, index) => (
                      <td key={index} class="number">
                        {figure}
                      </td>
                    ),
                  )}
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function HandOff({ schedules }: { schedules: readonly Schedule[] }) {
  const note = useSignal<string | undefined>(undefined);
  const deed = useDeed();
  return (
    <Card title="Hand-off">
      <p class="quiet">What the next shift has to know.</p>
      <div class="row">
        {schedules.map(({ schedule, name }) => (
          <Button
            key={schedule}
            busy={deed.busy}
            onClick={() =>
              void deed.run(async () => {
                note.value = await get('/v1/handoff', {}, { schedule });
              })
            }
          >
            {name}
          </Button>
        ))}
      </div>
      <Problem error={deed.error} />
      {note.value !== undefined && (
        <Dialog title="Hand-off" wide onClose={() => (note.value = undefined)}>
          <Rendered markdown={note.value} />
        </Dialog>
      )}
    </Card>
  );
}
