import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inhibitOf } from '#core/intake/from-alertmanager.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { matchersOf } from '#core/text/matchers.ts';
import { team } from '../../support/team.ts';

describe("an Alertmanager's inhibit_rules", () => {
  test('are carried with every matcher, of today and of before, and what must be equal', async () => {
    const { inhibit, left } = await inhibitOf({
      route: { receiver: 'pager' },
      inhibit_rules: [
        {
          source_matchers: ['alertname = NodeDown'],
          target_matchers: ['severity =~ "warning|critical"', '{team!="db", path="C:\\\\x"}'],
          equal: ['node', 'cluster'],
        },
        {
          source_match: { severity: 'critical' },
          source_match_re: { service: 'my(sql|db)' },
          target_match: { severity: 'warning' },
          equal: ['alertname'],
        },
        {
          name: 'Maintenance Mode',
          source_matchers: ['alertname="Off"'],
          target_matchers: ['env=~"prod.+"'],
        },
      ],
    });
    expect(left).toEqual([]);
    expect(inhibit).toEqual([
      {
        name: 'nodedown-inhibits-warning-critical',
        source: 'alertname="NodeDown"',
        target: 'severity=~"warning|critical", team!="db", path="C:\\\\x"',
        equal: ['node', 'cluster'],
        includeSev1: true,
      },
      {
        name: 'critical-inhibits-warning',
        source: 'severity="critical", service=~"my(sql|db)"',
        target: 'severity="warning"',
        equal: ['alertname'],
        includeSev1: true,
      },
      {
        name: 'maintenance-mode',
        source: 'alertname="Off"',
        target: 'env=~"prod.+"',
        includeSev1: true,
      },
    ]);
    expect(parseDirectory({ ...team, inhibit })).not.toHaveProperty('problems');
  });

  test('that cannot be said are named with why, and so are muted times', async () => {
    const { inhibit, left } = await inhibitOf({
      inhibit_rules: [
        { target_matchers: ['a="b"'] },
        { source_matchers: ['a'], target_matchers: ['a="b"'] },
        { sources: [{ matchers: ['a="b"'] }], target_matchers: ['a="b"'] },
        'nonsense',
        { source_matchers: ['a="b"'], target_matchers: ['env=~".+"'] },
        { source_matchers: ['a=~"["'], target_matchers: ['a="b"'] },
      ],
      mute_time_intervals: [{ name: 'nights', time_intervals: [] }],
    });
    expect(inhibit).toEqual([]);
    expect(left).toEqual([
      { path: 'inhibit_rules/0', message: expect.stringContaining('there is no matcher') },
      { path: 'inhibit_rules/1', message: expect.stringContaining('is no condition') },
      { path: 'inhibit_rules/2', message: expect.stringContaining('several sources') },
      { path: 'inhibit_rules/3', message: expect.any(String) },
      { path: 'inhibit_rules/4', message: expect.stringContaining('would mute everything') },
      { path: 'inhibit_rules/5', message: expect.stringContaining('"["') },
      { path: 'time_intervals/nights', message: expect.stringContaining('as maintenance') },
    ]);
    expect((await inhibitOf('nonsense')).left).toHaveLength(1);
  });

  test('mean the same in whatever words they are', async () => {
    const words = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          words.filter(name => name !== '__proto__'),
          words,
          { minKeys: 1, maxKeys: 4 },
        ),
        async match => {
          const { inhibit } = await inhibitOf({
            inhibit_rules: [{ source_match: match, target_match: match }],
          });
          expect(matchersOf(inhibit[0]?.source ?? '')).toEqual(
            Object.entries(match).map(([name, value]) => ({ name, is: '=', value })),
          );
        },
      ),
    );
  });
});
