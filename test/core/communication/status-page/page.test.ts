import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pageOf as fileOf, pageFiles } from '#core/communication/status-page/page-files.ts';
import { pageId } from '#core/communication/status-page/statuspage-api.ts';
import { languages } from '#core/setup/document-status-page.ts';
import { instant } from '#core/time/instant.ts';
import { anything } from '../../text/untrusted.ts';
import {
  incident,
  investigating,
  minutesLater,
  monitoring,
  pageOf,
  resolved,
  stateOf,
  work,
} from './pages.ts';

const pages = (state: Parameters<typeof stateOf>[0]) =>
  Object.fromEntries(pageFiles(stateOf(state)).map(({ path, body }) => [path, body]));
const first = (state: Parameters<typeof stateOf>[0] = {}) => pages(state)['index.html'] ?? '';
/** As a voice reads it: without what is hidden and what is only for the eye. */
const read = (html: string) =>
  html
    .replace(/<(style|script|svg hidden)[\s\S]*?<\/\w+>/g, '')
    .replace(/<(\w+)[^>]* hidden[^>]*>[^<]*<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the page', () => {
  test('with nothing says so, and when that was', () => {
    const text = read(first());
    expect(text).toContain('All systems operational As of 2:20 PM EST');
    expect(text).toContain('No incidents.');
    expect(text).not.toContain('Current incidents');
  });

  test('shows an incident in its words, with when the next come', () => {
    const text = read(first({ incidents: [incident(investigating)] }));
    expect(text).toContain('Major outage');
    expect(text).toContain('Service Disruption Notice Investigating');
    expect(text).toContain('Affected: Payment processing');
    expect(text).toContain('We are currently experiencing issues with payment processing.');
    expect(text).toContain('Next update by 2:48 PM EST');
    expect(text).not.toContain('overdue');
  });

  test('shows a broken promise as one, in itself and by the reader’s clock', () => {
    const incidents = [incident(investigating)];
    const late = first({ incidents, at: minutesLater(34) });
    expect(read(late)).toContain('Next update by 2:48 PM EST overdue');
    const due = String(Date.parse(minutesLater(33)));
    expect(first({ incidents })).toContain(`<span class="late" hidden data-after="${due}">`);
  });

  test('says what is watched, and forgets no incident that is over', () => {
    const watched = read(
      first({ incidents: [incident(investigating, monitoring)], at: minutesLater(64) }),
    );
    expect(watched).toContain('All systems operational');
    expect(watched).toContain('Service Disruption Notice Monitoring');
    const over = first({
      incidents: [incident(investigating, monitoring, resolved)],
      at: minutesLater(99),
    });
    expect(read(over)).toContain('Service Disruption Notice - Payment processing January 15, 2024');
    expect(over).toContain(`href="incidents/${pageId('incident', 'INC-2024-001')}"`);
  });

  test('shows maintenance before and while it is, and no more once it is over', () => {
    const said = { maintenances: [work] };
    expect(read(first({ said }))).toContain('Moving to new databases Scheduled');
    const during = read(first({ said, at: minutesLater(610) }));
    expect(during).toContain('Under maintenance');
    expect(during).toContain('Moving to new databases In progress');
    expect(read(first({ said, at: minutesLater(730) }))).not.toContain('Moving');
    const ended = { ...work, ended: { how: 'cancelled' as const, at: minutesLater(20) } };
    expect(read(first({ said: { maintenances: [ended] }, at: minutesLater(30) }))).not.toContain(
      'Moving',
    );
  });

  test('believes a person before it believes incidents', () => {
    const said = {
      said: { search: { status: 'degraded_performance' as const, at: minutesLater(1), by: 'Ana' } },
    };
    const text = read(first({ said }));
    expect(text).toContain('Search Degraded performance');
    expect(text).not.toContain('Ana');
    const well = {
      said: {
        'payment-processing': { status: 'operational' as const, at: minutesLater(4), by: 'Ana' },
      },
    };
    expect(read(first({ said: well, incidents: [incident(investigating)] }))).toContain(
      'All systems operational',
    );
  });

  test('puts components of a group under its name, once', () => {
    expect(first().match(/<h3>Shop<\/h3>/g)).toHaveLength(1);
    expect(read(first())).toContain('Shop Search Operational Finding books');
  });

  test.each(languages)('is whole in %s', language => {
    const html = first({
      page: pageOf({ language }),
      incidents: [incident(investigating)],
      said: { maintenances: [work] },
    });
    expect(html).toContain(`<html lang="${language}">`);
    expect(read(html)).not.toMatch(/undefined|\[object|NaN/);
  });

  test('writes a colon in French as the French do, and none behind a preposition in Spanish', () => {
    const shown = (language: string) =>
      read(
        first({
          page: pageOf({ language }),
          incidents: [incident(investigating)],
          said: { maintenances: [work] },
        }),
      );
    expect(shown('fr')).toContain('Services touchés : Payment processing');
    expect(shown('fr')).not.toMatch(/\p{L}: /u);
    expect(shown('es')).not.toMatch(/\b(a|con|de|en): /);
  });

  test.each([
    ['en', '100% uptime over 1 day'],
    ['de', '100\u00a0% verfügbar in 1 Tag'],
    ['es', '100\u00a0% de disponibilidad en 1 día'],
    ['fr', '100\u00a0% de disponibilité sur 1 jour'],
  ])('of its first day says in %s that it is one', (language, words) => {
    const html = first({ page: pageOf({ language }), said: { since: minutesLater(0) } });
    expect(html).toContain(`<span>${words.replace(/ /g, ' ')}</span>`);
  });

  test('names few of the many that an incident of before concerned, and all of those that one concerns now', () => {
    const many = Array.from({ length: 8 }, (_, index) => ({
      ...{ id: `c${index}`, name: `Part ${index}`, status: 'major_outage' as const },
    }));
    const broken = { ...investigating, components: many };
    const over = first({ incidents: [incident(broken, resolved)] });
    expect(read(over)).toContain('Part 0, Part 1, Part 2, Part 3, Part 4, +4');
    expect(read(first({ incidents: [incident(broken)] }))).toContain('Part 6, Part 7');
  });

  test('draws days of one kind that follow each other as one stretch, each day a dash of it', () => {
    const day = 86_400_000;
    const ago = (days: number) =>
      instant(new Date(Date.parse(minutesLater(0)) - days * day).toISOString());
    const during = (from: number, until: number) => ({
      ...{ id: `INC-${from}`, startedAt: ago(from) },
      notices: [
        { ...investigating, at: ago(from) },
        { ...resolved, at: ago(until) },
      ],
    });
    const html = first({ incidents: [during(40, 38), during(10, 9.9)] });
    expect(html).toContain('<path class="o" d="M196 14h11M316 14h3"/>');
  });

  test('lets words of other scripts run their own way, whatever the language of the page', () => {
    const arabic = { ...investigating, title: 'انقطاع خدمة الدفع', body: 'نواجه مشكلات.' };
    const html = first({ incidents: [incident(arabic)] });
    expect(html).toContain('h2,h3,h4,.words,label,.past a{unicode-bidi:plaintext}');
    expect(html).toContain('<p class="words">نواجه مشكلات.</p>');
    expect(html).toContain('Affected: <bdi>Payment processing</bdi>');
  });

  test('carries the name, the logo and the colour of the organisation', () => {
    const page = pageOf({
      name: 'Northwind',
      logo: 'https://example.com/logo.svg',
      colour: '#0a6e4f',
    });
    const html = first({ page });
    expect(html).toContain('<h1>Northwind status</h1>');
    expect(html).toContain('<img src="https://example.com/logo.svg" alt="" height="40">');
    expect(html).toContain('border-top:6px solid #0a6e4f');
  });

  test.each([
    [30, 8],
    [60, 8],
    [60, 20],
  ])(
    'is under 50 KB with %i components, three months of trouble with up to %i of them and three incidents at once',
    (count, broken) => {
      const components = Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `c${index}`,
          {
            name: `Component number ${index}`,
            services: ['payments'],
            description: 'What it is for',
          },
        ]),
      );
      const named = Object.keys(components).map(id => ({
        id,
        name: `Component number ${id}`,
        status: 'partial_outage' as const,
      }));
      const many = Array.from({ length: 90 }, (_, index) => {
        const at = instant(
          new Date(Date.parse(minutesLater(0)) - index * 86_400_000).toISOString(),
        );
        const notice = { ...investigating, at, components: named.slice(index % 5, broken) };
        const over = {
          ...resolved,
          at: instant(new Date(Date.parse(at) + 3_600_000).toISOString()),
        };
        return {
          id: `INC-2024-${index}`,
          startedAt: at,
          notices: index < 3 ? [notice] : [notice, over],
        };
      });
      const html = first({ page: pageOf({ components }), incidents: many });
      expect(Buffer.byteLength(html)).toBeLessThan(50_000);
    },
  );
});

describe('the form for who wants to be told', () => {
  test('is sent by the browser itself, to us and nowhere else, and offers what the configuration says', () => {
    const html = first();
    expect(html).toContain(
      '<form class="box" method="post" action="https://tocsin.example.com/s">',
    );
    expect(html).toContain('form-action https://tocsin.example.com"');
    expect(read(html)).toContain('E-mail address or https address of a webhook');
    expect(html).toContain('name="component" value="payment-processing"');
    const all = first({ page: pageOf({ follow: ['email', 'sms', 'webhook'] }) });
    expect(read(all)).toContain('E-mail address, phone number, such as +1 555 555 0101 or https');
  });

  test('is not there where nobody is to be told, or nothing would take it', () => {
    expect(first({ page: pageOf({ follow: [] }) })).not.toContain('<form');
    const { followAt: _, ...state } = stateOf();
    const html = pageFiles(state).find(({ path }) => path === 'index.html')?.body ?? '';
    expect(html).not.toContain('<form');
    expect(html).toContain("form-action 'none'");
  });
});

describe('words of strangers', () => {
  test('are words and lines where a reader of feeds takes them for HTML', () => {
    const body = 'We <b>know</b> & see\nwhy.';
    const feed = pages({ incidents: [incident({ ...investigating, body })] })['history.rss'] ?? '';
    expect(feed).toContain(
      '<description>Investigating&lt;br&gt;We &amp;lt;b&amp;gt;know&amp;lt;/b&amp;gt; &amp;amp; see&lt;br&gt;why.</description>',
    );
  });

  test('have nothing in a feed that no reader of XML takes', () => {
    const body = 'a\ufffeb\uffffc\u0000d\ud800e';
    const files = pages({ incidents: [incident({ ...investigating, body })] });
    for (const feed of ['history.rss', 'history.atom']) {
      expect(files[feed]).toContain('abcd');
      expect(files[feed]).not.toMatch(/[\ufffe\uffff]/);
    }
  });

  test('no name and no word becomes mark-up, whatever it is', () => {
    fc.assert(
      fc.property(anything, text => {
        const title = text.slice(0, 200);
        const name = /^\s*$|\p{Cc}/u.test(title) ? 'n' : title.trim().slice(0, 80) || 'n';
        const page = pageOf();
        const state = stateOf({
          page: {
            ...page,
            name,
            components: page.components.map(each => ({
              ...each,
              name,
              description: name,
              group: name,
            })),
          },
          incidents: [
            incident({
              ...investigating,
              title,
              body: text,
              components: [{ id: 'search', name: text, status: 'major_outage' }],
            }),
          ],
          said: { maintenances: [{ ...work, title, body: text }] },
        });
        const count = (html: string) =>
          (html.match(/<(script|style|img|svg|a|meta|link)\b/g) ?? []).join();
        const plain = stateOf({
          page: { ...page, components: page.components.map(each => ({ ...each, group: 'g' })) },
          incidents: [
            incident({
              ...investigating,
              components: [{ id: 'search', name: 's', status: 'major_outage' }],
            }),
          ],
          said: { maintenances: [work] },
        });
        const of = (given: typeof state) =>
          pageFiles(given)
            .filter(({ contentType }) => !contentType.includes('json'))
            .map(({ body }) => count(body));
        expect(of(state)).toEqual(of(plain));
      }),
      { numRuns: 60 },
    );
  });

  test('nothing runs in it but its own few lines, named by their sum', () => {
    const html = first();
    const policy = /content-security-policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'/,
    );
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/\son\w+=|style="|javascript:/);
  });
});

test('each incident and each maintenance has a page of its own, at an address that tells nothing', () => {
  const state = stateOf({ incidents: [incident(investigating)], said: { maintenances: [work] } });
  const paths = pageFiles(state).map(({ path }) => path);
  const address = `incidents/${pageId('incident', 'INC-2024-001')}`;
  expect(paths).toContain(address);
  expect(paths).toContain(`incidents/${pageId('incident', 'mnt_1')}`);
  expect(address).toMatch(/^incidents\/[a-z0-9]{12}$/);
  const over = incident(investigating, resolved);
  const page = fileOf(stateOf({ incidents: [over] }), over);
  expect(read(page.body)).toContain('Resolved');
  expect(page.body).toContain('<a href="../">Current status</a>');
  expect(pageFiles(stateOf({ incidents: [over] })).map(({ path }) => path)).not.toContain(address);
});
