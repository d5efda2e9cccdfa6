import type { Client } from './client.ts';
import type { Measurement } from './report.ts';

const alerts = 10_000;
const perWebhook = 50;
const senders = 16;

/** Ten thousand hosts with one problem: what a network partition looks like from the inside of a pager. */
export const storm: Measurement = {
  name: `A storm of ${alerts} alerts of one problem, in webhooks of ${perWebhook}`,
  async measure({ api }) {
    const before = { messages: (await api.inbox()).length, incidents: await ids(api) };
    const began = performance.now();
    let next = 0;
    await Promise.all(
      Array.from({ length: senders }, async () => {
        while (next < alerts / perWebhook) await api.send('alertmanager', webhook(next++));
      }),
    );
    const accepted = performance.now() - began;
    await api.advance(0);
    const settled = performance.now() - began;

    const opened = (await ids(api)).filter(id => !before.incidents.includes(id));
    const messages = (await api.inbox()).slice(before.messages);
    const paged = messages.filter(({ to }) => to !== stakeholders);
    return [
      // Once, so nothing is said about how well they repeat.
      { what: 'accepted within', rounds: [accepted / 1000], unit: 's' },
      { what: 'settled within', rounds: [settled / 1000], unit: 's' },
      { what: 'incidents', rounds: [opened.length], unit: '', target: { atMost: 1 } },
      { what: 'pages', rounds: [paged.length], unit: '', target: { atMost: 2 } },
    ];
  },
};

const stakeholders = 'support-leads@example.com';

async function ids(api: Client): Promise<string[]> {
  return (await api.incidents()).incidents.map(({ id }) => id);
}

function webhook(number: number) {
  return {
    version: '4',
    status: 'firing',
    receiver: 'tocsin',
    groupKey: '{}:{alertname="PaymentsDown"}',
    alerts: Array.from({ length: perWebhook }, (_, index) => ({
      status: 'firing',
      labels: {
        alertname: 'PaymentsDown',
        service: 'payments',
        severity: 'critical',
        host: `host-${number * perWebhook + index}`,
      },
      annotations: { summary: 'Payment processing down' },
      startsAt: '2026-01-01T00:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
    })),
  };
}
