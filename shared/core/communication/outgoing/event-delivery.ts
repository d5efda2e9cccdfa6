/** One event for one address, or one commit for one room of a chat; what is sent is read when it is sent. */
export type OutgoingDelivery = EventDelivery | RoomDelivery;

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

export interface RoomDelivery {
  kind: 'room';
  /** Its name in tocsin.yaml. */
  room: string;
  incidentId: string;
  version: number;
}
