import type { Step } from './client.ts';
import { percentile } from './report.ts';

/** From the webhook's first byte to the text, without a gap. */
const names = [
  'accept: request to 202',
  'queue: until triage runs',
  'triage: until it writes',
  'commit: one transaction',
  'stream: until dispatch runs',
  'dispatch: until the page is queued',
  'queue: until the page runs',
  'claim: until it sends',
  'send: until the carrier has it',
] as const;

export type Legs = readonly number[];

/** The legs of one page, whose webhook went out at `sentAt` and was answered at `acceptedAt`, and nothing beside it. */
export function legsOf(
  steps: readonly Step[],
  { sentAt, acceptedAt }: { sentAt: number; acceptedAt: number },
): Legs {
  const news = steps.filter(({ from }) => from >= sentAt);
  function find(caller: string, what: string, from = sentAt): Step {
    const found = news
      .filter(step => step.caller.endsWith(caller) && step.what === what && step.from >= from)
      .sort((one, other) => one.from - other.from);
    const [first] = found;
    if (first === undefined) throw new Error(`${caller} took no step ${what}`);
    return first;
  }
  const sent = find('-on-page', 'sns:Publish');
  const page = news.findLast(({ caller, what, from, to }) => {
    return caller.endsWith('-on-page') && what === 'runs' && from <= sent.from && to >= sent.to;
  });
  if (page === undefined) throw new Error('No run of on-page sent the text');
  const triage = find('-on-alert', 'runs');
  const commit = find('-on-alert', 'dynamodb:TransactWriteItems', triage.from);
  const dispatch = find('-on-incident-event', 'runs', commit.from);
  const queued = find('-on-incident-event', 'sqs:SendMessageBatch', dispatch.from);
  const moments = [
    ...[sentAt, Math.min(acceptedAt, triage.from), triage.from, commit.from, commit.to],
    ...[dispatch.from, queued.to, page.from, sent.from, sent.to],
  ];
  return moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment));
}

/** A table of medians, and how much of the whole each leg takes. */
export function table(all: readonly Legs[]): string {
  const medians = names.map((_, leg) =>
    percentile(
      all.map(legs => legs[leg] ?? 0),
      0.5,
    ),
  );
  const whole = medians.reduce((sum, ms) => sum + ms, 0);
  const rows = names.map((name, leg) => {
    const ms = medians[leg] ?? 0;
    const share = `${((ms / whole) * 100).toFixed(0)} %`;
    return `      ${name.padEnd(36)} ${ms.toFixed(1).padStart(6)} ms ${share.padStart(5)}`;
  });
  return ['  where its time goes (medians)', ...rows].join('\n');
}
