// The receipt of a purchase: who sold what to which account for how much, and what went back. Holds no secret. Pure but for its nonce.
import { microcreditsPerCredit } from '../../../../../server/contract/money.ts';
import { wordsFor, type Words } from '../../../../words/words.ts';
import type { SecretDocument } from '../../shell-port.ts';
import type { PurchaseRow } from '../purchases/purchase-row.ts';
import { markup, type Markup } from '../markup.ts';
import { facts, makeSheet } from './sheet.ts';

export type Seller = {
  /** As the server calls itself; null while that is not known. */
  readonly name: string | null;
  readonly origin: string;
  readonly isSandbox: boolean;
};

/** `who`: the name of the account that it was bought for, where that one is signed in; null: it is not. */
type Parties = { readonly seller: Seller; readonly who: string | null };

/** null: not paid, so there is nothing to confirm. */
export function makeReceipt(row: PurchaseRow, { seller, who }: Parties, locale: string): SecretDocument | null {
  const words = wordsFor([locale]);
  const { receipt: say, money, time } = words.documents;
  const state = sayState(row, words);
  if (state === null) return null;
  const body = markup`
${seller.isSandbox ? markup`<p class="warning">${say.isTest}</p>` : ''}
${facts([
  [say.seller, seller.name === null ? seller.origin : say.sellerAt(seller.name, seller.origin)],
  [say.order, markup`<span class="mono">${row.orderId}</span>`],
  [say.ordered, time(row.createdAt)],
  ...(row.paidAt === null ? [] : [[say.paid, time(row.paidAt)] as const]),
  [say.bought, sayBought(row, words)],
  [say.creditedTo, sayCredited(row, who, words)],
  [say.paymentMethod, say.methods[row.provider]],
  [say.price, markup`<strong>${money(row.amountCents, row.currency)}</strong>`],
  [say.status, state],
])}
${refundsOf(row, words)}
<p>${row.payee.kind === 'team' ? say.ifWrong : say.aboutAccount}</p>`;
  return makeSheet({ title: say.title, body, words });
}

function sayCredited(
  { payee, token }: PurchaseRow,
  who: string | null,
  { documents: { receipt: say } }: Words,
): Markup {
  const number = (hash: string): Markup => markup`<span class="mono">${accountId(hash)}</span>`;
  switch (payee.kind) {
    case 'computer':
      return token === null ? markup`` : number(token.hash);
    case 'me':
      return markup`${who ?? say.anAccount}, ${number(payee.personId)}`;
    case 'team':
      return markup`${say.team(payee.teamName)}`;
  }
}

/** A pack that is named after its credits needs no second word for them. */
export function sayBought(row: Pick<PurchaseRow, 'packName' | 'creditsMicrocredits'>, words: Words): string {
  const credits = words.amounts.credits(row.creditsMicrocredits / microcreditsPerCredit);
  return row.packName === null || row.packName === credits
    ? credits
    : words.documents.receipt.packOf(row.packName, credits);
}

/** Tells accounts apart and opens none: the first quarter of the SHA-256 of a token, or of who somebody is, in groups of four. */
export function accountId(hash: string): string {
  return hash.slice(0, 16).replaceAll(/(.{4})(?=.)/g, '$1 ');
}

function sayState(row: PurchaseRow, { documents }: Words): string | null {
  const { states } = documents.receipt;
  switch (row.state) {
    case 'paid':
    case 'claimed':
      return row.refundedCents === 0 ? states.paid : states.partlyRefunded;
    case 'refunded':
      return states.refunded;
    case 'disputed':
      return states.disputed;
    case 'starting':
    case 'open':
    case 'seen':
    case 'declined':
    case 'expired':
    case 'failed':
      return null;
  }
}

function refundsOf(row: PurchaseRow, { documents }: Words): Markup {
  if (row.refundedCents === 0 && row.refunds.length === 0) return markup``;
  const { receipt: say, money, time } = documents;
  const rows = row.refunds.map(
    ({ createdAt, amountCents, state }) =>
      [time(createdAt), say.refundOf(money(amountCents, row.currency), say.refund[state])] as const,
  );
  const kept = Math.max(0, row.amountCents - row.refundedCents);
  return markup`<h2>${say.refunds}</h2>
${facts([
  ...rows,
  [say.totalRefunded, money(row.refundedCents, row.currency)],
  [say.remaining, markup`<strong>${money(kept, row.currency)}</strong>`],
])}`;
}
