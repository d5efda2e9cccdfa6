/** Has nothing to do in the toy pipeline. */
export const handler = async () => undefined;
