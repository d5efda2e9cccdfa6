import { notifications } from '#core/intake/sources/nagios.ts';

/** Checkmk writes what Nagios writes, with its site. */
export const parse = notifications('checkmk');
