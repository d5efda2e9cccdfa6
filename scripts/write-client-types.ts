import { openApiDocument } from '#contract/openapi.ts';

/* The types of `tocsin/client`, from the OpenAPI document: what is asked and answered at each method and path. */

type Json = { readonly [name: string]: unknown };
interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: Json;
}
interface Content {
  content: Record<string, { schema: Json }>;
}
interface Operation {
  summary: string;
  parameters: (Parameter | { $ref: string })[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

export function clientTypes(): string {
  const document = openApiDocument({ version: '1', serverUrl: 'https://tocsin.example.com' });
  const { paths, components } = document as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Json> };
  };
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `  ${JSON.stringify(name)}: ${typeOf(schema, '  ')};`,
  );
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      operationText(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  return [
    '/** What has a name in the OpenAPI document. */',
    'export interface Schemas {',
    ...schemas,
    '}',
    '',
    '/** Every operation, by its method and its path. */',
    'export interface Operations {',
    ...operations,
    '}',
    '',
  ].join('\n');
}

function operationText(
  key: string,
  { summary, parameters, requestBody, responses }: Operation,
): string {
  const given = (where: Parameter['in']) =>
    objectOf(
      parameters
        .filter(each => 'in' in each && each.in === where)
        .map(each => each as Parameter)
        .map(({ name, required, description, schema }) => ({
          ...{ name, isRequired: required === true },
          schema: description === undefined ? schema : { ...schema, description },
        })),
      '    ',
    );
  const [answer] = Object.entries(responses).flatMap(([status, response]) =>
    status.startsWith('2') ? Object.entries(response.content) : [],
  );
  const [asked] = Object.entries(requestBody?.content ?? {});
  return [
    `  ${comment(summary)}`,
    `  ${JSON.stringify(key)}: {`,
    `    params: ${given('path')};`,
    `    query: ${given('query')};`,
    `    body: ${asked === undefined ? 'undefined' : contentType(asked)};`,
    `    answer: ${answer === undefined ? 'unknown' : contentType(answer)};`,
    '  };',
  ].join('\n');
}

function contentType([type, { schema }]: [string, { schema: Json }]): string {
  return type === 'application/json' ? typeOf(schema, '    ') : 'string';
}

function typeOf(schema: Json, indent: string): string {
  if (typeof schema.$ref === 'string') {
    return `Schemas[${JSON.stringify(schema.$ref.split('/').at(-1))}]`;
  }
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map(each => JSON.stringify(each)).join(' | ');
  const several = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (several !== undefined) return several.map(each => typeOf(each, indent)).join(' | ');
  if (Array.isArray(schema.allOf)) {
    return schema.allOf.map((each: Json) => `(${typeOf(each, indent)})`).join(' & ');
  }
  if (Array.isArray(schema.type)) {
    return schema.type.map((type: string) => typeOf({ ...schema, type }, indent)).join(' | ');
  }
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return Array.isArray(schema.prefixItems)
        ? `[${schema.prefixItems.map((each: Json) => typeOf(each, indent)).join(', ')}]`
        : `(${typeOf((schema.items ?? {}) as Json, indent)})[]`;
    case 'object':
      return objectType(schema, indent);
    default:
      return 'unknown';
  }
}

function objectType(schema: Json, indent: string): string {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  const required = (schema.required ?? []) as string[];
  const others = schema.additionalProperties;
  if (properties.length === 0 && typeof others === 'object' && others !== null) {
    return `{ [name: string]: ${typeOf(others as Json, indent)} }`;
  }
  // Of objects that may have any field, those that are named are all that can be typed.
  if (properties.length === 0 && others !== false) return '{ [name: string]: unknown }';
  return objectOf(
    properties.map(([name, each]) => ({ name, isRequired: required.includes(name), schema: each })),
    indent,
  );
}

function objectOf(
  properties: { name: string; isRequired: boolean; schema: Json }[],
  indent: string,
): string {
  if (properties.length === 0) return 'Record<never, never>';
  const inner = `${indent}  `;
  const lines = properties.flatMap(({ name, isRequired, schema }) => [
    ...(typeof schema.description === 'string' ? [`${inner}${comment(schema.description)}`] : []),
    `${inner}${JSON.stringify(name)}${isRequired ? '' : '?'}: ${typeOf(schema, inner)}${isRequired ? '' : ' | undefined'};`,
  ]);
  return ['{', ...lines, `${indent}}`].join('\n');
}

function comment(text: string): string {
  return `/** ${text.replaceAll('*/', '* /').replaceAll('\n', ' ')} */`;
}
