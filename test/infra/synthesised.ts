import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { splitSettings } from '#contract/stack-settings.ts';
import { buildApp } from '#infra/build-app.ts';
import type { IncidentStack } from '#infra/incident-stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

export const functionNames = [
  'on-ack-link',
  'on-alert',
  'on-api-request',
  'on-archive',
  'on-automation-actions',
  'on-cache-actions',
  'on-chat',
  'on-chat-request',
  'on-compute-actions',
  'on-configuration-actions',
  'on-database-actions',
  'on-deployment-actions',
  'on-diagnosis-request',
  'on-duty',
  'on-effect',
  'on-event-delivery',
  'on-event-feed',
  'on-incident-event',
  'on-monitoring-actions',
  'on-page',
  'on-receipt',
  'on-record-put-aside',
  'on-review-request',
  'on-session-request',
  'on-setup-request',
  'on-sms-reply',
  'on-stakeholder-link',
  'on-status-page',
  'on-sweep',
  'on-timer',
  'on-vendor-request',
  'on-webhook',
];

// CDK checks each template against CloudFormation's schemas for ten seconds; test/infra/app.test.ts has that done once.
process.env.CDK_VALIDATION = 'false';

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

/**
 * What CloudFormation makes of a template with these values of its parameters: conditions hold or do not, and what does not
 * exist then is gone. References to resources stay.
 */
export function settled(template: Json, given: Record<string, string>): Json {
  const defaults = Object.entries<Json>(template.Parameters).flatMap(([name, { Default }]) =>
    Default === undefined ? [] : [[name, String(Default)]],
  );
  const values: Record<string, string> = { ...Object.fromEntries(defaults), ...given };
  const holds = (name: string): boolean => decide(template.Conditions[name]);

  function decide(condition: Json): boolean {
    const [[name = '', parts] = []] = Object.entries<Json>(condition);
    if (name === 'Condition') return holds(parts);
    if (name === 'Fn::Not') return !decide(parts[0]);
    if (name === 'Fn::Equals') return settle(parts[0]) === settle(parts[1]);
    throw new Error(`What is ${name}?`);
  }

  function settle(value: Json): Json {
    if (Array.isArray(value)) return value.map(settle).filter(item => item !== nothing);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries<Json>(value);
    const [[name = '', parts] = []] = entries;
    if (entries.length === 1) {
      if (name === 'Ref' && parts === 'AWS::NoValue') return nothing;
      if (name === 'Ref' && values[parts] !== undefined) return values[parts];
      if (name === 'Fn::If') return settle(holds(parts[0]) ? parts[1] : parts[2]);
      if (name === 'Fn::Split') return settle(parts[1]).split?.(parts[0]) ?? value;
      if (name === 'Fn::Select') return settle(parts[1])[Number(parts[0])];
      if (name === 'Fn::Join') return joined(parts[0], settle(parts[1]));
    }
    return Object.fromEntries(
      entries.map(([key, item]) => [key, settle(item)]).filter(([, item]) => item !== nothing),
    );
  }

  const there = Object.entries<Json>(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || holds(Condition),
  );
  return { ...template, Resources: settle(Object.fromEntries(there)) };
}

const nothing = Symbol('AWS::NoValue');

/** With the texts in it put together, and as one text where there is nothing else. */
function joined(separator: string, parts: Json[]): Json {
  if (!parts.some(part => typeof part === 'string')) return { 'Fn::Join': [separator, parts] };
  const together: Json[] = [];
  for (const part of parts.flatMap((each: Json) =>
    each?.['Fn::Join']?.[0] === separator ? each['Fn::Join'][1] : [each],
  )) {
    const last = together.at(-1);
    if (typeof last === 'string' && typeof part === 'string') {
      together[together.length - 1] = `${last}${separator}${part}`;
    } else together.push(part);
  }
  return together.length === 1 && typeof together[0] === 'string'
    ? together[0]
    : { 'Fn::Join': [separator, together] };
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
  /** What a role may do: by itself, and by what is given to it only where something is set up. */
  statementsOf(roleId: string): Json[];
  /** What any role may do. */
  rights(): Json[];
}

export function templateOf(app: App): Json {
  return Template.fromStack(app.node.findChild('Tocsin') as IncidentStack).toJSON();
}

/** What differs between them is mostly a parameter of one template, and all files of a worker have this module. */
const templates = new Map<string, Promise<Json>>();

function templateWith(context: Record<string, unknown>): Promise<Json> {
  const key = JSON.stringify(context);
  const made = templates.get(key) ?? testApp(context).then(templateOf);
  templates.set(key, made);
  return made;
}

/** With these settings, each as a parameter of the stack. */
export async function synthesised(settings: Record<string, unknown> = {}): Promise<Synthesised> {
  const { parameters, rest } = splitSettings(settings);
  const template = settled(await templateWith(rest), parameters);
  const all = Object.entries(template.Resources).map(([id, resource]) => ({
    id,
    ...(resource as Omit<Resource, 'id'>),
  }));
  const ofType = (type: string) => all.filter(resource => resource.Type === type);
  const nameOf = (logicalId: string) => physicalName(template.Resources[logicalId]) ?? logicalId;
  const statementsOf = (roleId: string) =>
    [
      ...(template.Resources[roleId]?.Properties.Policies ?? []),
      ...ofType('AWS::IAM::Policy')
        .map(({ Properties }) => Properties)
        .filter(({ Roles }) => target(Roles[0]) === roleId),
    ].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return {
    template,
    ofType,
    nameOf,
    statementsOf,
    rights: () => ofType('AWS::IAM::Role').flatMap(({ id }) => statementsOf(id)),
    named(type, name) {
      const found = all.find(({ id, Type }) => Type === type && nameOf(id) === name);
      if (found === undefined) throw new Error(`The template has no ${type} called ${name}`);
      return found;
    },
  };
}

function physicalName({ Properties }: Resource): string | undefined {
  const name = Properties.FunctionName ?? Properties.QueueName ?? Properties.TopicName;
  return typeof name === 'string' ? name.replace(/^Tocsin[-/]/, '') : undefined;
}

/** The logical id that a Ref, a GetAtt or a join of them leads to. */
export function target(value: Json): string {
  return value?.Ref ?? value?.['Fn::GetAtt']?.[0] ?? JSON.stringify(value);
}

export function asList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
