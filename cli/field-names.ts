/** How the API calls a field, as the person who typed the command calls it. */
const own: Record<string, string> = {
  filter: '--pattern',
  markdown: 'the text',
  dueOn: '--due',
  people: '--person',
  wanted: 'what to keep',
};

/** `/title` and `?from` of the API are `--title` and `--from` here; a place in a file stays what it is. */
export function spokenField(path: string): string {
  const isOurs = /^[/?][A-Za-z]/.test(path) && !/:\d+:\d+$/.test(path);
  if (!isOurs) return path.replace(/^[/?]$/, '');
  const steps = path.slice(1).split(/[/.]/);
  const name = steps.findLast(step => !/^\d+$/.test(step)) ?? path;
  return own[name] ?? `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}

/** The API begins its sentence with the field that is wrong; so does this, in the other words. */
export function spokenSentence(sentence: string, paths: readonly string[]): string {
  const path = paths.find(each => each !== '' && sentence.startsWith(each));
  if (path === undefined) return sentence;
  const rest = sentence.slice(path.length).trim();
  const field = spokenField(path);
  if (field === '') return rest.charAt(0).toUpperCase() + rest.slice(1);
  return rest.startsWith(':') ? `${field}${rest}` : `${field} ${rest}`;
}
