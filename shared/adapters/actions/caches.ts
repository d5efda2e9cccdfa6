import {
  CloudFrontClient,
  CreateInvalidationCommand,
  GetDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import {
  DescribeCacheClustersCommand,
  ElastiCacheClient,
  RebootCacheClusterCommand,
} from '@aws-sdk/client-elasticache';
import { isNamed } from '#adapters/aws/error-name.ts';
import type { CacheCluster } from '#core/actions/steps.ts';
import type { ActionExecutors } from '#ports/actions.ts';
import type { NewToken } from '#ports/runtime.ts';

/** CloudFront, which is told to fetch anew, and the nodes of ElastiCache, which forget when they start anew. */
export function cacheExecutors(deps: {
  newToken: NewToken;
  cloudFront?: CloudFrontClient;
  elastiCache?: ElastiCacheClient;
}): ActionExecutors {
  const { cloudFront = new CloudFrontClient({}), elastiCache = new ElastiCacheClient({}) } = deps;
  return {
    looks: {
      async caches({ kind, distribution: id, clusters: names }) {
        const clusters: Record<string, CacheCluster> = {};
        for (const name of names) {
          const found = await describe(name);
          if (found !== undefined) clusters[name] = found;
        }
        const domain = id === undefined ? undefined : await domainOf(id);
        return { kind, clusters, ...(domain !== undefined && { distribution: { domain } }) };
      },
    },
    steps: {
      async 'invalidate-distribution'({ distribution, domain }) {
        const { Invalidation: begun } = await cloudFront.send(
          new CreateInvalidationCommand({
            DistributionId: distribution,
            InvalidationBatch: {
              CallerReference: deps.newToken(),
              Paths: { Quantity: 1, Items: ['/*'] },
            },
          }),
        );
        return {
          done: `${domain}: invalidation ${begun?.Id} is under way; it takes a minute or two`,
        };
      },
      async 'reboot-cache'({ cluster, nodes }) {
        await elastiCache.send(
          new RebootCacheClusterCommand({ CacheClusterId: cluster, CacheNodeIdsToReboot: nodes }),
        );
        return { done: `${cluster}: ${nodes.length} nodes start anew, empty` };
      },
    },
  };

  async function describe(name: string): Promise<CacheCluster | undefined> {
    try {
      const { CacheClusters: [found] = [] } = await elastiCache.send(
        new DescribeCacheClustersCommand({ CacheClusterId: name, ShowCacheNodeInfo: true }),
      );
      return (
        found && {
          engine: found.Engine ?? '',
          status: found.CacheClusterStatus ?? '',
          nodes: (found.CacheNodes ?? []).flatMap(({ CacheNodeId: id }) => id ?? []),
        }
      );
    } catch (error) {
      if (isNamed(error, 'CacheClusterNotFoundFault', 'CacheClusterNotFound')) return undefined;
      throw error;
    }
  }

  async function domainOf(id: string): Promise<string | undefined> {
    try {
      const { Distribution: found } = await cloudFront.send(new GetDistributionCommand({ Id: id }));
      return found?.DomainName;
    } catch (error) {
      if (isNamed(error, 'NoSuchDistribution')) return undefined;
      throw error;
    }
  }
}
