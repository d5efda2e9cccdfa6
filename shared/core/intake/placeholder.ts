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

/** One that is not filled in is the whole text: `{{ $labels.x }}`, `${x}`, `$X`, `%x%`, `*x*`, `{EVENT.ID}`, `<%= x %>`, `[% x %]`. */
const unfilled =
  /^(\$?\{\{[^{}]*\}\}|\[%[^%[\]]*%\]|%%[A-Za-z_.]+%%|\[\[[^[\]]*\]\]|[$#%@]?\{[^{}":]*\}|\$[A-Z_][A-Z0-9_]*\$?|\$[a-z][a-z_.]*|%[A-Za-z_.]+%|\*[A-Za-z ]+\*|@@?[A-Z_]+@@?|<%[^%]*%>|%!\w\([^()]*\)|__[A-Z_]+__)$/;

/** Several, with nothing of their own between them: `{{ host }}-{{ check }}`, `undefined/undefined`. */
const several =
  /^(?:(?:\$?\{\{[^{}]*\}\}|\$\{[^{}]*\}|\[%[^%[\]]*%\]|undefined|null|None)(?:[\s/|:_.,-]{0,3})){2,8}$/;

const severalMax = 500;

/** What template engines leave behind where they had nothing to say. */
export function isPlaceholder(text: string): boolean {
  const plain = text.trim();
  const isWord =
    plain.length <= wordMax && (plain === '' || plain === 'None' || words.has(plain.toLowerCase()));
  return isWord || unfilled.test(plain) || (plain.length <= severalMax && several.test(plain));
}
