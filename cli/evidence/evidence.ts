import type { Command } from 'commander';
import type { ApiClient } from '#cli/api-client.ts';
import { unzip, zipOf } from '#cli/evidence/evidence-zip.ts';
import { CliFailure } from '#cli/failure.ts';
import { incidentReference } from '#cli/incident-reference.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import type { Evidence } from '#contract/evidence.ts';
import { type Flaw, type Seal, verifyBundle } from '#core/evidence/manifest.ts';
import { sealBytes, sealName, verifyExported } from '#core/evidence/sealed-bundle.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** Fetched side by side; more would only wait for the same line. */
const atOnce = 6;
/** A bundle is held in memory as a whole, and a zip of this form ends at 4 GiB. */
const bundleBytesMax = 2 * 1024 ** 3;
const pausesBeforeFetchingAgainMs = [500, 2000];

/** What was preserved of an incident, checked by whoever asks. */
export function addEvidenceCommands(program: Command, session: Session): void {
  withJson(program.command('verify').summary('whether the evidence is as it was sealed'))
    .description(
      'Checks every byte of what was preserved of an incident against its seals: in the bucket, or offline in an export.',
    )
    .argument('<what>', 'the incident, the zip of an export, or the folder it was unpacked into')
    .option('--seal <sha256>', 'the digest that the newest manifest must have')
    .action(async (what: string, options: { seal?: string; json?: boolean }) => {
      const checked = await check(session, what);
      const { seal } = checked;
      const flaws = [...checked.flaws, ...unlike(seal, options.seal)];
      const answer = { incident: checked.incident, seal, files: checked.files, flaws };
      const count = counted(checked.files, 'file');
      if (flaws.length === 0) {
        session.print(options, answer, [
          `${checked.incident}: ${count}, every byte as it was sealed.`,
          ...checked.notes,
          `Seal ${seal.sealedBy}`,
        ]);
        return;
      }
      session.print(
        options,
        answer,
        flaws.map(({ key, text }) => oneLine(`${key} ${text}`)),
      );
      throw new CliFailure(
        'refused',
        `The evidence of ${checked.incident} is not what was sealed.`,
      );
    });
}

/** Everything that was preserved and its seal, as one zip that can be checked without us. */
export async function evidenceZip(session: Session, id: string): Promise<Uint8Array> {
  const api = await session.api();
  const list = await api.call('listEvidence', { params: { id } });
  const files = await download(session, api, list);
  const flaws = verifyBundle(files, list.seal);
  const [first] = flaws;
  if (first !== undefined) {
    throw new CliFailure('refused', `The evidence of ${id} is not what was sealed: ${first.key}`, {
      next: `\`tocsin verify ${id}\` says all that is wrong.`,
    });
  }
  const seal = sealBytes({ incident: list.incident, ...list.seal });
  return zipOf(new Map([...files, [sealName, seal]]));
}

interface Checked {
  incident: string;
  seal: Seal;
  files: number;
  flaws: Flaw[];
  notes: string[];
}

async function check(session: Session, what: string): Promise<Checked> {
  const { surroundings } = session;
  const folder = await surroundings.readFolder(what);
  if (folder !== undefined) return offline(what, folder, []);
  const file = await surroundings.readBytes(what);
  if (file === undefined) {
    if (!/[./\\]/.test(what)) return online(session, what);
    throw new CliFailure('usage', `There is no file or folder ${what}.`, {
      next: 'Name an incident (INC-2026-001), or a zip of `tocsin incident:export --format=zip`.',
    });
  }
  const unpacked = unzip(file);
  if (unpacked === undefined) throw new CliFailure('refused', `${what} is not a whole zip.`);
  const touched = { key: what, text: 'was changed between its files' };
  return offline(what, unpacked.files, unpacked.isAsPacked ? [] : [touched]);
}

function offline(what: string, files: ReadonlyMap<string, Uint8Array>, before: Flaw[]): Checked {
  const verified = verifyExported(files);
  if ('unsealed' in verified) {
    throw new CliFailure('refused', `${what} cannot be verified. ${verified.unsealed}`);
  }
  const { seal, flaws } = verified;
  const notes = [
    `Checked offline, against the seal that came with it. --seal=… holds it to one that you trust.`,
  ];
  // What is wrong within the files says more than that the zip is not as it was packed.
  const all = flaws.length > 0 ? flaws : before;
  return { incident: seal.incident, seal, files: files.size, flaws: all, notes };
}

async function online(session: Session, what: string): Promise<Checked> {
  const id = await incidentReference(what, session.display.askTime);
  const api = await session.api();
  const list = await api.call('listEvidence', { params: { id } });
  const files = await download(session, api, list);
  const sealed = new Set(list.archives.map(({ manifest }) => folderOf(manifest)));
  // In the folder of a sealed archive nothing more can come; elsewhere one may be in the making.
  const planted = list.unsealed.filter(key => [...sealed].some(each => key.startsWith(each)));
  const unfinished = list.unsealed.length - planted.length;
  const flaws = [
    ...verifyBundle(files, list.seal),
    ...planted.map(key => ({ key, text: 'is in no manifest: it was added later' })),
  ];
  const notes =
    unfinished === 0
      ? []
      : [`${unfinished} more in the bucket, not sealed: an archive in the making, or cut off.`];
  return { incident: list.incident, seal: list.seal, files: files.size, flaws, notes };
}

async function download(
  session: Session,
  api: ApiClient,
  { incident: id, archives, objects }: Evidence,
): Promise<Map<string, Uint8Array>> {
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  if (bytes > bundleBytesMax) {
    const gigabytes = (bytes / 1e9).toFixed(1);
    throw new CliFailure(
      'refused',
      `The evidence of ${id} has ${gigabytes} GB: too much at once.`,
      {
        next: `Copy it with \`aws s3 cp --recursive\` from incidents/${id}/ of the archive bucket.`,
      },
    );
  }
  const keys = [...archives.map(({ manifest }) => manifest), ...objects.map(({ key }) => key)];
  const files = new Map<string, Uint8Array>();
  const fetchNext = async (): Promise<void> => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      const content = await api.call('evidenceContent', { params: { id }, query: { key } });
      const { answer, bytes } = await fetchPatiently(session, content.url, key);
      // What is not there is missing to the check, which says so by its name.
      if (answer.status === 404) continue;
      if (!answer.ok) {
        throw new CliFailure('unreachable', `S3 answered ${answer.status} for ${key}.`);
      }
      files.set(key, bytes);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, fetchNext));
  return files;
}

/** S3 may stumble once among a thousand objects, or the network in the middle of one. */
async function fetchPatiently({ surroundings }: Session, url: string, key: string) {
  const ask = async () => {
    const answer = await surroundings.fetch(url);
    return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
  for (const pause of pausesBeforeFetchingAgainMs) {
    const asked = await ask().catch(() => undefined);
    if (asked !== undefined && asked.answer.status < 500) return asked;
    await surroundings.sleep(pause);
  }
  return ask().catch(() => {
    throw new CliFailure('unreachable', `Cannot fetch ${key} from S3.`);
  });
}

function unlike({ manifest, sealedBy }: Seal, expected: string | undefined): Flaw[] {
  if (expected === undefined || expected.toLowerCase() === sealedBy) return [];
  return [{ key: manifest, text: `has the digest ${sealedBy}, not the one that you gave` }];
}

const folderOf = (key: string) => key.slice(0, key.lastIndexOf('/') + 1);
