import { useLive } from '#console/live.ts';
import { Button, Waiting } from '#console/shell/parts.tsx';

/** What of the open incidents is shown: kept in the address, so that it can be sent to somebody and come back to. */
export type Filters = Partial<Record<'of' | 'severity' | 'service' | 'team', string | undefined>>;

/** By severity, service and team: each a choice of the platform, for thumb and keyboard alike. */
export function FilterBar({ of, onChange }: { of: Filters; onChange: (next: Filters) => void }) {
  const team = useLive('/v1/directory', {}, undefined, { everyMs: 600_000 });
  const directory = team.value;
  const severities = ['SEV1', 'SEV2', 'SEV3', 'SEV4'].map(id => ({ id, name: id }));
  const all = [
    ['severity', 'Severity', severities],
    ['service', 'Service', directory?.services ?? []],
    ['team', 'Team', directory?.teams ?? []],
  ] as const;
  return (
    <div class="row filters" role="group" aria-label="Only those of">
      {all.map(([name, label, options]) => (
        <label key={name}>
          <span class="for-readers">{label}</span>
          <select
            value={of[name] ?? ''}
            data-set={of[name] ? 'true' : undefined}
            onChange={event => onChange({ ...of, [name]: event.currentTarget.value })}
          >
            <option value="">{label}: all</option>
            {options.map(({ id, name: text }) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
            {of[name] && !options.some(({ id }) => id === of[name]) && (
              <option value={of[name]}>{of[name]}</option>
            )}
          </select>
        </label>
      ))}
      {all.some(([name]) => of[name]) && (
        <Button onClick={() => onChange({ of: of.of })}>Of any</Button>
      )}
      {team.trouble !== undefined && (
        <Waiting of={team} what="Which services and teams there are" />
      )}
    </div>
  );
}
