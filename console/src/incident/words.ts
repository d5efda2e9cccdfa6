import type { Answer } from '#console/api.ts';

/** With its timeline. */
export type Incident = Answer<'GET', '/v1/incidents/{id}'>;
type Row = Answer<'GET', '/v1/incidents'>['incidents'][number];
export type Command = NonNullable<Row['commands']>[number]['command'];

/** Why the API would refuse it, in its own words; `undefined`: it would not. */
export function whyNot(
  { commands = [] }: Pick<Row, 'commands'>,
  command: Command,
): string | undefined {
  const found = commands.find(each => each.command === command);
  if (found === undefined) return undefined;
  switch (found.standing) {
    case 'possible':
      return undefined;
    case 'done':
      return 'It is so already.';
    case 'refused':
      return found.text ?? 'This is not possible now.';
    default:
      return found.standing satisfies never;
  }
}

/** An acknowledgement answers this: where it is another, it is open again, or somebody else is asked by now. */
export const askOf = ({ nextDeadline }: Pick<Row, 'nextDeadline'>) => nextDeadline?.at;

/** Who has it. */
export function phaseText(incident: Row): string {
  const { phase, acknowledgedBy, snoozedUntil } = incident;
  switch (phase) {
    case 'open':
      return 'Nobody has it';
    case 'acknowledged':
      return `${acknowledgedBy?.name ?? 'Somebody'} has it${snoozedUntil === undefined ? '' : ', put off'}`;
    case 'watching':
      return 'Resolved, watched';
    case 'resolved':
      return 'Resolved';
    default:
      return phase satisfies never;
  }
}

const ways: Record<string, string> = {
  ...{ sms: 'text message', email: 'e-mail', voice: 'call', slack: 'Slack' },
};
/** By which way somebody was told, as the timeline says it. */
export const wayNamed = (channel: string) => ways[channel] ?? channel;

export const roleNames = {
  incidentCommander: 'Incident commander',
  technicalLead: 'Technical lead',
  communicationsLead: 'Communications lead',
  scribe: 'Scribe',
} as const;
