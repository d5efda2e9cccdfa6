import type { Inventory } from '#local/emulators/inventory.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  noCounterpart,
  readJson,
  restResponse,
} from '#local/wire/aws-wire.ts';

/**
 * RDS Data API's ExecuteStatement for the questions that are asked here: a PostgreSQL whose pool is nearly used up, with
 * a report that somebody has left running and a payment that waits for its lock.
 */
export const rdsDataEmulator =
  (inventory: Pick<Inventory, 'has'>): AwsService =>
  request =>
    execute(request, inventory);

function execute(request: AwsRequest, inventory: Pick<Inventory, 'has'>): AwsResponse {
  if (request.operation !== 'ExecuteStatement') {
    throw noCounterpart(request, 'BadRequestException');
  }
  const { resourceArn, secretArn, sql = '' } = readJson(request) as Record<string, string>;
  if (!resourceArn?.startsWith('arn:aws:rds:') || !secretArn) {
    throw new AwsError('BadRequestException', 'A cluster and a secret are needed');
  }
  if (!inventory.has(resourceArn)) {
    throw new AwsError('BadRequestException', `Database cluster ${resourceArn} is not found.`);
  }
  if (!inventory.has(secretArn)) {
    throw new AwsError('SecretsErrorException', `Secrets Manager can’t find ${secretArn}.`);
  }
  const answer = answers.find(({ form }) => form.test(sql));
  if (answer === undefined) {
    throw new AwsError('DatabaseErrorException', `ERROR: the local database knows no such query`);
  }
  return restResponse(resultOf(answer));
}

type Value = string | number | null;

interface Answer {
  form: RegExp;
  columns: string[];
  rows: Value[][];
}

const report = 'SELECT customer_id, sum(total) FROM orders GROUP BY customer_id ORDER BY 2 DESC';

const answers: Answer[] = [
  { form: /pg_terminate_backend/, columns: ['ended'], rows: [['true']] },
  {
    form: /state = 'idle' AND datname/,
    columns: ['pid', 'began', 'idle', 'application'],
    rows: [
      [4630, '2026-11-23 01:12:03+00', '00:31:09', 'payments-authorise'],
      [4688, '2026-11-23 01:14:40+00', '00:27:54', 'payments-capture'],
    ],
  },
  { form: /FROM pg_index|FROM pg_constraint|FROM pg_stat_database/, columns: ['name'], rows: [] },
  {
    form: /FROM pg_locks/,
    columns: ['pid', 'locktype', 'mode', 'relation', 'blocked_by', 'query'],
    rows: [
      [
        4711,
        'relation',
        'RowExclusiveLock',
        'payments',
        '4182',
        "UPDATE payments SET state = 'captured' WHERE id = $1",
      ],
    ],
  },
  {
    form: /interval '5 minutes'/,
    columns: ['pid', 'duration', 'state', 'query'],
    rows: [
      [4182, '00:47:12', 'active', report],
      [4630, '00:11:03', 'idle in transaction', 'BEGIN'],
    ],
  },
  {
    form: /FROM pg_stat_activity/,
    columns: ['state', 'connections', 'total', 'max_connections'],
    rows: [
      ['idle', 61, 97, 100],
      ['active', 24, 97, 100],
      ['idle in transaction', 7, 97, 100],
      ['background', 5, 97, 100],
    ],
  },
];

function resultOf({ columns, rows }: Answer) {
  return {
    columnMetadata: columns.map(name => ({ name, label: name })),
    records: rows.map(row => row.map(fieldOf)),
    numberOfRecordsUpdated: 0,
  };
}

function fieldOf(value: Value) {
  if (value === null) return { isNull: true };
  return typeof value === 'number' ? { longValue: value } : { stringValue: value };
}
