import { wordsOf } from '#core/communication/status-page/languages.ts';
import type { PageState, PublicIncident } from '#core/communication/status-page/state.ts';
import { pageId } from '#core/communication/status-page/statuspage-api.ts';
import type { PublicNotice } from '#core/incident/public-notice.ts';
import { escaped } from '#core/text/markup.ts';
import { type Instant, sdkDate } from '#core/time/instant.ts';

/* What readers of feeds get: an entry for each incident, which changes as it goes on. */

const entriesMax = 50;

interface Entry {
  id: string;
  title: string;
  startedAt: Instant;
  changedAt: Instant;
  link: string;
  text: string;
}

/** Source: RFC 4287. */
export function atom(state: PageState): string {
  const { page } = state;
  const name = escaped(wordsOf[page.language].statusOf(page.name));
  const base = baseOf(state);
  const entries = entriesOf(state);
  const updated =
    entries
      .map(({ changedAt }) => changedAt)
      .toSorted()
      .at(-1) ?? state.book.since;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<feed xml:lang="${page.language}" xmlns="http://www.w3.org/2005/Atom">`,
    `<id>${tag('page', page.name)}</id><title>${name}</title><updated>${updated}</updated>`,
    `<author><name>${escaped(page.name)}</name></author>`,
    ...(base === ''
      ? []
      : [
          `<link rel="alternate" type="text/html" href="${base}"/>`,
          `<link rel="self" type="application/atom+xml" href="${base}history.atom"/>`,
        ]),
    ...entries.map(
      ({ id, title, startedAt, changedAt, link, text }) =>
        `<entry><id>${tag('incident', id)}</id><title>${title}</title><published>${startedAt}</published><updated>${changedAt}</updated><link rel="alternate" type="text/html" href="${link}"/><content type="text">${text}</content></entry>`,
    ),
    '</feed>\n',
  ].join('\n');
}

/** Its descriptions are HTML, so that words are escaped for that, too. Source: the RSS 2.0 specification. */
export function rss(state: PageState): string {
  const { page } = state;
  const name = escaped(wordsOf[page.language].statusOf(page.name));
  const entries = entriesOf(state);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0"><channel>',
    `<title>${name}</title><link>${baseOf(state)}</link><description>${name}</description><language>${page.language}</language>`,
    `<pubDate>${sdkDate(entries[0]?.changedAt ?? state.book.since).toUTCString()}</pubDate>`,
    ...entries.map(
      ({ id, title, changedAt, link, text }) =>
        `<item><title>${title}</title><description>${escaped(text.replaceAll('\n', '<br>'))}</description><pubDate>${sdkDate(changedAt).toUTCString()}</pubDate><link>${link}</link><guid isPermaLink="false">${pageId('incident', id)}</guid></item>`,
    ),
    '</channel></rss>\n',
  ].join('\n');
}

function entriesOf(state: PageState): Entry[] {
  return state.incidents
    .flatMap(incident => entryOf(state, incident))
    .toSorted((a, b) => (a.changedAt < b.changedAt ? 1 : -1))
    .slice(0, entriesMax);
}

function entryOf(state: PageState, { id, startedAt, notices }: PublicIncident): Entry[] {
  const last = notices.at(-1);
  if (last === undefined) return [];
  const words = wordsOf[state.page.language];
  const told = ({ stage, body }: PublicNotice) => `${words.stage[stage]}\n${body}`;
  return [
    {
      ...{ id, startedAt, changedAt: last.at },
      title: escaped(last.title),
      link: `${baseOf(state)}incidents/${pageId('incident', id)}`,
      text: escaped(notices.toReversed().map(told).join('\n\n')),
    },
  ];
}

/** With its slash at the end; empty where the page's address is not configured, and links are relative then. */
function baseOf({ page: { url } }: PageState): string {
  return url === undefined ? '' : `${escaped(url.replace(/\/$/, ''))}/`;
}

/** A name that stays, wherever the page moves to. Source: RFC 4151. */
function tag(kind: string, id: string): string {
  return `urn:tocsin:${kind}:${pageId(kind, id)}`;
}
