// The doctor's check of CREDIT_RATE: does a cent of plans, reports and invoices buy about what a cent of a purchase does?
import { microcreditsPerCredit } from '../contract/money.ts';
import { writeRate } from '../domain/rate.ts';
import { type SetupFinding, warning, well } from '../lib/setup-finding.ts';
import type { ServerSettings } from '../settings/config.ts';
import { shopCurrency } from '../usecases/shop-currency.ts';
import { rateWords as words } from '../words/commands/doctor-rate.ts';

/** How far the rate may be from what is sold: packs are cheaper the larger they are, and plans cheaper than packs. */
const apart = 2;

export function lookAtRate(
  settings: Pick<ServerSettings, 'PACKS' | 'FREE_AMOUNT' | 'CREDIT_RATE'>,
): readonly SetupFinding[] {
  const { PACKS: packs, FREE_AMOUNT: free } = settings;
  const currency = shopCurrency({ packs, freeAmount: free ?? null });
  const sold = [...packs, ...(free === undefined ? [] : [{ ...free.rate, currency: free.currency }])];
  const others = [...new Set(sold.map((ware) => ware.currency))].filter((one) => one !== currency);
  const rates = sold.flatMap((ware) =>
    ware.currency === currency ? [ware.credits_microcredits / ware.amount_cents / microcreditsPerCredit] : [],
  );
  const rate = Number(writeRate(settings.CREDIT_RATE)) / microcreditsPerCredit;
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  const isNear = rate >= least / apart && rate <= most * apart;
  const said = { currency, rate, least, most };
  return [
    isNear ? well(words.near(said)) : warning(words.far(said)),
    ...(others.length === 0 ? [] : [warning(words.otherCurrencies(currency, others))]),
  ];
}
