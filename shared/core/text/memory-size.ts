/** In MiB, as ECS counts memory. */
export const gibibyte = 1024;

/** `2GB` as people say it: of 1024 MiB each, as ECS counts. */
export function mebibytes(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,6})\s*(gi?b?|mi?b?)$/i.exec(text.trim()) ?? [];
  if (number === '') return undefined;
  return Number(number) * (unit.toLowerCase().startsWith('g') ? gibibyte : 1);
}
