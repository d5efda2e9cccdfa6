import { describe, expect, test } from 'vitest';
import { parsePayload } from '#core/intake/parse.ts';

const read = async (body: string | object) => {
  const parsed = await parsePayload('auto', typeof body === 'string' ? body : JSON.stringify(body));
  return 'alerts' in parsed ? parsed.alerts : [];
};
const ofCard = (...texts: string[]) => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: { type: 'AdaptiveCard', body: texts.map(text => ({ type: 'TextBlock', text })) },
    },
  ],
});
const header = (text: string) => ({ type: 'header', text: { type: 'plain_text', text } });

describe('of words that come in pairs', () => {
  test.each([
    ['Internet Disconnected', 'Internet Restored'],
    ['U6-Pro was disconnected', 'U6-Pro was connected'],
    ['Connection to db-1 lost', 'Connection to db-1 restored'],
    ['Lost connection to db-1', 'Restored connection to db-1'],
    ['Agent disconnected: web-1', 'Agent reconnected: web-1'],
    ['Agent web-1 disconnected', 'Agent web-1 reconnected'],
    ['Camera 4 offline', 'Camera 4 online'],
    ['Host db-1 unreachable: timeout', 'Host db-1 reachable'],
    ['WAN failed over to LTE', 'WAN failed back to Fiber'],
    ['Gateway fw-1 failed over', 'Gateway fw-1 failed back'],
    ['Circuit breaker payments opened', 'Circuit breaker payments closed'],
    ['Sensor attic is missing', 'Sensor attic is back'],
    ['Sensor attic missing', 'Sensor attic back'],
    ['Service nginx stopped on web-1', 'Service nginx started on web-1'],
    ['VM vm-101 stopped unexpectedly', 'VM vm-101 started'],
    ['Container shop_api_1 died (exit code 137)', 'Container shop_api_1 started'],
    ['Service api entered failed state', 'Service api entered running state'],
    ['HTTP check for shop failing', 'HTTP check for shop passing'],
    ['VPN tunnel to office dropped', 'VPN tunnel to office established'],
    ['Kafka consumer group orders is lagging', 'Kafka consumer group orders has caught up'],
    ['Temperature too high in rack 3', 'Temperature normal in rack 3'],
    ['acme/shop: Workflow CI failed on main', 'acme/shop: Workflow CI succeeded on main'],
    ['Build shop #12 (main): FAILED', 'Build shop #13 (main): SUCCESS'],
  ])('%j fires, and %j is its end, alone, in a room and on a card', async (fires, over) => {
    const shapes = [
      (text: string) => text,
      (text: string) => ({ text }),
      (title: string) => ({ title, site: 'HQ' }),
      (title: string) => ({ embeds: [{ title, description: 'x' }] }),
      (text: string) => ({ blocks: [header(text)] }),
      (title: string) => ({ '@type': 'MessageCard', title, text: 'See the console.' }),
      (text: string) => ofCard(text, 'See the console.'),
    ];
    for (const shape of shapes) {
      const [fired] = await read(shape(fires));
      expect(fired).toMatchObject({ status: 'firing', title: fires });
      expect(await read(shape(over))).toMatchObject([
        { status: 'cleared', fingerprint: fired?.fingerprint },
      ]);
    }
  });

  test.each([
    ...['Pod shop restarted', 'Deploy rolled back', 'root connected from 10.0.0.1'],
    ...['USB drive connected', 'Unknown device online', 'Fire started', 'Attack has started'],
    ...['Report is ready', 'Door closed', 'Malware is back', 'No sensor is back'],
    ...['Server reachable from the internet', 'Latency above normal', 'Only 2 of 5 online'],
  ])('%j is no end', async title => {
    expect(await read({ text: title })).toMatchObject([{ status: 'firing', title }]);
  });
});
