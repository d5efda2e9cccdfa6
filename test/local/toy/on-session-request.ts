/** Answers what it was asked, as far as the toy stack routes anything to it. */
export const handler = async () => ({ statusCode: 200, body: '{}' });
