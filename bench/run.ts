import { applyFirstConfiguration } from '#local/first-configuration.ts';
import { startLocalStack } from '#local/stack.ts';
import { answers } from './answers.ts';
import { bundles } from './bundles.ts';
import { client } from './client.ts';
import { latency } from './latency.ts';
import { lateness } from './lateness.ts';
import { requests } from './requests.ts';
import { storm } from './storm.ts';
import { throughput } from './throughput.ts';
import { vault } from './vault.ts';

/**
 * `npm run bench`: what the deployed shape takes, on this machine, against the local stack. Absolute figures depend on
 * the machine; ratios and counts do not. Nothing here passes or fails: the targets stand beside the figures.
 */
const stack = await startLocalStack({ tell: () => {} });
try {
  await applyFirstConfiguration({ url: stack.url, example: 'tocsin.yaml' });
  const api = client(stack.url);
  console.log(`node ${process.version}, ${process.platform} ${process.arch}\n`);
  await requests(api);
  await latency(api);
  await answers(api);
  await lateness(api);
  await storm(api);
  await throughput(api);
  await vault();
  bundles(stack.model.functions);
} finally {
  await stack.stop();
}
process.exit(0);
