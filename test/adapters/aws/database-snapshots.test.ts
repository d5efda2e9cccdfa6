import {
  DeleteDBClusterSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { expect, test } from 'vitest';
import { expireSnapshots } from '#adapters/aws/database-snapshots.ts';
import { later } from '../../support/samples.ts';

test('a snapshot that cannot be deleted keeps no other, and is named', async () => {
  const deleted: string[] = [];
  const client = {
    async send(command: object) {
      if (command instanceof DescribeDBClusterSnapshotsCommand) {
        const TagList = [{ Key: 'tocsin:expires', Value: later(0) }];
        return {
          DBClusterSnapshots: ['tocsin-exported', 'tocsin-old'].map(id => {
            return { DBClusterSnapshotIdentifier: id, TagList, Status: 'available' };
          }),
        };
      }
      if (!(command instanceof DeleteDBClusterSnapshotCommand)) return {};
      const { DBClusterSnapshotIdentifier: id = '' } = command.input;
      if (id === 'tocsin-exported') throw new Error('it is being exported');
      deleted.push(id);
      return {};
    },
  };
  const expiring = expireSnapshots(client as unknown as RDSClient)(later(1));
  await expect(expiring).rejects.toThrow('tocsin-exported: Error: it is being exported');
  expect(deleted).toEqual(['tocsin-old']);
});
