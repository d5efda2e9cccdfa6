import {
  type CodeDeployClient,
  ListDeploymentsCommand,
  type ListDeploymentsCommandInput,
} from '@aws-sdk/client-codedeploy';

/** Ids of deployments, of as many pages as it takes. */
export async function deploymentsOf(
  client: CodeDeployClient,
  asked: ListDeploymentsCommandInput,
  most: number,
): Promise<string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListDeploymentsCommand({ ...asked, ...(nextToken !== undefined && { nextToken }) }),
    );
    found.push(...(page.deployments ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined && found.length < most);
  return found.slice(0, most);
}
