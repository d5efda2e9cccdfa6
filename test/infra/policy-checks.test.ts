import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import type { IncidentStack } from '#infra/incident-stack.ts';
import { testApp } from './synthesised.ts';

test('nothing is found by the AWS Solutions and Serverless checks but what is acknowledged', async () => {
  expect(findings(await testApp({ statusPage: true, console: true }))).toEqual([]);
});

test('the checks do find what is not acknowledged', async () => {
  const app = await testApp();
  new Queue(app.node.findChild('Tocsin') as IncidentStack, 'Careless');
  expect(findings(app)).toContain('AwsSolutions-SQS3 Tocsin/Careless/Resource');
});

interface Report {
  pluginReports: {
    violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[];
  }[];
}

function findings(app: App): string[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  try {
    app.synth();
  } catch (error) {
    // CDK stops when a check finds an error; everything that was found is in the report.
    if (!(error instanceof Error && error.name === 'ValidationFailed')) throw error;
  }
  const file = join(app.outdir, 'validation-report.json');
  const { pluginReports }: Report = JSON.parse(readFileSync(file, 'utf8'));
  return pluginReports
    .flatMap(({ violations }) => violations)
    .flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
}
