// The currencies of ISO 4217 and how many digits of each stand behind its point. The figures are the standard's own, never those of
// ICU or CLDR: these say how people write prices (forint without fillér), differ from it, and change with the version of Node.

/**
 * List one of ISO 4217 as its maintenance agency, SIX, published it on 2026-01-01; compared with that file entry by entry on
 * 2026-11-29 (as iso4217 1.16.20260101 of PyPI carries it): all 165 codes and their digits are the same. Codes without minor units (XAU, XDR, XTS, XXX …)
 * are no money that a price can be in, and so are not listed. Withdrawn codes (BGN, ANG, HRK …) are not either.
 */
const codesByDigits = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC
    CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW
    KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP
    PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN
    UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
} as const;

const digitsByCode: ReadonlyMap<string, number> = new Map(
  Object.entries(codesByDigits).flatMap(([digits, codes]) =>
    codes.split(/\s+/).map((code) => [code, Number(digits)] as const),
  ),
);

/** Every active code with minor units, in capitals. */
export const currencies: readonly string[] = [...digitsByCode.keys()].toSorted();

export function isCurrency(code: string): boolean {
  return digitsByCode.has(code);
}

/**
 * Two for a code that is not in the list: an order of long ago may be in one that has been withdrawn since, and nearly all of
 * those had two.
 */
export function minorDigits(code: string): number {
  return digitsByCode.get(code) ?? 2;
}

/** 99000 of HUF are "990.00", 500 of JPY are "500". `minor` is a whole number of 0 or more. */
export function toDecimal(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  if (digits === 0) return String(minor);
  const padded = String(minor).padStart(digits + 1, '0');
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

/** "990.00 HUF", for logs, commands and operators; people who buy are shown `formatMoney`. */
export function plainMoney(minor: number, currency: string): string {
  return `${toDecimal(minor, currency)} ${currency}`;
}

/** Of the language only its signs and their order are taken; how many digits there are is the currency's own. */
export function moneyFormat(currency: string, tag?: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const digits = minorDigits(currency);
  const own = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(tag, { ...own, ...options });
}

/** `minor`: in the currency's minor units; a fraction of one is rounded away. */
export function formatMoney(minor: number, currency: string, tag?: string): string {
  return moneyFormat(currency, tag).format(wholeUnits(minor, currency));
}

/** As `moneyFormat` wants it; a price a message may be a fraction of a minor unit. */
export function wholeUnits(minor: number, currency: string): number {
  return minor / 10 ** minorDigits(currency);
}
