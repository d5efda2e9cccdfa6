/** One event for one address; what is sent is read when it is sent. */
export interface EventDelivery {
  kind: 'event';
  /** Its name in tocsin.yaml. */
  webhook: string;
  incidentId: string;
  /** The commit, and the event within it. */
  version: number;
  index: number;
  /** Sent once more because somebody asked for it. */
  replay?: string;
}
