/** What keeps the console for a load without a line, and shows pages by push where somebody wants that. */
export const workerFile = '/push-worker.js';

/** A browser that has no such thing, or is told to keep nothing, loads the console from the network alone. */
export function keepShellHere(): void {
  void navigator.serviceWorker?.register(workerFile).catch(() => undefined);
}
