import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { report } from '#core/review/report.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { given, type Step } from '../../support/given.ts';
import {
  acknowledge,
  archive,
  assign,
  attachFinding,
  changeSeverity,
  clear,
  declare,
  minutes,
  pageSent,
  people,
  planOf,
  postUpdate,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';
import { anything } from '../text/untrusted.ts';

function reportOf(lived: Step[], seconds = 0): string {
  const { incident, events } = given(...lived);
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return report(incident, [{ events }], later(seconds));
}

const plan = planOf('SEV1', { timeZone: 'America/New_York' });
const wholeLife = [
  declare('SEV1', { plan }),
  pageSent(1, 'sms'),
  acknowledge(minutes(2)),
  assign(minutes(3), 'technicalLead', people.bo),
  postUpdate(minutes(4), { impact: 'All payments fail', actions: 'Restarting' }),
  clear(minutes(8), 'host-a'),
  resolve(minutes(10)),
  wake(minutes(40)),
];

describe('a report', () => {
  test('reads well by itself: facts, times against their targets, people, timeline', () => {
    expect(reportOf(wholeLife)).toBe(
      `# INC-2026-001: Payment processing down

- Severity: SEV1 (payments fail)
- Service: Payments
- Phase: resolved
- Declared: 2026-11-22 21:14 EST (detected by generic)
- Acknowledged: 2026-11-22 21:16 EST (after 2 min, target 5 min: met)
- Resolved: 2026-11-22 21:24 EST by Ana (after 10 min)
- Alerts: 0 firing, 1 cleared

## People

- Incident Commander: Ana
- Technical Lead: Bo
- Reached: Ana

## Impact

All payments fail

## Resolution

Restarted the pool.

## Timeline

| time | what | by |
| - | - | - |
| 2026-11-22 21:14 EST | SEV1 declared by an alert from generic: Payment processing down. Because: payments fail | triage |
| 2026-11-22 21:14 EST | Paging level 1 (On-call Engineer): Ana. Because: SEV1: payments fail |  |
| 2026-11-22 21:14 EST | Page to Ana by text message handed over |  |
| 2026-11-22 21:16 EST | Acknowledged by Ana (sms) | Ana |
| 2026-11-22 21:16 EST | Ana is Incident Commander: first to acknowledge | Ana |
| 2026-11-22 21:17 EST | Bo is Technical Lead: assigned by Ana | Ana |
| 2026-11-22 21:18 EST | Update: Investigating root cause. Impact: All payments fail. Actions: Restarting. Next update: 21:33 EST | Ana |
| 2026-11-22 21:22 EST | 1 alert cleared (0 still firing): Payments fail on host-a |  |
| 2026-11-22 21:24 EST | Resolved by Ana: Restarted the pool. Watched until 21:54 EST | Ana |
| 2026-11-22 21:54 EST | All clear; the incident is closed |  |
`,
    );
  });

  test('of an incident that goes on says what is not known yet', () => {
    const text = reportOf([declare()], minutes(3));
    expect(text).toContain('- Acknowledged: no\n- Lasting: 3 min so far\n');
    expect(text).toContain('- No role was assigned.\n');
    expect(text).toContain('## Impact\n\nNot stated.\n');
    expect(text).toContain('## Resolution\n\nNot resolved yet.\n');
  });

  test('says by how much the response time was missed, and keeps silent where there is none (R2)', () => {
    expect(reportOf([declare(), acknowledge(301)])).toContain(
      'after 5 min, target 5 min: missed by 1 s)',
    );
    expect(reportOf([declare(), acknowledge(300)])).toContain('after 5 min, target 5 min: met)');
    expect(reportOf([declare('SEV4'), acknowledge(300)])).toContain('(after 5 min)');
  });

  test('holds the answer against the severity of then, whatever it was called later', () => {
    const late = [
      declare(),
      acknowledge(minutes(20)),
      changeSeverity(minutes(40), 'SEV3'),
    ] as const;
    expect(reportOf([...late])).toContain('after 20 min, target 5 min: missed by 15 min)');
  });

  test('names the evidence once there is some (R22)', () => {
    expect(reportOf([...wholeLife.slice(0, 7), archive(minutes(11))])).toContain(
      '- Evidence: incidents/INC-2026-001/manifest.json\n',
    );
  });
});

/** A backslash makes a plain character of the one after it. */
const unescaped = (text: string) => text.replace(/\\[!-/:-@[-`{-~]/g, '·');

describe('untrusted text in a report', () => {
  const titled = (text: string) =>
    reportOf([
      declare('SEV1', { title: text, severityReason: { rule: 'r', text } }),
      acknowledge(1, { kind: 'person', id: 'ana', name: text }),
      postUpdate(2, { status: text, impact: text, actions: text }),
      {
        type: 'ResolveIncident',
        at: later(3),
        by: { kind: 'token', id: 't', name: text },
        resolution: text,
      },
    ]);
  const plain = titled('x');

  test('adds no line and no column, whatever it is', () => {
    fc.assert(
      fc.property(anything, text => {
        const lines = titled(text).split('\n');
        expect(lines).toHaveLength(plain.split('\n').length);
        for (const row of lines.filter(line => line.startsWith('|'))) {
          expect(unescaped(row).split('|')).toHaveLength(5);
        }
      }),
    );
  });

  test('is no markup and no HTML, whatever it is', () => {
    fc.assert(
      fc.property(anything, text => {
        for (const line of titled(text).split('\n')) {
          const bare = unescaped(line).replace(/^(#{1,2} |- |\| - \| - \| - \|$)/, '');
          expect(bare).not.toMatch(/[\\`*_{}[\]<>#~]|&#?\w+;|^([-+=]|\d+[.)])(\s|$)|^[-=]{2,}/);
        }
      }),
    );
  });

  test.each([
    ['a table', 'a | b', 'a \\| b'],
    ['a script', '<script>alert(1)</script>', '\\<script\\>alert(1)\\</script\\>'],
    ['an image', '![x](https://e.example.com)', '!\\[x\\](https://e.example.com)'],
    ['an entity', '&lt;b&gt;', '\\&lt;b\\&gt;'],
    ['emphasis', '**bold** _it_', '\\*\\*bold\\*\\* \\_it\\_'],
    ['a list', '- [x] done', '\\- \\[x\\] done'],
    ['a numbered list', '1. first', '1\\. first'],
    ['a rule', '---', '\\---'],
    ['a number', '5.5 % of users', '5.5 % of users'],
    ['a sum', 'R&D, -5 %', 'R&D, -5 %'],
    ['an address', 'see https://e.example.com/?a=1&b=2', 'see https://e.example.com/?a=1&b=2'],
    ['an escape', 'a\\', 'a\\\\'],
    ['what was escaped before', '\\| a', '\\\\\\| a'],
  ])('shows %s as it was written', (_what, written, shown) => {
    const [, , impact] = titled(written).split('## Impact')[1]?.split('\n') ?? [];
    expect(impact).toBe(shown);
  });

  test('stays readable', () => {
    const text = oneLine('Payments: 50 % fail (p99 > 3 s), since 12:05 - "timeout" at db-1.eu');
    expect(titled(text)).toContain(
      'Payments: 50 % fail (p99 \\> 3 s), since 12:05 - "timeout" at db-1.eu',
    );
  });
});

test('what was measured is its impact when nobody said one, and stands beside what was said', () => {
  const found = { usersAffected: 403, revenueLost: { amount: 1742.5, currency: 'EUR' } };
  const lines = reportOf([declare(), attachFinding(60, found)]);
  expect(lines).toContain('## Impact\n\nMeasured: 403 users affected, EUR 1742.50 lost.\n');
  const said = postUpdate(minutes(4), { impact: 'All payments fail' });
  const both = reportOf([declare(), acknowledge(minutes(2)), attachFinding(200, found), said]);
  expect(both).toContain('## Impact\n\nAll payments fail\n\nMeasured: 403 users affected');
  const one = reportOf([declare(), attachFinding(60, { usersAffected: 1 })]);
  expect(one).toContain('Measured: 1 user affected.');
  expect(reportOf([declare()])).toContain('## Impact\n\nNot stated.\n');
});
