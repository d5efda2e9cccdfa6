import { createHash } from 'node:crypto';
import { type Command, Option } from 'commander';
import { receiptText, waitForReceipt, waitSeconds } from '#cli/incident/look.ts';
import { wholeNumber, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import type { Source } from '#core/sources.ts';
import type { Instant } from '#core/time/instant.ts';

/** CloudWatch is missing on purpose: its messages carry a signature of AWS that nobody else can make. */
const sampleSources = ['generic', 'alertmanager', 'grafana'] as const satisfies readonly Source[];
type SampleSource = (typeof sampleSources)[number];

interface Sample {
  source: SampleSource;
  title: string;
  service?: string;
  severity?: string;
  description?: string;
  resolved?: true;
}

/** Sends one alert as the named tool would: to try the pipeline, or from a script that has no tool of its own. */
export function addAlertCommand(program: Command, session: Session): void {
  withJson(program.command('alert').summary('send a sample alert'))
    .description('Send an alert. The same title and service with --resolved clears it.')
    .requiredOption('--title <text>', 'what is wrong, in one line')
    .addOption(
      new Option('--source <source>', 'in the form of this sender')
        .choices(sampleSources)
        .default('generic'),
    )
    .option('--service <name>', 'the service in trouble')
    .option('--severity <word>', "in the sender's words, such as critical or SEV1")
    .option('--description <text>', 'more about it')
    .option('--resolved', 'it is over')
    .option('--key <key>', 'the integration key (or TOCSIN_KEY)')
    .option('--wait [seconds]', 'until it is processed (10 s if not given)', wholeNumber)
    .action(async (options: Sample & { key?: string; wait?: number | true; json?: boolean }) => {
      const integration = await session.integration(options.key);
      const { receiptId } = await integration.call('sendAlert', {
        params: { source: options.source },
        body: sampleBody(options, await session.display.askTime()),
      });
      if (options.wait === undefined) {
        session.print(options, { receiptId }, [
          `Accepted as ${receiptId}`,
          `What became of it: tocsin receipt ${receiptId}`,
        ]);
        return;
      }
      const receipt = await waitForReceipt(session, receiptId, waitSeconds(options.wait));
      session.print(options, receipt, receiptText(session, receipt));
    });
}

export function sampleBody(sample: Sample, now: Instant): unknown {
  switch (sample.source) {
    case 'generic':
      return {
        title: sample.title,
        status: statusWord(sample),
        service: sample.service,
        severity: sample.severity,
        description: sample.description,
      };
    case 'alertmanager':
      return group(sample, now);
    case 'grafana':
      return {
        ...group(sample, now),
        orgId: 1,
        state: sample.resolved ? 'ok' : 'alerting',
        title: `[${sample.resolved ? 'RESOLVED' : 'FIRING:1'}] ${sample.title}`,
        message: sample.description ?? sample.title,
      };
    default:
      return sample.source satisfies never;
  }
}

/** Alertmanager's webhook body, version 4, with one alert; Grafana sends the same and more. */
function group(sample: Sample, now: Instant) {
  const { title, service, severity, description } = sample;
  const status = statusWord(sample);
  const labels = { alertname: title, ...(service && { service }), ...(severity && { severity }) };
  const annotations = { summary: title, ...(description && { description }) };
  // The same alert has the same fingerprint when it fires and when it clears.
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([title, service]))
    .digest('hex')
    .slice(0, 16);

  return {
    version: '4',
    groupKey: `{}:{alertname=${JSON.stringify(title)}}`,
    truncatedAlerts: 0,
    status,
    receiver: 'tocsin',
    groupLabels: { alertname: title },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: 'http://alertmanager.example.com',
    alerts: [
      {
        status,
        labels,
        annotations,
        startsAt: now,
        // Year 1 is how a Go program says "not yet".
        endsAt: sample.resolved ? now : '0001-01-01T00:00:00Z',
        generatorURL: '',
        fingerprint,
      },
    ],
  };
}

function statusWord({ resolved }: Sample): 'firing' | 'resolved' {
  return resolved ? 'resolved' : 'firing';
}
