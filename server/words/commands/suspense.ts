// What the command says of money that came in and buys nothing yet.
import { plainMoney } from '../../contract/currencies.ts';
import type { SuspenseAction, SuspenseCase } from '../../contract/suspense/suspense.ts';

const decided = {
  credit: 'Credited to the buyer’s wallet:',
  refund: 'Being refunded to the buyer:',
  keep: 'Kept as revenue:',
} as const satisfies Record<SuspenseAction, string>;

export const suspenseSays = {
  idMissing: '--id is missing: a case from the list',
  idWrong: '--id must be the id of a case from the list',
  asWrong: '--as must be credit, refund or keep',
  why: 'it is decided so',
  nothing: 'There is nothing in suspense.',
  refundRefused: 'The provider refused the refund, so the case is open again.',
  resolved: (action: SuspenseAction, one: SuspenseCase) => `${decided[action]} ${lineOf(one)}`,
  line: lineOf,
} as const;

function lineOf({ id, kind, order_id: order, amount_cents: cents, currency, ...one }: SuspenseCase): string {
  const since = new Date(one.created_at).toISOString();
  return `${id}  ${since}  ${kind.replace('_', ' ')}: ${plainMoney(cents, currency)} of order ${order} (${one.amount_microcredits / 1_000_000} credits)`;
}
