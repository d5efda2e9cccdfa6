import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { LoadAgain } from '#console/shell/guarded.tsx';
import { Button, Card, Problem } from '#console/shell/parts.tsx';

/** What came once is there at once for whatever is made with it next. */
const came = new WeakMap<() => Promise<unknown>, unknown>();

/**
 * What a part of a view is made with, which comes when it is needed: where the line is lost it says so, and is asked for again.
 * `load` is the same function each time. Without a title it is a part of a card.
 */
export function Coming<With>(props: {
  title?: string;
  load: () => Promise<With>;
  children: (parts: With) => ComponentChildren;
}) {
  const { title, load, children } = props;
  const parts = useSignal(came.get(load) as With | undefined);
  const isLost = useSignal(false);
  const fetch = () => {
    isLost.value = false;
    void load().then(
      those => {
        came.set(load, those);
        parts.value = those;
      },
      () => (isLost.value = true),
    );
  };
  useEffect(() => {
    if (parts.peek() !== undefined) return undefined;
    fetch();
    const again = () => isLost.peek() && fetch();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, []);
  if (parts.value !== undefined) return <>{children(parts.value)}</>;
  const waiting = isLost.value ? (
    <>
      <Problem error="This part of the console did not come: there was no answer." />
      <Button onClick={fetch}>Try again</Button> <LoadAgain />
    </>
  ) : (
    <p class="quiet loading">Looking…</p>
  );
  return title === undefined ? (
    <div class="coming">{waiting}</div>
  ) : (
    <Card title={title}>{waiting}</Card>
  );
}
