import { Button, Problem, useDeed } from '#console/shell/parts.tsx';

/**
 * What one can do to a row of a list, each for itself. What was not done is said below the row: above the list, all of them would
 * move down, and whoever taps once more would do it to another.
 */
export function RowDeed(props: {
  children: string;
  /** To which row, for whoever listens. */
  about?: string;
  run: (key: string) => Promise<unknown>;
}) {
  const { children, about, run } = props;
  const deed = useDeed();
  return (
    <>
      <Button busy={deed.busy} onClick={() => void deed.run(run)}>
        {children}
        {about !== undefined && <span class="for-readers">{about}</span>}
      </Button>
      <Problem error={deed.error} />
    </>
  );
}
