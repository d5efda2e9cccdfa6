import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi,
  type HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { routesServedBy } from '#contract/api.ts';
import type { ServedBy } from '#contract/shapes.ts';
import type { NodeFunction } from '#infra/node-function.ts';
import { acknowledge } from '#infra/policy-exceptions.ts';

/** As CloudFormation writes it: CDK passes this part of a stage on as it is. */
interface Throttle {
  ThrottlingRateLimit: number;
  ThrottlingBurstLimit: number;
}

/** The one HTTP API: webhooks, the API itself and the links in pages, each handled by a function of its own. */
export class FrontDoor extends Construct {
  readonly api: HttpApi;
  readonly accessLog: LogGroup;
  readonly #stage: CfnStage;
  readonly #throttles: Record<string, Throttle> = {};

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: 'Tocsin: webhooks, API and acknowledgement links.',
      createDefaultStage: false,
    });
    this.accessLog = new LogGroup(this, 'AccessLog', {
      // Logs of this prefix share one policy of the account. Others get an entry each in one that is full after some ten.
      logGroupName: `/aws/vendedlogs/${Stack.of(this).stackName}-api`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // Of each route that has no limits of its own; all of ours have.
      throttle: { rateLimit: 10, burstLimit: 20 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogLine)),
      },
    });
    this.#stage = stage.node.defaultChild as CfnStage;
  }

  /** `ANY /v1/{proxy+}`: as API Gateway writes a route. */
  route(route: `${HttpMethod} /${string}`, handler: NodeFunction): void {
    const [method, path] = route.split(' ') as [HttpMethod, string];
    const [added] = this.api.addRoutes({
      path,
      methods: [method],
      integration: this.#integration(handler),
    });
    if (added === undefined) throw new Error(`API Gateway took no route ${route}`);
    this.#throttles[route] = throttleOf(path);
    this.#stage.routeSettings = this.#throttles;
    // A limit for a route that is not there yet stops the deployment.
    this.#stage.node.addDependency(added);
    acknowledge(
      added,
      'The handler decides: integration keys, bearer tokens and single-use links are checked against hashes in the table.',
      'AwsSolutions-APIG4',
    );
  }

  /** Every address that the contract gives to this function. They win over `ANY /v1/{proxy+}`, being more exact. */
  routeServedBy(server: ServedBy, handler: NodeFunction): void {
    for (const route of routesServedBy(server))
      this.route(route as `${HttpMethod} /v1/${string}`, handler);
  }

  readonly #integrations = new Map<NodeFunction, HttpLambdaIntegration>();

  #integration(handler: NodeFunction): HttpLambdaIntegration {
    const integration =
      this.#integrations.get(handler) ??
      // Whatever route of this API leads to it: one permission, not one for each.
      new HttpLambdaIntegration(handler.node.id, handler, { scopePermissionToRoute: false });
    this.#integrations.set(handler, integration);
    return integration;
  }
}

/**
 * How much of each route is let through before anything of ours runs. Nobody has to show a key for that, so a flood that
 * nobody invited ends here, and takes from no other route: a storm of 10,000 alerts a minute passes easily, whatever
 * happens at the API's doors.
 */
function throttleOf(path: string): Throttle {
  const [rate, burst] =
    path.startsWith('/v1/alerts/') || path === '/v2/{proxy+}'
      ? [500, 1_000]
      : path === '/v1/{proxy+}' || path.startsWith('/v1/heartbeats/')
        ? [50, 100]
        : path.startsWith('/a/')
          ? [20, 40]
          : path === '/s'
            ? [5, 10]
            : [10, 20];
  return { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst };
}

// The route and not the path, because a path may hold a link's token and a query string an integration's key.
const accessLogLine = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  from: '$context.identity.sourceIp',
  latencyMs: '$context.responseLatency',
  handlerLatencyMs: '$context.integrationLatency',
  handlerError: '$context.integrationErrorMessage',
};
