import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { bundleFunctions, functionsFolder } from '#infra/bundle.ts';
import { IncidentStack } from '#infra/incident-stack.ts';

/**
 * The whole deployment as a CDK app that writes into `outdir`; call `synth()` on it. `context` sets what `-c name=value`
 * sets on the command line: see `settings` in incident-stack.ts, and `functions`, a folder with other handlers.
 */
export async function buildApp(
  outdir: string,
  context: Record<string, unknown> = {},
): Promise<App> {
  const app = new App({
    outdir,
    // The template depends on nothing but this code, whoever synthesises it.
    analyticsReporting: false,
    context: { '@aws-cdk/aws-iam:minimizePolicies': true, ...context },
  });
  const bundles = mkdtempSync(join(tmpdir(), 'tocsin-bundles-'));
  try {
    await bundleFunctions(app.node.tryGetContext('functions') ?? functionsFolder, bundles);
    app.node.setContext('bundles', bundles);
    new IncidentStack(app, 'Tocsin', {
      description: 'Tocsin: from alert to resolution, in your own account.',
    });
    return app;
  } finally {
    // Each function copied its bundle into `outdir` when it was made.
    rmSync(bundles, { recursive: true, force: true });
  }
}
