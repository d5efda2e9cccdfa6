import { openLogs, openMetrics } from '#adapters/aws/evidence-sources.ts';
import { askDatabase } from '#adapters/aws/rds-data.ts';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { now } from '#adapters/node/clock.ts';
import { probe } from '#adapters/outside/health-probe.ts';
import { api } from '#app/api/api.ts';
import { checkHealth } from '#app/diagnosis/check-health.ts';
import { diagnose } from '#app/diagnosis/diagnose.ts';
import { diagnosisOperations } from '#app/diagnosis/diagnosis-operations.ts';
import { measure } from '#app/diagnosis/measure.ts';
import { queryDatabase } from '#app/diagnosis/query-database.ts';
import type { OperationOf } from '#contract/api.ts';
import type { Environment } from '#contract/environment.ts';
import { callers } from '#functions/wiring/callers.ts';
import { configurationOf, table } from '#functions/wiring/clients.ts';

/* Looking, under a role that changes nothing. */

export function answeringDiagnosis(env: Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256'>) {
  const configuration = configurationOf(env);
  const [readLogs, readMetric] = [openLogs(), openMetrics(now)];
  return api<OperationOf<'diagnosis'>>({
    ...callers(env, configuration),
    operations: diagnosisOperations({
      incidents: incidentStore(table(env)),
      look: diagnose({ configuration, readLogs, readMetric }),
      measure: measure({ configuration, readMetric, now }),
      checkHealth: checkHealth({ configuration, readMetric, probe: probe(), now }),
      queryDatabase: queryDatabase({ configuration, askDatabase: askDatabase(), now }),
      now,
    }),
    now,
  });
}
