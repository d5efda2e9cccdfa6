/** Answers with a page and a cookie. */
export const handler = async (event: { requestContext: { http: { method: string } } }) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'text/html' },
  cookies: ['seen=1'],
  body: Buffer.from(`<p>${event.requestContext.http.method}</p>`).toString('base64'),
  isBase64Encoded: true,
});
