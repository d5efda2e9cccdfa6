const files = import.meta.glob<string>('../../../docs/senders/*.md', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** As they are written, by the name that stands in /v1/alerts/{source}. */
export const pages: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(files).flatMap(([path, page]) => {
    const source = /([\w-]+)\.md$/.exec(path)?.[1] ?? '';
    return source === 'README' ? [] : [[source, page]];
  }),
);
