import { useRoute } from 'preact-iso';
import { StatusPage } from '#console/communication/status-page.tsx';
import { Configuration } from '#console/setup/configuration.tsx';
import { Doctor } from '#console/setup/doctor.tsx';
import { partsOfEditor } from '#console/setup/editor.tsx';
import { Explain } from '#console/setup/explain.tsx';
import { guidesOfSenders, SenderPage } from '#console/setup/sender.tsx';
import { Senders } from '#console/setup/senders.tsx';
import { Silences } from '#console/setup/silences.tsx';
import { Simulate } from '#console/setup/simulate.tsx';
import { Tokens } from '#console/setup/tokens.tsx';
import { Coming } from '#console/shell/coming.tsx';
import { useTitle } from '#console/shell/title.ts';
import { Below } from '#console/shell/when-idle.tsx';

const parts = {
  doctor: 'Is it well?',
  configuration: 'Configuration',
  senders: 'Senders',
  silences: 'Silences',
  tokens: 'Tokens',
  'status-page': 'Status page',
} as const;

export default function SetUp() {
  const { params, query } = useRoute();
  const { part = 'doctor', id } = params;
  const here = Object.hasOwn(parts, part) ? (part as keyof typeof parts) : 'doctor';
  useTitle(id ?? parts[here]);
  return (
    <div class="view">
      <header class="view-head">
        <h1>Set-up</h1>
        <nav class="parts" aria-label="Parts">
          {Object.entries(parts).map(([key, name]) => (
            <a key={key} href={`/set-up/${key}`} aria-current={key === here ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      {here === 'doctor' && <Doctor />}
      {here === 'configuration' && (
        <Coming title="Configuration" load={partsOfEditor}>
          {() => <Configuration />}
        </Coming>
      )}
      {here === 'senders' && (id !== undefined || query.add !== undefined) && (
        <Coming title="A sender" load={guidesOfSenders}>
          {guides => (
            <SenderPage
              guides={guides}
              {...(id === undefined ? { add: query.add ?? '' } : { name: id })}
            />
          )}
        </Coming>
      )}
      {here === 'senders' && id === undefined && query.add === undefined && (
        <div class="columns">
          <Senders />
          <div class="side">
            <Below>
              <Simulate />
              <Explain />
            </Below>
          </div>
        </div>
      )}
      {here === 'silences' && <Silences />}
      {here === 'tokens' && <Tokens />}
      {here === 'status-page' && <StatusPage />}
    </div>
  );
}
