/** What is kept out of log lines by its name; apart from how it is found, since a schema needs no more than these. */
export const redactionNames = ['email', 'card', 'ip', 'phone', 'token', 'aws-key'] as const;
