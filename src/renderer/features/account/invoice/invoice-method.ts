// What one way to pay an invoice is called, shows and copies.
import type { Words } from '../../../../words/words.ts';
import type { InvoiceMethod } from '../../../../preload/contract/account.ts';
import { formatBitcoin, formatSats, satsOf } from './bitcoin-amount.ts';
import { words } from '../../../words.ts';

export type MethodView = {
  readonly id: string;
  readonly name: string;
  /** What the long line of letters is. */
  readonly destinationName: string;
  readonly destination: string;
  readonly paymentLink: string;
  /** In the unit that its wallets use, then in the other; null when the server named no amount that can be read. */
  readonly amount: { readonly main: string; readonly other: string; readonly copied: string } | null;
  /** What of the whole price is still to pay: 1 until a part has come in. */
  readonly dueShare: number;
  /** Set when a part was paid: what has come in, of how much, as "10,000 of 14,751 sats". */
  readonly received: string | null;
  readonly rate: string;
  /** How to pay it and how long that takes. */
  readonly hint: string;
};

export function viewMethod(method: InvoiceMethod, say: Words = words): MethodView {
  const kind = kindOf(method.id);
  const due = satsOf(method.due);
  const asked = satsOf(method.amount);
  const isPart = due !== null && asked !== null && due > 0 && due < asked;
  return {
    id: method.id,
    ...say.buying.invoice.methods[kind],
    name: kind === 'other' ? method.id : say.buying.invoice.methods[kind].name,
    destination: method.destination,
    paymentLink: method.paymentLink,
    amount: due === null ? null : amountOf(due, kind, say),
    dueShare: due === null || asked === null || asked === 0 ? 1 : due / asked,
    received: isPart ? sayReceived([asked - due, asked], kind, say) : null,
    rate: method.rate,
  };
}

/** Lightning first: it is done in seconds. */
export function inOrder(methods: readonly InvoiceMethod[]): readonly InvoiceMethod[] {
  return methods.toSorted((a, b) => order.indexOf(kindOf(a.id)) - order.indexOf(kindOf(b.id)));
}

type Kind = 'lightning' | 'chain' | 'lnurl' | 'other';
const order: readonly Kind[] = ['lightning', 'chain', 'lnurl', 'other'];

function kindOf(id: string): Kind {
  switch (id) {
    case 'BTC-LN':
      return 'lightning';
    case 'BTC-CHAIN':
      return 'chain';
    case 'BTC-LNURL':
      return 'lnurl';
    default:
      return 'other';
  }
}

function amountOf(sats: number, kind: Kind, say: Words): MethodView['amount'] {
  const bitcoin = say.amounts.bitcoin(formatBitcoin(sats));
  return isInSats(kind)
    ? { main: formatSats(sats, say), other: bitcoin, copied: String(sats) }
    : { main: bitcoin, other: formatSats(sats, say), copied: formatBitcoin(sats) };
}

function sayReceived([received, asked]: readonly [number, number], kind: Kind, say: Words): string {
  const { invoice } = say.buying;
  return isInSats(kind)
    ? invoice.received(say.formats.count(received), formatSats(asked, say))
    : invoice.received(formatBitcoin(received), say.amounts.bitcoin(formatBitcoin(asked)));
}

function isInSats(kind: Kind): boolean {
  return kind === 'lightning' || kind === 'lnurl';
}
