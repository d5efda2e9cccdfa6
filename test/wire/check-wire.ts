import type { WireCall } from '#local/wire/witness.ts';
import type { Member, Model, Operation, Shape } from './aws-models.ts';
import { type Element, readXml } from './xml.ts';

/** What is wrong with one call, in words: unknown members, missing ones, wrong types, values that are none, errors that are none. */
export function checkCall(model: Model, call: WireCall): string[] {
  const operation = model.operations[call.operation];
  if (operation === undefined) return [`there is no operation ${call.operation}`];
  const wrong: string[] = [];
  const say = (where: string) => (what: string) => void wrong.push(`${where}${what}`);
  if (call.status < 400) {
    checkRequest(model, operation, call, say('request'));
    checkResponse(model, operation, call, say('response'));
  } else {
    checkError(model, operation, call, say('error'));
  }
  return wrong;
}

type Say = (what: string) => void;

/** The protocol is that of the call: CloudWatch has three, and the SDK chooses. */
function isForm({ requestHeaders }: WireCall): boolean {
  return requestHeaders['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}

function checkRequest(model: Model, operation: Operation, call: WireCall, say: Say): void {
  const shape = operation.input && model.shapes[operation.input.shape];
  if (isForm(call)) {
    const form = new Map(new URLSearchParams(call.requestBody));
    for (const name of ['Action', 'Version']) form.delete(name);
    if (shape !== undefined) checkForm(model, shape, '', form, say);
    for (const name of form.keys()) say(`: ${name} is unknown`);
    return;
  }
  if (shape === undefined) return;
  const inBody = bodyOf(shape);
  if (model.metadata.protocol.startsWith('rest-')) checkPlaces(model, operation, shape, call, say);
  if (shape.payload !== undefined) return;
  if (model.metadata.protocol === 'rest-xml') return;
  const given: unknown = call.requestBody === '' ? {} : JSON.parse(call.requestBody);
  checkJson(model, inBody, given, '', say);
}

function checkResponse(model: Model, operation: Operation, call: WireCall, say: Say): void {
  const shape = operation.output && model.shapes[operation.output.shape];
  if (shape === undefined || shape.payload !== undefined || call.requestMethod === 'HEAD') return;
  const isXml = isForm(call) || model.metadata.protocol === 'rest-xml';
  if (!isXml) {
    const given: unknown = call.responseBody === '' ? {} : JSON.parse(call.responseBody);
    checkJson(model, bodyOf(shape), given, '', say);
    return;
  }
  if (call.responseBody === '') return;
  const root = readXml(call.responseBody);
  const wrapper = operation.output?.resultWrapper;
  const inside = wrapper === undefined ? root : root.children.find(({ name }) => name === wrapper);
  if (inside === undefined) say(`: there is no ${wrapper}`);
  else checkXml(model, bodyOf(shape), inside, '', say);
}

/** As the SDKs read an error's name, which decides what they throw. */
function checkError(model: Model, { errors = [] }: Operation, call: WireCall, say: Say): void {
  const code = errorCode(call);
  const known = errors.flatMap(({ shape }) => [shape, model.shapes[shape]?.error?.code ?? shape]);
  if (!known.includes(code) && !common.has(code)) say(`: ${code} is none of ${known.join(', ')}`);
}

/** What any operation may answer, by the pages "Common Errors" of AWS's references and S3's list of errors. */
const common = new Set([
  ...['AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'ValidationError'],
  ...['InternalFailure', 'InternalError', 'ServiceUnavailable', 'ValidationException'],
  ...['Throttling', 'ThrottlingException', 'Throttled', 'SlowDown', 'MissingParameter'],
  ...['InvalidParameterValue', 'InvalidParameterCombination'],
  ...['NoSuchKey', 'NoSuchBucket', 'PreconditionFailed', 'InvalidRange', 'NotFound'],
]);

function errorCode({ responseHeaders, responseBody }: WireCall): string {
  const header = responseHeaders['x-amzn-errortype'];
  if (header !== undefined) return header.split(':')[0] ?? header;
  const xml = /<Code>([^<]*)<\/Code>/.exec(responseBody)?.[1];
  if (xml !== undefined) return xml;
  return /"__type":"(?:[^"#]*#)?([^":]*)/.exec(responseBody)?.[1] ?? '';
}

function bodyOf(shape: Shape): Shape {
  const members = Object.entries(shape.members ?? {}).filter(
    ([, { location }]) => location === undefined,
  );
  const names = members.map(([name]) => name);
  const required = (shape.required ?? []).filter(name => names.includes(name));
  return { ...shape, members: Object.fromEntries(members), required };
}

function checkPlaces(
  model: Model,
  { http }: Operation,
  shape: Shape,
  { requestUrl, requestHeaders }: WireCall,
  say: Say,
): void {
  const [path = '', search = ''] = requestUrl.split('?');
  const [form = '', fixed = ''] = http.requestUri.split('?');
  const pattern = form
    .replace(/\/$/, '')
    .replace(/\{[^}]+\+\}/g, '.+')
    .replace(/\{[^}]+\}/g, '[^/]+');
  // A bucket may stand in the name of the host, and locally stands in the path.
  if (!new RegExp(`^${pattern}/?$`).test(path)) say(`: ${path} is not ${http.requestUri}`);
  const members = Object.entries(shape.members ?? {});
  const known = new Set([
    ...members.flatMap(([, { location, locationName }]) =>
      location === 'querystring' ? (locationName ?? '') : [],
    ),
    ...new URLSearchParams(fixed).keys(),
    'x-id',
  ]);
  const query = new URLSearchParams(search);
  for (const name of query.keys()) {
    if (!known.has(name) && !/^X-Amz-/i.test(name)) say(`: ?${name} is unknown`);
  }
  for (const [name, { location, locationName = name, shape: of }] of members) {
    const value =
      location === 'querystring'
        ? (query.get(locationName) ?? undefined)
        : location === 'header'
          ? requestHeaders[locationName.toLowerCase()]
          : undefined;
    if (value !== undefined) checkText(model.shapes[of], value, `.${name}`, say);
    else if (location === 'querystring' && shape.required?.includes(name))
      say(`.${name} is missing`);
  }
}

function checkText(shape: Shape | undefined, value: string, path: string, say: Say): void {
  if (shape?.enum !== undefined && !shape.enum.includes(value)) {
    say(`${path} ${value} is none of its values`);
  }
  const isNumber = ['integer', 'long', 'float', 'double'].includes(shape?.type ?? '');
  if (isNumber && Number.isNaN(Number(value))) say(`${path} ${value} is not a number`);
  if (shape?.type === 'boolean' && !/^(true|false)$/.test(value))
    say(`${path} ${value} is no boolean`);
}

function checkJson(model: Model, shape: Shape, value: unknown, path: string, say: Say): void {
  const shapeOf = ({ shape: name }: Member) => model.shapes[name] as Shape;
  if (value === null || shape.document) return;
  switch (shape.type) {
    case 'structure': {
      if (typeof value !== 'object' || Array.isArray(value))
        return void say(`${path} is no structure`);
      const given = value as Record<string, unknown>;
      const names = new Map(
        Object.entries(shape.members ?? {}).map(([name, member]) => [
          member.locationName ?? name,
          { name, member },
        ]),
      );
      for (const [name, inner] of Object.entries(given)) {
        const found = names.get(name);
        if (found === undefined) say(`${path}.${name} is unknown`);
        else checkJson(model, shapeOf(found.member), inner, `${path}.${name}`, say);
      }
      for (const name of shape.required ?? []) {
        const sent = shape.members?.[name]?.locationName ?? name;
        if (given[sent] === undefined) say(`${path}.${sent} is missing`);
      }
      return;
    }
    case 'list':
      if (!Array.isArray(value)) return void say(`${path} is no list`);
      for (const each of value)
        checkJson(model, shapeOf(shape.member as Member), each, `${path}[]`, say);
      return;
    case 'map':
      if (typeof value !== 'object') return void say(`${path} is no map`);
      for (const inner of Object.values(value)) {
        checkJson(model, shapeOf(shape.value as Member), inner, `${path}{}`, say);
      }
      return;
    case 'string':
      if (typeof value !== 'string') return void say(`${path} is no text`);
      if (shape.min !== undefined && value.length < shape.min) say(`${path} is too short`);
      if (shape.max !== undefined && value.length > shape.max) say(`${path} is too long`);
      checkText(shape, value, path, say);
      return;
    case 'integer':
    case 'long':
      if (!Number.isSafeInteger(value)) say(`${path} is no whole number`);
      return;
    case 'float':
    case 'double':
      if (typeof value !== 'number') say(`${path} is no number`);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') say(`${path} is no boolean`);
      return;
    case 'timestamp':
      if (typeof value !== 'number' && Number.isNaN(Date.parse(String(value)))) {
        say(`${path} is no time`);
      }
      return;
    default:
      if (typeof value !== 'string') say(`${path} is no ${shape.type}`);
  }
}

/** Takes out of the form what belongs to the shape, so that what is left is unknown. Answers whether there was anything. */
function checkForm(
  model: Model,
  shape: Shape,
  prefix: string,
  form: Map<string, string>,
  say: Say,
): boolean {
  const shapeOf = ({ shape: name }: Member) => model.shapes[name] as Shape;
  switch (shape.type) {
    case 'structure': {
      const found = Object.entries(shape.members ?? {}).map(([name, member]) => {
        const key = `${prefix === '' ? '' : `${prefix}.`}${member.locationName ?? name}`;
        const isThere = checkForm(model, shapeOf(member), key, form, say);
        if (!isThere && shape.required?.includes(name)) return { missing: key };
        return { isThere };
      });
      const isThere = prefix === '' || found.some(each => each.isThere);
      for (const { missing } of found) if (isThere && missing) say(`: ${missing} is missing`);
      return isThere;
    }
    case 'list': {
      const member = shape.member as Member;
      // An empty list is sent as its bare name.
      let isThere = form.delete(prefix);
      for (let index = 1; ; index++) {
        const key = shape.flattened
          ? `${prefix}.${index}`
          : `${prefix}.${member.locationName ?? 'member'}.${index}`;
        if (!checkForm(model, shapeOf(member), key, form, say)) return isThere;
        isThere = true;
      }
    }
    case 'map': {
      let isThere = form.delete(prefix);
      for (let index = 1; ; index++) {
        const entry = `${prefix}.${shape.flattened ? '' : 'entry.'}${index}`;
        const key = `${entry}.${shape.key?.locationName ?? 'key'}`;
        const hasKey = form.delete(key);
        const value = `${entry}.${shape.value?.locationName ?? 'value'}`;
        if (!checkForm(model, shapeOf(shape.value as Member), value, form, say) && !hasKey) {
          return isThere;
        }
        isThere = true;
      }
    }
    default: {
      const value = form.get(prefix);
      if (value === undefined) return false;
      form.delete(prefix);
      checkText(shape, value, ` ${prefix}`, say);
      return true;
    }
  }
}

function checkXml(model: Model, shape: Shape, element: Element, path: string, say: Say): void {
  const shapeOf = ({ shape: name }: Member) => model.shapes[name] as Shape;
  switch (shape.type) {
    case 'structure': {
      const members = Object.entries(shape.members ?? {});
      const isFlat = (member: Member) =>
        member.flattened === true || shapeOf(member).flattened === true;
      const named = ([name, member]: [string, Member]) =>
        isFlat(member)
          ? (member.locationName ?? shapeOf(member).member?.locationName ?? name)
          : (member.locationName ?? name);
      for (const child of element.children) {
        const found = members.find(each => named(each) === child.name);
        if (found === undefined) {
          if (!(path === '' && child.name === 'ResponseMetadata'))
            say(`${path}.${child.name} is unknown`);
          continue;
        }
        const inner = shapeOf(found[1]);
        const one =
          isFlat(found[1]) && inner.type === 'list' ? shapeOf(inner.member as Member) : inner;
        checkXml(model, one, child, `${path}.${child.name}`, say);
      }
      for (const name of shape.required ?? []) {
        const member = shape.members?.[name];
        if (member === undefined) continue;
        const sent = named([name, member]);
        if (!element.children.some(child => child.name === sent)) say(`${path}.${sent} is missing`);
      }
      return;
    }
    case 'list':
      for (const child of element.children) {
        const name = shape.member?.locationName ?? 'member';
        if (child.name !== name) say(`${path}.${child.name} should be ${name}`);
        else checkXml(model, shapeOf(shape.member as Member), child, `${path}[]`, say);
      }
      return;
    case 'map':
      for (const child of element.children) {
        const names = child.children.map(({ name }) => name);
        const wanted = [shape.key?.locationName ?? 'key', shape.value?.locationName ?? 'value'];
        if (child.name !== 'entry' || wanted.some(name => !names.includes(name))) {
          say(`${path} has an entry that is none`);
        }
      }
      return;
    case 'timestamp':
      if (Number.isNaN(Date.parse(element.text))) say(`${path} is no time`);
      return;
    default:
      if (element.children.length > 0) say(`${path} is no ${shape.type}`);
      checkText(shape, element.text, path, say);
  }
}
