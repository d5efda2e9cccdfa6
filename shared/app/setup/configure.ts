import type { AnswerOf } from '#contract/api.ts';
import { diffDirectories } from '#core/setup/diff.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore, QueueSubscriptionSync } from '#ports/setup.ts';

export type Applied =
  | AnswerOf<'applyConfiguration'>
  | { problems: { path: string; message: string }[] }
  | { outdated: { version: number } };

/** The configuration in force, and a new one: checked as a whole, compared, and only then saved as the next version. */
export function configure(deps: {
  configuration: ConfigurationStore;
  queueSubscriptionSync: QueueSubscriptionSync;
  now: Now;
}) {
  return {
    async show(): Promise<AnswerOf<'showConfiguration'>> {
      const newest = await deps.configuration.newest();
      if (newest === undefined) return { version: 0, document: {} };
      const { version, document, at: appliedAt, by: appliedBy } = newest;
      return { version, document: document as Record<string, unknown>, appliedAt, appliedBy };
    },

    async apply(
      document: unknown,
      options: { dryRun: boolean; expectedVersion?: number | undefined; by: string },
    ): Promise<Applied> {
      // With all checks, which weigh more than whatever else is asked of the API at night.
      const { parseDirectory } = await import('#core/setup/parse-directory.ts');
      const parsed = parseDirectory(document);
      if ('problems' in parsed) return { problems: parsed.problems.map(pointed) };

      const newest = await deps.configuration.newest();
      const inForce = newest?.version ?? 0;
      const { expectedVersion } = options;
      if (expectedVersion !== undefined && expectedVersion !== inForce) {
        return { outdated: { version: inForce } };
      }
      const changes = diffDirectories(newest?.directory, parsed.directory);
      const warnings = parsed.warnings.map(pointed);
      if (options.dryRun) return { version: inForce, changes, warnings };
      if (newest !== undefined && changes.length === 0) {
        // Saved by an earlier call, which may have failed right after: applying again is how a person mends that.
        await deps.queueSubscriptionSync();
        return { version: inForce, changes, warnings };
      }
      const version = inForce + 1;
      const { by } = options;
      const { directory } = parsed;
      const at = deps.now();
      const saved = await deps.configuration.save({ version, document, directory, by, at });
      if (saved === 'conflict') return { outdated: { version } };
      await deps.queueSubscriptionSync();
      return { version, changes, warnings };
    },
  };
}

function pointed({ path, message }: { path: readonly PropertyKey[]; message: string }) {
  const pointer = path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`);
  return { path: pointer.join(''), message };
}
