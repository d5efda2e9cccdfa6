import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { AlarmClock } from '#infra/incident-alarm-clock.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import type { Intake } from '#infra/intake.ts';
import { NodeFunction } from '#infra/node-function.ts';
import type { Undelivered } from '#infra/undelivered.ts';

/** Deadlines: a wake for each, and every minute a look for those that nobody was woken for. */
export class Time extends Construct {
  readonly onTimer: NodeFunction;
  readonly onSweep: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    props: { clock: AlarmClock; record: IncidentRecord; intake: Intake; undelivered: Undelivered },
  ) {
    super(scope, id);
    const { clock, record, intake, undelivered } = props;

    this.onTimer = new NodeFunction(this, 'OnTimer', {
      name: 'on-timer',
      description: 'Wakes an incident, whose state says what is due.',
      timeout: Duration.seconds(10),
      // A wake that comes early sends itself on with a delay. Lambda would take that for a runaway loop and drop it.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    record.grantReadWrite(this.onTimer);
    clock.grantSet(this.onTimer);
    clock.timers.feeds(this.onTimer, { batchSize: 5 });

    this.onSweep = new NodeFunction(this, 'OnSweep', {
      name: 'on-sweep',
      description:
        'Finds incidents whose deadline passed unnoticed; gives the heartbeat if all is well.',
      timeout: Duration.seconds(50),
    });
    // It makes the root secret where there is none, and writes into it of which links were made before.
    record.grantReadWrite(this.onSweep, 'root');
    record.grantReadSecrets(this.onSweep, 'secret');
    clock.grantSet(this.onSweep);
    // What waited behind a mute is looked at again like any alert.
    intake.alerts.grantSend(this.onSweep, 'ALERTS_QUEUE_URL');
    this.#everyMinute(undelivered);
  }

  #everyMinute({ queue: undelivered }: Undelivered): void {
    // A sweep is soon followed by the next: two more tries, and none that is older than ten minutes.
    const patience = { retryAttempts: 2, maxEventAge: Duration.minutes(10) };
    this.onSweep.configureAsyncInvoke({ onFailure: new SqsDestination(undelivered), ...patience });
    new Rule(this, 'EveryMinute', {
      description: 'The sweep for missed deadlines.',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.onSweep, { deadLetterQueue: undelivered, ...patience })],
    });
  }
}
