import { join } from 'node:path';
import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  type RecursiveLoop,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { EnvironmentName } from '#contract/environment.ts';
import { acknowledge } from '#infra/policy-exceptions.ts';
import { RoleWithRights } from '#infra/role-with-rights.ts';

export interface NodeFunctionProps {
  /** The file in functions/, without its ending. */
  name: string;
  description: string;
  timeout: Duration;
  recursiveLoop?: RecursiveLoop;
  /**
   * Its rights stand beside its role, as they did in all roles: an upgrade gives the new ones before it takes the old ones
   * away, and of so many a role holds no two at once.
   */
  hasManyRights?: true;
}

/** One file of functions/ as a Lambda function, with a log group and a role of its own that can do nothing but log. */
export class NodeFunction extends LambdaFunction {
  readonly name: string;

  constructor(scope: Construct, id: string, { name, hasManyRights, ...props }: NodeFunctionProps) {
    const functionName = `${Stack.of(scope).stackName}-${name}`;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not CDK's default role, whose managed policy may write to every log group of the account.
    const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
    const role = new (hasManyRights ? Role : RoleWithRights)(scope, `${id}Role`, { assumedBy });
    logGroup.grantWrite(role);

    super(scope, id, {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // Starting takes as long with less memory, but the first call to AWS then takes several times longer.
      memorySize: 512,
      handler: 'index.handler',
      code: Code.fromAsset(join(scope.node.getContext('bundles'), name)),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      ...props,
    });
    this.name = functionName;
    acknowledge(
      this,
      'Who invokes it asynchronously, or feeds it from a queue, has a dead-letter queue for it already.',
      'Serverless-LambdaDLQ',
      'Serverless-LambdaEventSourceMappingDestination',
    );
    acknowledge(
      this,
      'The timeline of an incident and the logs say what took how long; traces of a storm of alerts cost more than it.',
      'Serverless-LambdaTracing',
    );
  }

  /**
   * How often it failed, in five minutes. Most failures are not errors to Lambda, because a handler reports single
   * messages and records as failed and answers a request with 500; it logs each of them as an error.
   */
  metricFailures(): IMetric {
    const logged = new MetricFilter(this, 'ErrorsLogged', {
      logGroup: this.logGroup,
      filterPattern: FilterPattern.literal('{ $.level = "ERROR" }'),
      metricNamespace: 'Tocsin',
      metricName: `${this.name}-errors-logged`,
      metricValue: '1',
    });
    const fiveMinutes = { period: Duration.minutes(5), statistic: Stats.SUM };
    return new MathExpression({
      // Nothing logged is no data, and a sum with no data is none: hence the zeros.
      expression: 'SUM([FILL(crashed, 0), FILL(logged, 0)])',
      usingMetrics: { crashed: this.metricErrors(fiveMinutes), logged: logged.metric(fiveMinutes) },
      period: fiveMinutes.period,
    });
  }

  /**
   * Counts what it logs as an error, and every call that it did not live to end, in a metric that other functions may
   * count in as well: an alarm on it costs as much for ten of them as for one.
   */
  countFailuresIn(metricName: string): void {
    new MetricFilter(this, 'FailuresCounted', {
      logGroup: this.logGroup,
      // A call that ran out of time or memory logs nothing of its own: Lambda's report of it says so.
      filterPattern: FilterPattern.literal(
        '{ $.level = "ERROR" || ($.type = "platform.report" && $.record.status != "success") }',
      ),
      metricNamespace: 'Tocsin',
      metricName,
      metricValue: '1',
    });
  }

  /** Only what contract/environment.ts names can be told to a function. */
  override addEnvironment(name: EnvironmentName, value: string): this {
    return super.addEnvironment(name, value);
  }
}
