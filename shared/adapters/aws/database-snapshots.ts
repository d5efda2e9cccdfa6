import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  DeleteDBClusterSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
  type Tag,
} from '@aws-sdk/client-rds';
import type { Instant } from '#core/time/instant.ts';
import type { ExpireSnapshots, SnapshotWanted, TakeSnapshot } from '#ports/evidence.ts';

/** Ours, and nobody else's: the roles may touch no others either. */
const prefix = 'tocsin-';
const expiryTag = 'tocsin:expires';
const pagesMax = 50;

/** A snapshot of RDS with the day on which it is deleted again. One that is there already is told as it is. */
export function takeSnapshot(client = new RDSClient({})): TakeSnapshot {
  return async wanted => {
    try {
      return { snapshot: await taken(wanted) };
    } catch (error) {
      return { unreadable: `${Object.values(wanted.of).join()}: ${String(error)}` };
    }
  };

  async function taken({ id, of, incident, expiresAt }: SnapshotWanted): Promise<object> {
    const tags: Tag[] = [
      { Key: 'tocsin:incident', Value: incident },
      { Key: expiryTag, Value: expiresAt },
    ];
    const about = { ...of, id, expiresAt };
    if ('cluster' in of) {
      const { DBClusterSnapshot: made } = await client
        .send(
          new CreateDBClusterSnapshotCommand({
            DBClusterIdentifier: of.cluster,
            DBClusterSnapshotIdentifier: id,
            Tags: tags,
          }),
        )
        .catch(error => ifThere(error, () => clusterSnapshot(id)));
      const { DBClusterSnapshotArn: arn, Status: status, Engine: engine } = made ?? {};
      return { ...about, arn, status, engine, createdAt: made?.SnapshotCreateTime };
    }
    const { DBSnapshot: made } = await client
      .send(
        new CreateDBSnapshotCommand({
          DBInstanceIdentifier: of.instance,
          DBSnapshotIdentifier: id,
          Tags: tags,
        }),
      )
      .catch(error => ifThere(error, () => instanceSnapshot(id)));
    const { DBSnapshotArn: arn, Status: status, Engine: engine } = made ?? {};
    return { ...about, arn, status, engine, createdAt: made?.SnapshotCreateTime };
  }

  async function clusterSnapshot(id: string) {
    const found = await client.send(
      new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: id }),
    );
    return { DBClusterSnapshot: found.DBClusterSnapshots?.[0] };
  }

  async function instanceSnapshot(id: string) {
    const found = await client.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id }));
    return { DBSnapshot: found.DBSnapshots?.[0] };
  }
}

async function ifThere<Made>(error: unknown, look: () => Promise<Made>): Promise<Made> {
  if (!(error instanceof Error) || !/SnapshotAlreadyExists/.test(error.name)) throw error;
  return look();
}

export function expireSnapshots(client = new RDSClient({})): ExpireSnapshots {
  return async at => {
    const deleted: string[] = [];
    const left: string[] = [];
    // One that is being exported or is gone already keeps none of the others, of which an account takes a hundred.
    const each = async (ids: readonly string[], remove: (id: string) => Promise<unknown>) => {
      for (const id of ids) {
        try {
          await remove(id);
          deleted.push(id);
        } catch (error) {
          left.push(`${id}: ${String(error)}`);
        }
      }
    };
    // All are found before the first is deleted: a list that changes under its pages leaves some out.
    await each(await expired(clusterSnapshots(), at), id =>
      client.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: id })),
    );
    await each(await expired(instanceSnapshots(), at), id =>
      client.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id })),
    );
    if (left.length > 0) throw new Error(`not deleted: ${left.join('; ')}`);
    return deleted;
  };

  async function* clusterSnapshots() {
    let marker: string | undefined;
    for (let pages = 0; pages < pagesMax && (pages === 0 || marker !== undefined); pages++) {
      const page = await client.send(
        new DescribeDBClusterSnapshotsCommand({
          SnapshotType: 'manual',
          ...(marker !== undefined && { Marker: marker }),
        }),
      );
      for (const {
        DBClusterSnapshotIdentifier: id = '',
        TagList: tags = [],
        Status: status,
      } of page.DBClusterSnapshots ?? []) {
        yield { id, tags, status };
      }
      marker = page.Marker;
    }
  }

  async function* instanceSnapshots() {
    let marker: string | undefined;
    for (let pages = 0; pages < pagesMax && (pages === 0 || marker !== undefined); pages++) {
      const page = await client.send(
        new DescribeDBSnapshotsCommand({
          SnapshotType: 'manual',
          ...(marker !== undefined && { Marker: marker }),
        }),
      );
      for (const {
        DBSnapshotIdentifier: id = '',
        TagList: tags = [],
        Status: status,
      } of page.DBSnapshots ?? []) {
        yield { id, tags, status };
      }
      marker = page.Marker;
    }
  }
}

interface Snapshot {
  id: string;
  tags: readonly Tag[];
  status: string | undefined;
}

async function expired(snapshots: AsyncIterable<Snapshot>, at: Instant): Promise<string[]> {
  const ids: string[] = [];
  for await (const snapshot of snapshots) if (isExpired(snapshot, at)) ids.push(snapshot.id);
  return ids;
}

/**
 * Without a tag of ours it was not ours to delete, whatever its name. One that is being made, copied or deleted can be
 * deleted by nobody: tomorrow's round finds it again.
 */
function isExpired({ id, tags, status }: Snapshot, at: Instant): boolean {
  const expiresAt = tags.find(({ Key: key }) => key === expiryTag)?.Value;
  const isOurs = id.startsWith(prefix) && expiresAt !== undefined && expiresAt <= at;
  return isOurs && (status === 'available' || status === 'failed');
}
