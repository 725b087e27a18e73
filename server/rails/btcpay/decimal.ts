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

/** The product of two decimals, each without a sign: an amount of bitcoin and its rate. */
export function times(left: string, right: string): string {
  const [leftDigits, leftScale] = unscaled(left);
  const [rightDigits, rightScale] = unscaled(right);
  const scale = leftScale + rightScale;
  const digits = String(leftDigits * rightDigits).padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function unscaled(decimal: string): readonly [digits: bigint, scale: number] {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return [BigInt(`${whole}${fraction}`), fraction.length];
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
