import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { tableIndexes } from '#contract/table-indexes.ts';
import { type Partition, partitions } from '#contract/table-partitions.ts';
import type { NodeFunction } from '#infra/node-function.ts';

/** The one table: every incident's events and state, what each alert belongs to, every page and its outcome. */
export class IncidentRecord extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      stream: StreamViewType.NEW_IMAGE,
      encryption: TableEncryption.DEFAULT,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const [indexName, { partition, sort }] of Object.entries(tableIndexes)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: partition, type: AttributeType.STRING },
        sortKey: { name: sort, type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
  }

  /** Looks into these partitions, each named because its work needs it, and into no others. */
  grantRead(reader: NodeFunction, ...where: Some<Partition>): void {
    reader.addEnvironment('TABLE_NAME', this.table.tableName);
    this.#grant(reader, readActions, where);
    // An index can be asked, and nothing else. It holds keys of incidents and of what belongs to them.
    if (!where.includes('record')) return;
    const { tableArn } = this.table;
    const resourceArns = Object.keys(tableIndexes).map(index => `${tableArn}/index/${index}`);
    Grant.addToPrincipal({ grantee: reader, actions: ['dynamodb:Query'], resourceArns });
  }

  /** What it writes it reads as well. Nothing but what answers setup writes `configuration`. */
  grantWrite(
    writer: NodeFunction,
    { reads, writes }: { reads: Partition[]; writes: Some<Partition> },
  ): void {
    this.grantRead(writer, ...writes, ...reads);
    this.#grant(writer, writeActions, writes);
  }

  /** For doors that strangers reach: what they refused, and when a former key was used, is noted over what was, and no more. */
  grantNoteRefusals(door: NodeFunction): void {
    this.#grant(door, ['dynamodb:UpdateItem'], ['heard']);
  }

  /** For what no stranger reaches. */
  grantReadWrite(writer: NodeFunction, ...also: Partition[]): void {
    const writes: Some<Partition> = ['record', 'heard', 'phones', 'links', 'people', ...also];
    this.grantWrite(writer, { reads: ['configuration'], writes });
  }

  /** Lets a function know who asks: by the first token, those of the configuration, and who is signed in. */
  grantKnowCallers(asked: NodeFunction, adminTokenSha256: string): void {
    asked.addEnvironment('ADMIN_TOKEN_SHA256', adminTokenSha256);
    this.#grant(asked, ['dynamodb:GetItem'], ['sessions']);
  }

  /** With which webhooks are signed, or of which links are made: for who uses them, and neither makes nor changes them. */
  grantReadSecrets(reader: NodeFunction, ...which: Some<'secret' | 'root'>): void {
    this.#grant(reader, ['dynamodb:GetItem'], which);
  }

  // Narrower than CDK's grants: nothing here scans the table, and nothing but dispatch reads its stream.
  #grant(grantee: NodeFunction, actions: string[], where: readonly Partition[]): void {
    Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.table.tableArn],
      conditions: {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': where.flatMap(partition => [...partitions[partition]]),
        },
      },
    });
  }
}

/** Of none, the condition would hold for whatever asks for nothing. */
type Some<Item> = [Item, ...Item[]];

const readActions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const writeActions = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
];
