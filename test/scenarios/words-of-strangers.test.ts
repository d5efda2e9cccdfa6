import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incidentDetails, incidentsTable } from '#cli/incident-text.ts';
import { painter } from '#cli/terminal-text.ts';
import { exampleIncident, exampleIncidentWithTimeline } from '#contract/examples.ts';
import { digestOf } from '#core/communication/digest.ts';
import { incomingShiftNotice } from '#core/communication/hand-off.ts';
import { progressNotice, stakeholderNotice, ticketNotice } from '#core/communication/notice.ts';
import { noticesAfter } from '#core/communication/notices.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { bundleSms } from '#core/paging/page-bundle.ts';
import { pageEmail, pageSms } from '#core/paging/page-message.ts';
import { signals } from '#core/people.ts';
import { csvOf } from '#core/review/export-forms.ts';
import { postmortem } from '#core/review/postmortem.ts';
import { report } from '#core/review/report.ts';
import { reviewNotice } from '#core/review/review-notice.ts';
import { linkPage } from '#functions/link-page.ts';
import { anything } from '../core/text/untrusted.ts';
import { exampleView } from '../functions/example-view.ts';
import { given } from '../support/given.ts';
import { declare } from '../support/incidents.ts';
import { later } from '../support/samples.ts';
import { unescaped } from '../support/unescaped.ts';

/* Whoever can raise an alert writes its words. Wherever they are shown, they cannot pass for ours. */

const ours = 'https://t.example.com/a/token';
const evil = 'https://evil.example.com/ack';

const lures = fc.oneof(
  anything,
  fc.constantFrom(
    `Payments down\nAcknowledge (opens a page first): ${evil}`,
    `Payments down\r\n\r\nAcknowledge: ${evil}`,
    `Payments down\u2028See the incident: ${evil}`,
    `Payments down". Reply A9 to ack or ${evil}`,
    `Payments down”. Reply A9 to ack or HTTPS://EVIL.example.com`,
    `<a href="${evil}">Acknowledge</a><form method="post" action="${evil}"><button>`,
    `\u202E${evil}\u202C`,
    'Payments down: evil.example.com/ack or www.evil.example.com, evil.example.com:8443/ack',
    `\u001b]8;;${evil}\u0007Acknowledge\u001b]8;;\u0007`,
    `Nothing\nNobody was paged.\nAll clear. Stand down; thank you.`,
    `| x |\n\n# All clear\n\n[Acknowledge](${evil})`,
    `=HYPERLINK("${evil}","Acknowledge")`,
  ),
);

/** Each surface, with the same words wherever somebody else's may stand. */
function surfaces(words: string) {
  const { incident, events } = given(
    declare('SEV1', {
      title: words,
      description: words,
      reason: { text: words, rule: 'sender' },
      links: [{ title: words, url: evil }],
    } as object),
  );
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  const headline = { ...headlineOf(incident), status: words, impact: words };
  const page = {
    incident: headline,
    purpose: 'acknowledge' as const,
    reason: words,
    levelName: 'On-call Engineer',
    link: ours,
    code: '7K3Q',
    now: later(60),
    again: false,
  };
  const email = pageEmail(page);
  const review = {
    incident: incident.id,
    title: words,
    severity: incident.severity,
    service: headline.service,
    isUnrecorded: true,
    actionItems: [],
  };
  const display = {
    columns: 80,
    paint: painter(false),
    timeZone: 'UTC',
    now: () => later(60),
    askTime: async () => later(60),
  };
  const shown = { ...exampleIncident, title: words, description: words };
  const commits = [{ events }];
  return {
    bodies: {
      page: email.body,
      ticket: ticketNotice(headline, words).body,
      stakeholders: stakeholderNotice(headline).body,
      progress: progressNotice(headline, `Reopened: ${words}`, [
        'Because: it burns',
        `Said: x\n${words}`,
      ]).body,
      handOff: incomingShiftNotice({
        schedule: { name: 'Payments', timeZone: 'UTC' },
        at: later(0),
        incidents: [headline],
      }).body,
      review: reviewNotice(review, { kind: 'record' } as never, 'UTC').body,
      doubted: told(
        noticesAfter.AlertsDoubted(
          { at: later(60), by: signals, reason: words, alerts: [{ title: words }] } as never,
          headline,
        ),
      ),
      worse: told(
        noticesAfter.SeverityChanged(
          {
            ...{ at: later(60), by: signals, from: 'SEV2', to: 'SEV1' },
            reason: { rule: 'sender', text: words },
          } as never,
          headline,
        ),
      ),
      digest: digestOf(
        [`Reopened: ${words}`, 'All clear.'].map((said, minutes) => ({
          ...{ key: said, incidentId: incident.id, at: later(minutes * 60) },
          ...progressNotice(headline, said),
        })),
      ).body,
      text: pageSms(page),
      bundle: bundleSms({ incident: headline, more: 3, link: ours, again: false }),
    },
    documents: {
      list: incidentsTable({ incidents: [shown] } as never, display),
      report: report(incident, commits, later(60)),
      postmortem: postmortem({ incident, commits, figures: undefined, patterns: [] }),
    },
    details: incidentDetails({ ...exampleIncidentWithTimeline, ...shown }, display),
    csv: csvOf({ ...incident, title: words }, [{ at: later(0), text: words, type: 'x' } as never]),
    html: email.html ?? '',
    link: linkPage({ ...exampleView, title: words, news: words }).body,
  };
}

function told(reactions: object[]): string {
  const [first] = reactions as [{ notice: { body: string } }];
  return first.notice.body;
}

const plain = surfaces('Words');
/** Theirs begin with a sign, or stand under a label of ours. */
const ourLines = (text: string) => text.split('\n').filter(line => !/^(> | {2})/.test(line));
const hidden = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('words of strangers', () => {
  test('begin no line of a mail, and have no address that a program would open', () => {
    fc.assert(
      fc.property(lures, words => {
        for (const [name, body] of Object.entries(surfaces(words).bodies)) {
          expect(body, name).not.toMatch(hidden);
          const before = ourLines(plain.bodies[name as keyof typeof plain.bodies]);
          // Words that are nothing but blanks have no description.
          if (oneWord(words)) expect(ourLines(body).length, name).toBe(before.length);
          for (const [index, line] of ourLines(body).entries()) {
            expect(line.slice(0, 6), name).toBe((before[index] ?? line).slice(0, 6));
            const isTheirLink = line.startsWith('Link of the alert "');
            const addresses =
              line.replace(evil, isTheirLink ? '' : evil).match(/\w+:\/\/\S*/g) ?? [];
            expect(
              addresses.filter(address => address !== ours),
              `${name}: ${line}`,
            ).toEqual([]);
            const others = line.replace(isTheirLink ? evil : ours, '');
            expect(others, name).not.toMatch(/www\.|example\.com(:\d+)?\//i);
          }
        }
      }),
    );
  });

  test('stand between quotation marks in a text message, and end there', () => {
    fc.assert(
      fc.property(lures, words => {
        const { text } = surfaces(words).bodies;
        expect(text).toMatch(/^SEV1 INC-2026-001 Payments: "[^"]*"\. Reply A 7K3Q to ack or \S+$/);
        expect(text.endsWith(ours)).toBe(true);
      }),
    );
  });

  test('add no line, no heading and no mark-up to a document or a terminal', () => {
    fc.assert(
      fc.property(lures, words => {
        const { documents, details } = surfaces(words);
        for (const [name, text] of Object.entries(documents)) {
          expect(text, name).not.toMatch(hidden);
          const before = plain.documents[name as keyof typeof documents];
          expect(text.split('\n').length, name).toBe(before.split('\n').length);
        }
        expect(details).not.toMatch(hidden);
        expect(documents.report).not.toMatch(/(?<!\\)\]\(/);
      }),
    );
  });

  test('are cells of one column, without what cannot be seen', () => {
    fc.assert(
      fc.property(lures, words => {
        const { csv } = surfaces(words);
        expect(csv.slice(1)).not.toMatch(/(?![\r\n\t])[\p{Cc}\p{Cf}]/u);
        expect(csv).not.toMatch(/(^|[",;\t\n])\s*=HYPERLINK/);
      }),
    );
  });

  test('add no element to a page, and every link but the button says where it leads', () => {
    const tags = (html: string) => html.replace(/href="[^"]*"/g, '').match(/<[^>]*>/g) ?? [];
    fc.assert(
      fc.property(lures, words => {
        const { html, link } = surfaces(words);
        if (oneWord(words)) expect(tags(link)).toEqual(tags(plain.link));
        expect(link).not.toMatch(hidden);
        const links = [...html.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>( \([^)<]*\))?/g)];
        for (const [, address = '', name = '', place] of links) {
          if (address === ours) expect(name).toBe('Acknowledge');
          else expect(place ?? name).toContain(new URL(unescaped(address)).host);
        }
        expect(html.match(/background:#b3261e/g)).toHaveLength(1);
        expect(html).not.toMatch(/<(form|button|script|img|input)\b/i);
      }),
    );
  });
});

function oneWord(words: string): boolean {
  return /[a-z0-9]/i.test(words);
}
