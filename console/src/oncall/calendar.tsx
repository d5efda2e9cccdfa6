import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Answer } from '#console/api.ts';
import { clock } from '#console/live.ts';
import { askedSpan } from '#console/oncall/asked-span.ts';
import { me } from '#console/session.ts';
import { dayBegins, fullTime, shortDay } from '#console/shell/times.ts';

type Schedule = Answer<'GET', '/v1/oncall'>['schedules'][number];

/** What somebody is asked to stand in for. */
export interface Span {
  schedule: string;
  from: number;
  until: number;
  instead?: string;
}

const hour = 3_600_000;

/** Whether a day has the room to show its hours beside each other; else shifts stand below each other, with their times. */
export const isWide = () => matchMedia('(min-width: 900px)').matches;

/** One schedule as a row of days: each shift is a button, and dragging over the row asks for those hours. */
export function Calendar(props: {
  schedule: Schedule;
  from: number;
  until: number;
  onAsk: (span: Span) => void;
  onSwap: () => void;
}) {
  const row = useRef<HTMLDivElement>(null);
  const dragged = useSignal<{ begin: number; end: number } | undefined>(undefined);
  const isDragging = dragged.value !== undefined;
  // Under a hand that drags nothing moves away, at midnight either.
  const drawn = useRef(props);
  if (!isDragging) drawn.current = props;
  const { schedule, from, until } = drawn.current;
  const { name, shifts = [] } = schedule;
  const letGo = () => {
    dragged.value = undefined;
  };
  useEffect(() => {
    if (!isDragging) return undefined;
    const press = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') letGo();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [isDragging]);
  const people = [...new Set(shifts.map(({ person }) => person))];
  const share = (ms: number) =>
    `${(100 * (Math.min(until, Math.max(from, ms)) - from)) / (until - from)}%`;
  /** The hour under the pointer. */
  const hourAt = (x: number) => {
    const box = row.current?.getBoundingClientRect();
    if (box === undefined) return from;
    const ms = from + ((x - box.left) / box.width) * (until - from);
    // Of a day that may begin at half past by the clock of the world.
    return from + Math.round((Math.min(until, Math.max(from, ms)) - from) / hour) * hour;
  };
  const days: { begins: number; ends: number }[] = [];
  for (let begins = from; begins < until; begins = dayBegins(begins, 1)) {
    days.push({ begins, ends: dayBegins(begins, 1) });
  }
  const span = dragged.value;
  return (
    <section class="calendar" aria-label={name}>
      <header class="line">
        <h3 class="words">{name}</h3>
        <button type="button" class="link" onClick={props.onSwap}>
          Swap shifts<span class="for-readers"> of {name}</span>
        </button>
      </header>
      <div class="days" aria-hidden="true">
        {days.map(({ begins, ends }) => (
          <span key={begins} style={{ left: share(begins), width: share(from + ends - begins) }}>
            {shortDay(begins)}
          </span>
        ))}
      </div>
      <div
        class="shifts"
        ref={row}
        onPointerDown={event => {
          if (event.pointerType === 'touch' || event.button !== 0 || !isWide()) return;
          const at = hourAt(event.clientX);
          dragged.value = { begin: at, end: at };
        }}
        onPointerMove={event => {
          const { value } = dragged;
          if (value === undefined) return;
          // Let go of beside the row, where nobody heard it.
          if (event.buttons === 0) return letGo();
          if (Math.abs(hourAt(event.clientX) - value.begin) >= hour)
            row.current?.setPointerCapture(event.pointerId);
          dragged.value = { ...value, end: hourAt(event.clientX) };
        }}
        onPointerUp={() => {
          const { value } = dragged;
          letGo();
          if (value === undefined || Math.abs(value.end - value.begin) < hour) return;
          const [begin, end] = [Math.min(value.begin, value.end), Math.max(value.begin, value.end)];
          const asked = askedSpan({ starts: begin, ends: end }, clock.peek());
          if (asked !== undefined) props.onAsk({ schedule: schedule.schedule, ...asked });
        }}
        // The browser, or another window, took the pointer: nobody let go of it here.
        onPointerCancel={letGo}
        onLostPointerCapture={letGo}
      >
        {days.map(({ begins }) => (
          <i key={begins} style={{ left: share(begins) }} />
        ))}
        {partsOf(shifts, from, until).map(({ starts, ends, shift }) => {
          const { person, name: who = 'Nobody', reason, override } = shift ?? {};
          const when = `${fullTime(starts)} – ${fullTime(ends)}`;
          const kind =
            person === undefined
              ? 'nobody'
              : `tone${people.indexOf(person) % 5}${override === undefined ? '' : ' stands-in'}${person === me()?.id ? ' mine' : ''}`;
          const shown = {
            ...{
              class: `shift ${kind}`,
              title: `${who}, ${when}${reason === undefined ? '' : `: ${reason}`}`,
            },
            style: {
              '--from': share(starts),
              '--long': share(from + (Math.min(until, ends) - Math.max(from, starts))),
            },
          };
          const words = (
            <>
              <span dir="auto" class="who">
                {who}
              </span>
              <span class="for-readers when">{when}</span>
            </>
          );
          // What is over is nobody's to stand in for any more.
          if (ends <= clock.peek()) {
            return (
              <div key={`${person}${starts}`} {...shown} class={`${shown.class} over`}>
                {words}
              </div>
            );
          }
          return (
            <button
              key={`${person}${starts}`}
              type="button"
              {...shown}
              onClick={() => {
                const asked = askedSpan({ starts, ends }, clock.peek());
                if (asked === undefined) return;
                props.onAsk({
                  ...{ schedule: schedule.schedule, ...asked },
                  ...(person !== undefined && { instead: person }),
                });
              }}
            >
              {words}
              <span class="for-readers">: let somebody stand in</span>
            </button>
          );
        })}
        {span !== undefined && span.begin !== span.end && (
          <b
            class="dragged"
            style={{
              left: share(Math.min(span.begin, span.end)),
              width: share(from + Math.abs(span.end - span.begin)),
            }}
          />
        )}
        <Moment share={share} />
      </div>
    </section>
  );
}

type Shift = NonNullable<Schedule['shifts']>[number];
interface Part {
  starts: number;
  ends: number;
  /** Absent: nobody is on duty. */
  shift?: Shift;
}

/** What is shown of these days, in its order: each shift as long as it is, and between them where there is none. */
function partsOf(shifts: readonly Shift[], from: number, until: number): Part[] {
  const shown = shifts
    .map(shift => ({
      starts: Date.parse(shift.from ?? '') || from,
      ends: Date.parse(shift.until ?? '') || until,
      shift,
    }))
    .filter(({ starts, ends }) => ends > from && starts < until)
    .toSorted((a, b) => a.starts - b.starts);
  const parts: Part[] = [];
  let covered = from;
  for (const part of shown) {
    if (part.starts > covered) parts.push({ starts: covered, ends: part.starts });
    parts.push(part);
    covered = Math.max(covered, part.ends);
  }
  return covered < until ? [...parts, { starts: covered, ends: until }] : parts;
}

/** Now: it alone is drawn each second, and not each shift of each schedule. */
function Moment({ share }: { share: (ms: number) => string }) {
  return <u style={{ left: share(clock.value) }} aria-hidden="true" />;
}
