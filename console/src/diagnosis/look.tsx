import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { type Answer, type BodyAt, get, send } from '#console/api.ts';
import { Plot } from '#console/diagnosis/plot.tsx';
import type { Incident } from '#console/incident/words.ts';
import { Button, Card, Field, Form, Problem, Time, useDeed, Words } from '#console/shell/parts.tsx';

/* Looking into what burns, in the window of the incident, and putting what was found on its timeline. */

type What = 'logs' | 'metrics' | 'health' | 'database' | 'users' | 'revenue';

const names: Record<What, string> = {
  logs: 'Logs',
  metrics: 'Metrics',
  health: 'Health',
  database: 'Database',
  users: 'Users',
  revenue: 'Revenue',
};

export function Look({ incident }: { incident: Incident }) {
  const what = useSignal<What | undefined>(undefined);
  return (
    <Card title="Look into it">
      <div class="row" role="group" aria-label="What to look at">
        {Object.entries(names).map(([key, name]) => (
          <button
            key={key}
            type="button"
            aria-pressed={what.value === key}
            onClick={() => (what.value = what.value === key ? undefined : (key as What))}
          >
            {name}
          </button>
        ))}
      </div>
      {what.value !== undefined && <Found key={what.value} what={what.value} incident={incident} />}
    </Card>
  );
}

function Found({ what, incident }: { what: What; incident: Incident }) {
  switch (what) {
    case 'logs':
      return <Logs incident={incident} />;
    case 'metrics':
      return <Metrics incident={incident} />;
    case 'health':
      return <Health incident={incident} />;
    case 'database':
      return <Database incident={incident} />;
    case 'users':
    case 'revenue':
      return <Impact of={what} incident={incident} />;
    default:
      return what satisfies never;
  }
}

/** When it began, somebody had it, and it was over: of the timeline only the newest entries are here. */
function marksOf({ declaredAt, acknowledgedAt, resolvedAt }: Incident): { at: string }[] {
  return [declaredAt, acknowledgedAt, resolvedAt].flatMap(at => (at === undefined ? [] : [{ at }]));
}

/** Asked for by hand, because it costs something and may take a while. */
function useAsked<Value>(ask: () => Promise<Value>) {
  const value = useSignal<Value | undefined>(undefined);
  const deed = useDeed();
  return {
    value: value.value,
    ...deed,
    ask: () =>
      void deed.run(async () => {
        value.value = await ask();
      }),
  };
}

type Asked<Value> = ReturnType<typeof useAsked<Value>>;

function Asking({
  asked,
  children,
}: {
  asked: Pick<Asked<unknown>, 'value' | 'busy' | 'error' | 'ask'>;
  children?: ComponentChildren;
}) {
  return (
    <>
      <div class="row">
        <Button busy={asked.busy} onClick={() => asked.ask()}>
          {asked.value === undefined ? 'Look' : 'Look again'}
        </Button>
        {children}
      </div>
      <Problem error={asked.error} />
    </>
  );
}

function Incomplete({ of }: { of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <ul class="quiet">
      {of.map(text => (
        <li key={text}>
          <Words>{text}</Words>
        </li>
      ))}
    </ul>
  );
}

type Finding = BodyAt<'POST', '/v1/incidents/{id}/findings'>;

/** On a phone the timeline is out of sight: that it stands there is said here, or it would be put there twice. */
function Attach({ id, finding }: { id: string; finding: Finding }) {
  const deed = useDeed();
  const { summary } = finding;
  const there = useSignal<string | undefined>(undefined);
  const isThere = there.value === summary;
  return (
    <>
      <Button
        busy={deed.busy}
        refused={isThere ? 'It stands there already.' : undefined}
        onClick={async () => {
          const put = (key: string) =>
            send('POST', '/v1/incidents/{id}/findings', { id }, finding, { key });
          if (await deed.run(put, summary)) there.value = summary;
        }}
      >
        {isThere ? '✓ On the timeline' : 'Put it on the timeline'}
      </Button>
      <Problem error={deed.error} />
    </>
  );
}

function Logs({ incident }: { incident: Incident }) {
  const { id, service } = incident;
  const marks = marksOf(incident);
  const filter = useSignal('');
  const read = () =>
    get(
      '/v1/diagnosis/logs',
      {},
      {
        ...{ incident: id, service, lines: 200 },
        ...(filter.peek() === '' ? { errors: 'true' as const } : { filter: filter.peek() }),
      },
    );
  const asked = useAsked<Answer<'GET', '/v1/diagnosis/logs'>>(read);
  const found = asked.value;
  return (
    <Form onSend={() => asked.ask()}>
      <Field label="Lines with" hint="Alternatives between |; errors when nothing is said.">
        <input
          name="filter"
          onInput={event => (filter.value = event.currentTarget.value.trim())}
          dir="auto"
        />
      </Field>
      <Asking asked={asked}>
        {found !== undefined && found.lines.length > 0 && (
          <Attach
            id={id}
            finding={{
              kind: 'logs',
              title: `${found.summary.lines} log lines, ${found.summary.errors} errors`,
              summary: (
                found.summary.kinds.map(({ count, kind }) => `${count} × ${kind}`).join('\n') ||
                (found.lines[0]?.message ?? '')
              ).slice(0, 4000),
            }}
          />
        )}
      </Asking>
      {found !== undefined && (
        <>
          <p>
            {found.summary.lines} lines, {found.summary.errors} errors.
          </p>
          {found.summary.series.length > 1 && (
            <Plot
              together={id}
              marks={marks}
              series={[
                {
                  name: 'Errors',
                  points: found.summary.series.map(({ at, errors }) => ({ at, value: errors })),
                },
              ]}
            />
          )}
          <ul>
            {found.summary.kinds.map(({ kind, count }) => (
              <li key={kind}>
                <strong>{count} ×</strong> <Words>{kind}</Words>
              </li>
            ))}
          </ul>
          <ol class="lines scrolls" tabIndex={0} aria-label="Log lines">
            {found.lines.map(({ at, message, group }, index) => (
              <li key={`${at}${index}`} title={group}>
                <Time at={at} seconds /> <Words>{message}</Words>
              </li>
            ))}
          </ol>
          <Incomplete of={found.incomplete} />
        </>
      )}
    </Form>
  );
}

function Metrics({ incident }: { incident: Incident }) {
  const { id, service } = incident;
  const marks = marksOf(incident);
  const asked = useAsked(() => get('/v1/diagnosis/metrics', {}, { incident: id, service }));
  const found = asked.value;
  return (
    <>
      <Asking asked={asked} />
      {found?.series.map(({ name, statistic, kind, points }) => (
        <section key={`${kind}${name}${statistic}`}>
          <h3 class="words">
            {name} <small class="quiet">{statistic}</small>
          </h3>
          <Plot together={id} marks={marks} series={[{ name, points }]} />
        </section>
      ))}
      {found?.series.length === 0 && <p class="quiet">No metric is configured for this service.</p>}
      {found !== undefined && <Incomplete of={found.incomplete} />}
    </>
  );
}

function Health({ incident: { service } }: { incident: Incident }) {
  const asked = useAsked(() => get('/v1/diagnosis/health', {}, { service }));
  return (
    <>
      <Asking asked={asked} />
      <ul>
        {asked.value?.checks.map(({ name, ok, text }) => (
          <li key={name}>
            <strong class={ok ? 'good' : 'bad'}>{ok ? '✓' : '✕'}</strong>{' '}
            <Words>{`${name}: ${text}`}</Words>
          </li>
        ))}
      </ul>
      {asked.value?.checks.length === 0 && <p class="quiet">No health address is configured.</p>}
    </>
  );
}

function Database({ incident: { service } }: { incident: Incident }) {
  const asked = useAsked(() => get('/v1/diagnosis/database', {}, { service }));
  return (
    <>
      <Asking asked={asked} />
      {asked.value?.databases.flatMap(database =>
        database.results.map(({ query, title, columns, rows }) => (
          <section key={`${database.service}${query}`}>
            <h3>
              {title} <small class="quiet">{rows.length}</small>
            </h3>
            <div class="scrolls" tabIndex={0} role="region" aria-label={title}>
              <table>
                <thead>
                  <tr>
                    {columns.map(column => (
                      <th key={column} scope="col">
                        {column}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row, index) => (
                    <tr key={index}>
                      {row.map((cell, column) => (
                        <td key={columns[column]}>{cell ?? ''}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </section>
        )),
      )}
      {asked.value !== undefined && <Incomplete of={asked.value.incomplete} />}
    </>
  );
}

/** What was usual, drawn, lies on top of now. */
function onTop(usual: readonly { at: string; value: number }[], earlierSeconds: number) {
  return usual.map(({ at, value }) => ({
    at: new Date(Date.parse(at) + earlierSeconds * 1000).toISOString(),
    value,
  }));
}

function Impact({ of, incident }: { of: 'users' | 'revenue'; incident: Incident }) {
  const { id, service } = incident;
  const marks = marksOf(incident);
  const asked = useAsked(() => get('/v1/diagnosis/impact', {}, { incident: id, service, of }));
  return (
    <>
      <Asking asked={asked} />
      {asked.value?.services.map(
        ({ service: name, usersAffected, revenueLost, how, points, usual, earlierSeconds }) => (
          <section key={name}>
            <p>
              <strong>
                {usersAffected !== undefined && `${usersAffected.toLocaleString()} users`}
                {revenueLost !== undefined &&
                  `${revenueLost.amount.toLocaleString()} ${revenueLost.currency}`}
              </strong>{' '}
              <Words>{how}</Words>
            </p>
            <Plot
              together={id}
              marks={marks}
              series={[
                { name: 'now', points },
                ...(usual.length > 0 && earlierSeconds !== undefined
                  ? [{ name: 'as usual', points: onTop(usual, earlierSeconds) }]
                  : []),
              ]}
            />
            <Attach
              id={id}
              finding={{
                ...{ kind: of, title: 'Impact', summary: how },
                ...(usersAffected !== undefined && { usersAffected }),
                ...(revenueLost !== undefined && { revenueLost }),
              }}
            />
          </section>
        ),
      )}
      {asked.value !== undefined && <Incomplete of={asked.value.incomplete} />}
    </>
  );
}
