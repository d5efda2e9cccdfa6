import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { noIncident } from '#app/api/refusal.ts';
import { actorOf } from '#app/incident/idempotent-commands.ts';
import type { AnswerOf } from '#contract/api.ts';
import type { Evidence } from '#contract/evidence.ts';
import { sha256 } from '#core/digest.ts';
import { parseManifest } from '#core/evidence/manifest.ts';
import { folderOf } from '#core/evidence/sealed-bundle.ts';
import { parseIncidentId } from '#core/ids.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { QueueArchive, Vault } from '#ports/evidence.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const linkSeconds = 900;

/** What was preserved of an incident: a list of all of it, and each object. Whoever asks checks it for themselves. */
export function evidenceOperations(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  openVault: () => Promise<Vault>;
  queueArchive: QueueArchive;
  now: Now;
}): Operations<'listEvidence' | 'evidenceContent' | 'collectEvidence'> {
  return { listEvidence, evidenceContent, collectEvidence };

  async function listEvidence({
    params,
  }: Call<'listEvidence'>): Promise<Outcome<AnswerOf<'listEvidence'>>> {
    const id = parseIncidentId(params.id ?? '');
    if (id === undefined) return noIncident(params.id);
    const { incident } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared') return noIncident(id);
    const { archive } = incident;
    if (archive === undefined) return { notFound: `evidence of ${id} yet`, reason: 'no-evidence' };
    if (archive.sealedBy === undefined) {
      const text = `${id} was archived before archives were sealed.`;
      return { refused: { rule: 'not-sealed', text } };
    }
    const seal = { manifest: archive.manifest, sealedBy: archive.sealedBy };
    const vault = await deps.openVault();
    const { archives, objects } = await chainFrom(vault, seal);
    const known = new Set([...archives.map(each => each.manifest), ...objects.map(o => o.key)]);
    const present = await vault.list(folderOf(id));
    const unsealed = present.filter(key => !known.has(key));
    return { answer: { incident: id, seal, archives, objects, unsealed } };
  }

  /** Only queued here: what comes of it is told by the timeline, as for evidence that nobody asked for. */
  async function collectEvidence({
    params,
    body,
    asked,
  }: Call<'collectEvidence'>): Promise<Outcome<AnswerOf<'collectEvidence'>>> {
    const id = parseIncidentId(params.id ?? '');
    if (id === undefined) return noIncident(params.id);
    const { incident } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared') return noIncident(id);
    if (incident.drill !== undefined) {
      const text = `${id} is an exercise: there is nothing to preserve but its log.`;
      return { refused: { rule: 'drill', text } };
    }
    const directory = (await deps.configuration.current())?.directory;
    const by = actorOf(asked, body.by, directory);
    if ('invalid' in by) return by;
    const at = deps.now();
    const wanted = [...new Set(body.wanted)];
    await deps.queueArchive({
      kind: 'archive',
      key: `${id}#asked#${at}`,
      incidentId: id,
      attempt: 1,
      occasion: 'asked',
      asked: { at, by, wanted },
    });
    return { answer: { incident: id, wanted, askedAt: at } };
  }

  async function evidenceContent({
    params,
    query: { key },
  }: Call<'evidenceContent'>): Promise<Outcome<AnswerOf<'evidenceContent'>>> {
    const id = parseIncidentId(params.id ?? '');
    if (id === undefined || !isPlainKey(key) || !key.startsWith(folderOf(id))) {
      return { notFound: key };
    }
    const until = addSeconds(deps.now(), linkSeconds);
    const vault = await deps.openVault();
    // Only what is there is signed: an address that was made up may mean more to S3 than it says.
    if (!(await vault.list(folderOf(id))).includes(key)) return { notFound: key };
    return { answer: { key, url: await vault.linkTo(key, until), until } };
  }
}

/** Without parts that a server or a client may take for a way up, and without control characters. */
function isPlainKey(key: string): boolean {
  const isPart = (part: string) => part !== '' && part !== '.' && part !== '..';
  return key.split('/').every(isPart) && !/[\p{Cc}\\?#]/u.test(key);
}

/** Follows the manifests from the newest to the first. A broken one ends it: nothing behind it can be believed. */
async function chainFrom(vault: Vault, seal: Evidence['seal']) {
  const archives: Evidence['archives'] = [];
  const objects: Evidence['objects'] = [];
  let next: { key: string; sha256: string } | null = {
    key: seal.manifest,
    sha256: seal.sealedBy,
  };
  while (next !== null) {
    const { key, sha256: expected }: { key: string; sha256: string } = next;
    const content: Uint8Array | undefined = await vault.read(key);
    const manifest = content && parseManifest(content);
    const broken =
      content === undefined
        ? 'is missing'
        : sha256(content) !== expected
          ? 'was changed'
          : manifest === undefined
            ? 'is not a manifest'
            : undefined;
    if (broken !== undefined || manifest === undefined) {
      archives.push({
        manifest: key,
        sha256: expected,
        missing: [],
        ...(broken && { flaw: broken }),
      });
      break;
    }
    const { archivedAt, missing } = manifest;
    archives.push({ manifest: key, sha256: expected, archivedAt, missing });
    objects.push(...manifest.objects);
    next = manifest.previous ?? null;
  }
  return { archives, objects };
}
