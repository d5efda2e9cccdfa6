import { useRoute } from 'preact-iso';
import { ActionItems } from '#console/review/action-items.tsx';
import { Postmortem, Postmortems } from '#console/review/postmortem.tsx';
import { Statistics } from '#console/review/statistics.tsx';
import { useTitle } from '#console/shell/title.ts';

const parts = {
  statistics: 'Figures',
  'action-items': 'Action items',
  'post-mortems': 'Post-mortems',
} as const;

/** What happened, what was learned, and what is owed still. */
export default function After() {
  const { part = 'statistics', id } = useRoute().params;
  const here = Object.hasOwn(parts, part) ? (part as keyof typeof parts) : 'statistics';
  useTitle(id ?? parts[here]);
  return (
    <div class="view">
      <header class="view-head">
        <h1>After</h1>
        <nav class="parts" aria-label="Parts">
          {Object.entries(parts).map(([key, name]) => (
            <a key={key} href={`/after/${key}`} aria-current={key === here ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      {here === 'statistics' && <Statistics />}
      {here === 'action-items' && <ActionItems />}
      {here === 'post-mortems' &&
        (id === undefined ? <Postmortems /> : <Postmortem key={id} id={id} />)}
    </div>
  );
}
