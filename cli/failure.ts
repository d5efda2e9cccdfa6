import type { FieldError } from '#contract/problem.ts';

/** What scripts can decide by. Kept stable; docs/cli.md says the same. */
export const exitCodes = {
  ok: 0,
  /** The API refused the command, or the input is not valid. */
  refused: 1,
  usage: 2,
  /** The API cannot be reached, or it is broken itself. */
  unreachable: 3,
  notAuthorised: 4,
  notFound: 5,
  /** Two configurations would not do the same. */
  differs: 6,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends the command. The message is one sentence of what happened; `next` is what the person can do about it. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;
  readonly next: string | undefined;
  readonly errors: readonly FieldError[];
  readonly requestId: string | undefined;
  /** The API's own word for why, where it has one. */
  readonly reason: string | undefined;

  constructor(
    kind: Exclude<keyof typeof exitCodes, 'ok'>,
    message: string,
    more: {
      next?: string;
      errors?: readonly FieldError[];
      requestId?: string;
      reason?: string;
    } = {},
  ) {
    super(message);
    this.name = 'CliFailure';
    this.exitCode = exitCodes[kind];
    this.next = more.next;
    this.errors = more.errors ?? [];
    this.requestId = more.requestId;
    this.reason = more.reason;
  }
}
