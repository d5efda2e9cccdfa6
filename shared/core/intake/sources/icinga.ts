import { notifications } from '#core/intake/sources/nagios.ts';

/** Icinga writes what Nagios writes. */
export const parse = notifications('icinga');
