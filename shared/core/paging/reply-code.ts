import { sha256 } from '#core/digest.ts';

/** No vowels, so that no code is a word, and nothing that is taken for something else: 0 and O, 1 and I, 2 and Z, 5 and S. */
const digits = '346789';
const letters = 'CDFGHJKMNPQRTVWXY';
const signs = digits + letters;
const length = 4;

/** As a person types it: four of these signs with a digit and a letter among them. */
export const replyCodeForm =
  /(?=[CDFGHJKMNPQRTVWXY]{0,3}[346789])(?=[346789]{0,3}[CDFGHJKMNPQRTVWXY])[346789CDFGHJKMNPQRTVWXY]{4}/i;

/**
 * `7K3Q`, with which a text in answer proves that its sender has read the page: a sender's number proves nothing. Made
 * of the secret of the page's link, so that it cannot be guessed from what is public; one of about 190,000.
 */
export function replyCode(secret: string): string {
  for (let round = 0; ; round++) {
    const code = coded(sha256(`reply\n${round}\n${secret}`));
    if (/\d/.test(code) && /[A-Z]/.test(code)) return code;
  }
}

function coded(hash: string): string {
  let left = Number.parseInt(hash.slice(0, 12), 16);
  let code = '';
  for (let sign = 0; sign < length; sign++) {
    code += signs[left % signs.length];
    left = Math.floor(left / signs.length);
  }
  return code;
}
