import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { type ApiAnswer, type ApiRequest, problem } from '#app/api/http.ts';
import { decodeUtf8 } from '#core/text/utf8.ts';

/*
 * The body of a request as text, however its sender packed it and in whichever letters it wrote it. No sender is asked
 * to change what it posts, and few of them can.
 */

/** As much as Lambda takes of a body that is not packed. What unfolds to more is cut off there, before it fills the memory. */
const unpackedBytesMax = 6 * 1024 * 1024;
const bounded = { maxOutputLength: unpackedBytesMax };

type Headers = ApiRequest['headers'];

/** What the sender says, with the bytes in which it said so, or why nobody can tell. */
export function bodySent(
  sent: Uint8Array,
  headers: Headers,
): { body: string; sent: Uint8Array } | ApiAnswer {
  const unpack = unpackerOf(sent, headers['content-encoding'] ?? '');
  try {
    return { body: inLetters(unpack?.(sent, bounded) ?? sent, headers), sent };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      return problem('too-large', 'Unpacked, the body is larger than any that is taken.');
    // Whoever unpacked it on the way may have left the header.
    const asItIs = decodeUtf8(sent);
    return 'text' in asItIs
      ? { body: asItIs.text, sent }
      : problem('invalid-request', 'The body is not packed as its Content-Encoding says.');
  }
}

/** No text begins as gzip does, so that it is known without its header, too: in a file that is kept, for example. */
function unpackerOf([first, second]: Uint8Array, encoding: string) {
  if (first === 0x1f && second === 0x8b) return gunzipSync;
  if (/\bbr\b/i.test(encoding)) return brotliDecompressSync;
  // Half of those who say deflate leave its envelope out.
  if (/\bdeflate\b/i.test(encoding)) return first === 0x78 ? inflateSync : inflateRawSync;
  return undefined;
}

/**
 * By the mark in front; by the half of a letter that is empty, since bodies begin with a sign that needs but one; as
 * UTF-8; by what the sender calls it. Last as old mail and old Windows write: those letters are some text, whatever it is.
 */
function inLetters(bytes: Uint8Array, headers: Headers): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return read(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return read(bytes, 'utf-16be');
  if (second === 0) return read(bytes, 'utf-16le');
  if (first === 0 && bytes.length > 1) return read(bytes, 'utf-16be');
  const utf8 = decodeUtf8(bytes);
  if ('text' in utf8) return utf8.text;
  const [, named] = /charset\s*=\s*"?([\w:.-]+)/i.exec(headers['content-type'] ?? '') ?? [];
  return read(bytes, named !== undefined && isKnown(named) ? named : 'windows-1252');
}

function read(bytes: Uint8Array, letters: string): string {
  return new TextDecoder(letters).decode(bytes);
}

function isKnown(letters: string): boolean {
  try {
    // Called UTF-8 it is not, as was seen.
    return new TextDecoder(letters).encoding !== 'utf-8';
  } catch {
    return false;
  }
}
