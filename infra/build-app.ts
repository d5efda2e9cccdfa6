import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { consoleStack } from '#contract/console-files.ts';
import { statusPageStack } from '#contract/status-page-files.ts';
import { bundleConsole, bundleFunctions, functionsFolder } from '#infra/bundle.ts';
import { ConsoleStack } from '#infra/console-stack.ts';
import { IncidentStack } from '#infra/incident-stack.ts';
import { StatusPageStack } from '#infra/status-page-stack.ts';

/**
 * The whole deployment as a CDK app that writes into `outdir`; call `synth()` on it. `context` sets what `-c name=value`
 * sets on the command line: see `settings` in incident-stack.ts; `functions`, a folder with other handlers; and `bundles`,
 * a folder with the bundles of all, when they are made already.
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
  const made = app.node.tryGetContext('bundles') === undefined ? await makeBundles(app) : undefined;
  try {
    new IncidentStack(app, 'Tocsin', {
      description: 'Tocsin: from alert to resolution, in your own account.',
    });
    // Of its own, and only when it is asked for: `cdk deploy` without a name means the one above.
    if (app.node.tryGetContext('statusPage') !== undefined) {
      new StatusPageStack(app, statusPageStack, { description: 'The status page of Tocsin.' });
    }
    if (app.node.tryGetContext('console') !== undefined) {
      const files = mkdtempSync(join(tmpdir(), 'tocsin-console-'));
      try {
        await bundleConsole(files);
        new ConsoleStack(app, consoleStack, { description: 'The console of Tocsin.', files });
      } finally {
        rmSync(files, { recursive: true, force: true });
      }
    }
    return app;
  } finally {
    // Each function copied its bundle into `outdir` when it was made.
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}

async function makeBundles(app: App): Promise<string> {
  const bundles = mkdtempSync(join(tmpdir(), 'tocsin-bundles-'));
  await bundleFunctions(app.node.tryGetContext('functions') ?? functionsFolder, bundles);
  app.node.setContext('bundles', bundles);
  return bundles;
}
