export const sqsBytesMax = 1024 * 1024;

/** JSON that SQS takes: it refuses the two noncharacters U+FFFE and U+FFFF, which JSON may as well write escaped. */
export function sqsText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\ufffe\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}
