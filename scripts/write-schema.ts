import { writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { directoryDocument } from '#core/setup/document.ts';
import { scriptArguments } from '#local/script-arguments.ts';

/** `node scripts/write-schema.ts`: the schema with which editors check tocsin.yaml while it is typed. */
export const schemaFile = 'docs/tocsin.schema.json';

export function schemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(directoryDocument, {
    // As it is written, before times become seconds.
    io: 'input',
    // The newest draft that every editor's YAML support knows.
    target: 'draft-07',
  });
  const title = 'Tocsin configuration';
  const description =
    'tocsin.yaml; docs/configuration.md explains it. From scripts/write-schema.ts.';
  return `${JSON.stringify({ $schema, title, description, ...schema }, null, 2)}\n`;
}

if (import.meta.main) {
  scriptArguments(`npm run schema: writes ${schemaFile}. It takes no options.`, {}, () => {});
  writeFileSync(schemaFile, schemaText());
}
