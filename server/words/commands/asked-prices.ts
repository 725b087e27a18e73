// What the ways to pay are asked for, and why one of them can't charge a price.
import { plainMoney } from '../../contract/currencies.ts';
import type { Provider } from '../../contract/orders/orders.ts';

const rails: Readonly<Record<Provider, string>> = {
  stripe: 'Stripe',
  btcpay: 'BTCPay Server',
  sandbox: 'the sandbox',
};

type StepNo = { readonly amount_cents: number; readonly step_cents: number; readonly currency: string };

export const askedPriceSays = {
  rail: (provider: Provider) => rails[provider],
  pack: (id: string) => `Pack ${id}`,
  freeAmount: (bound: string) => `Free amount, ${bound}`,
  currencyNotTaken: (provider: Provider, currency: string) => `${rails[provider]} does not charge in ${currency}`,
  notInSteps: (provider: Provider, { amount_cents: cents, step_cents: step, currency }: StepNo) =>
    `${rails[provider]} charges ${currency} only in steps of ${plainMoney(step, currency)}, and ${plainMoney(cents, currency)} is not one of them`,
  asked: (provider: Provider, what: string) => `${rails[provider]} is asked for ${what}`,
  notAsked: (provider: Provider, reason: string) => `${rails[provider]} is asked for nothing, since ${reason}`,
  line: (ware: string, cost: string, asked: readonly string[]) =>
    `${ware} costs ${cost}: ${asked.length === 0 ? 'no way to pay is set up' : asked.join('; ')}.`,
} as const;
