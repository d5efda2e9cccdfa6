import { type Flaw, type Seal, verifyBundle } from '#core/evidence/manifest.ts';

/** Lies beside the objects of an exported bundle; everything else is found from it. */
export const sealName = 'seal.json';

export interface BundleSeal extends Seal {
  incident: string;
}

/** Always these bytes for this seal, so that a seal in any other form is one that somebody has touched. */
export function sealBytes({ incident, manifest, sealedBy }: BundleSeal): Uint8Array {
  const text = JSON.stringify({ incident, manifest, sealedBy }, null, 2);
  return new TextEncoder().encode(`${text}\n`);
}

/** Checks an exported bundle by what is in it alone: its files by name, `seal.json` among them. */
export function verifyExported(
  files: ReadonlyMap<string, Uint8Array>,
): { seal: BundleSeal; flaws: Flaw[] } | { unsealed: string } {
  const content = files.get(sealName);
  if (content === undefined) return { unsealed: `It has no ${sealName}: it is not an export.` };
  const seal = parseSeal(content);
  if (seal === undefined) return { unsealed: `${sealName} was changed or is none of ours.` };
  const objects = new Map([...files].filter(([name]) => name !== sealName));
  const strangers = [...objects.keys()].filter(key => !key.startsWith(folderOf(seal.incident)));
  return {
    seal,
    flaws: [
      ...strangers.map(key => ({ key, text: `is not of ${seal.incident}` })),
      ...verifyBundle(objects, seal).filter(({ key }) => !strangers.includes(key)),
    ],
  };
}

/** Where everything that is kept of an incident lies. */
export const folderOf = (incident: string) => `incidents/${incident}/`;

function parseSeal(content: Uint8Array): BundleSeal | undefined {
  try {
    const { incident, manifest, sealedBy } = JSON.parse(new TextDecoder().decode(content));
    const seal = { incident: String(incident), manifest: String(manifest), sealedBy };
    const expected = sealBytes(seal);
    const isSame =
      expected.length === content.length && expected.every((byte, at) => byte === content[at]);
    return isSame ? seal : undefined;
  } catch {
    // What is not JSON is no seal; the caller says so.
    return undefined;
  }
}
