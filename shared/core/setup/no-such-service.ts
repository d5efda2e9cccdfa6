import type { Directory } from '#core/setup/directory.ts';

/** `undefined`: it is one. Says which there are, since at night nobody knows how they are spelt. */
export function noSuchService(
  { services }: Directory,
  wanted: string,
): { invalid: { path: string; message: string } } | undefined {
  if (Object.hasOwn(services, wanted)) return undefined;
  const known = Object.keys(services).join(', ') || 'none';
  const message = `no service ${wanted} is configured; there are: ${known}`;
  return { invalid: { path: '/service', message } };
}
