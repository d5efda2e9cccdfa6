import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button, Card, Problem } from '#console/shell/parts.tsx';

/**
 * What a part of a view is made with, which comes when it is needed: where the line is lost it says so, and is asked for again.
 * `load` answers at once what is there already.
 */
export function Coming<With>(props: {
  title: string;
  load: () => Promise<With>;
  children: (parts: With) => ComponentChildren;
}) {
  const { title, load, children } = props;
  const came = useSignal<With | undefined>(undefined);
  const isLost = useSignal(false);
  const fetch = () => {
    isLost.value = false;
    void load().then(
      parts => (came.value = parts),
      () => (isLost.value = true),
    );
  };
  useEffect(() => {
    fetch();
    const again = () => isLost.peek() && fetch();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, []);
  if (came.value !== undefined) return <>{children(came.value)}</>;
  return (
    <Card title={title}>
      {isLost.value ? (
        <>
          <Problem error="This part of the console did not come: there was no answer." />
          <Button onClick={fetch}>Try again</Button>
        </>
      ) : (
        <p class="quiet loading">Looking…</p>
      )}
    </Card>
  );
}
