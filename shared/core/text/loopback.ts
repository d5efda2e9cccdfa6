/** Where only the local stack can be: API Gateway answers under names of its own or of yours. */
export function isLoopback(url: string): boolean {
  return /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(URL.parse(url)?.hostname ?? '');
}
