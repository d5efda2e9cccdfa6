import { oneLine, smsText } from '#core/text/plain-text.ts';

/** What is sent to prove that an address arrives at its person. It says what it is for, and no more. */
export function codeWords(code: string, minutes: number, organisation: string) {
  const line = `Tocsin code ${code}: confirms that pages of ${oneLine(organisation)} reach you here. Good for ${minutes} minutes.`;
  return {
    text: smsText(line),
    notice: {
      subject: `Tocsin: your code is ${code}`,
      body: `${line}\n\nIf you did not ask for it, ignore this message.`,
    },
    /** Digit by digit, and twice, because nobody has a pen at hand. */
    spoken: `This is Tocsin. Your code is ${spelled(code)}. Once more: ${spelled(code)}.`,
    event: { type: 'code', code, organisation },
  };
}

/** What lets its reader in to the console. */
export function signInWords(code: string, minutes: number, organisation: string) {
  const line = `Tocsin code ${code}: signs you in to the console of ${oneLine(organisation)}. Good for ${minutes} minutes. Tell it to nobody.`;
  return {
    text: smsText(line),
    notice: {
      subject: `Tocsin: ${code} signs you in`,
      body: `${line}\n\nIf you did not ask for it, ignore this message: without the code nobody gets in.`,
    },
  };
}

function spelled(code: string): string {
  return [...code].join(', ');
}
