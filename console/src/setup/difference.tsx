import type { Answer } from '#console/api.ts';
import { Words } from '#console/shell/parts.tsx';

type Compared = Answer<'PUT', '/v1/configuration'>;

const shown = (value: unknown) =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 1);

/** Place by place; `title` names it for whoever listens. */
export function Difference({
  changes,
  warnings = [],
  title,
}: {
  changes: Compared['changes'];
  warnings?: Compared['warnings'];
  title: string;
}) {
  return (
    <section aria-label={title}>
      {changes.length === 0 && <p>Nothing.</p>}
      <dl class="changes">
        {changes.map(({ path, kind, before, after }) => (
          <div key={path}>
            <dt>
              <code class="words">{path}</code> <span class="quiet">{kind}</span>
            </dt>
            <dd>
              {before !== undefined && <del class="words">{shown(before)}</del>}{' '}
              {after !== undefined && <ins class="words">{shown(after)}</ins>}
            </dd>
          </div>
        ))}
      </dl>
      {warnings.length > 0 && (
        <ul class="findings">
          {warnings.map(({ path, message }) => (
            <li key={`${path}${message}`} class="warning">
              <strong aria-hidden="true">!</strong>
              <span>
                <code class="words">{path}</code> <Words>{message}</Words>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
