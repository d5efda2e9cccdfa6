/** The fields of an integration that hold the sum of a key by which it is known. Apart from the schema, which no webhook waits for. */
export const keySums = ['keySha256', 'formerKeySha256'] as const;
