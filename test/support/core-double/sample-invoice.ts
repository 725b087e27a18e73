// An invoice as a provider's server hands it out, with a Lightning and an on-chain way to pay. No wallet would take it.
import type { CheckoutView, InvoiceMethod } from '../../../src/preload/contract/account.ts';

const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** As long as a real one, and always the same. */
const lightning = `lnbc147510n1p${Array.from({ length: 252 }, (_, n) => letters[(n * n * 7 + n * 13) % 32]).join('')}`;
const address = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';

const both: readonly InvoiceMethod[] = [
  {
    id: 'BTC-CHAIN',
    destination: address,
    paymentLink: `bitcoin:${address}?amount=0.00014751`,
    amount: '0.00014751',
    due: '0.00014751',
    rate: '67792.53',
  },
  {
    id: 'BTC-LN',
    destination: lightning,
    paymentLink: `lightning:${lightning.toUpperCase()}`,
    amount: '0.00014751',
    due: '0.00014751',
    rate: '67792.53',
  },
];

export function sampleInvoice(url: string, isPartlyPaid = false): Extract<CheckoutView, { kind: 'invoice' }> {
  const methods = both.map((method) => (isPartlyPaid ? { ...method, due: '0.00004751' } : method));
  return { kind: 'invoice', methods, url };
}
