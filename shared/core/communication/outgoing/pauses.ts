/** The first tries follow each other fast, for a receiver that was being deployed; the later ones give somebody a night. */
const pausesSeconds = [5, 30, 120, 300, 900, 1800];
const lastPauseSeconds = 3600;

/** How long until an address is tried again that did not take its event. `asked`: what it said itself, in seconds. */
export function pauseAfter(attempt: number, asked = 0): number {
  const usual = pausesSeconds[attempt - 1] ?? lastPauseSeconds;
  return Math.min(Math.max(usual, Math.ceil(asked)), lastPauseSeconds);
}
