import { isUnresolved } from '#core/communication/status-page/component-states.ts';
import { atom, rss } from '#core/communication/status-page/feeds.ts';
import {
  absentPage,
  closedPage,
  firstPage,
  incidentPage,
  maintenancePage,
} from '#core/communication/status-page/page-html.ts';
import type { PageState, PublicIncident } from '#core/communication/status-page/state.ts';
import { pageId, statuspageFiles } from '#core/communication/status-page/statuspage-api.ts';

/** One object of the page; `path` is its key, and how it is asked for. */
export interface PageFile {
  path: string;
  contentType: string;
  body: string;
  /** Of one reader: nothing in between keeps it. */
  isPrivate?: true;
}

const types = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
};

/** What lies at the address of the page itself, whoever may read it. */
export function frontFiles(state: PageState): PageFile[] {
  return [
    { path: '404.html', contentType: types.html, body: absentPage(state) },
    ...(state.page.visibility === 'private'
      ? [{ path: 'index.html', contentType: types.html, body: closedPage(state) }]
      : []),
  ];
}

/** The page itself; of incidents that are over `pageOf` writes them. */
export function pageFiles(state: PageState): PageFile[] {
  return [
    { path: 'index.html', contentType: types.html, body: firstPage(state) },
    { path: 'history.atom', contentType: types.atom, body: atom(state) },
    { path: 'history.rss', contentType: types.rss, body: rss(state) },
    ...Object.entries(statuspageFiles(state)).map(([path, body]) => ({
      path: `api/v2/${path}`,
      contentType: types.json,
      body: JSON.stringify(body),
    })),
    ...state.incidents.filter(isUnresolved).map(each => pageOf(state, each)),
    ...state.book.maintenances.map(each => ({
      path: incidentPath(each.id),
      contentType: types.html,
      body: maintenancePage(state, each),
    })),
  ];
}

/** Of the page of one incident, below that of the page. */
export const incidentPath = (id: string): string => `incidents/${pageId('incident', id)}`;

/** The page of one incident. */
export function pageOf(state: PageState, incident: PublicIncident): PageFile {
  return {
    path: incidentPath(incident.id),
    contentType: types.html,
    body: incidentPage(state, incident),
  };
}
