/** What a key does in the view that is open; shown by `?`, and in the palette. */
export interface Deed {
  key: string;
  name: string;
  run: () => void;
  /** Why it would be refused. */
  refused?: string | undefined;
}
