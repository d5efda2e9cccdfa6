export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where AWS is and as whom it is asked, from the standard variables that the SDK reads too. `endpoint`: of a stand-in.
 * Throws without a region: a call to a wrong one would find nothing, and say so as if there were nothing.
 */
export function awsIn(env: Environment) {
  const { AWS_REGION: region } = env;
  if (!region) throw new Error('Missing environment: AWS_REGION');
  const credentials = {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN !== undefined && { sessionToken: env.AWS_SESSION_TOKEN }),
  };
  const host = `${region}.${domainOf(region)}`;
  return { region, credentials, host, endpoint: env.AWS_ENDPOINT_URL?.replace(/\/$/, '') };
}

/** China and the sovereign cloud of Europe are apart from the others, under domains of their own. */
function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  return region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com';
}
