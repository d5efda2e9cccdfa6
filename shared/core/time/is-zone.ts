/** Whether there is an IANA time zone of this name, or an offset such as `+01:00`. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    // The one way to ask: an unknown zone is a RangeError.
    return false;
  }
}
