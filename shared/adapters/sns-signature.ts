export const fetchCertificate = async (_url: string): Promise<string> => '';
export async function verifySnsMessage(
  _deps: unknown,
  _message: unknown,
): Promise<{ valid: true } | { valid: false; reason: string }> {
  return { valid: false, reason: 'placeholder' };
}
