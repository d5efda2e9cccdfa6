import { type Askable, askables } from '#core/incident/askables.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { decide } from '#core/incident/decide.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { Actor } from '#core/people.ts';
import { type Severity, severities } from '#core/severity.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/** `done`: it is so already. `text` says why it would be refused. */
export interface Asked {
  command: Askable;
  standing: 'possible' | 'done' | 'refused';
  text?: string;
}

/**
 * What would become of each command if somebody gave it now. The rules themselves are asked, so that no list of our own says
 * anything else; what depends on the words of the command is not known before they are there.
 */
export function askable(incident: DeclaredIncident, by: Actor, at: Instant): Asked[] {
  return askables.map(command => {
    const decision = decide(incident, trial(command, incident, { at, by }));
    if ('rejected' in decision) {
      return { command, standing: 'refused', text: decision.rejected.text };
    }
    return { command, standing: decision.events.length === 0 ? 'done' : 'possible' };
  });
}

function trial(
  command: Askable,
  { plan, severity }: DeclaredIncident,
  about: { at: Instant; by: Actor },
): IncidentCommand {
  const reason = 'Tried.';
  // Somebody who can be reached, as far as this incident knows anybody.
  const people = plan.levels.flatMap(level => level.people);
  switch (command) {
    case 'acknowledge':
      return { type: 'AcknowledgeIncident', ...about };
    case 'escalate':
      return { type: 'EscalateIncident', ...about };
    case 'snooze':
      return { type: 'SnoozeIncident', ...about, until: addSeconds(about.at, 60), reason };
    case 'reassign':
      return { type: 'ReassignIncident', ...about, plan, reason };
    case 'responders':
      return { type: 'AddResponders', ...about, people, reason };
    case 'roles':
      return { type: 'AssignRole', ...about, role: 'scribe', person: '', name: '' };
    case 'updates':
      return { type: 'PostUpdate', ...about, status: reason };
    case 'notes':
      return { type: 'AddNote', ...about, text: reason };
    case 'severity': {
      const to = severities.find(each => each !== severity) as Severity;
      const why = { rule: 'asked', text: reason };
      return { type: 'ChangeSeverity', ...about, to, reason: why, plan };
    }
    case 'resolve':
      return { type: 'ResolveIncident', ...about, resolution: reason };
    case 'reopen':
      return { type: 'ReopenIncident', ...about, reason };
    default:
      return command satisfies never;
  }
}
