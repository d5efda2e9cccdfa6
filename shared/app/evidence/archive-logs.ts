import type { Keep, Run } from '#app/evidence/archive-run.ts';
import { chunks } from '#core/chunks.ts';
import type { Observation } from '#core/diagnosis/pattern.ts';
import { sha256 } from '#core/digest.ts';
import type { Redact } from '#core/text/redaction.ts';
import type { LogLine, ReadLogs } from '#ports/diagnosis.ts';
import type { Archive } from '#ports/evidence.ts';

/** A part is closed at either; both are far below what a function may hold. */
const partBytesMax = { compressed: 1.5 * 1024 * 1024, plain: 6 * 1024 * 1024 };
/** Lines of the pages before, by which one that comes twice is known. */
const rememberedLines = 20_000;
/** That are looked at together for anything that is known. */
const linesAtOnce = 500;
/** One after the other, without a page between them. */
const troublesMax = 6;

/**
 * The lines of one log group as compressed NDJSON, part by part, in constant memory: each page is compressed as it
 * comes, as a gzip member of its own. Beside each part is noted where the group goes on, so that a run that repeats
 * what another has stored goes on from there. `more`: the run's time is over before the group is. `later`: the log would
 * not answer just now.
 */
export function collectLogs(deps: {
  readLogs: ReadLogs;
  bucket: Archive;
  keep: Keep;
  compress: (text: string) => Uint8Array;
  decompress: (content: Uint8Array) => string;
  /** Each line once it is redacted: what is recognised in it is quoted. */
  see: (observation: Observation) => void;
  mayShow: (text: string) => boolean;
  mustStop: () => boolean;
  /** After each part, of which nothing is held any more. */
  collectGarbage: () => void;
}) {
  return async (
    group: string,
    run: Run,
    redact: Redact,
  ): Promise<'done' | 'more' | 'later' | { missing: string }> => {
    const nameOf = partName(group);
    const keyOf = (part: number) => `${run.folder}/${nameOf(part)}`;
    const { parts, next: from } = run.logs ?? { parts: 0 };
    let number = parts;
    let next: string | undefined = from;
    let part = emptyPart();
    let seen = recentIds();
    if (number > 0) await remember(keyOf(number));

    for (;;) {
      const page = await deps.readLogs(group, run.window, next);
      if ('unreadable' in page) {
        const before = number;
        next = await close(next);
        // An earlier run has stored all of it.
        if (next === undefined && number > before) return 'done';
        // A log that has answered before is asked to go on: to be throttled passes, and a gigabyte is not read twice.
        const hasAnswered = next !== undefined || (await deps.bucket.find(keyOf(1))) !== undefined;
        const troubles = (run.logs?.troubles ?? 0) + 1;
        if (hasAnswered && troubles < troublesMax) {
          run.logs = { parts: number, ...(next !== undefined && { next }), troubles };
          return 'later';
        }
        return { missing: `logs ${page.unreadable}` };
      }
      add(page.lines.filter(line => seen.isNew(line.id)));
      next = page.next;
      const isOver = next === undefined;
      const mustStop = deps.mustStop();
      if (isOver || mustStop || part.compressed >= partBytesMax.compressed || isLong(part)) {
        next = await close(next);
      }
      if (next === undefined) return 'done';
      run.logs = { parts: number, next };
      if (mustStop) return 'more';
    }

    function add(lines: readonly LogLine[]): void {
      if (lines.length === 0) return;
      const messages: string[] = [];
      const text = lines
        .map(line => {
          const { text: message, count } = redact(line.message);
          part.redacted += count;
          messages.push(message);
          return `${JSON.stringify(count === 0 ? line : { ...line, message })}\n`;
        })
        .join('');
      for (const some of chunks(messages, linesAtOnce)) {
        if (!deps.mayShow(some.join('\n'))) continue;
        for (const text of some) deps.see({ where: group, text, isLog: true });
      }
      const member = deps.compress(text);
      part.members.push(member);
      part.compressed += member.byteLength;
      part.plain += text.length;
    }

    /** Answers where the group goes on, which an earlier run may have noted otherwise. */
    async function close(following: string | undefined): Promise<string | undefined> {
      if (part.members.length === 0) return following;
      number += 1;
      const { redacted, members } = part;
      const written: Note = { ...(following !== undefined && { next: following }), redacted };
      const note = encodeURIComponent(JSON.stringify(written));
      const kept = await deps.keep(nameOf(number), joined(members), 'application/gzip', note);
      part = emptyPart();
      deps.collectGarbage();
      if (kept.isNew || kept.note === undefined) {
        run.redacted += redacted;
        return following;
      }
      // What this run has read beyond the stored part is read again, so it is not known yet.
      const stored = JSON.parse(decodeURIComponent(kept.note)) as Note;
      seen = recentIds();
      await remember(keyOf(number));
      run.redacted += stored.redacted;
      return stored.next;
    }

    /** A run that goes on where another stopped knows the lines that the other saw last. */
    async function remember(key: string): Promise<void> {
      const last = await deps.bucket.find(key);
      if (last === undefined) return;
      for (const line of deps.decompress(last.content).split('\n').slice(-rememberedLines)) {
        if (line !== '') seen.isNew((JSON.parse(line) as LogLine).id);
      }
    }
  };
}

interface Note {
  next?: string;
  redacted: number;
}

const emptyPart = () => ({ members: [] as Uint8Array[], compressed: 0, plain: 0, redacted: 0 });
const isLong = ({ plain }: { plain: number }) => plain >= partBytesMax.plain;

function partName(group: string): (number: number) => string {
  const plain = group.replace(/[^\w-]+/g, '_').replace(/^_+/, '');
  // Two groups may not share a name: a file is written once.
  const isPlain = `/${plain.replaceAll('_', '/')}` === group;
  const name = isPlain ? plain : `${plain}-${sha256(group).slice(0, 8)}`;
  return number => `logs/${name}-${String(number).padStart(4, '0')}.ndjson.gz`;
}

/** Gzip members one after the other are one gzip file. */
function joined(members: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(members.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const member of members) {
    whole.set(member, at);
    at += member.byteLength;
  }
  return whole;
}

/** Knows an id for a while: a set in the order in which it was filled. */
function recentIds() {
  const ids = new Set<string>();
  return {
    isNew(id: string | undefined): boolean {
      if (id === undefined) return true;
      if (ids.has(id)) return false;
      ids.add(id);
      if (ids.size > rememberedLines) {
        const [oldest = ''] = ids;
        ids.delete(oldest);
      }
      return true;
    },
  };
}
