import { expect, test } from 'vitest';
import { succeeds } from '../run.ts';

test('slack manifest writes the app with the address of the deployment in it', async () => {
  const { out } = await succeeds(['slack', 'manifest', '--url', 'https://api.example.com']);
  const manifest = JSON.parse(out) as { settings: { interactivity: { request_url: string } } };
  expect(manifest.settings.interactivity.request_url).toBe('https://api.example.com/v1/chat/slack');
});
