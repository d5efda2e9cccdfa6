import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Button, Problem, type useDeed } from '#console/shell/parts.tsx';

/**
 * What a form is sent by. What was not done is said below it, or it would move away under the thumb; and is brought into sight,
 * however long the form is. `beside`: other buttons.
 */
export function Send(props: {
  deed: Pick<ReturnType<typeof useDeed>, 'busy' | 'error'>;
  kind?: 'primary' | 'danger' | 'plain';
  beside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { deed, kind = 'primary', beside, children } = props;
  const said = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => said.current?.scrollIntoView({ block: 'nearest' }), [deed.error]);
  const button = (
    <Button type="submit" kind={kind} busy={deed.busy}>
      {children}
    </Button>
  );
  return (
    <>
      {beside === undefined ? (
        button
      ) : (
        <div class="row">
          {button}
          {beside}
        </div>
      )}
      {deed.error !== undefined && (
        <div ref={said}>
          <Problem error={deed.error} />
        </div>
      )}
    </>
  );
}
