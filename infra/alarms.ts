import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Actions } from '#infra/actions.ts';
import type { People } from '#infra/answers.ts';
import type { Chat } from '#infra/chat.ts';
import type { Events } from '#infra/communication-events.ts';
import type { Stakeholders } from '#infra/communication-stakeholders.ts';
import type { Diagnosis } from '#infra/diagnosis.ts';
import type { FrontDoor } from '#infra/front-door.ts';
import type { AlarmClock } from '#infra/incident-alarm-clock.ts';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { PutAside } from '#infra/incident-put-aside.ts';
import { type Intake, ownAlarms } from '#infra/intake.ts';
import type { NodeFunction } from '#infra/node-function.ts';
import type { Duty } from '#infra/oncall.ts';
import type { Deliver } from '#infra/paging.ts';
import type { Receipts } from '#infra/paging-receipts.ts';
import type { Review } from '#infra/review.ts';
import type { Sessions } from '#infra/sessions.ts';
import type { Settings } from '#infra/settings.ts';
import type { Setup } from '#infra/setup.ts';
import type { Undelivered } from '#infra/undelivered.ts';
import type { WorkQueue } from '#infra/work-queue.ts';

interface Watched {
  api: FrontDoor;
  intake: Intake;
  dispatch: Dispatch;
  deliver: Deliver;
  receipts: Receipts;
  clock: AlarmClock;
  duty: Duty;
  people: People;
  setup: Setup;
  sessions: Sessions;
  diagnosis: Diagnosis;
  actions: Actions;
  review: Review;
  chat: Chat;
  events: Events;
  putAside: PutAside;
  stakeholders: Stakeholders;
  undelivered: Undelivered;
}

/**
 * Who watches the watcher: CloudWatch alarms that reach people through a topic of their own, with none of our code in
 * the way. Each says what is happening to people, and its name is its section of docs/runbook.md.
 */
export class Watch extends Construct {
  readonly operations: Topic;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, watched: Watched, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.operations = this.#operationsTopic();
    this.#deadLetters(watched);
    this.#pipeline(watched);
    this.#time(watched.clock);
    this.#duty(watched.duty);
    this.#requests(watched);
    this.#outside(watched.api);
    this.#turnedAway(watched.api);
  }

  #deadLetters({
    intake,
    dispatch,
    receipts,
    clock,
    people,
    undelivered,
    events,
    putAside,
  }: Watched): void {
    const lost = (queue: WorkQueue, impact: string) =>
      this.#alarm(`${queue.name}-dead-letters`, impact, atLeast(1, messagesIn(queue.deadLetters)));

    lost(intake.alerts, 'Alerts were accepted but opened no incident. Nobody is paged for them.');
    lost(
      intake.repeats,
      'Repeated alerts were not counted. An incident may close while its problem goes on.',
    );
    lost(dispatch.pages, 'A page was given up. Somebody on call does not know of an incident.');
    lost(
      dispatch.effects,
      'The team or the stakeholders were not told something. Pages are not affected.',
    );
    lost(
      events.deliveries,
      'A program outside was not told of events. Nobody is paged less for it.',
    );
    lost(
      putAside.queue,
      'Events of incidents were given up twice. Pages may never have been sent, or programs outside were not told.',
    );
    lost(dispatch.archive, 'Evidence of a resolved incident is not complete and may expire.');
    lost(
      dispatch.statusPage,
      'The status page was not written. Customers read what was true before, and its age.',
    );
    lost(
      clock.timers,
      'Incidents were not woken. Escalations depend on the sweep and come up to a minute late.',
    );
    lost(
      people.replies,
      'Somebody answered a page by text and it had no effect. They think that they acknowledged.',
    );
    lost(
      receipts.queue,
      'It is not known whether some pages arrived. Nobody moves on to the next channel for them.',
    );
    lost(
      dispatch.chat,
      'Somebody asked for something in chat and it had no effect, or a channel did not hear of its incident. They may think that they acknowledged.',
    );
    this.#alarm(
      'undelivered',
      'Something was never handed to Tocsin: an alarm of this account that opened no incident, a sweep, a round, or what became of a text.',
      atLeast(1, messagesIn(undelivered.queue)),
    );
  }

  #pipeline({ intake, dispatch, events, putAside, deliver }: Watched): void {
    this.#failuresOf(
      'webhook-errors',
      'Monitoring tools get errors when they send alerts. Those that do not send again are lost.',
      [intake.onWebhook, intake.onVendorRequest],
    );
    this.#alarm(
      'alerts-waiting',
      'Alerts wait for more than two minutes before anything is decided. Every page is as late.',
      atLeast(120, oldestIn(intake.alerts.queue)),
    );
    this.#failuresOf(
      'dispatch-errors',
      'Incidents change but pages, mails and timers may not follow, or follow late.',
      [dispatch.onIncidentEvent, putAside.onRecordPutAside],
    );
    this.#alarm(
      'dispatch-late',
      'Pages are sent more than a minute after the incident that they are for.',
      atLeast(60_000, iteratorAgeOf(dispatch.onIncidentEvent), 2),
    );
    this.#failuresOf(
      'event-feed-errors',
      'Incidents change but programs outside may not hear of it. Nobody is paged less for it.',
      [events.onEventFeed],
    );
    this.#alarm(
      'page-errors',
      'An attempt to page somebody broke. It is made again after a minute, so that person hears late.',
      atLeast(1, deliver.onPage.metricFailures()),
    );
    this.#alarm(
      'pages-waiting',
      'Pages wait for more than a minute. People on call do not know of incidents that are open.',
      // Not by the age of the oldest, which counts those that rest there for the next way to a person, as they should: two
      // minutes with a text are the rule. Whoever is due is taken at once, so that it is not seen twice, a minute apart.
      atLeast(1, messagesIn(dispatch.pages.queue), 2),
    );
  }

  #time({ group }: AlarmClock): void {
    this.#alarm(
      'heartbeat-missing',
      'Nothing checks for missed deadlines, or some stay overdue. Escalations may not happen.',
      {
        // Printed by on-sweep, and only if it finds nothing wrong.
        metric: new Metric({
          namespace: 'Tocsin',
          metricName: 'Heartbeat',
          // Of this stack: another one of the account beats on.
          dimensionsMap: { ScheduleGroup: group.scheduleGroupName },
          statistic: Stats.SUM,
          period: Duration.minutes(1),
        }),
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: 5,
        treatMissingData: TreatMissingData.BREACHING,
      },
    );
    this.#alarm(
      'schedules-dropped',
      'Scheduler could not wake incidents. Escalations depend on the sweep, up to a minute late.',
      atLeast(1, group.metricDropped({ period: Duration.minutes(5), statistic: Stats.SUM })),
    );
  }

  #duty({ onDuty }: Duty): void {
    this.#failuresOf(
      'duty-errors',
      'People may not hear that they are on call, or that no page would reach them. Pages are not affected.',
      [onDuty],
    );
  }

  /** Whoever asks is told that it failed; these are for whoever repairs it, and there is one metric for each. */
  #requests({
    people,
    setup,
    sessions,
    diagnosis,
    actions,
    review,
    chat,
    stakeholders,
  }: Watched): void {
    const { onApiRequest, onAckLink } = people;
    this.#failuresOf(
      'request-errors',
      'People who use the API, a link in a page or the tools for setup, diagnosis and review get errors.',
      [
        ...[onApiRequest, onAckLink, setup.onSetupRequest, sessions.onSessionRequest],
        ...[diagnosis.onDiagnosisRequest, review.onReviewRequest, chat.onChatRequest],
        stakeholders.onStakeholderLink,
      ],
    );
    this.#failuresOf(
      'action-errors',
      'An action that somebody asked for during an incident broke. It may be done in part.',
      actions.functions,
    );
    this.#alarm(
      'throttled',
      'Lambda turns calls away in this account. Requests of people fail, alerts and pages come late.',
      // Of all functions of the account: they share what it may run at once, and one metric tells of them all.
      atLeast(
        1,
        new Metric({
          namespace: 'AWS/Lambda',
          metricName: 'Throttles',
          statistic: Stats.SUM,
          period: Duration.minutes(5),
        }),
      ),
    );
  }

  #failuresOf(name: string, impact: string, functions: readonly NodeFunction[]): void {
    const metricName = `${Stack.of(this).stackName}-${name}`;
    for (const each of functions) each.countFailuresIn(metricName);
    const failures = new Metric({
      namespace: 'Tocsin',
      metricName,
      statistic: Stats.SUM,
      period: Duration.minutes(5),
    });
    this.#alarm(name, impact, atLeast(1, failures));
  }

  #outside({ api }: FrontDoor): void {
    this.#alarm(
      'api-failing',
      'The API answers with errors: alerts may be refused, and people may not be able to acknowledge.',
      // One is enough: a pager has so little traffic that a broken one fails but now and then.
      atLeast(1, api.metricServerError({ period: Duration.minutes(5), statistic: Stats.SUM })),
    );
    this.#alarm(
      'sms-spend',
      'Texts have cost 80 % of what this account may spend in a month. At the cap, pages by text stop without an error.',
      atLeast(
        80,
        new MathExpression({
          label: 'Per cent of the cap',
          expression: `100 * spent / ${this.#settings.smsMonthlyCapUsd}`,
          period: Duration.hours(1),
          usingMetrics: {
            spent: new Metric({
              namespace: 'AWS/SNS',
              metricName: 'SMSMonthToDateSpentUSD',
              statistic: Stats.MAXIMUM,
              period: Duration.hours(1),
            }),
          },
        }),
      ),
    );
  }

  /** No function hears of many of these, and API Gateway has no metric of them: its access log has a line for each, or most. */
  #turnedAway({ accessLog }: FrontDoor): void {
    // One or two of the many are a browser in a hurry, a flood is thousands; of what is too large one is an alert that is lost.
    const enough = 10;
    const counted = (id: string, pattern: string, each: number) =>
      new MetricFilter(this, id, {
        logGroup: accessLog,
        filterPattern: FilterPattern.literal(pattern),
        metricNamespace: 'Tocsin',
        metricName: `${Stack.of(this).stackName}-turned-away`,
        metricValue: String(each),
      });
    counted('TooLarge', '{ $.status = "413" }', enough);
    // The form of the status page says so itself, when strangers have asked often enough.
    const turnedAway = counted('TurnedAway', '{ $.status = "429" && $.route != "POST /s" }', 1);
    this.#alarm(
      'turned-away',
      'More requests come than a route lets through, or a body is larger than any that is taken: senders and people are answered 429 or 413. Alerts may be lost.',
      atLeast(enough, turnedAway.metric({ period: Duration.minutes(5), statistic: Stats.SUM })),
    );
  }

  #alarm(name: string, impact: string, when: Condition): void {
    const alarm = new Alarm(this, name, {
      alarmName: `${ownAlarms(this)}${name}`,
      alarmDescription: `${impact} What to do: ${this.#settings.runbook}#${name}`,
      ...when,
    });
    const tell = new SnsAction(this.operations);
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
  }

  #operationsTopic(): Topic {
    const { stackName, account } = Stack.of(this);
    // Not under AWS's own KMS key, which CloudWatch cannot use: the alarms would be lost without a trace.
    const topic = new Topic(this, 'Operations', {
      topicName: `${stackName}-operations`,
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    return topic;
  }
}

interface Condition {
  metric: IMetric;
  threshold: number;
  comparisonOperator: ComparisonOperator;
  evaluationPeriods: number;
  treatMissingData: TreatMissingData;
}

// A queue, function or API that nobody used has no data, and that is well.
function atLeast(threshold: number, metric: IMetric, evaluationPeriods = 1): Condition {
  return {
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

const everyMinute = { period: Duration.minutes(1), statistic: Stats.MAXIMUM };

function messagesIn(queue: IQueue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible(everyMinute);
}

function oldestIn(queue: IQueue): IMetric {
  return queue.metricApproximateAgeOfOldestMessage(everyMinute);
}

function iteratorAgeOf(handler: NodeFunction): IMetric {
  return handler.metric('IteratorAge', everyMinute);
}
