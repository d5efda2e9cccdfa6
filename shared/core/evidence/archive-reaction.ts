import type { After, Unkeyed } from '#core/incident/commit.ts';
import type { AskedEvidence, Occasion } from '#core/incident/events.ts';

/** One run of the archive of an incident. */
export interface ArchiveReaction {
  kind: 'archive';
  key: string;
  incidentId: string;
  attempt: number;
  /** Absent: it was resolved. */
  occasion?: Occasion;
  asked?: AskedEvidence;
  /** Only these; all that the occasion calls for when absent. */
  sources?: string[];
  /** Where the run before stopped, when its time was over. */
  progress?: string;
}

const archiveAttemptsMax = 5;
const secondsBetweenArchives = 120;
/** Logs and metrics of the first moments take about so long until they can be read. */
const secondsUntilCapture = 60;

/** How long the queue holds a run back. */
export function archiveDelaySeconds({ occasion, attempt }: ArchiveReaction): number {
  if (occasion === 'declared') return secondsUntilCapture;
  return occasion === 'closed'
    ? secondsBetweenArchives * attempt
    : secondsBetweenArchives * (attempt - 1);
}

/** What is preserved, and when it is tried again. An exercise has nothing worth preserving but its log. */
export const archivesAfter = {
  IncidentDeclared({ drill }, { id: incidentId }) {
    return drill === undefined
      ? [{ kind: 'archive', incidentId, attempt: 1, occasion: 'declared' }]
      : [];
  },

  IncidentResolved(_event, { id: incidentId, drill }) {
    return drill === undefined ? [{ kind: 'archive', incidentId, attempt: 1 }] : [];
  },

  /** What people said in the channel is whole once that is archived. */
  IncidentClosed(_event, { id: incidentId, drill, chat }) {
    return drill === undefined && chat?.channel === true
      ? [{ kind: 'archive', incidentId, attempt: 1, occasion: 'closed' }]
      : [];
  },

  EvidenceArchived(event, incident) {
    // What a source would not give now it may give later; after that a person reads what is missing.
    const { attempt = 1, missing, occasion, asked, again: sources } = event;
    if (missing.length === 0 || attempt >= archiveAttemptsMax) return [];
    // Whoever is asked again gives no more.
    if (sources?.length === 0) return [];
    // What the beginning lacks is asked for again at the end.
    if (occasion === 'declared') return [];
    return [
      {
        ...({ kind: 'archive', incidentId: incident.id, attempt: attempt + 1 } as const),
        ...(occasion !== undefined && { occasion }),
        ...(asked !== undefined && { asked }),
        ...(sources !== undefined && { sources }),
      },
    ];
  },
} satisfies After<Unkeyed<ArchiveReaction>>;
