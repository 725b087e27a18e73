// What the command says that gives money back.
import { plainMoney } from '../../contract/currencies.ts';
import type { Refund } from '../../contract/refunds/refunds.ts';

export const refundSays = {
  orderWrong: '--order must be the id of an order, such as 0190c0de-…',
  paymentEmpty: '--payment must not be empty',
  paymentTooLong: '--payment is too long',
  centsWrong: '--cents must be a whole number of 1 or more, in the minor units of the currency',
  why: 'the money is refunded',
  idWrong: '--refund-id must be a UUID',
  orderNotNamed: 'Name the order by --order or by --payment, and not by both',
  madeBefore: 'This refund was made before; nothing changed.',
  outcome({ id, amount_cents: cents, currency, state, collect_url: url }: Omit<Refund, 'reason'>): string {
    const what = `Refund ${id} of ${plainMoney(cents, currency)}`;
    switch (state) {
      case 'succeeded':
        return `${what}: done.`;
      case 'failed':
        return `${what}: the provider refused it, and the credits are back in the wallet.`;
      case 'pending':
        return url === null
          ? `${what}: on its way. A running server follows it to its end.`
          : `${what}: waits for the buyer, who collects it at ${url} – give this address to nobody else.`;
    }
  },
} as const;
