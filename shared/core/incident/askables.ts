/** What a person may ask of an incident, by the name that the API's operation has. */
export const askables = [
  'acknowledge',
  'escalate',
  'snooze',
  'reassign',
  'responders',
  'roles',
  'updates',
  'notes',
  'severity',
  'resolve',
  'reopen',
] as const;
export type Askable = (typeof askables)[number];
