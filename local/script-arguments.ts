import { type ParseArgsConfig, parseArgs } from 'node:util';

type Parsed<Config extends ParseArgsConfig> = ReturnType<typeof parseArgs<Config>>;

/** What a script was told. Asked for help it says what it takes and ends; told what it does not take it says so as well. */
export function scriptArguments<const Config extends ParseArgsConfig, Read>(
  usage: string,
  config: Config,
  read: (parsed: Parsed<Config>) => Read,
): Read {
  if (process.argv.slice(2).some(word => word === '--help' || word === '-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return read(parseArgs(config));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}
