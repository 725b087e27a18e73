// Sums between our whole numbers of the smallest unit and the decimal strings of BTCPay Server, never through a float.

/** 199 US cents are "1.99", 500 yen are "500". */
export function toDecimal(cents: number, currency: string): string {
  const digits = digitsOf(currency);
  if (digits === 0) return String(cents);
  const padded = String(cents).padStart(digits + 1, '0');
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

/** Rounded down, at least 0: a fraction of a cent is not money that came in. */
export function toCents(decimal: string, currency: string): number {
  if (decimal.startsWith('-')) return 0;
  const [whole = '0', fraction = ''] = decimal.split('.');
  const digits = digitsOf(currency);
  const cents = Number(`${whole}${fraction.padEnd(digits, '0').slice(0, digits)}`);
  return Number.isSafeInteger(cents) ? cents : Number.MAX_SAFE_INTEGER;
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
