import { sha256 } from '#core/digest.ts';
import type { Manifest, Seal } from '#core/evidence/manifest.ts';

export const bytes = (text: string) => new TextEncoder().encode(text);

export interface Bundle {
  objects: Map<string, Uint8Array>;
  seal: Seal;
}

/** Archives of one incident, each chained to the one before. */
export function bundleOf(archives: readonly (readonly Uint8Array[])[]): Bundle {
  const objects = new Map<string, Uint8Array>();
  let previous: Manifest['previous'] = null;
  for (const [index, contents] of archives.entries()) {
    const folder = `incidents/INC-2026-001/${index}`;
    const kept = contents.map((content, number) => {
      const key = `${folder}/object-${number}`;
      objects.set(key, content);
      return { key, bytes: content.byteLength, sha256: sha256(content) };
    });
    const sealed: Manifest = {
      incident: 'INC-2026-001',
      version: index + 1,
      archivedAt: '2026-11-23T02:14:00.000Z',
      window: { from: '2026-11-23T01:59:00.000Z', to: '2026-11-23T02:14:00.000Z' },
      objects: kept,
      missing: [],
      previous,
    };
    const key = `${folder}/manifest.json`;
    const body = bytes(JSON.stringify(sealed));
    objects.set(key, body);
    previous = { key, sha256: sha256(body) };
  }
  if (previous === null) throw new Error('Nothing archived');
  return { objects, seal: { manifest: previous.key, sealedBy: previous.sha256 } };
}
