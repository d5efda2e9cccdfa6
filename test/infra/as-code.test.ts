import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openDoor } from '../app/api/api-door.ts';
import { server, tokens } from '../app/api/api-server.ts';
import { team } from '../support/team.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/* The script of docs/examples/terraform, as Terraform runs it, against the API itself. */

const served = server();
const { ask } = served;
const TOCSIN_URL = await openDoor(served);

const script = fileURLToPath(new URL('../../docs/examples/terraform/apply.sh', import.meta.url));
const DOCUMENT = join(temporaryFolder(), 'document.json');

function apply(name: string, VERSION: string, TOCSIN_TOKEN = 'admin') {
  const organisation = { ...team.organisation, name };
  writeFileSync(DOCUMENT, JSON.stringify({ ...team, tokens, organisation }));
  const env = { PATH: process.env.PATH, DOCUMENT, VERSION, TOCSIN_URL, TOCSIN_TOKEN };
  return promisify(execFile)('sh', [script], { env });
}

test('what Terraform planned is applied over the version of then, and over no other', async () => {
  expect(JSON.parse((await apply('Planned', '1')).stdout)).toMatchObject({ version: 2 });
  await expect(apply('Planned before', '1')).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('Version 2 is in force, not 1'),
  });
  await expect(apply('By a stranger', '2', 'nobody')).rejects.toMatchObject({ code: 1 });
  const { json } = await ask('GET', '/v1/configuration');
  expect([json.version, json.document.organisation.name]).toEqual([2, 'Planned']);
});
