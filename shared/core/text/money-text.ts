/** `$45000`, as the runbook's template writes it; cents only where there are some. */
export function moneyText({ amount, currency }: { amount: number; currency: string }): string {
  const figure = Number.isInteger(amount) ? String(amount) : amount.toFixed(2);
  return currency === 'USD' ? `$${figure}` : `${currency} ${figure}`;
}

const signs: Record<string, string> = { $: 'USD', '€': 'EUR', '£': 'GBP' };

/** What somebody wrote as a sum: `$45,000`, `EUR 1742.50`, `45000 €`. `undefined` when it is anything else. */
export function parseMoney(text: string): { amount: number; currency: string } | undefined {
  const form = /^([$€£]|[A-Z]{3})?\s*(\d+(?:,\d{3})*(?:\.\d{1,2})?)\s*([$€£]|[A-Z]{3})?$/;
  const [, before, figure, after] = form.exec(text.trim()) ?? [];
  if (figure === undefined || (before === undefined) === (after === undefined)) return undefined;
  const unit = before ?? after ?? '';
  const amount = Number(figure.replaceAll(',', ''));
  if (amount > Number.MAX_SAFE_INTEGER) return undefined;
  return { amount, currency: signs[unit] ?? unit };
}
