/** CloudFormation's functions, as far as a CDK template uses them, over resources that already "exist" locally. */

export interface RawResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  Metadata?: Record<string, unknown>;
}

export interface RawTemplate {
  Resources: Record<string, RawResource>;
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Outputs?: Record<string, { Value: unknown }>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
}

/** What a resource answers: its Ref, and each attribute by name. */
export interface Attributes {
  ref: string;
  attributes: Record<string, string>;
}

export interface Resolver {
  /** The value with every function in it replaced by what it stands for. */
  resolve(value: unknown, where: string): unknown;
  /** The same, for a place that holds text. */
  text(value: unknown, where: string): string;
  /** False for a resource whose condition does not hold. */
  exists(logicalId: string): boolean;
}

export function resolver(deps: {
  template: RawTemplate;
  parameters: Readonly<Record<string, string>>;
  pseudo: Readonly<Record<string, string>>;
  attributes: (logicalId: string, resource: RawResource) => Attributes;
}): Resolver {
  const { template } = deps;

  function reference(name: string, where: string): unknown {
    const fixed = deps.pseudo[name] ?? deps.parameters[name];
    if (fixed !== undefined) return fixed;
    const parameter = template.Parameters?.[name];
    if (parameter !== undefined) {
      if (parameter.Default !== undefined) return parameter.Default;
      throw new Error(`${where}: parameter ${name} has no default and no local value`);
    }
    return attributesOf(name, where).ref;
  }

  function attribute(name: string, attributeName: string, where: string): string {
    const value = attributesOf(name, where).attributes[attributeName];
    if (value === undefined) throw new Error(`${where}: ${name} has no local ${attributeName}`);
    return value;
  }

  function attributesOf(name: string, where: string): Attributes {
    const resource = template.Resources[name];
    if (resource === undefined) throw new Error(`${where}: nothing is called ${name}`);
    return deps.attributes(name, resource);
  }

  function substitute(value: unknown, where: string): string {
    const [pattern, given] = Array.isArray(value) ? value : [value, {}];
    return String(pattern).replace(
      /\$\{(!?)([^}]+)\}/g,
      (_whole, literal: string, name: string) => {
        if (literal) return `\${${name}}`;
        const local = (given as Record<string, unknown>)[name];
        if (local !== undefined) return text(local, where);
        const [id = '', ...rest] = name.split('.');
        return rest.length > 0
          ? attribute(id, rest.join('.'), where)
          : String(reference(id, where));
      },
    );
  }

  function condition(value: unknown, where: string): boolean {
    if (typeof value === 'string') return condition(template.Conditions?.[value], where);
    const [name, given] = onlyEntry(value);
    const items = Array.isArray(given) ? given : [given];
    switch (name) {
      case 'Condition':
        return condition(String(given), where);
      case 'Fn::Equals':
        return text(items[0], where) === text(items[1], where);
      case 'Fn::And':
        return items.every(item => condition(item, where));
      case 'Fn::Or':
        return items.some(item => condition(item, where));
      case 'Fn::Not':
        return !condition(items[0], where);
      default:
        throw new Error(`${where}: a condition may not use ${name}`);
    }
  }

  function call(name: string, given: unknown, where: string): unknown {
    const list = () => (Array.isArray(given) ? given : [given]);
    switch (name) {
      case 'Ref':
        return reference(String(given), where);
      case 'Fn::GetAtt': {
        const [id, ...rest] = Array.isArray(given) ? given.map(String) : String(given).split('.');
        return attribute(id ?? '', rest.join('.'), where);
      }
      case 'Fn::Sub':
        return substitute(given, where);
      case 'Fn::Join': {
        const [separator, parts] = list();
        return (resolve(parts, where) as unknown[]).map(String).join(String(separator));
      }
      case 'Fn::Select': {
        const [index, parts] = list();
        return (resolve(parts, where) as unknown[])[Number(resolve(index, where))];
      }
      case 'Fn::Split': {
        const [separator, whole] = list();
        return text(whole, where).split(String(separator));
      }
      case 'Fn::If': {
        const [when, then, otherwise] = list();
        return resolve(condition(when, where) ? then : otherwise, where);
      }
      case 'Fn::FindInMap': {
        const [map = '', first = '', second = ''] = list().map(part => text(part, where));
        return template.Mappings?.[map]?.[first]?.[second];
      }
      default:
        throw new Error(`${where}: ${name} has no local meaning`);
    }
  }

  function resolve(value: unknown, where: string): unknown {
    if (Array.isArray(value)) {
      return value.map(item => resolve(item, where)).filter(item => item !== noValue);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name, given] = entries[0] ?? ['', undefined];
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return call(name, given, where);
    }
    return Object.fromEntries(
      entries
        .map(([key, item]) => [key, resolve(item, `${where}.${key}`)] as const)
        .filter(([, item]) => item !== noValue),
    );
  }

  function text(value: unknown, where: string): string {
    const resolved = resolve(value, where);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw new Error(`${where}: expected text, found ${JSON.stringify(resolved)}`);
  }

  return {
    resolve,
    text,
    exists(logicalId) {
      const needed = template.Resources[logicalId]?.Condition;
      return needed === undefined || condition(needed, logicalId);
    },
  };
}

/** What `Ref: AWS::NoValue` becomes, so that the property or item around it can be left out. */
export const noValue = '__AWS::NoValue__';

function onlyEntry(value: unknown): [string, unknown] {
  const [entry] = Object.entries((value ?? {}) as Record<string, unknown>);
  return entry ?? ['nothing', undefined];
}
