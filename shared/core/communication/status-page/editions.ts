import type { PageFile } from '#core/communication/status-page/page-files.ts';
import type { PageState, Reader } from '#core/communication/status-page/state.ts';

/* Who may read the page: everybody, or each reader of a private one at an address of their own. */

/** The page as it stands at one place. `folder`: empty, or with its slash at the end. */
export interface Edition {
  folder: string;
  state: PageState;
}

const readersFolder = 'p/';

/** Where one reader finds it, below the address of the page. */
export const readerPath = (token: string): string => `${readersFolder}${token}/`;

export function editionsOf(state: PageState, tokenOf: (reader: Reader) => string): Edition[] {
  const { page, book } = state;
  if (page.visibility === 'public') return [{ folder: '', state }];
  return book.readers.map(reader => {
    const folder = readerPath(tokenOf(reader));
    const url = page.url && `${page.url.replace(/\/$/, '')}/${folder.slice(0, -1)}`;
    const theirs = { ...page, ...(url !== undefined && { url }) };
    return { folder, state: { ...state, page: theirs } };
  });
}

/** An address that ends with a slash is an object of that name, so that links lead on from it as from any first page. */
export function placedIn({ folder }: Edition, file: PageFile): PageFile {
  if (folder === '') return file;
  const path = file.path === 'index.html' ? '' : file.path;
  return { ...file, path: `${folder}${path}`, isPrivate: true };
}

/** Of a reader who may not read it any more, or of the time when everybody might: nothing else that lies there is ours. */
export function isOver(path: string, { page }: PageState, editions: readonly Edition[]): boolean {
  if (path.startsWith(readersFolder)) {
    return !editions.some(({ folder }) => folder !== '' && path.startsWith(folder));
  }
  return page.visibility === 'private' && publicPaths.test(path);
}

const publicPaths = /^(?:api\/v2\/.|incidents\/.|history\.(?:atom|rss)$|maintenance\.ics$)/;
