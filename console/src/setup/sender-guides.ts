import { type Guide, guideOf } from '#console/setup/sender-guide.ts';

const pages = import.meta.glob<string>('../../../docs/senders/*.md', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** Of every sender that has an address of its own, by name. */
export const guides: readonly Guide[] = Object.entries(pages)
  .flatMap(([path, page]) => {
    const source = /([\w-]+)\.md$/.exec(path)?.[1] ?? '';
    return source === 'README' ? [] : [guideOf(source, page)];
  })
  .toSorted((a, b) => a.name.localeCompare(b.name));
