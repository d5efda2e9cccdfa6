import { describe, expect, test } from 'vitest';
import { channelName, channelNamesMax } from '#core/communication/chat/channel-name.ts';
import { parseChatCommand } from '#core/communication/chat/chat-command.ts';
import { publicWordsForm } from '#core/communication/chat/forms.ts';
import { slackManifest } from '#core/communication/chat/manifest.ts';
import { planFor } from '#core/oncall/escalation.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { instant } from '#core/time/instant.ts';
import { emptyRoster, plan, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

function directory(more: object = {}) {
  const parsed = parseDirectory({ ...team, ...more });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.directory;
}

describe('what is typed behind /incident', () => {
  test.each([
    [
      'SEV1 Payment processing down',
      { wish: 'declare', severity: 'SEV1', title: 'Payment processing down' },
    ],
    ['sev-2: slow', { wish: 'declare', severity: 'SEV2', title: 'slow' }],
    ['declare Nobody can pay', { wish: 'declare', title: 'Nobody can pay' }],
    ['declare SEV3 A typo', { wish: 'declare', severity: 'SEV3', title: 'A typo' }],
    ['ack', { wish: 'acknowledge' }],
    ['ACK inc-2026-001', { wish: 'acknowledge', id: 'INC-2026-001' }],
    [
      'resolve INC-2026-001: restarted it',
      { wish: 'resolve', id: 'INC-2026-001', text: 'restarted it' },
    ],
    ['sev 2', { wish: 'severity', severity: 'SEV2', text: '' }],
    [
      'severity sev3 only the footer',
      { wish: 'severity', severity: 'SEV3', text: 'only the footer' },
    ],
    ['role ic @ana', { wish: 'role', role: 'incidentCommander', whom: '@ana' }],
    ['role Tech-Lead', { wish: 'role', role: 'technicalLead' }],
    ['escalate', { wish: 'escalate', text: '' }],
    ['update two\nlines', { wish: 'update', text: 'two\nlines' }],
    ['', { wish: 'help' }],
    // Keyboards of phones and Macs, and habits of shells.
    ['SEV1 “Nobody can pay”', { wish: 'declare', severity: 'SEV1', title: 'Nobody can pay' }],
    ['SEV1 "Nobody can pay"', { wish: 'declare', severity: 'SEV1', title: 'Nobody can pay' }],
    ['declare «Pay»', { wish: 'declare', title: 'Pay' }],
    ['SEV1 "Pay" is down', { wish: 'declare', severity: 'SEV1', title: '"Pay" is down' }],
    ['SEV1 — Nobody can pay', { wish: 'declare', severity: 'SEV1', title: 'Nobody can pay' }],
    ['sev 2 – one region', { wish: 'severity', severity: 'SEV2', text: 'one region' }],
    ['/incident ack', { wish: 'acknowledge' }],
    ['/Incident', { wish: 'help' }],
    // Where an incident is named by people who do not think of the order.
    ['INC-2026-002', { wish: 'status', id: 'INC-2026-002' }],
    ['INC-2026-002 ack', { wish: 'acknowledge', id: 'INC-2026-002' }],
    ['INC-2026-002: note it is back', { wish: 'note', id: 'INC-2026-002', text: 'it is back' }],
    ['sev 2 INC-2026-002', { wish: 'severity', severity: 'SEV2', id: 'INC-2026-002', text: '' }],
    [
      'sev 2 INC-2026-002 broke it',
      { wish: 'severity', severity: 'SEV2', text: 'INC-2026-002 broke it' },
    ],
    ['role tl INC-2026-002', { wish: 'role', role: 'technicalLead', id: 'INC-2026-002' }],
    [
      'role ic inc-2026-002 @ana',
      { wish: 'role', role: 'incidentCommander', id: 'INC-2026-002', whom: '@ana' },
    ],
    ['INC-2026-002 list', { wish: 'list' }],
    [
      'resolve INC-2026-002. It is back',
      { wish: 'resolve', id: 'INC-2026-002', text: 'It is back' },
    ],
    ['ack (INC-2026-002)', { wish: 'acknowledge', id: 'INC-2026-002' }],
    // Copied from a page, with signs that nobody sees.
    ['\u200b\ufeff ack', { wish: 'acknowledge' }],
  ])('%j is %j', (text, command) => {
    expect(parseChatCommand(text)).toEqual(command);
  });

  test.each(['SEV1', 'update', 'resolve', 'role captain', 'sev 9', 'constructor', 'note'])(
    '%j is not guessed at: what is missing is said',
    text => {
      expect(parseChatCommand(text)).toEqual({ wish: 'help', why: expect.any(String) });
    },
  );
});

describe('the form with words for customers', () => {
  const formWith = (body: string) =>
    publicWordsForm(
      { id: 'INC-2026-001', severity: 'SEV1', title: 'Down' },
      {
        ...{ draft: 'abcdef012345', kind: 'began', after: 0, states: ['Payments: Major outage'] },
        words: {
          ...{ stage: 'investigating', title: 'Service Disruption Notice', body },
          components: [{ id: 'pay', name: 'Payments', status: 'major_outage' }],
        },
      },
    );
  const shownIn = ({ blocks }: ReturnType<typeof formWith>) =>
    blocks.flatMap(block => (block.type === 'section' ? [block.text.text] : [])).slice(1);

  test('shows all that customers will read, and remembers which words those are', () => {
    const form = formWith('We are on it.\n\nStart time: 2:15 PM EST');
    expect(form.private_metadata).toBe('INC-2026-001 abcdef012345');
    expect(shownIn(form).join('')).toBe(
      'Service Disruption Notice\n\nWe are on it.\n\nStart time: 2:15 PM EST\n\nPayments: Major outage',
    );
  });

  test('leaves nothing out of words that are longer than a block of Slack’s', () => {
    const long = '& '.repeat(3000).trim();
    const shown = shownIn(formWith(`${long} end`));
    expect(shown.join('').match(/&amp;/g)).toHaveLength(3000);
    for (const text of shown) expect(text.length).toBeLessThanOrEqual(3000);
  });
});

describe('the name of a channel', () => {
  const named = (incident: { title: string; service?: string; detectedBy?: string; at?: string }) =>
    channelName(
      {
        id: 'INC-2024-001',
        title: incident.title,
        declaredAt: instant(incident.at ?? '2024-01-15T19:30:00.000Z'),
        detectedBy: incident.detectedBy ?? 'person',
        plan: { ...plan, service: { id: incident.service ?? 'payments', name: 'X' } },
      },
      directory(),
    );

  test('is the runbook’s', () => {
    expect(named({ title: 'Payment processing down' })).toBe('incident-2024-01-15-payments');
  });

  test('has the day of the organisation, not that of Greenwich', () => {
    expect(named({ title: 'Payments', at: '2024-01-15T03:00:00.000Z' })).toBe(
      'incident-2024-01-14-payments',
    );
  });

  test.each([
    [
      'the service of an alert, whatever its words',
      { title: 'High CPU', service: 'website', detectedBy: 'generic' },
      'website',
    ],
    [
      'no default service that nobody meant',
      { title: 'The lighthouse is down', service: 'website' },
      'lighthouse',
    ],
    [
      'the default service where it is all there is',
      { title: 'Down!', service: 'website' },
      'website',
    ],
    ['letters that Slack takes', { title: 'Ünïcode überall', service: 'website' }, 'unicode'],
    ['ids as names', { title: 'x', service: 'Check_Out-API' }, 'check-out-api'],
  ])('has %s', (_what, incident, word) => {
    expect(named(incident)).toBe(`incident-2024-01-15-${word}`);
  });

  test('is never longer than Slack takes it', () => {
    const name = channelName(
      {
        id: 'INC-2026-123456',
        title: 'x',
        declaredAt: start,
        detectedBy: 'person',
        plan: { ...plan, service: { id: 'a'.repeat(64), name: 'X' } },
      },
      directory(),
      channelNamesMax,
    );
    expect(name).toMatch(/^incident-[a-z0-9-]{1,71}-inc-2026-123456$/);
    expect(name.length).toBeLessThanOrEqual(80);
  });
});

test('incidents get a channel from the severity that the configuration says', () => {
  const channels = (chat: object | undefined) =>
    (['SEV1', 'SEV2', 'SEV3', 'SEV4'] as const).filter(
      severity =>
        planFor(directory(chat && { chat }), emptyRoster, {
          ...{ service: 'payments', severity, at: start },
        }).chat?.channel,
    );
  expect(channels(undefined)).toEqual([]);
  expect(channels({ slack: {} })).toEqual(['SEV1', 'SEV2']);
  expect(channels({ slack: { channelsFrom: 'SEV1' } })).toEqual(['SEV1']);
  expect(channels({ slack: { channelsFrom: 'never' } })).toEqual([]);
});

test('the manifest leads to this deployment, by one address for everything', () => {
  const text = JSON.stringify(slackManifest('https://api.example.com/'));
  expect(text.match(/https:[^"]*/g)).toEqual(
    Array.from({ length: 3 }, () => 'https://api.example.com/v1/chat/slack'),
  );
});
