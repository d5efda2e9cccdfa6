import type { Incident } from '#console/incident/words.ts';
import { later } from '#console/shell/later.tsx';
import { Card, SeverityMark, Words } from '#console/shell/parts.tsx';

// Whoever was just woken needs none of it to begin with.
const Look = later(async () => (await import('#console/diagnosis/look.tsx')).Look);
const Act = later(async () => (await import('#console/actions/act.tsx')).Act);
const Kept = later(async () => (await import('#console/evidence/kept.tsx')).Kept);
const Told = later(async () => (await import('#console/communication/told.tsx')).Told);

/** What helps to understand it, and to end it. */
export function Deepen({
  part,
  incident,
  tag,
}: {
  part: 'look' | 'act';
  incident: Incident;
  tag: string;
}) {
  if (part === 'act') {
    return (
      <>
        <Act incident={incident} />
        <Told incident={incident} tag={tag} />
        <Kept incident={incident} tag={tag} />
      </>
    );
  }
  return (
    <>
      <Resembles incident={incident} />
      <Look incident={incident} />
    </>
  );
}

function Resembles({ incident: { patterns = [], lookAlikes = [] } }: { incident: Incident }) {
  if (patterns.length + lookAlikes.length === 0) return null;
  return (
    <Card title="What it resembles">
      {patterns.map(({ pattern, name, cause, quickFixes }) => (
        <section key={pattern}>
          <h3 class="words">{name}</h3>
          <Words as="p">{cause}</Words>
          <ul>
            {quickFixes.map(({ text, command }) => (
              <li key={text}>
                <Words>{text}</Words>{' '}
                {command !== undefined && <code class="words">{command}</code>}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {lookAlikes.map(({ incident, title, severity, resolution, because }) => (
        <section key={incident}>
          <h3>
            <SeverityMark severity={severity} /> <a href={`/incidents/${incident}`}>{incident}</a>{' '}
            <Words>{title}</Words>
          </h3>
          <p class="quiet words">{because.join('; ')}</p>
          {resolution !== undefined && (
            <p>
              Ended by: <Words>{resolution}</Words>
            </p>
          )}
        </section>
      ))}
    </Card>
  );
}
