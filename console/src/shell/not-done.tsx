import { Refused, Unreachable } from '#console/api.ts';
import { Button, type Undone, undone, useDeed, Words } from '#console/shell/parts.tsx';
import { useStill } from '#console/shell/rows.tsx';

/** Over every view, until its reader has put it away: what they may think was done. */
export function NotDone() {
  return (
    <div class="undone" onClickCapture={useStill(String(undone.value.length))}>
      {undone.value.map(one => (
        <Notice key={one} one={one} />
      ))}
    </div>
  );
}

function Notice({ one }: { one: Undone }) {
  const { what, words, path, error } = one;
  const deed = useDeed();
  const putAway = () => {
    undone.value = undone.peek().filter(each => each !== one);
  };
  const told = deed.error instanceof Error ? deed.error : error;
  return (
    <section class="problem" role="alert" aria-label="Not done">
      <p>
        <strong class="words">
          {what}: {told instanceof Refused ? 'not done.' : 'not known to be done.'}
        </strong>{' '}
        <Words>
          {told instanceof Unreachable ? (told.said ?? 'There was no answer.') : told.message}
        </Words>
      </p>
      {words !== '' && (
        <details>
          <summary>What you wrote</summary>
          <pre class="words">{words}</pre>
        </details>
      )}
      <p class="row">
        {error instanceof Unreachable && (
          <Button
            busy={deed.busy}
            onClick={async () => {
              if (await deed.run(one.again)) putAway();
            }}
          >
            Try again
          </Button>
        )}
        <Button onClick={putAway}>Put away</Button>
        {path !== location.pathname && (
          <a href={path}>{path === '/' ? 'Now' : path.split('/').at(-1)}</a>
        )}
      </p>
    </section>
  );
}
