import { useSignal } from '@preact/signals';
import { type ComponentChildren, type ComponentType, h } from 'preact';
import { useEffect } from 'preact/hooks';
import { LoadAgain } from '#console/shell/guarded.tsx';
import { afterwards } from '#console/shell/when-idle.tsx';

/**
 * A part whose script comes once the first view is there, or when it is needed before that. Where the line is lost it says so
 * and can be asked for again: a script that did not come must not be waited for ever.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  /** What stands there until then. */
  meanwhile: ComponentChildren = <p class="view quiet loading">Looking…</p>,
) {
  let part: ComponentType<Props> | undefined;
  const fetched = async () => {
    part ??= await load();
  };
  function Later(props: Props) {
    const state = useSignal<'coming' | 'failed' | 'there'>(part === undefined ? 'coming' : 'there');
    const fetch = () => {
      state.value = 'coming';
      void fetched().then(
        () => (state.value = 'there'),
        () => (state.value = 'failed'),
      );
    };
    useEffect(() => {
      if (part !== undefined) return undefined;
      fetch();
      addEventListener('online', fetch);
      return () => removeEventListener('online', fetch);
    }, []);
    if (part !== undefined) return h(part, props);
    if (state.value === 'coming') return <>{meanwhile}</>;
    return (
      <div class="view">
        <div class="problem" role="alert">
          <p>This part of the console did not come: there was no answer.</p>
        </div>
        <button type="button" onClick={fetch}>
          Try again
        </button>{' '}
        <LoadAgain />
      </div>
    );
  }
  /** So that it is there when it is opened, whatever the line is then. */
  Later.ahead = () => afterwards(() => void fetched().catch(() => undefined));
  return Later;
}
