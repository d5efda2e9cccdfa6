import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  type HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { routesServedBy } from '#contract/api.ts';
import type { ServedBy } from '#contract/shapes.ts';
import type { NodeFunction } from '#infra/node-function.ts';
import { acknowledge } from '#infra/policy-exceptions.ts';

/** The one HTTP API: webhooks, the API itself and the links in pages, each handled by a function of its own. */
export class FrontDoor extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: 'Tocsin: webhooks, API and acknowledgement links.',
      createDefaultStage: false,
    });
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // A storm of 10,000 alerts a minute passes easily; somebody's endless loop does not use up the whole account.
      throttle: { rateLimit: 1_000, burstLimit: 2_000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogLine)),
      },
    });
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
      this.#integrations.get(handler) ?? new HttpLambdaIntegration(handler.node.id, handler);
    this.#integrations.set(handler, integration);
    return integration;
  }
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
