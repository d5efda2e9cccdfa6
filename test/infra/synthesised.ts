import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { buildApp } from '#infra/build-app.ts';
import type { IncidentStack } from '#infra/incident-stack.ts';

export const functionNames = [
  'on-ack-link',
  'on-alert',
  'on-api-request',
  'on-archive',
  'on-automation-actions',
  'on-cache-actions',
  'on-compute-actions',
  'on-configuration-actions',
  'on-database-actions',
  'on-deployment-actions',
  'on-diagnosis-request',
  'on-duty',
  'on-effect',
  'on-incident-event',
  'on-monitoring-actions',
  'on-page',
  'on-receipt',
  'on-review-request',
  'on-sms-reply',
  'on-sweep',
  'on-timer',
  'on-webhook',
];

// CDK checks each template against CloudFormation's schemas for ten seconds; test/infra/app.test.ts has that done once.
process.env.CDK_VALIDATION = 'false';

/** A folder that is gone after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-infra-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The template does not depend on what the handlers do, and placeholders bundle in no time. */
export function placeholderHandlers(): string {
  const folder = temporaryFolder();
  for (const name of functionNames) {
    writeFileSync(join(folder, `${name}.ts`), `export const handler = async () => '${name}';\n`);
  }
  return folder;
}

export function testApp(context: Record<string, unknown> = {}): Promise<App> {
  return buildApp(temporaryFolder(), { functions: placeholderHandlers(), ...context });
}

export interface Resource {
  id: string;
  Type: string;
  Properties: Json;
  DeletionPolicy?: string;
}
// A template is as deep as it likes; a test says what it expects to find.
// biome-ignore lint/suspicious/noExplicitAny: the shape of a template is what the tests are about
export type Json = any;

export interface Synthesised {
  template: Json;
  ofType(type: string): Resource[];
  /** Of one type, by the physical name without the name of the stack: `pages` for the queue Tocsin-pages. */
  named(
    type: 'AWS::Lambda::Function' | 'AWS::SQS::Queue' | 'AWS::SNS::Topic',
    name: string,
  ): Resource;
  nameOf(logicalId: string): string;
}

export function templateOf(app: App): Json {
  return Template.fromStack(app.node.findChild('Tocsin') as IncidentStack).toJSON();
}

/** Once per test file. */
export async function synthesised(context?: Record<string, unknown>): Promise<Synthesised> {
  const template = templateOf(await testApp(context));
  const all = Object.entries(template.Resources).map(([id, resource]) => ({
    id,
    ...(resource as Omit<Resource, 'id'>),
  }));
  const nameOf = (logicalId: string) => physicalName(template.Resources[logicalId]) ?? logicalId;
  return {
    template,
    ofType: type => all.filter(resource => resource.Type === type),
    nameOf,
    named(type, name) {
      const found = all.find(({ id, Type }) => Type === type && nameOf(id) === name);
      if (found === undefined) throw new Error(`The template has no ${type} called ${name}`);
      return found;
    },
  };
}

function physicalName({ Properties }: Resource): string | undefined {
  const name = Properties.FunctionName ?? Properties.QueueName ?? Properties.TopicName;
  return typeof name === 'string' ? name.replace(/^Tocsin-/, '') : undefined;
}

/** The logical id that a Ref, a GetAtt or a join of them leads to. */
export function target(value: Json): string {
  return value?.Ref ?? value?.['Fn::GetAtt']?.[0] ?? JSON.stringify(value);
}

export function asList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
