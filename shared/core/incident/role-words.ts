import type { Role } from '#core/incident/events.ts';
import { entryOf } from '#core/own-entry.ts';

const words: Readonly<Record<string, Role>> = {
  ic: 'incidentCommander',
  commander: 'incidentCommander',
  incidentcommander: 'incidentCommander',
  tl: 'technicalLead',
  tech: 'technicalLead',
  techlead: 'technicalLead',
  technicallead: 'technicalLead',
  cl: 'communicationsLead',
  comms: 'communicationsLead',
  commslead: 'communicationsLead',
  communications: 'communicationsLead',
  communicationslead: 'communicationsLead',
  scribe: 'scribe',
};

/** The word on the phone is as good as the name in the API: `ic`, `Tech Lead`, `comms`. */
export function roleNamed(text: string): Role | undefined {
  const tidy = text.toLowerCase().replace(/[^a-z]/g, '');
  return entryOf(words, tidy);
}
