// What can be bought: a pack, or a sum of one's own choice; and how the core is asked for it.
import type { OrderId, Provider } from '../../../../server/contract/orders/orders.ts';
import type { Purchase } from '../../../preload/contract/account.ts';
import type { Payee } from '../../../preload/contract/payee.ts';
import type { TokenPlace } from '../../../preload/contract/secret-trouble.ts';

export type Buyable =
  | { readonly kind: 'pack'; readonly packId: string }
  | { readonly kind: 'amount'; readonly cents: number; readonly currency: string };

/** What was wished for, with the id it keeps through every retry. */
export type Wish = {
  readonly orderId: OrderId;
  readonly thing: Buyable;
  readonly provider: Provider;
  readonly payee: Payee;
  readonly keepIn?: TokenPlace;
};

type BuyBase = Omit<Wish, 'thing'>;
export type BuyInput =
  | (BuyBase & { readonly packId: string })
  | (BuyBase & { readonly amount: { readonly cents: number; readonly currency: string } });

export function buyInput({ thing, ...base }: Wish): BuyInput {
  return thing.kind === 'pack'
    ? { ...base, packId: thing.packId }
    : { ...base, amount: { cents: thing.cents, currency: thing.currency } };
}

export function boughtThing({ packId, amountCents, currency }: Purchase): Buyable {
  return packId === null ? { kind: 'amount', cents: amountCents, currency } : { kind: 'pack', packId };
}
