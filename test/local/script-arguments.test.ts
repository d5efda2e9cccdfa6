import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import packed from '../../package.json' with { type: 'json' };

const run = promisify(execFile);

test.each(['start', 'demo', 'bench', 'fuzz', 'soak', 'schema'] as const)(
  'npm run %s says what it takes when it is asked, and when it is told what it does not take',
  async name => {
    const [node = '', ...words] = packed.scripts[name].split(' ');
    const helped = await run(node, [...words, '--help']);
    expect(helped.stdout).toMatch(/^npm (start|run \w+)\b/);
    const refused = run(node, [...words, '--nonsense']);
    await expect(refused).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Unknown option '--nonsense'.*\n\nnpm /),
    });
  },
);

test('npm run synth takes no settings of cdk, since they would be lost', async () => {
  await expect(run('node', ['infra/app.ts', '-c', 'name=value'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('npx cdk synth -c name=value'),
  });
});
