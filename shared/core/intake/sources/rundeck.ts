import { anyTextAt, at, isMap, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Rundeck's job notifications in JSON, or in XML as it sends them by itself; a job that starts is no alert. A later success of the same job clears. */
export const parse = reading('rundeck', 'needs execution.job and trigger', given => {
  const listed = at(given, 'executions.execution');
  const body = isMap(given) && listed !== undefined ? { ...given, execution: listed } : given;
  const trigger = textAt(body, 'trigger') ?? '';
  const state = textAt(body, 'status', 'execution.status') ?? trigger;
  const name = anyTextAt(body, 'execution.job.name', 'execution.job.id', 'execution.description');
  if (trigger === 'start' || (trigger === '' && state === 'running'))
    return { ignored: `the job "${name}" started, which is no alert` };
  const isOver = /^(succeeded|success)$/.test(state) || trigger === 'success';
  const isLong = trigger === 'avgduration' || trigger === 'retryablefailure';
  const what = isOver
    ? 'succeeded'
    : trigger === 'avgduration'
      ? 'runs for longer than usual'
      : state === 'running'
        ? trigger
        : state;
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(body, 'execution.job.id') ?? name, textAt(body, 'execution.project')],
    name,
    title: name && `Job ${name} ${what}`,
    description: textAt(body, 'execution.job.description', 'execution.description'),
    service: textAt(body, 'execution.job.project', 'execution.project'),
    severity: isLong ? 'warning' : undefined,
    labels: {
      group: textAt(body, 'execution.job.group'),
      user: textAt(body, 'execution.user'),
      execution: textAt(body, 'executionId'),
    },
    startedAt: timeAt(body, 'execution.date-started.unixtime', 'execution.date-started.date'),
    endedAt: timeAt(body, 'execution.date-ended.unixtime', 'execution.date-ended.date'),
    links: {
      Execution: textAt(body, 'execution.permalink', 'execution.href'),
      Job: textAt(body, 'execution.job.permalink'),
    },
  };
});
