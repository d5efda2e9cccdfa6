import type { Clock } from '#local/clock/clock.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  escapeXml,
  xmlResponse,
} from '#local/wire/aws-wire.ts';

/** Everything exists but what is called so. */
const missingName = /missing/i;
const rebootsSeconds = 60;

/** ElastiCache: clusters of two nodes, which are a minute about starting anew. */
export function elastiCacheEmulator({ clock }: { clock: Pick<Clock, 'now'> }) {
  const rebootedAt = new Map<string, number>();
  return (request: AwsRequest): AwsResponse => {
    const form = new URLSearchParams(request.body.toString());
    const id = form.get('CacheClusterId') ?? '';
    if (missingName.test(id)) {
      throw new AwsError('CacheClusterNotFound', `CacheCluster not found: ${id}`, 404);
    }
    const since = (clock.now() - (rebootedAt.get(id) ?? 0)) / 1000;
    const status = since < rebootsSeconds ? 'rebooting cluster nodes' : 'available';
    switch (request.operation) {
      case 'DescribeCacheClusters':
        return told(request, `<CacheClusters>${clusterXml(id, status)}</CacheClusters>`);
      case 'RebootCacheCluster':
        if (status !== 'available') {
          throw new AwsError('InvalidCacheClusterState', `Cache cluster ${id} is not available.`);
        }
        rebootedAt.set(id, clock.now());
        return told(request, clusterXml(id, 'rebooting cluster nodes', 'CacheCluster'));
      default:
        throw new AwsError('InvalidAction', `${request.operation} has no local counterpart`);
    }
  };
}

function told({ operation }: AwsRequest, result: string): AwsResponse {
  return xmlResponse(
    200,
    `<${operation}Response xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/">` +
      `<${operation}Result>${result}</${operation}Result></${operation}Response>`,
  );
}

function clusterXml(id: string, status: string, element = 'CacheCluster'): string {
  const node = (number: string) => `<CacheNode><CacheNodeId>${number}</CacheNodeId></CacheNode>`;
  return (
    `<${element}><CacheClusterId>${escapeXml(id)}</CacheClusterId><Engine>memcached</Engine>` +
    `<CacheClusterStatus>${status}</CacheClusterStatus>` +
    `<CacheNodes>${node('0001')}${node('0002')}</CacheNodes></${element}>`
  );
}

/** CloudFront: distributions whose caches can be told to fetch anew. */
export function cloudFrontEmulator({ clock }: { clock: Pick<Clock, 'now'> }) {
  const references = new Map<string, string>();
  return (request: AwsRequest): AwsResponse => {
    const id = decodeURIComponent(request.path.split('/')[3] ?? '');
    if (missingName.test(id)) {
      throw new AwsError('NoSuchDistribution', 'The specified distribution does not exist.', 404);
    }
    switch (request.operation) {
      case 'GetDistribution':
        return xmlResponse(
          200,
          `<Distribution><Id>${escapeXml(id)}</Id><Status>Deployed</Status>` +
            `<DomainName>${escapeXml(id.toLowerCase())}.cloudfront.example.com</DomainName></Distribution>`,
        );
      case 'CreateInvalidation': {
        const body = request.body.toString();
        const reference = /<CallerReference>([^<]+)</.exec(body)?.[1];
        if (reference === undefined || !body.includes('<Path>')) {
          throw new AwsError('InvalidArgument', 'CallerReference and Paths are needed');
        }
        const known = references.get(reference) ?? `I${references.size + 1}EXAMPLE`;
        references.set(reference, known);
        const createdAt = new Date(clock.now()).toISOString();
        return xmlResponse(
          201,
          `<Invalidation><Id>${known}</Id><Status>InProgress</Status><CreateTime>${createdAt}</CreateTime></Invalidation>`,
        );
      }
      default:
        throw new AwsError('InvalidAction', `${request.operation} has no local counterpart`);
    }
  };
}
