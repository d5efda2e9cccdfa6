/** What was asked of AWS, of Slack or of Tocsin itself: what it said, or in words why it could not be asked. */
export type Asked<Value> = { known: Value } | { unknown: string };

export interface Checkup {
  /** A stable word. */
  check: string;
  /** `unknown`: it could not be asked, and the text says why. */
  state: 'ok' | 'warning' | 'problem' | 'unknown';
  text: string;
  /** A command, or the page of the console. */
  mend?: string;
}

export type Judgement = (check: string) => Checkup;

export const ok =
  (text: string): Judgement =>
  check => ({ check, state: 'ok', text });
export const warning =
  (text: string, mend: string): Judgement =>
  check => ({ check, state: 'warning', text, mend });
export const problem =
  (text: string, mend: string): Judgement =>
  check => ({ check, state: 'problem', text, mend });

export function asked<Value>(
  check: string,
  answer: Asked<Value>,
  judge: (value: Value) => Judgement,
): Checkup {
  return 'known' in answer
    ? judge(answer.known)(check)
    : {
        check,
        state: 'unknown',
        text: `${check.replaceAll('-', ' ')} could not be asked: ${answer.unknown}`,
      };
}
