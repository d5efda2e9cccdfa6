import { describe, expect, test } from 'vitest';
import { noIncident } from '#app/api/refusal.ts';
import { evidenceOperations } from '#app/evidence/evidence-operations.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import type { ArchiveReaction } from '#core/evidence/archive-reaction.ts';
import type { Vault } from '#ports/evidence.ts';
import { bundleOf, bytes } from '../../support/bundles.ts';
import { archive, declare, resolve } from '../../support/incidents.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { firstId, later, secondId, start } from '../../support/samples.ts';

const { objects, seal } = bundleOf([[bytes('a')], [bytes('b'), bytes('c')]]);

async function operations(stored: ReadonlyMap<string, Uint8Array> = objects) {
  const incidents = memory.memoryIncidents(memory.memoryTable());
  const handle = handleCommand({ incidents, pause: async () => {} });
  const vault: Vault = {
    read: async key => stored.get(key),
    list: async prefix => [...stored.keys()].filter(key => key.startsWith(prefix)).sort(),
    linkTo: async (key, until) => `https://s3.example.com/${key}?until=${until}`,
  };
  await handle(firstId, declare());
  const configuration = memory.memoryConfiguration(memory.memoryTable());
  const queued: ArchiveReaction[] = [];
  return {
    handle,
    queued,
    ...evidenceOperations({
      incidents,
      configuration,
      openVault: async () => vault,
      queueArchive: async wanted => {
        queued.push(wanted);
      },
      now: () => start,
    }),
  };
}

const about = { params: { id: firstId } };

async function sealed(stored = objects) {
  const { handle, ...asked } = await operations(stored);
  await handle(firstId, resolve(60));
  await handle(firstId, { ...archive(120), ...seal } as ReturnType<typeof archive>);
  return asked;
}

describe('the evidence of an incident', () => {
  test('is every archive, newest first, with all of its objects', async () => {
    const outcome = await (await sealed()).listEvidence(callOf<'listEvidence'>(about));
    expect(outcome).toMatchObject({
      answer: {
        seal,
        archives: [
          { manifest: seal.manifest },
          { manifest: 'incidents/INC-2026-001/0/manifest.json' },
        ],
        unsealed: [],
      },
    });
    const { answer } = outcome as { answer: { objects: { key: string }[] } };
    expect(answer.objects).toHaveLength(3);
  });

  test('tells what lies beside it in no manifest, and which manifest is broken', async () => {
    const planted = new Map(objects).set('incidents/INC-2026-001/x', bytes('x'));
    expect(await (await sealed(planted)).listEvidence(callOf<'listEvidence'>(about))).toMatchObject(
      {
        answer: { unsealed: ['incidents/INC-2026-001/x'] },
      },
    );
    const broken = new Map(objects).set(seal.manifest, bytes('{}'));
    expect(await (await sealed(broken)).listEvidence(callOf<'listEvidence'>(about))).toMatchObject({
      answer: { archives: [{ manifest: seal.manifest, flaw: 'was changed' }], objects: [] },
    });
  });

  test('is not there before it was archived, nor of an incident that is not', async () => {
    const { listEvidence } = await operations();
    expect(await listEvidence(callOf<'listEvidence'>(about))).toHaveProperty('notFound');
    const other = { params: { id: 'INC-2026-999' } };
    expect(await listEvidence(callOf<'listEvidence'>(other))).toEqual(noIncident('INC-2026-999'));
  });

  test('is read from an address for a quarter of an hour, each object of its own incident', async () => {
    const { evidenceContent } = await sealed();
    const key = 'incidents/INC-2026-001/0/object-0';
    expect(
      await evidenceContent(callOf<'evidenceContent'>({ ...about, query: { key } })),
    ).toMatchObject({ answer: { key, until: later(900) } });
    const foreign = { ...about, query: { key: 'incidents/INC-2026-002/0/object-0' } };
    expect(await evidenceContent(callOf<'evidenceContent'>(foreign))).toHaveProperty('notFound');
  });

  test.each([
    'incidents/INC-2026-001/../../',
    'incidents/INC-2026-001/./0/object-0',
    'incidents/INC-2026-001//0/object-0',
    'incidents/INC-2026-001/..\\INC-2026-002/0/object-0',
    'incidents/INC-2026-001/0/object-0?list-type=2',
    'incidents/INC-2026-001/0/object-99',
    'incidents/INC-2026-001/',
  ])('is not signed under %s, which is no object of it', async key => {
    const { evidenceContent } = await sealed();
    const asked = callOf<'evidenceContent'>({ ...about, query: { key } });
    expect(await evidenceContent(asked)).toEqual({ notFound: key });
  });
});

describe('evidence that is asked for', () => {
  const body = { wanted: ['logs', 'database', 'logs'] } as const;

  test('is queued in the name of whoever asked, each kind once', async () => {
    const { queued, collectEvidence } = await operations();
    const call = callOf<'collectEvidence'>({ ...about, body: { wanted: [...body.wanted] } });
    expect(await collectEvidence(call)).toEqual({
      answer: { incident: firstId, wanted: ['logs', 'database'], askedAt: start },
    });
    expect(queued).toMatchObject([
      { kind: 'archive', occasion: 'asked', asked: { by: { id: 'ana' }, at: start } },
    ]);
  });

  test('is refused for an exercise and for what is not there', async () => {
    const { handle, queued, collectEvidence } = await operations();
    const drill = declare('SEV2', { id: secondId, drill: { kind: 'drill', announced: true } });
    await handle(secondId, drill);
    const of = (id: string) =>
      collectEvidence(callOf<'collectEvidence'>({ params: { id }, body: { wanted: ['logs'] } }));
    expect(await of(secondId)).toMatchObject({ refused: { rule: 'drill' } });
    expect(await of('INC-2026-999')).toHaveProperty('notFound');
    expect(queued).toEqual([]);
  });
});
