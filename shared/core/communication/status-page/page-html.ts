import {
  type ComponentState,
  componentStates,
  isUnresolved,
  maintenanceStage,
  overall,
  worst,
} from '#core/communication/status-page/component-states.ts';
import { capitalised, waysOf } from '#core/communication/status-page/follow-ways.ts';
import { wordsOf } from '#core/communication/status-page/languages.ts';
import {
  historyDays,
  type Maintenance,
  type PageState,
  type PublicIncident,
} from '#core/communication/status-page/state.ts';
import { pageId } from '#core/communication/status-page/statuspage-api.ts';
import { css, pagePolicy, script } from '#core/communication/status-page/style.ts';
import { dayAndTimeOfDay, longDay, timeOfDay } from '#core/communication/status-page/times.ts';
import { type Day, uptimeOf } from '#core/communication/status-page/uptime.ts';
import type { Overall, Words } from '#core/communication/status-page/words.ts';
import type { ComponentStatus, PublicNotice } from '#core/incident/public-notice.ts';
import { escaped } from '#core/text/markup.ts';
import { addSeconds, epochMs, type Instant } from '#core/time/instant.ts';
import { dayThere } from '#core/time/local-time.ts';

/* The page for people: one file without another, that is read without a script and by a voice. */

/** Past incidents on the first page; each has a page of its own. */
const pastShown = 40;
/** Of what an incident concerned, in the list of past ones; and of the days that a voice reads, on the whole page. */
const namesShown = 5;
const daysTold = 200;
const daysToldOfOne = 10;
/** The page is written at least this often while something is open. */
const staleAfterSeconds = 15 * 60;

const classOf: Record<ComponentStatus, string> = {
  operational: 'ok',
  under_maintenance: 'work',
  degraded_performance: 'slow',
  partial_outage: 'part',
  major_outage: 'out',
};
const classOfOverall: Record<Overall, string> = {
  operational: 'ok',
  maintenance: 'work',
  degraded: 'slow',
  'partial-outage': 'part',
  'major-outage': 'out',
};

interface Writing {
  state: PageState;
  words: Words;
  /** How to the first page from here: empty, or `../`. */
  home: string;
}

export function firstPage(state: PageState): string {
  const words = wordsOf[state.page.language];
  const writing: Writing = { state, words, home: '' };
  const { at, incidents, book } = state;
  const states = componentStates(state);
  const open = newestFirst(incidents.filter(isUnresolved));
  const past = newestFirst(incidents.filter(incident => !isUnresolved(incident)));
  const works = book.maintenances
    .filter(each => ['scheduled', 'in_progress'].includes(maintenanceStage(each, at)))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const whole = overall(states);
  return html(writing, words.statusOf(state.page.name), [
    `<section class="now ${classOfOverall[whole]}">`,
    `<h2>${words.overall[whole]}</h2>`,
    `<p class="dim">${words.asOf(time(writing, at))}</p>`,
    open.length === 0
      ? ''
      : `<p class="late" hidden data-after="${epochMs(addSeconds(at, staleAfterSeconds))}">${words.olderThan(staleAfterSeconds / 60)}</p>`,
    '</section>',
    ...(open.length === 0
      ? []
      : [`<h2>${words.current}</h2>`, ...open.map(each => incidentBox(writing, each, 'h3'))]),
    ...(works.length === 0
      ? []
      : [
          `<h2 id="maintenance">${words.maintenance}</h2>`,
          ...works.map(each => maintenanceBox(writing, each, 'h3')),
        ]),
    `<h2>${words.components}</h2>`,
    symbols,
    `<ul class="list">${grouped(writing, states)}</ul>`,
    `<h2 id="history">${words.history}</h2>`,
    past.length === 0
      ? `<p>${words.noIncident}</p>`
      : `<ul class="past">${past
          .slice(0, pastShown)
          .map(each => pastLine(writing, each))
          .join('')}</ul>`,
    followForm(writing),
  ]);
}

export function incidentPage(state: PageState, incident: PublicIncident): string {
  const words = wordsOf[state.page.language];
  const writing: Writing = { state, words, home: '../' };
  const title = incident.notices.at(-1)?.title ?? '';
  return html(writing, title, [
    incidentBox(writing, incident, 'h2'),
    `<p><a href="../">${words.backToPage}</a></p>`,
  ]);
}

export function maintenancePage(state: PageState, maintenance: Maintenance): string {
  const words = wordsOf[state.page.language];
  const writing: Writing = { state, words, home: '../' };
  return html(writing, maintenance.title, [
    maintenanceBox(writing, maintenance, 'h2'),
    `<p><a href="../">${words.backToPage}</a></p>`,
  ]);
}

/** What is at the address of a private page itself. */
export function closedPage(state: PageState): string {
  const { closed } = wordsOf[state.page.language];
  const writing: Writing = { state, words: wordsOf[state.page.language], home: '/' };
  return html(
    writing,
    closed.heading,
    [`<h2>${closed.heading}</h2>`, `<p>${closed.text}</p>`],
    false,
  );
}

/** For addresses that lead nowhere; it may be shown at any depth, so that it links to nothing. */
export function absentPage(state: PageState): string {
  const words = wordsOf[state.page.language];
  return html({ state, words, home: '/' }, words.noPage, [`<p>${words.noPage}</p>`], false);
}

function html({ state, words, home }: Writing, title: string, main: string[], linked = true) {
  const { page } = state;
  const styles =
    page.colour === undefined ? css : `${css}\nbody{border-top:6px solid ${page.colour}}`;
  const name = escaped(page.name);
  const logo =
    page.logo === undefined ? '' : `<img src="${escaped(page.logo)}" alt="" height="40">`;
  const heading = escaped(words.statusOf(page.name));
  const feeds = [
    ['history.atom', 'Atom'],
    ['history.rss', 'RSS'],
    ['maintenance.ics', 'iCalendar'],
    ['api/v2/summary.json', 'JSON'],
  ].map(([path, label]) => `<li><a href="${home}${path}">${label}</a></li>`);
  return [
    '<!doctype html>',
    `<html lang="${page.language}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="content-security-policy" content="${pagePolicy(styles, state.followAt)}">`,
    '<meta name="referrer" content="no-referrer">',
    ...(page.visibility === 'private' ? ['<meta name="robots" content="noindex,nofollow">'] : []),
    `<title>${escaped(title)}${title === words.statusOf(page.name) ? '' : ` - ${heading}`}</title>`,
    ...(linked
      ? [
          `<link rel="alternate" type="application/atom+xml" title="${name}" href="${home}history.atom">`,
          `<link rel="alternate" type="application/rss+xml" title="${name}" href="${home}history.rss">`,
        ]
      : []),
    `<style>${styles}</style></head><body>`,
    `<header>${logo}<h1>${linked && home !== '' ? `<a href="${home}">${heading}</a>` : heading}</h1></header>`,
    '<main>',
    ...main.filter(part => part !== ''),
    '</main>',
    ...(linked ? [`<footer><p>${words.feeds}</p><ul>${feeds.join('')}</ul></footer>`] : []),
    `<script>${script}</script></body></html>\n`,
  ].join('\n');
}

function incidentBox(writing: Writing, incident: PublicIncident, heading: 'h2' | 'h3'): string {
  const { words, home } = writing;
  const { notices } = incident;
  const last = notices.at(-1);
  if (last === undefined) return '';
  const names = [
    ...new Map(
      notices.flatMap(({ components }) => components).map(each => [each.id, each.name]),
    ).values(),
  ];
  const link = `${home}incidents/${pageId('incident', incident.id)}`;
  const title = escaped(last.title);
  return [
    '<article class="box">',
    `<div class="row"><${heading}>${heading === 'h2' ? title : `<a href="${link}">${title}</a>`}</${heading}>`,
    `<span class="state ${lookOf(last)}">${words.stage[last.stage]}</span></div>`,
    names.length === 0
      ? ''
      : `<p class="dim">${words.label(words.affected)} <bdi>${escaped(names.join(', '))}</bdi></p>`,
    isUnresolved(incident) ? promise(writing, last.nextUpdateBy) : '',
    ...notices.toReversed().map(notice => noticePart(writing, notice)),
    '</article>',
  ]
    .filter(part => part !== '')
    .join('\n');
}

/** What it means now; where nothing is broken any more, that it is looked at. */
function lookOf({ components, stage }: PublicNotice): string {
  if (stage === 'resolved') return 'ok';
  const status = worst(components.map(each => each.status));
  return status === 'operational' ? 'work' : classOf[status];
}

/** A broken promise is shown as one: by the next writing, and by the reader's own clock before that. */
function promise(writing: Writing, by: Instant | undefined): string {
  if (by === undefined) return '';
  const { words, state } = writing;
  const isLate = by <= state.at;
  return `<p><b>${words.nextUpdateBy(time(writing, by))}</b> <span class="late"${isLate ? '' : ' hidden'} data-after="${epochMs(by)}">${words.overdue}</span></p>`;
}

function noticePart(writing: Writing, { stage, at, body }: PublicNotice): string {
  const { words } = writing;
  return `<div class="said"><p><b>${words.stage[stage]}</b> ${time(writing, at)}</p><p class="words">${escaped(body)}</p></div>`;
}

function maintenanceBox(writing: Writing, work: Maintenance, heading: 'h2' | 'h3'): string {
  const { state, words, home } = writing;
  const names = state.page.components
    .filter(({ id }) => work.components.includes(id))
    .map(({ name }) => name);
  const title = escaped(work.title);
  const link = `${home}incidents/${pageId('incident', work.id)}`;
  return [
    '<article class="box work">',
    `<div class="row"><${heading}>${heading === 'h2' ? title : `<a href="${link}">${title}</a>`}</${heading}>`,
    `<span class="state">${words.maintenanceStage[maintenanceStage(work, state.at)]}</span></div>`,
    names.length === 0
      ? ''
      : `<p class="dim">${words.label(words.affected)} <bdi>${escaped(names.join(', '))}</bdi></p>`,
    `<p>${words.label(words.from)} ${time(writing, work.from)}<br>${words.label(words.until)} ${time(writing, work.ended?.at ?? work.until)}</p>`,
    work.body === '' ? '' : `<p class="words">${escaped(work.body)}</p>`,
    '</article>',
  ]
    .filter(part => part !== '')
    .join('\n');
}

function grouped(writing: Writing, states: readonly ComponentState[]): string {
  const seen = new Set<string>();
  return states
    .map(state => {
      const { group } = state;
      if (group === undefined) return `<li>${componentRow(writing, state, 'h3')}</li>`;
      if (seen.has(group)) return '';
      seen.add(group);
      const members = states.filter(each => each.group === group);
      const rows = members.map(each => `<li>${componentRow(writing, each, 'h4')}</li>`);
      return `<li><h3>${escaped(group)}</h3><ul>${rows.join('')}</ul></li>`;
    })
    .join('\n');
}

function componentRow(writing: Writing, state: ComponentState, heading: 'h3' | 'h4'): string {
  const { words } = writing;
  const { name, description, status, id } = state;
  const { days, percent, known } = uptimeOf(writing.state, id);
  const share = new Intl.NumberFormat(words.locale, {
    style: 'percent',
    maximumFractionDigits: 2,
  }).format(percent / 100);
  const label = words.uptime(share, known);
  return [
    `<div class="row"><${heading} class="name">${escaped(name)}</${heading}><span class="state ${classOf[status]}">${words.component[status]}</span></div>`,
    description === undefined ? '' : `<p class="dim">${escaped(description)}</p>`,
    bars(writing, days, label),
    `<p class="dim row days"><span>${words.daysAgo(historyDays)}</span><span>${label}</span><span>${words.today}</span></p>`,
  ].join('');
}

/**
 * Days are dashes of one broad line: those of one kind that follow each other are one stretch of it. All ninety stand in the
 * page once; each component refers to them and draws over them what was otherwise.
 */
const stretch = (first: number, count: number) => `M${first * 4} 14h${count * 4 - 1}`;
const symbols = `<svg hidden><symbol id="days" viewBox="0 0 359 28" preserveAspectRatio="none"><path d="${stretch(0, historyDays)}"/></symbol></svg>`;

function bars({ words, state }: Writing, days: readonly Day[], label: string): string {
  const paths = ['n', 'w', 's', 'p', 'o'].flatMap(kind => {
    const isOf = (index: number) => index >= 0 && kindOf(days[index]?.status) === kind;
    const of = days.flatMap((_, index) => {
      if (!isOf(index) || isOf(index - 1)) return [];
      const end = days.findIndex((_day, later) => later > index && !isOf(later));
      return [stretch(index, (end < 0 ? days.length : end) - index)];
    });
    return of.length === 0 ? [] : [`<path class="${kind}" d="${of.join('')}"/>`];
  });
  const notable = days.filter(({ status }) => status !== undefined && status !== 'operational');
  const share = Math.floor(daysTold / state.page.components.length);
  const told = notable
    .slice(-Math.max(1, Math.min(daysToldOfOne, share)))
    .map(({ day, status }) => `${words.label(day)} ${words.component[status ?? 'operational']}`);
  return `<svg role="img" aria-label="${[label, ...told].map(escaped).join('; ')}" viewBox="0 0 359 28" preserveAspectRatio="none"><use href="#days"/>${paths.join('')}</svg>`;
}

function kindOf(status: ComponentStatus | undefined): string {
  if (status === undefined) return 'n';
  return status === 'operational' ? 'k' : classOf[status].charAt(0);
}

function pastLine({ state, words }: Writing, incident: PublicIncident): string {
  const { notices, startedAt, id } = incident;
  const { timeZone } = state.page;
  const title = escaped(notices.at(-1)?.title ?? '');
  const names = [
    ...new Set(notices.flatMap(({ components }) => components.map(({ name }) => name))),
  ];
  const more = names.length > namesShown ? `, +${names.length - namesShown}` : '';
  const about =
    names.length === 0 ? '' : ` - ${escaped(names.slice(0, namesShown).join(', '))}${more}`;
  return `<li><a href="incidents/${pageId('incident', id)}">${title}${about}</a> <time datetime="${startedAt}">${longDay(startedAt, words, timeZone)}</time></li>`;
}

function time({ state, words }: Writing, at: Instant): string {
  const { timeZone } = state.page;
  const isToday = dayThere(at, timeZone) === dayThere(state.at, timeZone);
  const text = isToday ? timeOfDay(at, words, timeZone) : dayAndTimeOfDay(at, words, timeZone);
  return `<time datetime="${at}">${text}</time>`;
}

/** Sent by the browser itself, so that it needs no script. */
function followForm({ state: { page, followAt }, words: { follow } }: Writing): string {
  if (followAt === undefined || page.follow.length === 0) return '';
  const boxes = page.components.map(
    ({ id, name }) =>
      `<label><input type="checkbox" name="component" value="${escaped(id)}"> ${escaped(name)}</label>`,
  );
  const only =
    boxes.length < 2
      ? []
      : [
          `<details><summary>${follow.only}</summary><fieldset><legend class="dim">${follow.all}</legend>${boxes.join('')}</fieldset></details>`,
        ];
  return [
    `<h2 id="follow">${follow.heading}</h2>`,
    `<form class="box" method="post" action="${escaped(followAt)}">`,
    `<label for="address">${capitalised(waysOf(page, follow))}</label>`,
    `<div class="row"><input id="address" name="address" required maxlength="500" autocomplete="${page.follow.includes('email') ? 'email' : 'off'}" autocapitalize="none" spellcheck="false"><button>${follow.button}</button></div>`,
    ...only,
    '</form>',
  ].join('\n');
}

function newestFirst(incidents: readonly PublicIncident[]): PublicIncident[] {
  return incidents.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}
