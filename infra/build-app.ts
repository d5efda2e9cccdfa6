import { App } from 'aws-cdk-lib';
import { IncidentStack } from '#infra/incident-stack.ts';

/**
 * The whole deployment as a CDK app that writes into `outdir`; call `synth()` on it. `context` sets what `-c name=value`
 * sets on the command line: see `settings` in incident-stack.ts.
 */
export function buildApp(outdir: string, context: Record<string, unknown> = {}): App {
  const app = new App({
    outdir,
    // The template depends on nothing but this code, whoever synthesises it.
    analyticsReporting: false,
    context: { '@aws-cdk/aws-iam:minimizePolicies': true, ...context },
  });
  new IncidentStack(app, 'Tocsin', {
    description: 'Tocsin: from alert to resolution, in your own account.',
  });
  return app;
}
