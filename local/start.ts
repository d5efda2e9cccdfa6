import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { everyChannel, localSecret } from '#local/account.ts';
import { applyFirstConfiguration } from '#local/first-configuration.ts';
import { announce, runningFile } from '#local/running.ts';
import { startLocalStack } from '#local/stack.ts';
import { StartFailure } from '#local/start-failure.ts';

/** `npm start`: the whole pipeline on this machine, until Ctrl-C. */
const usage = `npm start -- [--port N] [--data DIR | --memory] [--config FILE]

  --port N       where to listen (4510)
  --data DIR     where incidents, configuration and archives are kept (.tocsin)
  --memory       keep nothing
  --config FILE  put this configuration in force (tocsin.yaml, when there is none yet)
  --assembly DIR run what was synthesised into DIR, instead of synthesising now`;

interface Asked {
  port: number;
  data: string | undefined;
  config: string | undefined;
  assembly: string | undefined;
}

try {
  await run(readArguments());
} catch (error) {
  const isPlain = error instanceof StartFailure;
  console.error(isPlain ? error.message : error);
  process.exit(1);
}

async function run({ port, data, config, assembly }: Asked): Promise<void> {
  let stopping = false;
  const interrupted = new Promise<void>(ended => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        // Twice: somebody is in a hurry.
        if (stopping) process.exit(1);
        stopping = true;
        ended();
      });
    }
  });

  const startedAt = performance.now();
  console.log('Starting the local stack...');
  const stack = await startLocalStack({
    port,
    context: everyChannel,
    ...(data !== undefined && { data }),
    ...(assembly !== undefined && { assembly }),
  });
  let withdraw = () => {};
  try {
    const configuration = await applyFirstConfiguration({
      url: stack.url,
      example: 'tocsin.yaml',
      ...(config !== undefined && { asked: config }),
    });
    if (resolve(data ?? '') !== resolve('.tocsin')) withdraw = announce(stack.url, runningFile);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(screen({ url: stack.url, data, configuration, seconds }));
    await interrupted;
    console.log('\nStopping...');
  } finally {
    withdraw();
    await stack.stop();
  }
  process.exit(0);
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
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4510' },
        data: { type: 'string', default: '.tocsin' },
        memory: { type: 'boolean', default: false },
        config: { type: 'string' },
        assembly: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new Error(`--port ${values.port} is not a port`);
    }
    const { config, assembly } = values;
    return { port, data: values.memory ? undefined : values.data, config, assembly };
  } catch (error) {
    throw new StartFailure(`${(error as Error).message}\n\n${usage}`);
  }
}
