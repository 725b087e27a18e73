// Whether every way to pay can charge what is sold here, and what each will be asked for.
import { plainMoney } from '../contract/currencies.ts';
import type { FreeAmount } from '../contract/orders/free-amount.ts';
import type { Pack } from '../contract/config.ts';
import type { Provider } from '../contract/orders/orders.ts';
import { askedPriceSays as say } from '../words/commands/asked-prices.ts';
import { faultSays } from '../words/commands/settings.ts';
import { btcpaySettings, stripeSettings } from './rail-settings.ts';
import { quoteAtBtcpay } from '../rails/btcpay/decimal.ts';
import type { Price, PricedWare, QuoteNo, RailQuote } from '../rails/rail.ts';
import { quoteAtSandbox } from '../rails/sandbox/sandbox-rail.ts';
import { quoteAtStripe } from '../rails/stripe/units.ts';

type Wares = { readonly PACKS: readonly Pack[]; readonly FREE_AMOUNT?: FreeAmount | undefined };
type RailNames = Parameters<typeof stripeSettings>[0] & { readonly SANDBOX_ENABLED?: boolean | undefined };
type Quoting = { readonly provider: Provider; readonly quote: (price: Price) => RailQuote };

function quotingRails(settings: RailNames): readonly Quoting[] {
  return [
    ...(stripeSettings(settings) === null ? [] : [{ provider: 'stripe' as const, quote: quoteAtStripe }]),
    ...(btcpaySettings(settings) === null ? [] : [{ provider: 'btcpay' as const, quote: quoteAtBtcpay }]),
    ...(settings.SANDBOX_ENABLED === true ? [{ provider: 'sandbox' as const, quote: quoteAtSandbox }] : []),
  ];
}

/** What a way to pay can never charge, by the name of the variable. */
export function priceFaults(
  settings: RailNames & Wares,
): readonly { readonly name: string; readonly message: string }[] {
  return quotingRails(settings).flatMap(({ provider, quote }) => [
    ...settings.PACKS.flatMap((pack) => {
      const asked = quote(priceOf(pack));
      if (asked.kind === 'asked') return [];
      return [{ name: 'PACKS', message: faultSays.packPrice(pack.id, reasonOf(provider, asked.no)) }];
    }),
    ...boundsOf(settings.FREE_AMOUNT).flatMap(([bound, price]) => {
      const asked = quote(price);
      if (asked.kind === 'asked') return [];
      return [{ name: 'FREE_AMOUNT', message: faultSays.freeBound(bound, reasonOf(provider, asked.no)) }];
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
    ...settings.PACKS.map((pack) => ({ ware: say.pack(pack.id), price: priceOf(pack) })),
    ...boundsOf(settings.FREE_AMOUNT).map(([bound, price]) => ({ ware: say.freeAmount(bound), price })),
  ];
}

/** One line for each price and each way to pay. */
export function askedPrices(settings: RailNames & Wares): readonly string[] {
  return pricesIn(settings).map(({ ware, price }) => {
    const asked = quotingRails(settings).map(({ provider, quote }) => {
      const told = quote(price);
      return told.kind === 'asked'
        ? say.asked(provider, told.words)
        : say.notAsked(provider, reasonOf(provider, told.no));
    });
    return say.line(ware, plainMoney(price.amountCents, price.currency), asked);
  });
}

function reasonOf(provider: Provider, no: QuoteNo): string {
  return no.reason === 'currency_not_taken'
    ? say.currencyNotTaken(provider, no.currency)
    : say.notInSteps(provider, no);
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
