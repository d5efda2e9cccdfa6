import { useLive } from '#console/live.ts';
import { Field, Waiting } from '#console/shell/parts.tsx';

const names = { services: 'Which services there are', people: 'Who there is' } as const;

/** One that the team has, or `none`: where it cannot be asked for it is not shown as if there were none. */
export function ChooseAny(props: {
  of: keyof typeof names;
  label: string;
  name: string;
  none: string;
}) {
  const { of, label, name, none } = props;
  const team = useLive('/v1/directory');
  return (
    <Field label={label}>
      <select name={name}>
        <option value="">{none}</option>
        {team.value?.[of].map(({ id, name: called }) => (
          <option key={id} value={id}>
            {called}
          </option>
        ))}
      </select>
      {team.trouble !== undefined && <Waiting of={team} what={names[of]} />}
    </Field>
  );
}
