import type { Deed } from '#console/shell/deed.ts';
import { Dialog } from '#console/shell/parts.tsx';
import { places } from '#console/shell/places.ts';

export function KeyHelp({ deeds, onClose }: { deeds: readonly Deed[]; onClose: () => void }) {
  const general = [
    ['?', 'This help'],
    ['Ctrl K', 'Find an incident, a place or a command'],
    ['j k', 'To the next and the one before in a list'],
    ...places.map(({ key, name }) => [`Shift ${key.toUpperCase()}`, name]),
  ];
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div class="keys">
        <dl>
          {general.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        {deeds.length > 0 && (
          <dl aria-label="In this view">
            {deeds.map(({ key, name, refused }) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>
                  {name}
                  {refused !== undefined && <small> · {refused}</small>}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </Dialog>
  );
}
