import { useLive } from '#console/live.ts';
import { me } from '#console/session.ts';
import { Field, Waiting } from '#console/shell/parts.tsx';

/** Somebody of the team, oneself at first: until it is known who there is, the browser sends nothing and says so. */
export function ChoosePerson(props: { label: string; except?: string | undefined; focus?: true }) {
  const team = useLive('/v1/directory');
  const people = (team.value?.people ?? []).filter(({ id }) => id !== props.except);
  const own = me()?.id;
  return (
    <Field label={props.label}>
      <select name="person" required autoFocus={props.focus === true}>
        {/* Nobody is put on duty for being the first of a list. */}
        {!people.some(({ id }) => id === own) && (
          <option value="">{team.value === undefined ? 'Looking…' : 'Choose…'}</option>
        )}
        {people.map(({ id, name }) => (
          <option key={id} value={id} selected={id === own}>
            {name}
          </option>
        ))}
      </select>
      {team.trouble !== undefined && <Waiting of={team} what="Who there is" />}
    </Field>
  );
}
