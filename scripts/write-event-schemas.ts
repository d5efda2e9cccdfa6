import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import {
  envelope,
  eventsVersion,
  publicEvents,
} from '#core/communication/outgoing/public-events.ts';
import type { IncidentEvent } from '#core/incident/events.ts';

/** `node scripts/write-event-schemas.ts`: what each event carries, for whoever writes a program that is told of it. */
export const eventsFolder = 'docs/events';

const folder = `v${eventsVersion}`;
const kinds = Object.entries(publicEvents) as [
  IncidentEvent['type'],
  { type: string; summary: string },
][];

/** By path below the folder. */
export function eventDocuments(): Record<string, string> {
  return {
    'README.md': readme(),
    ...Object.fromEntries(
      kinds.map(([kind, { type }]) => [`${folder}/${type}.json`, schemaText(kind)]),
    ),
  };
}

function schemaText(kind: IncidentEvent['type']): string {
  const { type, summary } = publicEvents[kind];
  // As it is read: what a later release adds is no mistake.
  const { $schema, ...schema } = z.toJSONSchema(envelope(kind), { io: 'input' });
  const document = { $schema, title: type, description: summary, ...schema };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function readme(): string {
  return `# Events

What programs outside are told: by webhook, and on the EventBridge bus of the stack (its output \`EventBusName\`; the source is
\`tocsin\`, the detail type is the event's name). Each name has a JSON Schema here. A version only gains events and fields, so a
reader leaves aside what it does not know; what would lose one or mean another thing is a new version beside it. How webhooks are
set up and verified: [communication.md](../communication.md). This folder is made by \`node scripts/write-event-schemas.ts\`.

| event | |
| - | - |
${kinds.map(([, { type, summary }]) => `| [\`${type}\`](${folder}/${type}.json) | ${summary} |`).join('\n')}
`;
}

if (import.meta.main) {
  rmSync(join(eventsFolder, folder), { recursive: true, force: true });
  mkdirSync(join(eventsFolder, folder), { recursive: true });
  for (const [path, text] of Object.entries(eventDocuments())) {
    writeFileSync(join(eventsFolder, path), text);
  }
}

/** What is there, by path below the folder. */
export function writtenDocuments(): string[] {
  return readdirSync(eventsFolder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(eventsFolder.length + 1));
}
