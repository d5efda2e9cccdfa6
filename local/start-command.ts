import { once } from 'node:events';
import { resolve } from 'node:path';
import { type AccountKind, accountKinds, everyChannel, localSecret } from '#local/account.ts';
import { applyFirstConfiguration } from '#local/first-configuration.ts';
import { announce, runningFile } from '#local/running.ts';
import { scriptArguments } from '#local/script-arguments.ts';
import { startLocalStack } from '#local/stack.ts';
import { StartFailure } from '#local/start-failure.ts';
import { startSteps } from '#local/start-step.ts';

/** The whole pipeline on this machine, until Ctrl-C. */
const usage = `npm start -- [--port N] [--data DIR | --memory] [--config FILE] [--account new] [--anew]

  --port N       where to listen (4510)
  --data DIR     where incidents, configuration and archives are kept (.tocsin)
  --memory       keep nothing
  --account new  as AWS hands out an account: sandboxes, limits and nothing set up yet (kept in .tocsin-new)
  --config FILE  put this configuration in force (tocsin.yaml, when there is none yet)
  --anew         bundle and synthesise again what did not change
  --assembly DIR run what was synthesised into DIR, instead of synthesising now`;

/** Somebody wants it to end before it is there. */
class Interrupted extends Error {}

interface Asked {
  port: number;
  data: string | undefined;
  config: string | undefined;
  assembly: string | undefined;
  anew: boolean;
  account: AccountKind;
}

let isInStep = false;

try {
  await run(readArguments());
} catch (error) {
  // The line of the step is not finished.
  if (isInStep) console.log();
  if (error instanceof Interrupted) process.exit(130);
  console.error(error instanceof StartFailure ? error.message : error);
  process.exit(1);
}

async function run({ port, data, config, assembly, anew, account }: Asked): Promise<void> {
  const interruption = new AbortController();
  const { signal } = interruption;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // Twice: somebody is in a hurry.
      if (signal.aborted) process.exit(1);
      interruption.abort(new Interrupted());
    });
  }

  let lost: string | undefined;
  const startedAt = performance.now();
  const step = startSteps({ show: showStep, signal });
  const stack = await startLocalStack({
    ...{ port, step, anew, account },
    lost(line) {
      lost ??= line;
      interruption.abort(new Interrupted());
    },
    context: everyChannel,
    console: true,
    ...(data !== undefined && { data }),
    ...(assembly !== undefined && { assembly }),
  });
  let withdraw = () => {};
  try {
    const configuration = await step('Asking for the configuration', () =>
      applyFirstConfiguration({
        url: stack.url,
        example: 'tocsin.yaml',
        ...(config !== undefined && { asked: config }),
      }),
    );
    if (resolve(data ?? '') !== resolve('.tocsin')) withdraw = announce(stack.url, runningFile);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(screen({ url: stack.url, data, configuration, seconds }));
    if (!signal.aborted) await once(signal, 'abort');
    if (lost === undefined) console.log('\nStopping...');
  } finally {
    withdraw();
    await stack.stop();
  }
  if (lost !== undefined) throw new StartFailure(lost);
  process.exit(0);
}

/** One line for each: what is done, and when it is done how long that took. */
function showStep(what: string): (seconds: number) => void {
  isInStep = true;
  process.stdout.write(`${what}… `);
  return seconds => {
    isInStep = false;
    console.log(`${seconds.toFixed(1)} s`);
  };
}

function screen(about: {
  url: string;
  data: string | undefined;
  configuration: string;
  seconds: string;
}): string {
  const { url } = about;
  const alert = {
    title: 'Payments are failing at checkout',
    service: 'payments',
    severity: 'critical',
    status: 'firing',
  };
  return `
Tocsin runs on this machine (ready in ${about.seconds} s). No account, nothing leaves it.

  Console        ${url}/   choose who you are
  API            ${url}/v1/incidents   (token and integration key: ${localSecret})
  Inbox          ${url}/_local/inbox   every text and e-mail; answer as a phone would
  Configuration  ${about.configuration}
  Data           ${about.data === undefined ? 'in memory only' : resolve(about.data)}

Fire an alert:

  curl '${url}/v1/alerts/generic?key=${localSecret}' -H 'content-type: application/json' \\
    -d '${JSON.stringify(alert)}'

Then open the inbox, follow the link in the text or reply to it, and try:

  npx tocsin list                            what is open
  npx tocsin acknowledge INC-${new Date().getUTCFullYear()}-001          stop the escalation
  curl -d '{"seconds": 300}' ${url}/_local/clock/advance      let five minutes pass

TOCSIN READY ${url}`;
}

function readArguments(): Asked {
  const options = {
    port: { type: 'string', default: '4510' },
    data: { type: 'string' },
    memory: { type: 'boolean', default: false },
    config: { type: 'string' },
    assembly: { type: 'string' },
    account: { type: 'string', default: 'open' },
    anew: { type: 'boolean', default: false },
  } as const;
  return scriptArguments(usage, { options }, ({ values }) => {
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new Error(`--port ${values.port} is not a port`);
    }
    const { config, assembly, anew } = values;
    const account = accountKinds.find(kind => kind === values.account);
    if (account === undefined) throw new Error(`--account ${values.account} is not open or new`);
    const data = values.data ?? (account === 'new' ? '.tocsin-new' : '.tocsin');
    return { port, data: values.memory ? undefined : data, config, assembly, anew, account };
  });
}
