import { useRoute } from 'preact-iso';
import { StatusPage } from '#console/communication/status-page.tsx';
import { Configuration } from '#console/setup/configuration.tsx';
import { Credentials } from '#console/setup/credentials.tsx';
import { Doctor } from '#console/setup/doctor.tsx';
import { Explain } from '#console/setup/explain.tsx';
import { Silences } from '#console/setup/silences.tsx';
import { Simulate } from '#console/setup/simulate.tsx';
import { Below } from '#console/shell/rest.tsx';
import { useTitle } from '#console/shell/title.ts';

const parts = {
  doctor: 'Is it well?',
  configuration: 'Configuration',
  senders: 'Senders',
  silences: 'Silences',
  tokens: 'Tokens',
  'status-page': 'Status page',
} as const;

export default function SetUp() {
  const { part = 'doctor' } = useRoute().params;
  const here = Object.hasOwn(parts, part) ? (part as keyof typeof parts) : 'doctor';
  useTitle(parts[here]);
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
      {here === 'configuration' && <Configuration />}
      {here === 'senders' && (
        <div class="columns">
          <Credentials kind="integration" />
          <Below>
            <Simulate />
            <Explain />
          </Below>
        </div>
      )}
      {here === 'silences' && <Silences />}
      {here === 'tokens' && <Credentials kind="token" />}
      {here === 'status-page' && <StatusPage />}
    </div>
  );
}
