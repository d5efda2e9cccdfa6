import { expect, test } from 'vitest';
import { run, succeeds } from '../run.ts';

const rules = `
inhibit_rules:
  - source_matchers: [alertname="NodeDown"]
    target_matchers: [severity="warning"]
    equal: [node]
  - target_matchers: [severity="warning"]
`;

test('inhibit-rules prints the section of tocsin.yaml, and what is not in it', async () => {
  const files = { '/home/ana/alertmanager.yml': rules };
  const { out } = await succeeds(['inhibit-rules', 'alertmanager.yml'], { files, columns: 200 });
  expect(out).toMatchInlineSnapshot(`
    "inhibit:
      - name: nodedown-inhibits-warning
        source: alertname="NodeDown"
        target: severity="warning"
        equal:
          - node
        includeSev1: true
    # not carried:  inhibit_rules/1 of its source, there is no matcher: it is about whatever comes, which nothing here may be"
  `);
  const { out: json } = await succeeds(['inhibit-rules', 'alertmanager.yml', '--json'], { files });
  expect(JSON.parse(json)).toMatchObject({ inhibit: [{}], left: [{ path: 'inhibit_rules/1' }] });
});

test.each([
  [{}, 2, 'There is no file'],
  [{ '/home/ana/alertmanager.yml': 'a: [' }, 1, 'is no YAML'],
])('what cannot be read is said', async (files, exitCode, message) => {
  const ran = await run(['inhibit-rules', 'alertmanager.yml'], { files });
  expect(ran).toMatchObject({ exitCode, error: expect.stringContaining(message) });
});
