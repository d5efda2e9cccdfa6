import type * as z from 'zod/mini';
import { CliFailure } from '#cli/failure.ts';
import { textIn } from '#cli/files.ts';
import type { Session } from '#cli/session.ts';
import { overrides as listed } from '#contract/oncall.ts';
import { mutes } from '#contract/silences.ts';
import type { ByHand } from '#core/incident/made-by-hand.ts';
import { instant } from '#core/time/instant.ts';

/**
 * What people had made by hand: as the files have it, else as the API answers where it is asked. A file knows of none.
 */
export async function madeByHand(
  session: Session,
  files: { silences?: string; overrides?: string },
  isAsked: boolean,
): Promise<ByHand> {
  const query = { over: 'true' } as const;
  const asked = isAsked ? await session.api() : undefined;
  return {
    silences:
      files.silences === undefined
        ? silencesOf((await asked?.call('listSilences', { query })) ?? { silences: [] })
        : await answerIn(session, files.silences, 'tocsin silences --all --json', value =>
            silencesOf(mutes.parse(value)),
          ),
    overrides:
      files.overrides === undefined
        ? overridesOf((await asked?.call('listOverrides', { query })) ?? { overrides: [] })
        : await answerIn(session, files.overrides, 'tocsin override list --all --json', value =>
            overridesOf(listed.parse(value)),
          ),
  };
}

/** Maintenance is listed with them, and stands in each configuration. */
function silencesOf(answer: Pick<z.infer<typeof mutes>, 'silences'>): ByHand['silences'] {
  return answer.silences.flatMap(mute => {
    const { id, kind, match, owner, reason, from, until, includesSev1, made, ended } = mute;
    if (kind !== 'silence') return [];
    return {
      ...{ id, match, owner, reason, includeSev1: includesSev1, by: made?.by ?? owner },
      ...{ from: instant(from), until: instant(until), createdAt: instant(made?.at ?? from) },
      ...(ended !== undefined && { ended: { at: instant(ended.at), by: ended.by } }),
    };
  });
}

function overridesOf({ overrides }: z.infer<typeof listed>): ByHand['overrides'] {
  return overrides.map(({ id, schedule, person, instead, by, removedAt, ...when }) => ({
    ...{ id, schedule, person, by },
    ...{ from: instant(when.from), until: instant(when.until), createdAt: instant(when.createdAt) },
    ...(instead !== undefined && { instead }),
    ...(removedAt !== undefined && { removedAt: instant(removedAt) }),
  }));
}

async function answerIn<Made>(
  { surroundings }: Session,
  file: string,
  command: string,
  read: (value: unknown) => Made,
): Promise<Made> {
  const text = await textIn(surroundings, file);
  try {
    return read(JSON.parse(text));
  } catch {
    throw new CliFailure('refused', `${file} is not what \`${command}\` prints.`, {
      next: `Write it anew: ${command} > ${file}`,
    });
  }
}
