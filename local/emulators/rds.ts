import { arnOf } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { Inventory } from '#local/emulators/inventory.ts';
import { pageOf } from '#local/emulators/short-pages.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  escapeXml,
  noCounterpart,
  queryResponse,
} from '#local/wire/aws-wire.ts';

interface Snapshot {
  kind: 'cluster' | 'instance';
  id: string;
  of: string;
  createdAt: string;
  tags: { key: string; value: string }[];
}
export type Snapshots = Record<string, Snapshot>;

/** A small database takes that long. */
const snapshotSeconds = 180;

/** RDS, as far as snapshots go: taken of the team's databases, told and deleted by their names. */
export function rdsEmulator(deps: {
  clock: Pick<Clock, 'now'>;
  snapshots: { value: Snapshots; changed: () => void };
  inventory: Pick<Inventory, 'has'>;
}) {
  const { clock, snapshots } = deps;

  const isMade = ({ createdAt }: Snapshot) =>
    clock.now() - Date.parse(createdAt) >= snapshotSeconds * 1000;
  const xmlNow = (snapshot: Snapshot) => xmlOf(snapshot, isMade(snapshot));

  return (request: AwsRequest): AwsResponse => {
    const form = new URLSearchParams(request.body.toString());
    const operation = /^(Create|Describe|Delete)DB(Cluster)?Snapshots?$/.exec(request.operation);
    if (operation === null) {
      throw noCounterpart(request, 'InvalidAction');
    }
    const kind = operation[2] === undefined ? 'instance' : 'cluster';
    const noun = kind === 'cluster' ? 'DBClusterSnapshot' : 'DBSnapshot';
    const id = form.get(`${noun}Identifier`) ?? undefined;
    const told = (element: string) =>
      queryResponse(request.operation, 'http://rds.amazonaws.com/doc/2014-10-31/', element);

    switch (operation[1]) {
      case 'Create':
        return told(xmlNow(create(kind, id ?? '', form)));
      case 'Delete':
        return told(xmlNow(remove(kind, noun, id ?? '')));
      default: {
        const all = Object.values(snapshots.value).filter(each => each.kind === kind);
        const found = id === undefined ? all : all.filter(each => each.id === id);
        if (id !== undefined && found.length === 0) throw notFound(noun, id);
        const { items, next } = pageOf(found, form.get('Marker'));
        const marker = next === undefined ? '' : `<Marker>${next}</Marker>`;
        return told(`${marker}<${noun}s>${items.map(xmlNow).join('')}</${noun}s>`);
      }
    }
  };

  function create(kind: Snapshot['kind'], id: string, form: URLSearchParams) {
    const of = form.get(kind === 'cluster' ? 'DBClusterIdentifier' : 'DBInstanceIdentifier') ?? '';
    if (!deps.inventory.has(arnOf('rds', `${kind === 'cluster' ? 'cluster' : 'db'}:${of}`))) {
      const code = kind === 'cluster' ? 'DBClusterNotFoundFault' : 'DBInstanceNotFound';
      throw new AwsError(code, `${of} not found.`, 404);
    }
    if (snapshots.value[`${kind} ${id}`] !== undefined) {
      const code =
        kind === 'cluster' ? 'DBClusterSnapshotAlreadyExistsFault' : 'DBSnapshotAlreadyExists';
      throw new AwsError(
        code,
        `Cannot create the snapshot because one with the name ${id} exists.`,
      );
    }
    const tags = [];
    for (let number = 1; form.has(`Tags.Tag.${number}.Key`); number++) {
      const key = form.get(`Tags.Tag.${number}.Key`) ?? '';
      tags.push({ key, value: form.get(`Tags.Tag.${number}.Value`) ?? '' });
    }
    const made = { kind, id, of, createdAt: new Date(clock.now()).toISOString(), tags };
    snapshots.value[`${kind} ${id}`] = made;
    snapshots.changed();
    return made;
  }

  function remove(kind: Snapshot['kind'], noun: string, id: string): Snapshot {
    const found = snapshots.value[`${kind} ${id}`];
    if (found === undefined) throw notFound(noun, id);
    if (!isMade(found)) {
      const code =
        kind === 'cluster' ? 'InvalidDBClusterSnapshotStateFault' : 'InvalidDBSnapshotState';
      throw new AwsError(code, `${id} is being created.`);
    }
    delete snapshots.value[`${kind} ${id}`];
    snapshots.changed();
    return found;
  }
}

function notFound(noun: string, id: string): AwsError {
  const code =
    noun === 'DBClusterSnapshot' ? 'DBClusterSnapshotNotFoundFault' : 'DBSnapshotNotFound';
  return new AwsError(code, `${id} not found.`, 404);
}

function xmlOf({ kind, id, of, createdAt, tags }: Snapshot, isMade: boolean): string {
  const noun = kind === 'cluster' ? 'DBClusterSnapshot' : 'DBSnapshot';
  const parent = kind === 'cluster' ? 'DBClusterIdentifier' : 'DBInstanceIdentifier';
  const resource = kind === 'cluster' ? 'cluster-snapshot' : 'snapshot';
  const list = tags.map(
    ({ key, value }) => `<Tag><Key>${escapeXml(key)}</Key><Value>${escapeXml(value)}</Value></Tag>`,
  );
  return (
    `<${noun}><${noun}Identifier>${escapeXml(id)}</${noun}Identifier>` +
    `<${parent}>${escapeXml(of)}</${parent}>` +
    `<SnapshotCreateTime>${createdAt}</SnapshotCreateTime>` +
    `<Status>${isMade ? 'available' : 'creating'}</Status><Engine>aurora-postgresql</Engine><SnapshotType>manual</SnapshotType>` +
    `<${noun}Arn>${arnOf('rds', `${resource}:${escapeXml(id)}`)}</${noun}Arn>` +
    `<TagList>${list.join('')}</TagList></${noun}>`
  );
}
