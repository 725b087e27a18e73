// Whether every way to pay can charge what is sold here, and what each will be asked for.
import { plainMoney } from '../contract/currencies.ts';
import type { FreeAmount } from '../contract/orders/free-amount.ts';
import type { Pack } from '../contract/config.ts';
import { btcpaySettings, stripeSettings } from './rail-settings.ts';
import { quoteAtBtcpay } from '../rails/btcpay/decimal.ts';
import type { Price, PricedWare, QuoteNo, RailQuote } from '../rails/rail.ts';
import { quoteAtSandbox } from '../rails/sandbox/sandbox-rail.ts';
import { quoteAtStripe } from '../rails/stripe/units.ts';

type Wares = { readonly PACKS: readonly Pack[]; readonly FREE_AMOUNT?: FreeAmount | undefined };
type RailNames = Parameters<typeof stripeSettings>[0] & { readonly SANDBOX_ENABLED?: boolean | undefined };
type Quoting = { readonly rail: string; readonly quote: (price: Price) => RailQuote };

function quotingRails(settings: RailNames): readonly Quoting[] {
  return [
    ...(stripeSettings(settings) === null ? [] : [{ rail: 'Stripe', quote: quoteAtStripe }]),
    ...(btcpaySettings(settings) === null ? [] : [{ rail: 'BTCPay Server', quote: quoteAtBtcpay }]),
    ...(settings.SANDBOX_ENABLED === true ? [{ rail: 'the sandbox', quote: quoteAtSandbox }] : []),
  ];
}

/** What a way to pay can never charge, by the name of the variable. */
export function priceFaults(
  settings: RailNames & Wares,
): readonly { readonly name: string; readonly message: string }[] {
  return quotingRails(settings).flatMap(({ rail, quote }) => [
    ...settings.PACKS.flatMap((pack) => {
      const asked = quote(priceOf(pack));
      return asked.kind === 'asked'
        ? []
        : [
            {
              name: 'PACKS',
              message: `must have another price for the pack "${pack.id}": ${reasonOf(rail, asked.no)}`,
            },
          ];
    }),
    ...boundsOf(settings.FREE_AMOUNT).flatMap(([bound, price]) => {
      const asked = quote(price);
      return asked.kind === 'asked'
        ? []
        : [{ name: 'FREE_AMOUNT', message: `must have another ${bound}: ${reasonOf(rail, asked.no)}` }];
    }),
  ]);
}

/** Free amounts come in steps that every way to pay can charge. */
export function withStep(offer: FreeAmount, settings: RailNames): FreeAmount {
  const price = { amountCents: offer.min_cents, currency: offer.currency };
  const steps = quotingRails(settings).map(({ quote }) => {
    const asked = quote(price);
    return asked.kind === 'asked' ? asked.step : 1;
  });
  const step = steps.reduce(leastCommonMultiple, offer.step_cents ?? 1);
  return step === 1 ? offer : { ...offer, step_cents: step };
}

export function pricesIn(settings: Wares): readonly PricedWare[] {
  return [
    ...settings.PACKS.map((pack) => ({ ware: `Pack ${pack.id}`, price: priceOf(pack) })),
    ...boundsOf(settings.FREE_AMOUNT).map(([bound, price]) => ({ ware: `Free amount, ${bound}`, price })),
  ];
}

/** One line for each price and each way to pay. */
export function askedPrices(settings: RailNames & Wares): readonly string[] {
  return pricesIn(settings).map(({ ware, price }) => {
    const asked = quotingRails(settings).map(({ rail, quote }) => {
      const told = quote(price);
      return `${rail} is asked for ${told.kind === 'asked' ? told.words : `nothing, since ${reasonOf(rail, told.no)}`}`;
    });
    return `${ware} costs ${plainMoney(price.amountCents, price.currency)}: ${asked.length === 0 ? 'no way to pay is set up' : asked.join('; ')}.`;
  });
}

function reasonOf(rail: string, no: QuoteNo): string {
  if (no.reason === 'currency_not_taken') return `${rail} does not charge in ${no.currency}`;
  const { amount_cents: cents, step_cents: step, currency } = no;
  return `${rail} charges ${currency} only in steps of ${plainMoney(step, currency)}, and ${plainMoney(cents, currency)} is not one of them`;
}

function priceOf({ amount_cents: amountCents, currency }: Pick<Pack, 'amount_cents' | 'currency'>): Price {
  return { amountCents, currency };
}

function boundsOf(offer: FreeAmount | undefined): readonly (readonly [bound: string, price: Price])[] {
  if (offer === undefined) return [];
  const { currency, min_cents: least, max_cents: most } = offer;
  return [
    ['min_cents', { amountCents: least, currency }],
    ['max_cents', { amountCents: most, currency }],
  ];
}

function leastCommonMultiple(left: number, right: number): number {
  const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
  return (left / commonDivisor(left, right)) * right;
}
