/* What the daemons of machines write above all that they tell, in mails and wherever those are sent on to. */

const notice =
  /^this (?:(?:e-?mail|mail|message|notification) )?(?:is|was|has been) (?:(?:an? )?automatic|(?:an? )?generated|sent by)/i;

const more =
  /^(?:running on\b|host ?name:|dns domain:|nis domain:|the following [\w/ ]{3,60}:$)|^(?:hi|hello|dear \w+|greetings)[,!.]?$/i;

const machine = /\brunning on:?\s+(?:host ?name:\s+)?([\w.-]{1,80})/i;

/** The text from where it says something on, and the machine that its preamble names. */
export function belowPreamble(text: string): { text: string; host?: string } | undefined {
  const lines = text.slice(0, 10_000).split(/\r?\n/);
  const isPreamble = (line: string) => notice.test(line.trim()) || more.test(line.trim());
  const first = lines.find(line => line.trim() !== '') ?? '';
  if (!notice.test(first.trim()) && !/^(?:hi|hello|dear \w+|greetings)[,!.]?$/i.test(first.trim()))
    return undefined;
  const start = lines.findIndex(line => /[\p{L}\p{N}]/u.test(line) && !isPreamble(line));
  if (start === -1) return undefined;
  const host = machine.exec(lines.slice(0, start).join('\n'))?.[1];
  return { text: lines.slice(start).join('\n').trim(), ...(host !== undefined && { host }) };
}
