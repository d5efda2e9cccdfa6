import { useRef } from 'preact/hooks';
import { type Answer, send } from '#console/api.ts';
import { clock } from '#console/live.ts';
import type { Span } from '#console/oncall/calendar.tsx';
import { ChoosePerson } from '#console/shell/choose-person.tsx';
import { forget } from '#console/shell/drafts.ts';
import { Dialog, Field, Form, useDeed } from '#console/shell/parts.tsx';
import { Send } from '#console/shell/send.tsx';
import { fullTime } from '#console/shell/times.ts';

type Schedule = Answer<'GET', '/v1/oncall'>['schedules'][number];

/** As a field for local times takes it, by the reader's own clock. */
function local(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What was not changed is the moment that was asked for: an hour that a clock shows twice is not to be told by its field. */
const instantOf = (typed: string, proposed: number) =>
  new Date(typed === local(proposed) ? proposed : typed).toISOString();

export function StandIn(props: {
  span: Span;
  schedules: readonly Schedule[];
  onClose: () => void;
}) {
  const { span, schedules, onClose } = props;
  const deed = useDeed();
  const name = `Stand in ${span.schedule} ${span.from} ${span.until}`;
  return (
    <Dialog title="Let somebody stand in" onClose={onClose}>
      <Form
        name={name}
        onSend={async ({ schedule = '', person = '', from = '', until = '', reason, instead }) => {
          const body = {
            ...{ schedule, person },
            ...{ from: instantOf(from, span.from), until: instantOf(until, span.until) },
            ...(reason !== undefined && { reason }),
            ...(instead !== undefined && { instead }),
          };
          const stand = async (key: string) => {
            await send('POST', '/v1/overrides', {}, body, { key });
            forget(name);
          };
          if (await deed.run(stand)) onClose();
        }}
      >
        <Field label="Schedule">
          <select name="schedule">
            {schedules.map(({ schedule, name }) => (
              <option key={schedule} value={schedule} selected={schedule === span.schedule}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <ChoosePerson label="Who stands in" except={span.instead} focus />
        <Field label="From">
          <input type="datetime-local" name="from" required defaultValue={local(span.from)} />
        </Field>
        <Field label="Until">
          <input type="datetime-local" name="until" required defaultValue={local(span.until)} />
        </Field>
        <Field label="Why">
          <input name="reason" maxLength={1000} dir="auto" />
        </Field>
        <p class="quiet">Incidents that run follow: levels that were not paged yet lead there.</p>
        <Send deed={deed}>Let them stand in</Send>
      </Form>
    </Dialog>
  );
}

/** Two people take over a shift of each other, or neither does. */
export function Swap({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const deed = useDeed();
  const name = `Swap ${schedule.schedule}`;
  // Chosen by their place: none goes from the list while it is open.
  const openedAt = useRef(clock.peek()).current;
  const shifts = (schedule.shifts ?? []).filter(
    ({ from, until }) => from !== undefined && until !== undefined && Date.parse(until) > openedAt,
  );
  const shift = (index = '') => {
    const { person = '', from = '', until = '' } = shifts[Number(index)] ?? {};
    return { person, from, until };
  };
  // Nobody has another's shift for being the first of a list.
  const choices = [
    <option key="" value="">
      Choose…
    </option>,
    ...shifts.map(({ name, from = '', until = '' }, index) => (
      <option key={from} value={index}>
        {name}: {fullTime(from)} – {fullTime(until)}
      </option>
    )),
  ];
  return (
    <Dialog title={`Swap shifts: ${schedule.name}`} onClose={onClose}>
      {shifts.length < 2 ? (
        <p>There are no two shifts in these days that are not over.</p>
      ) : (
        <Form
          name={name}
          onSend={async ({ give, take, reason }) => {
            const body = {
              ...{ schedule: schedule.schedule, give: shift(give), take: shift(take) },
              ...(reason !== undefined && { reason }),
            };
            const swap = async (key: string) => {
              await send('POST', '/v1/swaps', {}, body, { key });
              forget(name);
            };
            if (await deed.run(swap)) onClose();
          }}
        >
          <Field label="This shift">
            <select name="give" required>
              {choices}
            </select>
          </Field>
          <Field label="for this one">
            <select name="take" required>
              {choices}
            </select>
          </Field>
          <Field label="Why">
            <input name="reason" maxLength={1000} dir="auto" />
          </Field>
          <Send deed={deed}>Swap them</Send>
        </Form>
      )}
    </Dialog>
  );
}
