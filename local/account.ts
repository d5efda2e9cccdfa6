/** The account and region that every local ARN carries; fauxqs fixes the account. */
export const account = '000000000000';
export const region = 'us-east-1';

/** The API token and every integration's key, locally. */
export const localSecret = 'local';
