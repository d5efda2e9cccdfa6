/** How the API calls a field, as the person who typed the command calls it. */
const own: Record<string, string> = {
  filter: '--pattern',
  markdown: 'the text',
  dueOn: '--due',
  body: '--text',
  components: '--component',
  nextUpdateIn: '--next',
  people: '--person',
  wanted: 'what to keep',
};

/** What the command takes that was typed: its options, as `--title`, and the names of its arguments. */
export interface Taken {
  options: readonly string[];
  arguments: readonly string[];
}

/**
 * `/title` and `?from` of the API are `--title` and `--from` here, an argument is called by its name, and so is what the command
 * does not take; a place in a file stays what it is.
 */
export function spokenField(path: string, taken?: Taken): string {
  const isOurs = /^[/?][A-Za-z]/.test(path) && !/:\d+:\d+$/.test(path);
  if (!isOurs) return path.replace(/^[/?]$/, '');
  const steps = path.slice(1).split(/[/.]/);
  const name = steps.findLast(step => !/^\d+$/.test(step)) ?? path;
  const option = own[name] ?? `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
  const isTaken = taken === undefined || !option.startsWith('--') || taken.options.includes(option);
  if (isTaken && taken?.arguments.includes(name) !== true) return option;
  return name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

/** The API begins its sentence with the field that is wrong; so does this, in the other words. */
export function spokenSentence(sentence: string, paths: readonly string[], taken?: Taken): string {
  const path = paths.find(each => each !== '' && sentence.startsWith(each));
  if (path === undefined) return sentence;
  const rest = sentence.slice(path.length).trim();
  const field = spokenField(path, taken);
  if (field === '') return rest.charAt(0).toUpperCase() + rest.slice(1);
  return rest.startsWith(':') ? `${field}${rest}` : `${field} ${rest}`;
}
