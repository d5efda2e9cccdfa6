import { arnOf } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { Inventory } from '#local/emulators/inventory.ts';
import { pageOf } from '#local/emulators/short-pages.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  escapeXml,
  noCounterpart,
  queryResponse,
  xmlResponse,
} from '#local/wire/aws-wire.ts';

interface Deps {
  clock: Pick<Clock, 'now'>;
  inventory: Pick<Inventory, 'has' | 'names'>;
}

const rebootsSeconds = 60;

/** ElastiCache: clusters of two nodes, which are a minute about starting anew. */
export function elastiCacheEmulator({ clock, inventory }: Deps) {
  const rebootedAt = new Map<string, number>();
  const statusOf = (id: string) =>
    (clock.now() - (rebootedAt.get(id) ?? 0)) / 1000 < rebootsSeconds
      ? 'rebooting cluster nodes'
      : 'available';

  return (request: AwsRequest): AwsResponse => {
    const form = new URLSearchParams(request.body.toString());
    const asked = form.get('CacheClusterId');
    const id = asked ?? '';
    if (asked !== null && !inventory.has(arnOf('elasticache', `cluster:${asked}`))) {
      throw new AwsError('CacheClusterNotFound', `CacheCluster not found: ${asked}`, 404);
    }
    switch (request.operation) {
      case 'DescribeCacheClusters': {
        const all = asked === null ? inventory.names(arnOf('elasticache', 'cluster:')) : [asked];
        const { items, next } = pageOf(all, form.get('Marker'));
        const clusters = items.map(each => clusterXml(each, statusOf(each)));
        const marker = next === undefined ? '' : `<Marker>${next}</Marker>`;
        return queryResponse(
          request.operation,
          namespace,
          `${marker}<CacheClusters>${clusters.join('')}</CacheClusters>`,
        );
      }
      case 'RebootCacheCluster':
        if (statusOf(id) !== 'available') {
          throw new AwsError('InvalidCacheClusterState', `Cache cluster ${id} is not available.`);
        }
        rebootedAt.set(id, clock.now());
        return queryResponse(
          request.operation,
          namespace,
          clusterXml(id, 'rebooting cluster nodes', 'CacheCluster'),
        );
      default:
        throw noCounterpart(request, 'InvalidAction');
    }
  };
}

const namespace = 'http://elasticache.amazonaws.com/doc/2015-02-02/';

function clusterXml(id: string, status: string, element = 'CacheCluster'): string {
  const node = (number: string) => `<CacheNode><CacheNodeId>${number}</CacheNodeId></CacheNode>`;
  return (
    `<${element}><CacheClusterId>${escapeXml(id)}</CacheClusterId><Engine>memcached</Engine>` +
    `<CacheClusterStatus>${status}</CacheClusterStatus>` +
    `<CacheNodes>${node('0001')}${node('0002')}</CacheNodes></${element}>`
  );
}

/** CloudFront: distributions whose caches can be told to fetch anew. */
export function cloudFrontEmulator({ clock, inventory }: Deps) {
  const references = new Map<string, string>();
  return (request: AwsRequest): AwsResponse => {
    const id = decodeURIComponent(request.path.split('/')[3] ?? '');
    if (!inventory.has(arnOf('cloudfront', `distribution/${id}`))) {
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
        throw noCounterpart(request, 'InvalidAction');
    }
  };
}
