const words = new Set([
  ...[
    'null',
    'nil',
    '<nil>',
    '<null>',
    '(null)',
    '(none)',
    '<none>',
    'undefined',
    'nan',
    '-',
    '--',
  ],
  ...[
    'n/a',
    '#n/a',
    '<no value>',
    '[no value]',
    '(no value)',
    'no value',
    '*unknown*',
    '<unknown>',
  ],
  ...['not provided', '<unset>', '(unset)', '(not set)', '[object object]', '{}', '[]', '???'],
]);

/** Nothing longer is one of them. */
const wordMax = Math.max(...[...words].map(word => word.length));

/** One that is not filled in is the whole text: `{{ $labels.x }}`, `${x}`, `$X`, `%x%`, `*x*`, `{EVENT.ID}`, `<%= x %>`. */
const unfilled =
  /^(\{\{[^{}]*\}\}|\[\[[^[\]]*\]\]|[$#%@]?\{[^{}":]*\}|\$[A-Z_][A-Z0-9_]*\$?|\$[a-z][a-z_.]*|%[A-Za-z_.]+%|\*[A-Za-z ]+\*|@@?[A-Z_]+@@?|<%[^%]*%>|%!\w\([^()]*\)|__[A-Z_]+__)$/;

/** What template engines leave behind where they had nothing to say. */
export function isPlaceholder(text: string): boolean {
  const plain = text.trim();
  const isWord =
    plain.length <= wordMax && (plain === '' || plain === 'None' || words.has(plain.toLowerCase()));
  return isWord || unfilled.test(plain);
}
