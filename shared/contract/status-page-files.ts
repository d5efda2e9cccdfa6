/* Two files of the status page that its distribution knows by name. */

/** What is asked for when nothing is named, and what is shown when there is no such thing. */
export const startFile = 'index.html';
export const absentFile = '404.html';

/** The name of its stack. */
export const statusPageStack = 'TocsinStatusPage';
