import { existsSync, readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { jsonIn } from '#core/text/json-in.ts';
import { decodeUtf8 } from '#core/text/utf8.ts';
import { localSecret } from '#local/account.ts';
import { StartFailure } from '#local/start-failure.ts';

/**
 * Puts a configuration file in force, through the API as anybody else would: the one that was asked for, else the
 * example, and that only if there is none yet. Returns what was done, in words for the screen.
 */
export async function applyFirstConfiguration(options: {
  url: string;
  /** Given with --config: always applied. */
  asked?: string;
  /** Applied when nothing is in force and the file exists. */
  example: string;
}): Promise<string> {
  const { url, asked } = options;
  if (asked === undefined) {
    const current = await call(url, 'GET');
    const version = Number((current.body as { version?: number } | undefined)?.version ?? 0);
    if (current.status === 200 && version > 0) return `version ${version}, as it was`;
    if (!existsSync(options.example)) return `none: there is no ${options.example}`;
  }
  const file = asked ?? options.example;
  if (!existsSync(file)) throw new StartFailure(`There is no configuration file ${file}.`);

  const read = decodeUtf8(readFileSync(file));
  if (!('text' in read)) {
    throw new StartFailure(`${file}:${read.line}:${read.column} is not UTF-8: save it as UTF-8.`);
  }
  const { text } = read;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) throw new StartFailure(`${file}: ${broken.message.split('\n')[0]}`);

  const applied = await call(url, 'PUT', document.toJS());
  if (applied.status === 200) return `${file}, applied now`;
  const { errors, detail } = (applied.body ?? {}) as {
    errors?: { path: string; message: string }[];
    detail?: string;
  };
  if (errors === undefined || errors.length === 0) {
    throw new StartFailure(
      `${file} was not applied: PUT /v1/configuration answered ${applied.status} ${detail ?? ''}`.trim(),
    );
  }
  const problems = errors.map(({ path, message }) => {
    const line = lineOf(path);
    return `${file}${line === undefined ? '' : `:${line}`} ${path}: ${message}`;
  });
  throw new StartFailure(problems.join('\n'));

  /** The line of a JSON Pointer, or of the nearest place above it that is written down. */
  function lineOf(pointer: string): number | undefined {
    const parts = pointer.split('/').slice(1);
    for (let depth = parts.length; depth > 0; depth--) {
      const node: unknown = document.getIn(parts.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  }
}

async function call(
  url: string,
  method: 'GET' | 'PUT',
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${url}/v1/configuration`, {
    method,
    headers: { authorization: `Bearer ${localSecret}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: jsonIn(await answer.text()) };
}
