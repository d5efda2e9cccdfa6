import { isUnresolved } from '#core/communication/status-page/component-states.ts';
import { atom, rss } from '#core/communication/status-page/feeds.ts';
import {
  absentPage,
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
}

const types = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
};

/** Every file but those of incidents that are over, which `pagesOf` writes when they change. */
export function pageFiles(state: PageState): PageFile[] {
  return [
    { path: 'index.html', contentType: types.html, body: firstPage(state) },
    { path: '404.html', contentType: types.html, body: absentPage(state) },
    { path: 'history.atom', contentType: types.atom, body: atom(state) },
    { path: 'history.rss', contentType: types.rss, body: rss(state) },
    ...Object.entries(statuspageFiles(state)).map(([path, body]) => ({
      path: `api/v2/${path}`,
      contentType: types.json,
      body: JSON.stringify(body),
    })),
    ...state.incidents.filter(isUnresolved).map(each => pageOf(state, each)),
    ...state.book.maintenances.map(each => ({
      path: `incidents/${pageId('incident', each.id)}`,
      contentType: types.html,
      body: maintenancePage(state, each),
    })),
  ];
}

/** The page of one incident. */
export function pageOf(state: PageState, incident: PublicIncident): PageFile {
  return {
    path: `incidents/${pageId('incident', incident.id)}`,
    contentType: types.html,
    body: incidentPage(state, incident),
  };
}
