/** `INC-2026-001`: the runbook's form, counted per year. */
export type IncidentId = string & { readonly brand: 'IncidentId' };
/** The one webhook delivery that a sender can ask about: `rcp_…`, sortable by time. */
export type ReceiptId = string & { readonly brand: 'ReceiptId' };
/** One alerting time series: the same value each time the same thing fires or clears. */
export type Fingerprint = string & { readonly brand: 'Fingerprint' };
/** What makes alerts one problem: those that share it join one open incident. */
export type ProblemKey = string & { readonly brand: 'ProblemKey' };
/** E.164, such as `+15555550100`. */
export type PhoneNumber = string & { readonly brand: 'PhoneNumber' };
export type EmailAddress = string & { readonly brand: 'EmailAddress' };

const incidentIdForm = /^INC-(\d{4})-(\d{3,15})$/;

/** Accepts `inc-2026-001` and surrounding blanks, because people type these at night. */
export function parseIncidentId(text: string): IncidentId | undefined {
  if (incidentIdForm.test(text)) return text as IncidentId;
  const tidy = text.trim().toUpperCase();
  return incidentIdForm.test(tidy) ? (tidy as IncidentId) : undefined;
}

export function incidentId(text: string): IncidentId {
  const parsed = parseIncidentId(text);
  if (parsed === undefined) throw new Error(`Not an incident id: ${JSON.stringify(text)}`);
  return parsed;
}

export function numberedIncidentId(year: number, number: number): IncidentId {
  return incidentId(`INC-${year}-${String(number).padStart(3, '0')}`);
}

/** `INC-2026-012`: the twelfth of 2026. */
export function numberOf(id: IncidentId): { year: number; number: number } {
  const [, year = '', number = ''] = incidentIdForm.exec(id) ?? [];
  return { year: Number(year), number: Number(number) };
}

/** By their numbers: as texts, the thousandth of a year would come before the second. */
export function newestFirst(a: IncidentId, b: IncidentId): number {
  const [first, second] = [numberOf(a), numberOf(b)];
  return second.year - first.year || second.number - first.number;
}

/** How far one import may move the counter of a year: what comes from elsewhere must not make it leap. */
export const numbersSkippedMax = 1000;

export const receiptId = (text: string) => named<ReceiptId>('receipt id', text);
export const fingerprint = (text: string) => named<Fingerprint>('fingerprint', text);
export const problemKey = (text: string) => named<ProblemKey>('problem key', text);
export const emailAddress = (text: string) => named<EmailAddress>('email address', text);

/**
 * Countries with a 0 before their numbers that is dialled within the country alone, and written down all the same: +44
 * (0)20 is +44 20. No number of theirs begins with one. Italy's do. Source: the national numbering plans that the ITU lists.
 */
const withTrunkZero =
  /^(\+(?:2[07]|3[123]|4[013469]|6[0-46]|8[1246]|9[01248]|21[23]|23[34]|25[456]|353|35[89]|38[0156]|421|886|966|97[12]))0/;

export function parsePhoneNumber(text: string): PhoneNumber | undefined {
  const digits = text.replace(/[\s().-]/g, '').replace(withTrunkZero, '$1');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? (digits as PhoneNumber) : undefined;
}

export function phoneNumber(text: string): PhoneNumber {
  const parsed = parsePhoneNumber(text);
  if (parsed === undefined) throw new Error('Not an E.164 phone number');
  return parsed;
}

function named<Id extends string>(what: string, text: string): Id {
  if (text.trim() === '') throw new Error(`An empty ${what}`);
  return text as Id;
}
